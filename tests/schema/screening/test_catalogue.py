"""The catalogue of domain §8.4: what is there, what waits for its tables, what is said of it."""

import re
from pathlib import Path

import pytest

from schema.metadata import metadata
from schema.operations import service as operations
from schema.screening.rules import AWAITED, EVIDENCE_LABELS
from schema.screening.service import catalogue
from schema.screening.service.catalogue import DEFINITIONS, SELECTS, first_parameters, inputs

FAMILIES = {"M": 7, "D": 13, "A": 11, "C": 8, "F": 7, "U": 12, "G": 9, "S": 6}
ALL = {f"{letter}{number + 1}" for letter, most in FAMILIES.items() for number in range(most)}


def test_each_of_the_73_rules_is_there_or_waits_for_its_tables() -> None:
    assert operations.__name__  # registers its own rules
    assert len(ALL) == 73
    assert set(DEFINITIONS) | set(AWAITED) == ALL
    assert not set(DEFINITIONS) & set(AWAITED)


@pytest.mark.parametrize("code", sorted(AWAITED))
def test_a_rule_waits_no_longer_than_for_its_tables(code: str) -> None:
    """When the tables of a rule have come, this names the rule that is to be written."""
    assert [table for table in AWAITED[code] if table not in metadata.tables] != []


@pytest.mark.parametrize("code", sorted(SELECTS))
def test_a_rule_says_what_it_reads_and_by_what_thresholds(code: str) -> None:
    rule = DEFINITIONS[code]
    assert set(inputs(code)) <= set(metadata.tables)
    assert inputs(code) != []
    assert all((rule.name, rule.description, rule.key, rule.action, rule.kinds))
    assert 1 <= rule.severity <= 4
    assert all(value.basis for value in first_parameters(code))


def test_each_value_of_a_hit_has_a_name() -> None:
    folder = Path(catalogue.__file__).parent / "builtin"
    texts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    found = re.findall(r"evidence=\{(.*?)\n? *\}", texts, re.DOTALL)
    names = {name for block in found for name in re.findall(r'"([a-z_]+)":', block)}
    assert len(names) > 50
    assert names <= set(EVIDENCE_LABELS)
