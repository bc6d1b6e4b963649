"""Deadlines to mend what an inspection found."""

from datetime import date

from schema.facilities.rules import FaultLevel, fix_due_on

DAYS = {FaultLevel.ORDINARY: 7, FaultLevel.SAFETY: 1}
FRIDAY = date(2026, 11, 20)


def test_fix_due_by_fault_level() -> None:
    assert fix_due_on(FRIDAY, FaultLevel.NONE, DAYS) is None
    assert fix_due_on(FRIDAY, FaultLevel.ORDINARY, DAYS) == date(2026, 11, 27)
    assert fix_due_on(FRIDAY, FaultLevel.SAFETY, DAYS) == date(2026, 11, 21)
