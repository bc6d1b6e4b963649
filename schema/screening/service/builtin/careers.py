"""Rules on the course of a membership: transfer, retirement, contract (M3, M5, M7)."""

from collections.abc import Mapping
from datetime import date
from typing import cast

import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.core.params import ParameterErrorCode
from schema.membership.rules import (
    ACTIVE_STATES,
    OPEN_TRANSFERS,
    EmploymentForm,
    MembershipStatus,
    Sex,
    TransferStatus,
)
from schema.membership.tables import membership, membership_transfer, person
from schema.screening.service.builtin.hits import Column, Question, Select, hits, joined, text

_CONTRACTED = (EmploymentForm.REGULAR, EmploymentForm.DISPATCHED)


def transfer_waiting(question: Question) -> Select:
    """M3: transfers that the union whose turn it is left for so many working days."""
    table = membership_transfer.c
    asked = table.status == TransferStatus.REQUESTED
    since = sa.func.coalesce(table.released_on, table.requested_on)
    return hits(
        subject=table.membership_id,
        union=sa.case((asked, table.from_union_id), else_=table.to_union_id),
        key=text(table.id),
        evidence={
            "requested_on": table.requested_on,
            "released_on": table.released_on,
            "from_union": table.from_union_id,
            "to_union": table.to_union_id,
        },
        rows={"membership_transfer": table.id},
    ).where(table.status.in_(OPEN_TRANSFERS), since <= question.working_days_ago("working_days"))


def past_retirement(question: Question) -> Select:
    """M5: active members beyond the age at which people of their sex and birth retire."""
    retired = retired_on(question)
    # Nobody retires before the youngest age: this bound is a constant, cheap for each row.
    least = min(retirement_terms(question, sex)[0] for sex in ("male", "female"))
    return (
        hits(
            subject=membership.c.id,
            union=membership.c.union_id,
            key=text(membership.c.id),
            # The day would tell the date of birth, which not everybody may know.
            evidence={"retired_in": sa.func.to_char(retired, "YYYY-MM")},
            rows={"person": person.c.id},
        )
        .join_from(person, membership, membership.c.person_id == person.c.id)
        .where(
            person.c.birth_date <= question.day - _interval(sa.literal(least)),
            person.c.sex.in_((Sex.MALE, Sex.FEMALE)),
            retired <= question.day,
            person.c.deceased_on.is_(None),
            membership.c.status == MembershipStatus.ACTIVE,
        )
    )


def retired_on(question: Question) -> Column:
    """The day on which a person of known sex reaches the age of retirement."""
    months = sa.case(
        (person.c.sex == Sex.MALE, _retirement_months(question, "male")),
        else_=_retirement_months(question, "female"),
    )
    return sa.cast(person.c.birth_date + _interval(months), sa.Date)


def _interval(months: Column) -> Column:
    return sa.func.make_interval(0, sa.cast(months, sa.Integer))


def retirement_terms(question: Question, sex: str) -> tuple[int, date | None, int, int]:
    """Age in months, who is delayed from which birth on, by how much; raises PARAMETER_MISSING."""
    value = question.parameters.get(sex)
    if not isinstance(value, Mapping) or not isinstance(value.get("months"), int):
        raise DomainError(ParameterErrorCode.PARAMETER_MISSING, f"缺少有效的规则参数: {sex}")
    told = cast("Mapping[str, object]", value)
    begin = told.get("first")
    if not isinstance(begin, str):
        return cast("int", told["months"]), None, 1, 0
    return (
        cast("int", told["months"]),
        date.fromisoformat(begin),
        cast("int", told["step"]),
        cast("int", told["most"]),
    )


def _retirement_months(question: Question, sex: str) -> Column:
    months, begin, step, most = retirement_terms(question, sex)
    if begin is None:
        return sa.literal(months)
    born = sa.extract("year", person.c.birth_date) * 12 + sa.extract("month", person.c.birth_date)
    later = sa.cast(born, sa.Integer) - (begin.year * 12 + begin.month)
    delay = sa.func.least(most, later / sa.literal_column(str(step)) + 1)
    return months + sa.case((later < 0, 0), else_=sa.cast(delay, sa.Integer))


def without_contract(question: Question) -> Select:
    """M7: members of key groups without a written contract, or with one that ends soon."""
    table = membership.c
    missing = sa.and_(
        table.contract_start_on.is_(None),
        table.hired_on < question.ago(question.number("days_after_hire")),
    )
    ending = table.contract_end_on <= question.ahead(question.number("days_before_end"))
    in_group = sa.or_(table.frontline, table.new_form_group.is_not(None), person.c.migrant)
    return (
        hits(
            subject=table.id,
            union=table.union_id,
            key=joined(text(table.id), sa.func.coalesce(text(table.contract_start_on), "NONE")),
            evidence={
                "contract": sa.case((missing, "MISSING"), else_="ENDING"),
                "hired_on": table.hired_on,
                "contract_end_on": table.contract_end_on,
            },
            rows={"person": person.c.id},
        )
        .join_from(membership, person, person.c.id == table.person_id)
        .where(
            sa.or_(missing, ending),
            table.status.in_(ACTIVE_STATES),
            table.employment_form.in_(_CONTRACTED),
            in_group,
        )
    )
