"""A roster as it comes from a spreadsheet, and its rows while they are judged."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import length_hint
from typing import Final

from schema.core.sheets import Rows, SheetError
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
    rows: Iterable[Sequence[Cell]]
    first_row: int

    def lines(self, numbers: Container[int]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows with these numbers, read once more."""
        return ((n, row) for n, row in enumerate(self.rows, self.first_row) if n in numbers)


@dataclass(frozen=True, slots=True)
class _Below:
    """The rows of a file after the first ``count``."""

    rows: Rows
    count: int

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return islice(iter(self.rows), self.count, None)

    def __length_hint__(self) -> int:
        return max(length_hint(self.rows) - self.count, 0)


def roster_of(name: str, rows: Rows) -> Roster:
    """A file's rows from its header row on; raises SheetError when there is none."""
    for number, row in enumerate(islice(iter(rows), HEADER_WITHIN), 1):
        if len(match_headers(row).positions) >= LEAST_MATCHES:
            return Roster(name, row, _Below(rows, number), number + 1)
    message = f"{name}: no header row with 姓名 and 证件号码 in the first rows"
    raise SheetError(message)
