"""Clean rows of a roster, read by the column; every other row is left to ``read_row``.

What is accepted here is what ``read_row`` would accept, and it says the same: texts that
recur are judged once and remembered, an identity number is put together from three
remembered parts (region, birth date, sequence). At the least doubt a row is not taken, so
that there is one place that finds faults and words them.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any, Final, NamedTuple

from schema.core.errors import DomainError
from schema.membership.rules.codes import DocumentCheck, DocumentKind, Sex
from schema.membership.rules.identity import (
    MOBILE,
    PERMIT_REGIONS,
    DocumentFacts,
    age_on,
    is_name,
    normalise_name,
)
from schema.membership.rules.roster.cells import FAULTS, Cell, plain_text
from schema.membership.rules.roster.rows import READERS, AgeLimits
from schema.organisation.rules import accepted_credit_code

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
NUMBER_LENGTH: Final = 18
REMEMBERED: Final = 100_000
#: What ``None`` cannot stand for: the careful reader must look at this cell.
DOUBTFUL: Final = object()
_MEANT: Final = {None, DocumentKind.RESIDENT_ID}


class Clean(NamedTuple):
    """The clean rows of a chunk: their places in it, their columns, what their documents say."""

    places: list[int]
    columns: dict[str, list[Any]]
    documents: list[DocumentFacts]


class QuickReader:
    """Reads the rows of one sheet; ``positions`` says where its columns stand."""

    def __init__(self, positions: Mapping[str, int], limits: AgeLimits) -> None:
        self._limits = limits
        self._width = max(positions.values(), default=-1) + 1
        self._regions = Remembered(_region)
        self._dates = Remembered(self._birth)
        self._sequences = Remembered(_sequence)
        own: dict[str, Callable[[Any], Any]] = {
            "name": Remembered(_name).__getitem__,
            "document_number": self._document,
            "mobile": _mobile,
            "card_number": _number,
        }
        self._readers = [
            (key, place, own.get(key) or Remembered(_reader(key, limits)).__getitem__)
            for key, place in positions.items()
        ]

    def read(self, rows: Sequence[Sequence[Cell]]) -> Clean:
        """The rows that are beyond doubt; a document stands in its column as it was written."""
        places = [place for place, row in enumerate(rows) if len(row) >= self._width]
        cells = list(zip(*(rows[place] for place in places), strict=False))
        if not cells:
            return Clean([], {}, [])
        columns = {key: [*map(read, cells[at])] for key, at, read in self._readers}
        doubtful: set[int] = set()
        for column in columns.values():
            if DOUBTFUL in column:
                doubtful.update(n for n, value in enumerate(column) if value is DOUBTFUL)
        documents = columns["document_number"]
        columns["document_number"] = list(cells[dict(self._at())["document_number"]])
        doubtful.update(_disagreeing(columns, documents, doubtful))
        if doubtful:
            clean = [n not in doubtful for n in range(len(places))]
            places, documents = list(compress(places, clean)), list(compress(documents, clean))
            columns = {key: list(compress(column, clean)) for key, column in columns.items()}
        return Clean(places, columns, documents)

    def _at(self) -> Iterator[tuple[str, int]]:
        return ((key, place) for key, place, _ in self._readers)

    def _document(self, number: Cell) -> Any:
        if not isinstance(number, str) or len(number) != NUMBER_LENGTH:
            return DOUBTFUL
        region, born = self._regions[number[:6]], self._dates[number[6:14]]
        sequence = self._sequences[number[14:17]]
        if region is DOUBTFUL or born is DOUBTFUL or sequence is DOUBTFUL:
            return DOUBTFUL
        if CHECK_CHARACTERS[(region + born[1] + sequence[1]) % 11] != number[17]:
            return DOUBTFUL
        return born[2 + sequence[0]]

    def _birth(self, digits: str) -> Any:
        """The day, its weighted sum, and the facts of a woman and of a man born then."""
        if not (digits.isascii() and digits.isdigit()):
            return DOUBTFUL
        try:
            day = date.fromisoformat(digits)
        except ValueError:
            return DOUBTFUL
        today = self._limits.today
        if day > today or not self._limits.minimum <= age_on(day, today) <= self._limits.maximum:
            return DOUBTFUL
        valid = DocumentCheck.VALID
        return (
            day,
            _weighted(digits, 6),
            DocumentFacts(valid, day, Sex.FEMALE),
            DocumentFacts(valid, day, Sex.MALE),
        )


class Remembered(dict[Any, Any]):
    """What a cell means, worked out at its first appearance; text, days, tuples of them."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        # 1, 1.0 and True are one key: numbers are left to the careful reader.
        plain = cell is None or isinstance(cell, str | date | tuple)
        found = self[cell] = self._read(cell) if plain else DOUBTFUL
        return found


