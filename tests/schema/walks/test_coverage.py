"""Every programme of people, places and money has its walk."""

from importlib import import_module
from pathlib import Path

from tests.schema.walks import WALKS

#: The programmes of the issue; of P18 and P44 the membership side.
PROGRAMMES = {
    *("P16", "P18", "P37", "P38", "P39", "P40", "P41", "P42", "P44", "P47", "P48", "P49", "P50"),
    *("P52", "P55", "P56", "P57", "P58", "P59", "P60", "P61", "P62"),
}


def test_every_programme_is_walked() -> None:
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        import_module(f"tests.schema.walks.{file.stem}")
    walked = {programme for programmes in WALKS.values() for programme in programmes}
    assert walked == PROGRAMMES
