"""The rules by code: the definition that people read and the select that runs.

A domain above this one registers the rules on its own tables (``register``).
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors

from schema.assistance.rules import INITIAL_PARAMETERS as ASSISTANCE_PARAMETERS
from schema.core.parameter import Parameter
from schema.screening.rules import CATALOGUE, INITIAL_PARAMETERS, RuleDefinition
from schema.screening.service.builtin.aid_twice import double_assistance
from schema.screening.service.builtin.careers import (
    past_retirement,
    transfer_waiting,
    without_contract,
)
from schema.screening.service.builtin.case_work import (
    category_differs,
    evidence_expires,
    exclusion_found,
    stuck,
    suspicious_income,
)
from schema.screening.service.builtin.cases import employer_again
from schema.screening.service.builtin.dossiers import (
    dossier_without_aid,
    person_in_two_dossiers,
    review_due,
)
from schema.screening.service.builtin.enterprises import (
    dues_unpaid,
    in_trouble,
    many_dispatched,
    without_union,
)
from schema.screening.service.builtin.facilities import (
    equipment_lacking,
    idle_place,
    inspection_overdue,
    room_not_cleaned,
    supplies_expire,
)
from schema.screening.service.builtin.hits import Question, Rule, Select
from schema.screening.service.builtin.integrity import (
    amounts_to_fit,
    conflict_of_interest,
    odd_account,
    paid_before_notice,
    voucher_used_twice,
)
from schema.screening.service.builtin.members import (
    bad_real_name_fields,
    duplicate_membership,
    incomplete_real_names,
)
from schema.screening.service.builtin.money import (
    above_year_cap,
    failed_line,
    fund_misused,
    slow_fund,
    unfit_payee,
)
from schema.screening.service.builtin.platform import (
    kept_too_long,
    silent_feed,
    unheard_alert,
    unusual_reads,
)
from schema.screening.service.builtin.relief import (
    behind_pace,
    few_spot_checks,
    incomplete_exit,
    likely_needy,
    relapse,
)
from schema.screening.service.builtin.union_work import (
    chair_missing,
    check_failed,
    no_womens_committee,
    weak_unions_underfunded,
)
from schema.screening.service.builtin.unions import place_missing, term_over

SELECTS: dict[str, Rule] = {}
DEFINITIONS: dict[str, RuleDefinition] = {}
_first_values: dict[str, tuple[Parameter, ...]] = {}


def register(definition: RuleDefinition, select: Rule, values: Iterable[Parameter]) -> None:
    """Add a rule with the first values of its parameters, borrowed ones among them.

    Raises ValueError for a code that is taken.
    """
    if definition.code in SELECTS:
        message = f"rule {definition.code} is registered twice"
        raise ValueError(message)
    DEFINITIONS[definition.code] = definition
    SELECTS[definition.code] = select
    read = (definition.code, *definition.borrowed)
    _first_values[definition.code] = tuple(value for value in values if value.rule in read)


def first_parameters(code: str) -> tuple[Parameter, ...]:
    """The first values of a rule's own parameters, with their periods and bases."""
    return tuple(value for value in _first_values[code] if value.rule == code)


def first_values(code: str, on: date) -> dict[str, object]:
    """What a rule reads on a day while nobody has changed a parameter."""
    return {
        value.key: value.value
        for value in sorted(_first_values[code], key=lambda value: value.rule == code)
        if value.valid_from <= on and (value.valid_to is None or on < value.valid_to)
    }


def inputs(code: str) -> list[str]:
    """The tables that a rule reads, by name."""
    found = visitors.iterate(_sample(code))
    return sorted({element.name for element in found if isinstance(element, sa.Table)})


@cache
def digest(code: str) -> str:
    """A hash of what the rule says and of the statement that it becomes."""
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statement = _sample(code).compile(dialect=dialect)
    return sha256(f"{DEFINITIONS[code]!r}\0{statement}".encode()).hexdigest()


def _sample(code: str) -> Select:
    """The rule's statement on some day; its text is the same on any other."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return SELECTS[code](Question(moment.date(), first_values(code, moment.date()), moment))


_BUILT_IN: dict[str, Rule] = {
    "M1": duplicate_membership,
    "M2": bad_real_name_fields,
    "M3": transfer_waiting,
    "M5": past_retirement,
    "M6": incomplete_real_names,
    "M7": without_contract,
    "D1": review_due,
    "D2": evidence_expires,
    "D3": person_in_two_dossiers,
    "D4": category_differs,
    "D5": exclusion_found,
    "D6": stuck,
    "D7": suspicious_income,
    "D8": behind_pace,
    "D9": few_spot_checks,
    "D10": incomplete_exit,
    "D11": dossier_without_aid,
    "D12": relapse,
    "D13": likely_needy,
    "A1": unfit_payee,
    "A2": double_assistance,
    "A3": above_year_cap,
    "A4": odd_account,
    "A5": voucher_used_twice,
    "A6": conflict_of_interest,
    "A7": failed_line,
    "A8": fund_misused,
    "A9": slow_fund,
    "A10": amounts_to_fit,
    "A11": paid_before_notice,
    "C2": employer_again,
    "F1": inspection_overdue,
    "F2": equipment_lacking,
    "F3": idle_place,
    "F4": room_not_cleaned,
    "F5": supplies_expire,
    "F6": place_missing,
    "U1": without_union,
    "U2": term_over,
    "U3": chair_missing,
    "U4": check_failed,
    "U6": many_dispatched,
    "U8": dues_unpaid,
    "U9": weak_unions_underfunded,
    "U11": no_womens_committee,
    "U12": in_trouble,
    "S1": silent_feed,
    "S2": unheard_alert,
    "S3": unusual_reads,
    "S6": kept_too_long,
}
for _definition in CATALOGUE:
    register(
        _definition, _BUILT_IN[_definition.code], (*ASSISTANCE_PARAMETERS, *INITIAL_PARAMETERS)
    )
