"""The steps that the pages offer are those of the rules."""

from tests import machines


def test_the_written_machines_are_those_of_the_rules() -> None:
    assert machines.TARGET.read_text(encoding="utf-8") == machines.written(), (
        "run python -m tests.machines"
    )
