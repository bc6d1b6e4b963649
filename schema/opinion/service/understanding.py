"""Three tiers behind one interface: n-grams alone, with our encoder, with a site's own.

Whoever judges texts in numbers (the worker, the command line) imports this
module when it needs it; the API process never does.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from schema.core.settings import settings
from schema.opinion.rules import heads
from schema.opinion.rules.heads import FOLDER, Linear, Named
from schema.opinion.rules.ngrams import plain
from schema.opinion.rules.understand import Models, understand
from schema.opinion.rules.verdict import Reading
from schema.opinion.service.encoder.build import NoEncoderError, build
from schema.opinion.service.encoder.endpoint import EndpointEncoder, EndpointError
from schema.opinion.service.encoder.local import IDENTITY, LocalEncoder

Floats = NDArray[np.float32]

VERSION = "heads-1"
GENERAL, SMALL, LARGE = "general.npz", "labour-0.npz", "labour-1.npz"

log = structlog.get_logger(__name__)


class Encoder(Protocol):
    """What every encoder can do."""

    identity: str

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors [n, d] of ``plain`` texts."""
        ...


def models_folder() -> Path:
    """Where the encoder and the heads trained here stand: ``<data>/models``."""
    return settings().data / "models"


def prepare() -> str:
    """Make the default encoder unless it is there; returns its identity.

    Raises NoEncoderError, OSError.
    """
    build(models_folder())
    return IDENTITY


class Understander:
    """One tier, opened: texts in, readings out."""

    def __init__(self, encoder: Encoder | None) -> None:
        """With no encoder, or one that no heads were fitted for, the n-grams work alone."""
        self.general = heads.load((FOLDER / GENERAL).read_bytes())
        self._small = Models(self.general, _labour(SMALL), f"{VERSION}/0", embedding=False)
        self._large: Models | None = None
        self.encoder = encoder
        if encoder is not None:
            found = trained(encoder.identity)
            if found is not None:
                labour, mark = found
                version = f"{VERSION}/{encoder.identity}{mark}"
                self._large = Models(self.general, labour, version, embedding=True)

    @property
    def version(self) -> str:
        """Which heads and encoder speak."""
        return (self._large or self._small).version

    def read(
        self, texts: Sequence[str], *, explain: bool = False, hurried: bool = False
    ) -> list[Reading]:
        """Readings in the order of the texts; a failing encoder leaves it to the n-grams.

        ``explain`` adds the grounds of each complaint; ``hurried``: by the n-grams alone,
        which find as many complaints and grave ones, and name the topic less well.
        """
        if self._large is None or self.encoder is None or hurried:
            return understand(texts, self._small, None, explain=explain)
        try:
            embedded = self.encoder.encode([plain(text) for text in texts])
        except EndpointError as error:
            log.warning("opinion.encoder_failed", error=str(error))
            return understand(texts, self._small, None, explain=explain)
        return understand(texts, self._large, embedded, explain=explain)


def _labour(name: str) -> Linear:
    return heads.load((FOLDER / name).read_bytes())["labour"]


def trained(identity: str) -> tuple[Linear, str] | None:
    """The labour heads for an encoder: those trained at this site, else those that we ship."""
    own = models_folder() / heads_file(identity)
    if own.is_file():
        content = own.read_bytes()
        return heads.load(content)["labour"], f"+{heads.fingerprint(content)}"
    return (_labour(LARGE), "") if identity == IDENTITY else None


def heads_file(identity: str) -> str:
    """The file of heads trained here for an encoder."""
    return "heads-" + "".join(c if c.isalnum() else "-" for c in identity) + ".npz"


def open_encoder(chosen: str) -> Encoder | None:
    """The encoder that ``GONGHUI_OPINION_ENCODER`` names; None when there is none to be had."""
    if chosen.startswith("openai:"):
        base, _, model = chosen.removeprefix("openai:").partition("#")
        return EndpointEncoder(base, model)
    if chosen.startswith("onnx:"):
        folder = Path(chosen.removeprefix("onnx:"))
        return LocalEncoder(folder, f"onnx:{folder.name}")
    if chosen == "default":
        try:
            return LocalEncoder(build(models_folder()), IDENTITY)
        except (NoEncoderError, ImportError, OSError) as error:
            note = "n-grams alone, reduced accuracy"
            log.warning("opinion.no_encoder", note=note, error=str(error))
    return None


@lru_cache(maxsize=1)
def understander() -> Understander:
    """The tier of this process, opened once."""
    return Understander(open_encoder(settings().opinion_encoder))


def general_heads() -> Named:
    """The heads that do not change at a site."""
    return heads.load((FOLDER / GENERAL).read_bytes())
