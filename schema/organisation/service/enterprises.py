"""Enterprises, what happens to their business, and who watches them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import (
    BusinessEventKind,
    OrganisationErrorCode,
    Ownership,
    WatchLevel,
    accepted_credit_code,
)
from schema.organisation.service.log import stated
from schema.organisation.service.terms import not_later
from schema.organisation.tables import business_event, enterprise


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """An employer as it is registered, and how many work there."""

    credit_code: str
    name: str
    union_id: UUID
    division_id: UUID
    ownership: Ownership
    headcount: int
    women: int = 0
    dispatched: int = 0
    migrants: int = 0
    industry: str | None = None
    park_code: str | None = None
    own_union_id: UUID | None = None


async def register_enterprise(work: Work, *, facts: EnterpriseFacts) -> UUID:
    """Enter an employer below the union of its place; the enterprise's id.

    Raises DomainError CREDIT_CODE_INVALID, INVALID when parts exceed the headcount,
    DUPLICATE for a credit code that is known.
    """
    await may_edit(work, facts.union_id, Entity.ENTERPRISE, Action.CREATE)
    if facts.own_union_id is not None:
        await may_edit(work, facts.own_union_id, Entity.ENTERPRISE, Action.CREATE)
    code = accepted_credit_code(facts.credit_code)
    if code is None:
        raise DomainError(OrganisationErrorCode.CREDIT_CODE_INVALID, path=("creditCode",))
    _check_counts(facts.headcount, facts.women, facts.dispatched, facts.migrants)
    return await work.insert(
        enterprise,
        credit_code=code,
        name=stated(facts.name, "name"),
        union_id=facts.union_id,
        own_union_id=facts.own_union_id,
        division_id=facts.division_id,
        park_code=facts.park_code,
        ownership=facts.ownership,
        industry=facts.industry,
        headcount=facts.headcount,
        women=facts.women,
        dispatched=facts.dispatched,
        migrants=facts.migrants,
    )


async def update_enterprise(
    work: Work,
    *,
    enterprise_id: UUID,
    expected_version: int,
    headcount: int,
    women: int,
    dispatched: int,
    migrants: int,
) -> None:
    """Bring the numbers of an employer up to date."""
    await editable_row(
        work,
        enterprise,
        enterprise_id,
        expected_version=expected_version,
        actions=(Action.CREATE,),
    )
    _check_counts(headcount, women, dispatched, migrants)
    await work.update(
        enterprise,
        enterprise_id,
        expected_version,
        headcount=headcount,
        women=women,
        dispatched=dispatched,
        migrants=migrants,
    )


async def watch_enterprise(
    work: Work, *, enterprise_id: UUID, expected_version: int, level: WatchLevel, reason: str
) -> None:
    """Put an employer on the watch list, or take it off, with the reason."""
    await editable_row(
        work,
        enterprise,
        enterprise_id,
        expected_version=expected_version,
        actions=(Action.DECIDE,),
    )
    await work.update(
        enterprise,
        enterprise_id,
        expected_version,
        watch_level=level,
        watch_reason=stated(reason, "reason", "须写明原因"),
    )


async def report_event(
    work: Work,
    *,
    enterprise_id: UUID,
    kind: BusinessEventKind,
    happened_on: date,
    source: str,
    persons: int | None = None,
    amount: int | None = None,
    note: str | None = None,
) -> UUID:
    """Enter what happened to an employer's business; amount in fen."""
    await editable_row(work, enterprise, enterprise_id, actions=(Action.CREATE,))
    not_later(work, happened_on, "happenedOn")
    return await work.insert(
        business_event,
        enterprise_id=enterprise_id,
        kind=kind,
        happened_on=happened_on,
        persons=persons,
        amount=amount,
        source=stated(source, "source", "须写明来源"),
        note=note,
    )


def _check_counts(headcount: int, *parts: int) -> None:
    if min(headcount, *parts) < 0 or max(parts) > headcount:
        raise DomainError(ErrorCode.INVALID, "分项人数不得超过职工人数", path=("headcount",))
