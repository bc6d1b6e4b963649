"""``gonghui opinion``: what reads public opinion: set it up, try it, judge it, teach it."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from api.cli.common import DATA, in_transaction, load_settings, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.opinion.rules.labelled import Labelled
    from schema.opinion.service.understanding import Understander

BATCH = 256
SPEED_TEXTS = 2000

TierOption = Annotated[
    int, typer.Option("--tier", min=0, max=1, help="0: n-grams alone; 1: with the encoder.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Set up, try, judge and teach what reads posts.")
    group.command("setup")(setup)
    group.command("classify")(classify)
    group.command("evaluate")(evaluate)
    group.command("train")(train)
    app.add_typer(group, name="opinion", rich_help_panel=DATA)


def setup() -> None:
    """Make the sentence encoder in the data folder (once, about half a minute, no network)."""
    from schema.opinion.service import understanding
    from schema.opinion.service.encoder.build import NoEncoderError

    load_settings()
    try:
        identity = understanding.prepare()
    except (NoEncoderError, ImportError) as error:
        raise PlatformError(
            "there is no encoder for this kind of machine: the n-grams work alone"
        ) from error
    say(f"{identity} is in {understanding.models_folder()}")


def classify(
    file: Annotated[Path, typer.Option(help='Posts, one {"text": …} a line; - reads stdin.')],
    tier: TierOption = 1,
) -> None:
    """Read posts and print one JSON line each, in order."""
    reader = _open(tier)
    texts = [_text(number, line) for number, line in enumerate(_lines(file), start=1)]
    for start in range(0, len(texts), BATCH):
        for reading in reader.read(texts[start : start + BATCH]):
            typer.echo(json.dumps(reading.as_json(), ensure_ascii=False))


def evaluate(
    file: Annotated[
        Path | None, typer.Option(help="Your own: lines of {text, negative, topic, severity}.")
    ] = None,
    tier: TierOption = 1,
) -> None:
    """Judge the reading of posts on sentences that it has not learned from, and its speed.

    Without a file: on every fifth of our own sentences, by heads fitted for this on
    the others; then near-duplicates and spikes on their simulations.
    """
    from schema.opinion.rules import measure, simulate
    from schema.opinion.rules.labelled import divided, own_sentences
    from schema.opinion.service import training

    reader = _open(tier)
    if file is not None:
        judge = _labelled(file)
        found = reader.read([item.text for item in judge])
    else:
        learn, judge = divided(own_sentences())
        say(f"learning from {len(learn):,} own sentences, judging on {len(judge):,} others")
        models = training.fitted(learn, reader.encoder)
        found = training.readings(judge, models, reader.encoder)
    say(f"reader {reader.version}")
    for line in measure.report(list(zip(judge, found, strict=True))):
        say(line)
    _speed(reader, [item.text for item in judge])
    if file is None:
        for line in simulate.report():
            say(line)


def train(
    corrections: Annotated[
        Path | None, typer.Option(help="Further lines of {text, negative, topic, severity}.")
    ] = None,
) -> None:
    """Learn from what people decided about events; a worse model is never put to use."""
    from schema.opinion.service import training
    from schema.opinion.service.verdicts import kept_verdicts

    reader = _open(1)
    if reader.encoder is None:
        raise PlatformError("training needs an encoder: see gonghui opinion setup")
    known = in_transaction(kept_verdicts)
    extra = [] if corrections is None else _labelled(corrections)
    outcome = training.train(reader.encoder, [*known, *extra])
    before, after = outcome.before.score, outcome.after.score
    say(f"{outcome.learned:,} corrections; score {before:.4f} -> {after:.4f}")
    say(f"in use from the next start: {outcome.promoted}" if outcome.promoted else "not put to use")


def _open(tier: int) -> "Understander":
    from schema.opinion.service import understanding

    # Standard output is for results alone: other programs read it.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    chosen = load_settings().opinion_encoder
    return understanding.Understander(understanding.open_encoder(chosen) if tier else None)


def _lines(file: Path) -> list[str]:
    if str(file) == "-":
        content = sys.stdin.buffer.read()
    elif file.is_file():
        content = file.read_bytes()
    else:
        raise PlatformError(f"there is no file {file}")
    return [line for line in content.decode("utf-8-sig", "replace").split("\n") if line.strip()]


def _text(number: int, line: str) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise PlatformError(f'line {number} is not {{"text": …}}: {error}') from error


def _labelled(file: Path) -> "list[Labelled]":
    from schema.opinion.service.training import read_corrections

    try:
        return read_corrections(file)
    except (ValueError, OSError) as error:
        raise PlatformError(str(error)) from error


def _speed(reader: "Understander", texts: list[str]) -> None:
    """Texts a second of one core; the smallest tier reads more of them, it is so much faster."""
    from schema.opinion.service.understanding import Understander

    for name, one, most in (
        ("0", Understander(None), 20 * SPEED_TEXTS),
        ("1", reader, SPEED_TEXTS),
    ):
        if name == "1" and reader.encoder is None:
            continue
        many = (texts * (1 + most // max(len(texts), 1)))[:most]
        started = time.process_time()
        for start in range(0, len(many), BATCH):
            one.read(many[start : start + BATCH])
        spent = max(time.process_time() - started, 1e-9)
        say(f"tier {name}: {len(many) / spent:,.0f} texts a second of one core")
