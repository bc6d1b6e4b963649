"""What the READMEs hold: fenced blocks, commands, queries with their answers."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
READMES = (ENGLISH, CHINESE)
PROGRAM = ".venv/bin/gonghui"

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A query, and the answer that is shown below it, if one is."""

    query: str
    answer: Any = None


def blocks(readme: Path, *languages: str) -> list[tuple[str, str]]:
    """The fenced blocks of these languages, in their order: (language, text)."""
    found = _FENCE.findall(readme.read_text(encoding="utf-8"))
    return [(language, text) for language, text in found if language in languages]


def commands(readme: Path) -> list[str]:
    """Every line of every ``sh`` block."""
    return [line for _, text in blocks(readme, "sh") for line in text.splitlines() if line]


def examples(readme: Path) -> list[Example]:
    """Every query, with the JSON that stands after it."""
    found: list[Example] = []
    for language, text in blocks(readme, "graphql", "json"):
        if language == "graphql":
            found.append(Example(text))
        else:
            found[-1] = Example(found[-1].query, json.loads(text))
    return found
