"""The steps that the pages offer are those of the rules, the towns those of the starter data."""

from tests import machines


def test_the_written_facts_are_those_of_the_code() -> None:
    for path, text in machines.written().items():
        assert path.read_text(encoding="utf-8") == text, "run python -m tests.machines"