def _weighted(digits: str, start: int) -> int:
    return sum(
        int(digit) * weight
        for digit, weight in zip(digits, WEIGHTS[start : start + len(digits)], strict=True)
    )


def _region(digits: str) -> Any:
    plain = digits.isascii() and digits.isdigit() and digits[0] != "0"
    return _weighted(digits, 0) if plain and not digits.startswith(PERMIT_REGIONS) else DOUBTFUL


def _sequence(digits: str) -> Any:
    if not (digits.isascii() and digits.isdigit()):
        return DOUBTFUL
    return int(digits[2]) % 2, _weighted(digits, 14)


def _name(cell: Cell) -> Any:
    if not isinstance(cell, str) or not cell or cell.isascii():
        return DOUBTFUL
    same = unicodedata.normalize("NFKC", cell) == cell == normalise_name(cell)
    return cell if same and is_name(cell) and plain_text(cell) == cell else DOUBTFUL


def _reader(key: str, limits: AgeLimits) -> Callable[[Cell], Any]:
    read = READERS[key]

    def value(cell: Cell) -> Any:
        if isinstance(cell, str) and cell.strip().upper() in FAULTS:
            return DOUBTFUL
        try:
            found = read(cell)
            if key == "employer_credit_code":
                found = accepted_credit_code(found)
        except (ValueError, DomainError):
            return DOUBTFUL
        if key in {"joined_on", "hired_on"} and found is not None and found > limits.today:
            return DOUBTFUL
        return found

    return value


def _number(cell: Cell) -> Any:
    """A plain number as text, None when empty."""
    if cell is None or cell == "":
        return None
    if not isinstance(cell, str) or not cell.isascii() or not cell.isalnum():
        return DOUBTFUL
    # 1E5 was a number once.
    return DOUBTFUL if "e" in cell or "E" in cell else cell


def _mobile(cell: Cell) -> Any:
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, str) and MOBILE.fullmatch(cell) else DOUBTFUL


def _disagreeing(
    columns: Mapping[str, list[Any]], documents: list[Any], known: set[int]
) -> Iterator[int]:
    """Rows whose cells contradict each other or lack what is required."""
    empty: list[Any] = [None] * len(documents)
    for key in ("joined_on", "employment_form"):
        if None in columns[key]:
            yield from (n for n, value in enumerate(columns[key]) if value is None)
    unions = zip(columns.get("union_code", empty), columns.get("union_name", empty), strict=True)
    yield from (n for n, (code, name) in enumerate(unions) if not (code or name))
    if "document_kind" in columns:
        yield from (n for n, kind in enumerate(columns["document_kind"]) if kind not in _MEANT)
    for key in {"sex", "birth_date"} & columns.keys():
        yield from (
            n
            for n, (value, facts) in enumerate(zip(columns[key], documents, strict=True))
            if value is not None and n not in known and value != getattr(facts, key)
        )
    ends = columns.get("contract_end_on", empty)
    starts = columns.get("contract_start_on", empty)
    if ends is not empty and starts is not empty:
        yield from (
            n
            for n, (start, end) in enumerate(zip(starts, ends, strict=True))
            if n not in known and start is not None and end is not None and start > end
        )
