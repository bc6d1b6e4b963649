"""A roster as it comes from a spreadsheet, and its rows while they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schema.core.sheets import SheetError
from schema.membership.rules.roster import Cell, match_headers

# A title and a note often stand above the header row.
HEADER_WITHIN: Final = 10
LEAST_MATCHES: Final = 3


@dataclass(frozen=True, slots=True)
class Roster:
    """The header row and the rows below it; ``first_row`` is the number people see (from 1).

    ``name`` is the file's name, for the audit trail. ``rows`` may be read more than once.
    """

    name: str
    headers: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    first_row: int


def roster_of(name: str, rows: Sequence[Sequence[Cell]]) -> Roster:
    """A file's rows from its header row on; raises SheetError when there is none."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if len(match_headers(row).positions) >= LEAST_MATCHES:
            return Roster(name, row, rows[number + 1 :], number + 2)
    message = f"{name}: no header row with 姓名 and 证件号码 in the first rows"
    raise SheetError(message)
