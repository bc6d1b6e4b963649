"""The life of a rights case: who may, from which state, by when, with what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.accounts.tables import app_user, assignment
from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.principal import Department, Principal, Role, Scope
from schema.core.roles import ScopeKind
from schema.core.visible import visible
from schema.core.work import Work
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.service import create_union
from schema.organisation.tables import division
from schema.rights import service
from schema.rights.rules import (
    CASE_TRANSITIONS,
    CaseOutcome,
    CaseRoute,
    CaseSource,
    CaseStatus,
    Topic,
)
from schema.rights.tables import rights_case, rights_case_step

pytestmark = pytest.mark.anyio
S = CaseStatus
MONDAY = datetime(2026, 6, 8, 2, tzinfo=UTC)
WHOLE = Scope(covers_all=True, department=Department.RIGHTS)


@pytest.fixture
async def desk(work: Work) -> Work:
    """A Monday morning in the rights department."""
    return replace(
        work,
        now=MONDAY,
        principal=Principal("user:rights", Role.CITY_DEPARTMENT, WHOLE, user_id=UUID(int=5)),
    )


@pytest.fixture
async def town(work: Work) -> UUID:
    """A township union."""
    place = await work.insert(division, code="430682103", name="聂市镇", level=4)
    return await create_union(
        work,
        code="T1",
        name="聂市镇工会",
        kind=UnionKind.TOWNSHIP_UNION,
        division_id=place,
        status=UnionStatus.ACTIVE,
    )


def facts(union: UUID, **others: Any) -> service.CaseFacts:
    given = {"source": CaseSource.VISIT, "topic": Topic.T01, "title": "欠薪", "facts": "三个月"}
    return service.CaseFacts(union_id=union, **given | others)


async def present(work: Work, case: UUID) -> Any:
    return (await work.execute(sa.select(rights_case).where(rights_case.c.id == case))).one()


async def go(work: Work, case: UUID, *targets: CaseStatus, **given: Any) -> None:
    for target in targets:
        version = (await present(work, case)).version
        await service.advance_case(work, case, version, status=target, text="已办", **given)


async def test_a_case_from_register_to_close_and_once_again(desk: Work, town: UUID) -> None:
    case = await service.register_case(desk, facts(town, headcount=6))
    row = await present(desk, case)
    assert (row.status, row.is_collective, row.due_on) == (S.REGISTERED, True, date(2026, 6, 9))
    assert row.finish_on == date(2026, 8, 7)
    await go(desk, case, S.TRIAGED, S.ACCEPTED)
    with pytest.raises(DomainError) as failure:
        await go(desk, case, S.ROUTED)
    assert failure.value.code.value == "ROUTE_REQUIRED"
    with pytest.raises(DomainError) as failure:
        await go(desk, case, S.ROUTED, route=CaseRoute.JOINT)
    assert failure.value.code.value == "CASE_LEADER_REQUIRED"
    await go(desk, case, S.ROUTED, route=CaseRoute.ASSIGN)
    await go(desk, case, S.HANDLING, S.SUSPENDED)
    assert (await present(desk, case)).due_on is None
    later = replace(desk, now=MONDAY.replace(day=18))
    await go(later, case, S.HANDLING)
    assert (await present(desk, case)).finish_on == date(2026, 8, 17)
    await go(later, case, S.MEDIATING)
    with pytest.raises(DomainError) as failure:
        await go(later, case, S.RESOLVED)
    assert failure.value.code.value == "OUTCOME_REQUIRED"
    await go(later, case, S.RESOLVED, outcome=CaseOutcome.MEDIATED)
    await go(later, case, S.PERFORMED_CHECKED)
    with pytest.raises(DomainError) as failure:
        await go(later, case, S.CLOSED)
    assert failure.value.code.value == "OUTCOME_REQUIRED"
    await go(later, case, S.CLOSED, recovered=9_000_000)
    row = await present(desk, case)
    assert (row.outcome, row.recovered, row.due_on) == (CaseOutcome.MEDIATED, 9_000_000, None)
    again = (S.REOPENED, S.HANDLING, S.MEDIATING, S.RESOLVED, S.PERFORMED_CHECKED, S.CLOSED)
    await go(later, case, *again)
    with pytest.raises(DomainError) as failure:
        await go(later, case, S.REOPENED)
    assert failure.value.code.value == "REOPENED_ALREADY"
    steps = (await desk.execute(sa.select(rights_case_step.c.to_status))).scalars().all()
    assert len(steps) == 17


@pytest.mark.parametrize("start", S, ids=lambda status: status.value)
async def test_illegal_moves_name_the_legal_ones(desk: Work, town: UUID, start: CaseStatus) -> None:
    case = await service.register_case(desk, facts(town))
    await desk.execute(sa.update(rights_case).values(status=start))
    legal = CASE_TRANSITIONS.get(start, ())
    for target in set(S) - set(legal):
        with pytest.raises(DomainError) as failure:
            await go(desk, case, target)
        assert failure.value.details["legal"] == [status.value for status in legal]


async def test_who_may_do_what(desk: Work, town: UUID) -> None:
    officer = replace(
        desk, principal=Principal("user:t", Role.TOWNSHIP_OFFICER, Scope(unions=(town,)))
    )
    case = await service.register_case(officer, facts(town))
    with pytest.raises(DomainError) as failure:
        await go(officer, case, S.TRIAGED)
    assert failure.value.code.value == "FORBIDDEN"
    elsewhere = replace(
        desk, principal=Principal("user:e", Role.TOWNSHIP_OFFICER, Scope(unions=(UUID(int=9),)))
    )
    for attempt in (
        service.register_case(elsewhere, facts(town)),
        service.register_case(officer, facts(town, title=" ")),
        service.register_case(desk, facts(UUID(int=9))),
    ):
        with pytest.raises(DomainError):
            await attempt
    with pytest.raises(NotFoundError):
        await service.advance_case(elsewhere, case, 1, status=S.WITHDRAWN, text="撤回")
    with pytest.raises(ConflictError):
        await service.advance_case(officer, case, 7, status=S.WITHDRAWN, text="撤回")
    await go(officer, case, S.WITHDRAWN)


async def test_an_adviser_sees_what_is_assigned_to_him(desk: Work, work: Work, town: UUID) -> None:
    case = await service.register_case(desk, facts(town))
    await service.register_case(desk, facts(town))
    user = await work.insert(app_user, username="lawyer", name="律师")
    who = Principal("user:l", Role.LEGAL_ADVISER, Scope(narrow=ScopeKind.ASSIGNED), user_id=user)
    seen = sa.select(rights_case.c.id).where(visible(rights_case, who))
    assert list((await work.execute(seen)).scalars()) == []
    await work.insert(assignment, entity=Entity.RIGHTS_CASE, entity_id=case, user_id=user)
    assert list((await work.execute(seen)).scalars()) == [case]


async def test_an_origin_has_one_case_and_a_crisis_is_hidden(desk: Work, town: UUID) -> None:
    event = UUID(int=77)
    given = facts(town, source=CaseSource.SENTIMENT)
    first = await service.open_case_of(desk, given, event, is_restricted=True)
    assert await service.open_case_of(desk, given, event, is_restricted=True) == first
    found = {}
    for role, scope in (
        (Role.CITY_LEADER, Scope(covers_all=True)),
        (Role.ANALYST, Scope(covers_all=True)),
        (Role.AUDITOR, Scope(covers_all=True)),
        (Role.TOWNSHIP_OFFICER, Scope(unions=(town,))),
    ):
        who = Principal("user:x", role, scope, user_id=UUID(int=6))
        seen = sa.select(rights_case.c.id).where(visible(rights_case, who))
        found[role.value] = len((await desk.execute(seen)).all())
    assert {who for who, count in found.items() if count} == {"CITY_LEADER"}
