"""The list of requirements names exactly the tests that prove them."""

from pathlib import Path

import pytest

from tests import requirements
from tests.requirement_words import WORDS


def test_the_committed_list_is_current() -> None:
    """Out of date? Run ``python -m tests.requirements``."""
    assert requirements.TARGET.read_text(encoding="utf-8") == requirements.document()


def test_every_number_has_words() -> None:
    wanted = [
        f"{k}{n:02}" for k, last in (("S", 45), ("D", 15), ("R", 20)) for n in range(1, last + 1)
    ]
    assert list(WORDS) == wanted


def test_marks_of_functions_classes_and_modules_are_found(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        'pytestmark = [pytest.mark.anyio, pytest.mark.requirement("R01")]\n'
        '@pytest.mark.requirement("S01", "D01")\n'
        "async def test_one(): ...\n"
        '@pytest.mark.requirement("S02")\n'
        "class TestThem:\n"
        "    def test_two(self): ...\n"
        "    def helper(self): ...\n"
    )
    found = {n: tests for n, tests in requirements.proofs(tmp_path).items() if tests}
    assert found == {
        "S01": ["test_it.py::test_one"],
        "D01": ["test_it.py::test_one"],
        "S02": ["test_it.py::test_two"],
        "R01": ["test_it.py::test_one", "test_it.py::test_two"],
    }


def test_an_unknown_number_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        'import pytest\n@pytest.mark.requirement("S99")\ndef test_one(): ...\n'
    )
    with pytest.raises(requirements.UnknownRequirementError, match="S99"):
        requirements.proofs(tmp_path)
