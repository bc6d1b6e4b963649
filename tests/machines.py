"""The state machines for the dashboard: ``python -m tests.machines`` writes them out.

The pages offer only the steps that a state allows; the tables of the rules are the one
source, and a test holds the written file against them.
"""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import schema
from schema.core.enums import Labelled

TARGET = Path(__file__).parent.parent / "api" / "web" / "src" / "dashboard" / "machines.json"


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


def written() -> str:
    """The file as it should be."""
    return json.dumps(machines(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
