"""Fitting the labour heads anew from own sentences and corrections; never a worse one is used."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schema.opinion.rules import heads, learning
from schema.opinion.rules.codes import Topic
from schema.opinion.rules.heads import Linear
from schema.opinion.rules.labelled import Labelled, divided, own_sentences
from schema.opinion.rules.measure import Figures, figures
from schema.opinion.rules.ngrams import BITS, grams, plain
from schema.opinion.rules.understand import Models, understand
from schema.opinion.rules.verdict import Reading
from schema.opinion.service.understanding import (
    Encoder,
    Floats,
    general_heads,
    heads_file,
    models_folder,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training did: figures on the sentences held out, before and after."""

    learned: int
    before: Figures
    after: Figures
    promoted: Path | None


def read_corrections(path: Path) -> list[Labelled]:
    """Lines ``{"text", "negative", "topic", "severity"}``; raises ValueError on another line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            topic = row.get("topic")
            found.append(
                Labelled(
                    str(row["text"]),
                    negative=bool(row["negative"]),
                    topic=Topic[topic] if topic else None,
                    severity=int(row.get("severity", 2 if row["negative"] else 0)),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error
    return found


def fitted(items: Sequence[Labelled], encoder: Encoder | None) -> Models:
    """Heads learned from these items alone, with the general heads that we ship."""
    general = general_heads()
    texts = [plain(item.text) for item in items]
    mood = general["mood"].scores(heads.only_grams(grams(texts), BITS))[:, 0]
    embedded = None if encoder is None else encoder.encode(texts)
    labour = learning.fit_labour(items, mood, embedded)
    return Models(general, labour, "candidate", embedding=encoder is not None)


def readings(items: Sequence[Labelled], models: Models, encoder: Encoder | None) -> list[Reading]:
    """What models make of labelled texts."""
    embedded: Floats | None = None
    if encoder is not None:
        embedded = encoder.encode([plain(item.text) for item in items])
    return understand([item.text for item in items], models, embedded)


def judged(judge: Sequence[Labelled], models: Models, encoder: Encoder | None) -> Figures:
    """The figures of models on labelled texts."""
    return figures(list(zip(judge, readings(judge, models, encoder), strict=True)))


def train(encoder: Encoder, corrections: Iterable[Labelled]) -> Outcome:
    """Learn from people's corrections too, and use the result when it is no worse.

    Both are judged on the same sentences, which neither learned from: every
    fifth of our own and of the corrections. The candidate must be no worse on all
    of them and on our own alone: many wrong corrections would else vouch for
    themselves. The heads that are then used learn from all.
    """
    own, extra = own_sentences(), list(corrections)
    learn, judge = divided([*own, *extra])
    ours = [item for item in judge if item.kind != "correction"]
    old = fitted([item for item in learn if item.kind != "correction"], encoder)
    new = fitted(learn, encoder) if extra else old
    before, after = judged(judge, old, encoder), judged(judge, new, encoder)
    promoted = None
    if after.score >= before.score and (
        judged(ours, new, encoder).score >= judged(ours, old, encoder).score
    ):
        promoted = _promote(fitted([*own, *extra], encoder).labour, encoder.identity)
    return Outcome(len(extra), before, after, promoted)


def _promote(labour: Linear, identity: str) -> Path:
    """Put the heads where the next start finds them, whole or not at all."""
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / heads_file(identity)
    part = target.with_suffix(".part")
    part.write_bytes(heads.save({"labour": labour}))
    os.replace(part, target)  # noqa: PTH105 - atomic by contract
    return target
