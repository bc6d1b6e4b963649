"""Clean rows of a roster, read in a few microseconds; every other row is left to ``read_row``.

What is accepted here is what ``read_row`` would accept, and it says the same: texts that
recur are judged once and remembered, an identity number is put together from three
remembered parts (region, birth date, sequence). At the least doubt the answer is None, so
that there is one place that finds faults and words them.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from schema.core.errors import DomainError
from schema.membership.rules.codes import DocumentCheck, DocumentKind, Sex
from schema.membership.rules.codes import MembershipStatus as Status
from schema.membership.rules.identity import (
    MOBILE,
    PERMIT_REGIONS,
    DocumentFacts,
    age_on,
    is_name,
    normalise_name,
)
from schema.membership.rules.person import PersonFacts
from schema.membership.rules.roster.cells import FAULTS, Cell, plain_text
from schema.membership.rules.roster.rows import READERS, AgeLimits, StatedRow
from schema.membership.rules.states import MembershipFacts
from schema.organisation.rules import accepted_credit_code

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
NUMBER_LENGTH: Final = 18
REMEMBERED: Final = 100_000
#: What ``None`` cannot stand for: the careful reader must look at this cell.
DOUBTFUL: Final = object()
_SELF_READ: Final = frozenset({"name", "document_number", "mobile", "card_number"})


class QuickReader:
    """Reads the rows of one sheet; ``positions`` says where its columns stand."""

    def __init__(self, positions: Mapping[str, int], limits: AgeLimits) -> None:
        self._limits = limits
        self._places = dict(positions)
        self._width = max(positions.values(), default=-1) + 1
        self._others = [
            (key, place, _Remembered(_reader(key, limits)))
            for key, place in positions.items()
            if key not in _SELF_READ
        ]
        self._names = _Remembered(_name)
        self._regions = _Remembered(_region)
        self._dates = _Remembered(self._birth)
        self._sequences = _Remembered(_sequence)

    def read(self, row: Sequence[Cell]) -> StatedRow | None:
        """The stated facts with those of the document, or None for a second look."""
        places = self._places
        if len(row) < self._width:
            return None
        name = self._names[row[places["name"]]]
        number = row[places["document_number"]]
        document = self._document(number)
        if name is DOUBTFUL or document is None:
            return None
        values: dict[str, Any] = {}
        for key, place, remembered in self._others:
            value = remembered[row[place]]
            if value is DOUBTFUL:
                return None
            values[key] = value
        mobile = _text(row, places.get("mobile"))
        card = _text(row, places.get("card_number"))
        if mobile is DOUBTFUL or card is DOUBTFUL or not _fits(values, document, mobile):
            return None
        return _stated(values, name, str(number), document, mobile, card)

    def _document(self, number: Cell) -> DocumentFacts | None:
        if not isinstance(number, str) or len(number) != NUMBER_LENGTH:
            return None
        region, born = self._regions[number[:6]], self._dates[number[6:14]]
        sequence = self._sequences[number[14:17]]
        if region is DOUBTFUL or born is DOUBTFUL or sequence is DOUBTFUL:
            return None
        if CHECK_CHARACTERS[(region + born[1] + sequence[1]) % 11] != number[17]:
            return None
        facts: DocumentFacts = born[2 + sequence[0]]
        return facts

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


class _Remembered(dict[Any, Any]):
    """What a cell means, worked out at its first appearance; only text and days qualify."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        # 1, 1.0 and True are one key: numbers are left to the careful reader.
        plain = cell is None or isinstance(cell, str | date)
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


def _text(row: Sequence[Cell], place: int | None) -> Any:
    """A plain number as text, None when empty."""
    cell = None if place is None else row[place]
    if cell is None or cell == "":
        return None
    if not isinstance(cell, str) or not cell.isascii() or not cell.isalnum():
        return DOUBTFUL
    # 1E5 was a number once.
    return DOUBTFUL if "e" in cell or "E" in cell else cell


def _fits(values: Mapping[str, Any], document: DocumentFacts, mobile: str | None) -> bool:
    """Whether the cells agree with each other and nothing required is missing."""
    start, end = values.get("contract_start_on"), values.get("contract_end_on")
    return (
        values.get("document_kind") in {None, DocumentKind.RESIDENT_ID}
        and values.get("joined_on") is not None
        and values.get("employment_form") is not None
        and bool(values.get("union_code") or values.get("union_name"))
        and values.get("sex") in {None, document.sex}
        and values.get("birth_date") in {None, document.birth_date}
        and (mobile is None or MOBILE.fullmatch(mobile) is not None)
        and (start is None or end is None or start <= end)
    )


def _stated(
    values: Mapping[str, Any],
    name: str,
    number: str,
    document: DocumentFacts,
    mobile: str | None,
    card: str | None,
) -> StatedRow:
    get = values.get
    person = PersonFacts(
        name,
        DocumentKind.RESIDENT_ID,
        number,
        mobile,
        get("sex"),
        get("birth_date"),
        get("ethnicity"),
        get("education"),
        get("political_status"),
        get("marital_status"),
        get("hukou_kind"),
        bool(get("migrant")),
    )
    member = MembershipFacts(
        values["employment_form"],
        Status.ACTIVE,
        values["joined_on"],
        card,
        get("employer_name") or None,
        get("employer_credit_code"),
        get("occupation") or None,
        get("hired_on"),
        get("contract_start_on"),
        get("contract_end_on"),
        bool(get("frontline")),
        get("new_form_group"),
        get("platform"),
    )
    return StatedRow(person, member, get("union_code") or "", get("union_name") or "", document)
