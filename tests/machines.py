"""Machines, towns and words of evidence for the dashboard: ``python -m tests.machines`` writes.

The pages offer only the steps that a state allows, and draw the towns where they are; the
tables of the rules and of the places are the one source, and a test holds the written files
against them.
"""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import schema
from api.data.places import TOWNS
from schema.core.enums import Labelled
from schema.screening.rules.explanation import EVIDENCE_LABELS

DASHBOARD = Path(__file__).parent.parent / "api" / "web" / "src" / "dashboard"


def machines() -> dict[str, dict[str, list[str]]]:
    """State to the states that may follow, by the GraphQL name of the enum."""
    return {
        type(next(iter(table))).__name__: {
            state.value: [following.value for following in after] for state, after in table.items()
        }
        for table in _tables()
    }


def _tables() -> Iterator[Mapping[Labelled, tuple[Labelled, ...]]]:
    for module in pkgutil.walk_packages(schema.__path__, "schema."):
        if ".rules" not in module.name:
            continue
        for name, value in vars(import_module(module.name)).items():
            if name.endswith("_TRANSITIONS"):
                yield value


def towns() -> list[dict[str, str | float]]:
    """The towns with their seats (WGS-84)."""
    return [
        {
            "code": town.code,
            "name": town.name,
            "longitude": town.longitude,
            "latitude": town.latitude,
        }
        for town in TOWNS
    ]


def written() -> dict[Path, str]:
    """The files as they should be."""
    facts = {
        "machines.json": machines(),
        "map/towns.json": towns(),
        "screening/evidence.json": dict(EVIDENCE_LABELS),
    }
    return {
        DASHBOARD / name: json.dumps(fact, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for name, fact in facts.items()
    }


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
