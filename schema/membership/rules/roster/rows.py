"""One row of a roster: read cell by cell, and judged with everything that is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from schema.core.errors import DomainError
from schema.membership.rules.codes import DocumentKind
from schema.membership.rules.codes import MembershipStatus as Status
from schema.membership.rules.person import PersonFacts, normalise_person, person_problems
from schema.membership.rules.roster.cells import (
    FAULTS,
    WORDS,
    Cell,
    DigitsLostError,
    number_text,
    plain_text,
    read_code,
    read_date,
    read_flag,
)
from schema.membership.rules.roster.columns import COLUMNS, TITLES, UNION_KEYS
from schema.membership.rules.roster.problems import Problem, RosterErrorCode
from schema.membership.rules.states import MembershipFacts
from schema.organisation.rules import accepted_credit_code

DATES: Final = ("birth_date", "joined_on", "hired_on", "contract_start_on", "contract_end_on")
FLAGS: Final = ("migrant", "frontline")
NUMBERS: Final = ("document_number", "mobile", "card_number", "union_code")
PATHS: Final = {
    "name": "name",
    "documentNumber": "document_number",
    "mobile": "mobile",
    "birthDate": "birth_date",
}
PERSON_KEYS: Final = (
    *("sex", "birth_date", "ethnicity", "education", "political_status", "marital_status"),
    *("hukou_kind", "migrant"),
)
MEMBERSHIP_KEYS: Final = (
    *("employment_form", "joined_on", "hired_on", "contract_start_on", "contract_end_on"),
    *("frontline", "new_form_group", "platform"),
)


def _reader(key: str) -> Callable[[Cell], Any]:
    if key in DATES:
        return read_date
    if key in FLAGS:
        return read_flag
    if key in NUMBERS:
        return number_text
    return partial(read_code, key) if key in WORDS else plain_text


READERS: Final = {column.key: _reader(column.key) for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Full years that a member must and may have, and the day on which they count."""

    minimum: int
    maximum: int
    today: date


@dataclass(slots=True)
class StatedRow:
    """A row without problems of its own; the union is named by code, by name, or by both."""

    person: PersonFacts
    membership: MembershipFacts
    union_code: str
    union_name: str


def read_row(
    cells: Mapping[str, Cell], limits: AgeLimits
) -> tuple[StatedRow | None, list[Problem]]:
    """Read the known cells of a row; the stated facts, or None beside all problems."""
    problems: list[Problem] = []
    values = {key: _value(key, cell, problems) for key, cell in cells.items()}
    known = {problem.column for problem in problems}
    problems += [
        Problem(column.title, RosterErrorCode.REQUIRED, RosterErrorCode.REQUIRED.label)
        for column in COLUMNS
        if column.required and not values.get(column.key) and column.title not in known
    ]
    if not any(values.get(key) for key in UNION_KEYS):
        title = TITLES["union_code"]
        problems.append(Problem(title, RosterErrorCode.REQUIRED, "工会代码和工会名称须填一项"))
    person = _person(values)
    problems += _person_problems(person, limits, known={problem.column for problem in problems})
    problems += _date_problems(values, limits.today)
    credit_code = _credit_code(values, problems)
    if problems:
        return None, problems
    stated = MembershipFacts(
        status=Status.ACTIVE,
        employer_credit_code=credit_code,
        employer_name=values.get("employer_name") or None,
        occupation=values.get("occupation") or None,
        card_number=values.get("card_number") or None,
        **_given(values, MEMBERSHIP_KEYS),
    )
    code, name = (str(values.get(key) or "") for key in UNION_KEYS)
    return StatedRow(person, stated, code, name), []


def _value(key: str, cell: Cell, problems: list[Problem]) -> Any:
    """The value of a cell by the kind of its column; None with a problem when unreadable."""
    title = TITLES[key]
    if isinstance(cell, str) and cell[:1] == "#" and cell.strip().upper() in FAULTS:
        problems.append(
            Problem(title, RosterErrorCode.CELL_ERROR, RosterErrorCode.CELL_ERROR.label)
        )
        return None
    try:
        return READERS[key](cell)
    except DigitsLostError:
        code = RosterErrorCode.DIGITS_LOST
        problems.append(Problem(title, code, code.label))
    except ValueError as error:
        dated = key in DATES
        code = RosterErrorCode.DATE_INVALID if dated else RosterErrorCode.VALUE_UNKNOWN
        hint = "请填写如 2020-01-31" if dated else f"可选: {_choices(key)}"
        problems.append(Problem(title, code, f"“{_short(error)}”{code.label}; {hint}"))
    return None


def _choices(key: str) -> str:
    if key in FLAGS:
        return "是、否"
    labels = list(dict.fromkeys(code.label for code in WORDS[key].values()))
    return "、".join(labels[:8]) + ("…" if len(labels) > 8 else "")  # noqa: PLR2004 - one line


def _short(error: ValueError) -> str:
    return str(error)[:30]


def _given(values: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: values[key] for key in keys if values.get(key) is not None}


def _person(values: Mapping[str, Any]) -> PersonFacts:
    return normalise_person(
        PersonFacts(
            name=values.get("name") or "",
            document_kind=values.get("document_kind") or DocumentKind.RESIDENT_ID,
            document_number=values.get("document_number") or "",
            mobile=values.get("mobile") or None,
            **_given(values, PERSON_KEYS),
        )
    )


def _person_problems(person: PersonFacts, limits: AgeLimits, known: set[str]) -> list[Problem]:
    """What the rules of registration find, but for cells that are known to be unreadable."""
    found = [
        Problem(TITLES[PATHS[str(error.path[0])]], error.code, error.message)
        for error in person_problems(
            person, limits.today, minimum_age=limits.minimum, maximum_age=limits.maximum
        )
    ]
    return [problem for problem in found if problem.column not in known]


def _date_problems(values: Mapping[str, Any], today: date) -> list[Problem]:
    problems = []
    code = RosterErrorCode.DATE_INVALID
    for key in ("joined_on", "hired_on"):
        day = values.get(key)
        if day is not None and day > today:
            problems.append(Problem(TITLES[key], code, f"{TITLES[key]}在未来"))
    start, end = values.get("contract_start_on"), values.get("contract_end_on")
    if start is not None and end is not None and end < start:
        problems.append(Problem(TITLES["contract_end_on"], code, "合同止日早于起日"))
    return problems


def _credit_code(values: Mapping[str, Any], problems: list[Problem]) -> str | None:
    try:
        return accepted_credit_code(values.get("employer_credit_code"))
    except DomainError as error:
        problems.append(Problem(TITLES["employer_credit_code"], error.code, error.message))
        return None
