"""The ledger: machines walked at random, transfers by both chairs, lapses decided by people."""

import asyncio
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.calendar import announced_days, calendar_day, working_calendar
from schema.core.database import transaction
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.principal import Principal, job_principal
from schema.core.states import StateErrorCode, next_state
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    CARD_TRANSITIONS,
    DUES_TRANSITIONS,
    DUPLICATE_TRANSITIONS,
    ENDED_STATES,
    INITIAL_PARAMETERS,
    LAPSE_TRANSITIONS,
    MEMBERSHIP_TRANSITIONS,
    MERGE_TRANSITIONS,
    TRANSFER_TRANSITIONS,
    CardStatus,
    DuesStatus,
    DuplicateStatus,
    LapseStatus,
    MembershipErrorCode,
    MembershipStatus,
    MergeStatus,
    RetentionGround,
    TransferStatus,
)
from schema.membership.tables import (
    dues,
    lapse_proposal,
    membership,
    membership_step,
    membership_transfer,
)
from schema.organisation import service as organisation
from schema.organisation.rules import UnionKind, UnionStatus
from tests.schema.conftest import Tree, seed_parameters
from tests.schema.membership.conftest import STANDING, Enrol, chair, city, facts, row

pytestmark = pytest.mark.anyio

Machine = tuple[Any, type[Labelled], Labelled, set[Any]]
MACHINES: dict[str, Machine] = {
    "SM-MEM": (
        MEMBERSHIP_TRANSITIONS,
        MembershipStatus,
        MembershipStatus.APPLIED,
        {MembershipStatus.EXPELLED, MembershipStatus.DECEASED},
    ),
    "transfer": (
        TRANSFER_TRANSITIONS,
        TransferStatus,
        TransferStatus.REQUESTED,
        set(TransferStatus) - {TransferStatus.REQUESTED, TransferStatus.RELEASED},
    ),
    "lapse": (
        LAPSE_TRANSITIONS,
        LapseStatus,
        LapseStatus.PROPOSED,
        {LapseStatus.CONFIRMED, LapseStatus.DISMISSED},
    ),
    "card": (
        CARD_TRANSITIONS,
        CardStatus,
        CardStatus.VALID,
        {CardStatus.REPLACED, CardStatus.CANCELLED},
    ),
    "merge": (
        MERGE_TRANSITIONS,
        MergeStatus,
        MergeStatus.PROPOSED,
        {MergeStatus.REJECTED, MergeStatus.UNDONE},
    ),
    "duplicate": (DUPLICATE_TRANSITIONS, DuplicateStatus, DuplicateStatus.SUSPECTED, set()),
    "dues": (DUES_TRANSITIONS, DuesStatus, DuesStatus.DUE, {DuesStatus.PAID}),
}


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", sorted(MACHINES))
@given(data=st.data())
def test_a_random_walk(name: str, data: st.DataObject) -> None:
    transitions, states, state, _ends = MACHINES[name]
    for _ in range(20):
        wanted = data.draw(st.sampled_from(list(states)))
        legal = transitions[state]
        if wanted in legal:
            assert next_state(transitions, state, wanted) is wanted
            state = wanted
            continue
        with pytest.raises(DomainError) as caught:
            next_state(transitions, state, wanted)
        assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
        assert caught.value.details["legal"] == [one.value for one in legal]


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", sorted(MACHINES))
def test_every_state_is_reached_and_only_ends_have_no_way_out(name: str) -> None:
    transitions, states, start, ends = MACHINES[name]
    seen, waiting = {start}, [start]
    while waiting:
        for state in transitions[waiting.pop()]:
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    assert seen == set(states) == set(transitions)
    assert {state for state, after in transitions.items() if not after} == ends


async def steps(work: Work, membership_id: UUID) -> list[tuple[str | None, str]]:
    """What the ledger says, in its order."""
    table = membership_step.c
    statement = sa.select(table.from_status, table.to_status).where(
        table.membership_id == membership_id
    )
    found = await work.execute(statement.order_by(table.id))
    return [(step.from_status, step.to_status) for step in found]


async def offer(work: Work, member: UUID, target: UUID) -> UUID:
    """Ask for a transfer, whatever version the membership has."""
    held = await row(work, membership, member)
    return await service.request_transfer(
        work, membership_id=member, expected_version=held.version, to_union_id=target
    )


async def test_both_chairs_confirm_each_for_his_own_side(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    """Behind the fence: each sees the one record and may do his own part only."""
    member = await enrol()
    old, new = chair(ruled, tree.unions[0]), chair(ruled, tree.unions[1])
    transfer = await offer(old, member, tree.unions[1])
    with pytest.raises(NotFoundError):
        await service.release_transfer(new, transfer_id=transfer, expected_version=1)
    with pytest.raises(DomainError) as early:
        await service.accept_transfer(new, transfer_id=transfer, expected_version=1)
    assert early.value.details["legal"] == ["RELEASED", "REJECTED", "CANCELLED", "COMPLETED"]
    await service.release_transfer(old, transfer_id=transfer, expected_version=1)
    with pytest.raises(NotFoundError):
        await service.accept_transfer(old, transfer_id=transfer, expected_version=2)
    await service.accept_transfer(new, transfer_id=transfer, expected_version=2)

    held = await row(ruled, membership, member)
    assert (held.status, held.union_id) == (MembershipStatus.ACTIVE, tree.unions[1])
    done = await row(ruled, membership_transfer, transfer)
    assert (done.released_by, done.decided_by) == (old.principal.subject, new.principal.subject)
    assert done.dues_from.day == 1
    assert done.dues_from > ruled.today
    assert await steps(ruled, member) == [
        (None, "ACTIVE"),
        ("ACTIVE", "TRANSFERRING"),
        ("TRANSFERRING", "ACTIVE"),
    ]
    with pytest.raises(NotFoundError):  # no longer the old union's member
        await service.change_employment(
            old,
            membership_id=member,
            expected_version=held.version,
            employment_form=STANDING.employment_form,
        )


async def test_nobody_confirms_both_sides(ruled: Work, tree: Tree, enrol: Enrol) -> None:
    transfer = await offer(ruled, await enrol(), tree.unions[1])
    officer = city(ruled)
    await service.release_transfer(officer, transfer_id=transfer, expected_version=1)
    with pytest.raises(DomainError) as caught:
        await service.accept_transfer(officer, transfer_id=transfer, expected_version=2)
    assert caught.value.code is MembershipErrorCode.SAME_PERSON
    await service.accept_transfer(city(ruled, "other"), transfer_id=transfer, expected_version=2)


@pytest.mark.parametrize("released", [False, True])
async def test_the_city_completes_after_the_working_days(
    ruled: Work, tree: Tree, enrol: Enrol, *, released: bool
) -> None:
    """Each side has its own ten working days, counted by the calendar of holidays."""
    ruled = replace(ruled, now=ruled.now - timedelta(days=60))
    transfer = await offer(ruled, await enrol(), tree.unions[1])
    version = 1
    if released:
        ruled = replace(ruled, now=ruled.now + timedelta(days=9))
        await service.release_transfer(
            chair(ruled, tree.unions[0]), transfer_id=transfer, expected_version=1
        )
        version = 2
    days = await working_calendar(ruled.connection, ruled.today)
    last = days.add(ruled.today, 10)
    leader = city(replace(ruled, now=ruled.now + timedelta(days=(last - ruled.today).days)))
    with pytest.raises(DomainError) as caught:
        await service.complete_transfer(
            leader, transfer_id=transfer, expected_version=version, basis="逾期未办"
        )
    assert caught.value.code is MembershipErrorCode.TRANSFER_NOT_OVERDUE
    leader = replace(leader, now=leader.now + timedelta(days=1))
    with pytest.raises(DomainError) as caught:
        await service.complete_transfer(
            chair(leader, tree.unions[1]), transfer_id=transfer, expected_version=version, basis="x"
        )
    assert caught.value.code is ErrorCode.FORBIDDEN
    await service.complete_transfer(
        leader, transfer_id=transfer, expected_version=version, basis="双方逾期未办"
    )
    shown = sa.select(
        sa.func.gonghui_transfer_on_time(
            membership_transfer.c.status,
            membership_transfer.c.requested_on,
            membership_transfer.c.released_on,
            membership_transfer.c.decided_on,
        )
    ).where(membership_transfer.c.id == transfer)
    assert (await ruled.execute(shown)).scalar_one() is False


async def test_the_database_computes_the_same_deadline(ruled: Work) -> None:
    start = date(2026, 2, 10)  # before the Spring Festival
    by = {"created_by": "t", "updated_by": "t"}
    known = [{**asdict(day), **by} for day in announced_days() if day.day.year == start.year]
    await ruled.execute(insert(calendar_day).values(known).on_conflict_do_nothing())
    days = await working_calendar(ruled.connection, start)
    told = sa.select(sa.func.gonghui_transfer_due("REQUESTED", start, None))
    assert (await ruled.execute(told)).scalar_one() == days.add(start, 10)
    closed = sa.select(sa.func.gonghui_transfer_due("ACCEPTED", start, start))
    assert (await ruled.execute(closed)).scalar_one() is None


async def test_a_refusal_or_a_withdrawal_leaves_the_member(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    member = await enrol()
    old, new = chair(ruled, tree.unions[0]), chair(ruled, tree.unions[1])
    first = await offer(old, member, tree.unions[1])
    await service.cancel_transfer(old, transfer_id=first, expected_version=1, reason="本人撤回")
    second = await offer(old, member, tree.unions[1])
    await service.release_transfer(old, transfer_id=second, expected_version=1)
    with pytest.raises(DomainError) as caught:
        await service.decide_transfer(new, transfer_id=second, expected_version=2, accept=False)
    assert caught.value.path == ("reason",)
    await service.decide_transfer(
        new, transfer_id=second, expected_version=2, accept=False, reason="查无此人"
    )
    held = await row(ruled, membership, member)
    assert (held.status, held.union_id) == (MembershipStatus.ACTIVE, tree.unions[0])
    ended = [(await row(ruled, membership_transfer, one)).status for one in (first, second)]
    assert ended == [TransferStatus.CANCELLED, TransferStatus.REJECTED]


@pytest.mark.parametrize(
    ("ground", "place"),
    [
        (RetentionGround.RETIREMENT, "own"),
        (RetentionGround.EMPLOYER_CLOSED, "above"),
        (RetentionGround.UNION_LESS_EMPLOYER, "named"),
    ],
)
async def test_retained_where_the_ground_says(
    ruled: Work, tree: Tree, enrol: Enrol, ground: RetentionGround, place: str
) -> None:
    member = await enrol()
    places = {"own": tree.unions[0], "above": tree.towns[0], "named": tree.unions[1]}
    named = tree.unions[1] if place == "named" else None
    await service.retain_membership(
        ruled,
        membership_id=member,
        expected_version=1,
        ground=ground,
        reason="保留",
        kept_at_union_id=named,
    )
    held = await row(ruled, membership, member)
    assert (held.status, held.union_id) == (MembershipStatus.RETAINED, places[place])
    assert held.retention_ground is ground
    with pytest.raises(DomainError) as caught:  # no dues while retained
        await service.record_dues(ruled, membership_id=member, month=ruled.today, amount=1000)
    assert caught.value.code is MembershipErrorCode.NO_DUES_DUE
    await service.change_status(
        ruled, membership_id=member, expected_version=2, status=MembershipStatus.ACTIVE
    )
    held = await row(ruled, membership, member)
    assert (held.status, held.retention_ground) == (MembershipStatus.ACTIVE, None)


async def test_withdrawn_comes_back_and_expelled_does_not(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    left, thrown_out = await enrol(), await enrol()
    head = chair(ruled, tree.unions[0])
    await service.change_status(
        head,
        membership_id=left,
        expected_version=1,
        status=MembershipStatus.WITHDRAWN,
        reason="本人申请",
    )
    for version, status in ((2, "APPLIED"), (3, "APPROVED"), (4, "ACTIVE")):
        await service.change_status(
            head, membership_id=left, expected_version=version, status=MembershipStatus[status]
        )
    assert [after for _, after in await steps(ruled, left)] == [
        *("ACTIVE", "WITHDRAWN", "APPLIED", "APPROVED", "ACTIVE")
    ]
    with pytest.raises(DomainError) as caught:
        await service.change_status(
            head, membership_id=thrown_out, expected_version=1, status=MembershipStatus.EXPELLED
        )
    assert caught.value.path == ("document",)
    await service.change_status(
        head,
        membership_id=thrown_out,
        expected_version=1,
        status=MembershipStatus.EXPELLED,
        document="临工发〔2026〕7号",
    )
    with pytest.raises(DomainError) as caught:
        await service.change_status(
            head, membership_id=thrown_out, expected_version=2, status=MembershipStatus.APPLIED
        )
    assert caught.value.details["legal"] == []


async def unpaid(work: Work, member: UUID, months: int) -> None:
    """Dues that were paid once, and then due for some months."""
    held = await row(work, membership, member)
    day = work.today.replace(day=1)
    for back in range(months + 1, 0, -1):
        month = (day - timedelta(days=30 * back)).replace(day=1)
        paid = back == months + 1
        await work.insert(
            dues,
            membership_id=member,
            union_id=held.union_id,
            month=month,
            amount=1500,
            kept_amount=1500,
            passed_amount=0,
            status=DuesStatus.PAID if paid else DuesStatus.DUE,
            paid_on=month if paid else None,
            receipt_number=f"T{member}" if paid else None,
        )


async def test_the_job_proposes_and_people_decide(ruled: Work, tree: Tree, enrol: Enrol) -> None:
    silent, paying = await enrol(), await enrol()
    ruled = replace(ruled, now=ruled.now.replace(month=9, day=15))
    await unpaid(ruled, silent, 6)
    await unpaid(ruled, paying, 5)
    assert [await service.propose_lapses(ruled) for _ in range(2)] == [1, 0]
    (proposal,) = (await ruled.execute(sa.select(lapse_proposal))).all()
    assert proposal.membership_id == silent
    assert (await row(ruled, membership, silent)).status is MembershipStatus.ACTIVE

    head = chair(ruled, tree.unions[0])
    with pytest.raises(DomainError) as caught:  # no talk, no lapse
        await service.decide_lapse(
            head, proposal_id=proposal.id, expected_version=1, confirm=True, note="x"
        )
    assert caught.value.details["legal"] == ["EDUCATED", "DISMISSED"]
    talk = {"proposal_id": proposal.id, "expected_version": 1, "educated_on": ruled.today}
    await service.record_education(head, **talk, took_part=False, good_reason=False, note="已谈话")

    later = replace(head, now=head.now + timedelta(days=31))
    decision = {"proposal_id": proposal.id, "expected_version": 2, "confirm": True, "note": "决定"}
    with pytest.raises(DomainError) as caught:
        await service.decide_lapse(head, **decision)
    assert caught.value.code is MembershipErrorCode.CORRECTION_RUNS
    with pytest.raises(DomainError) as caught:
        await service.decide_lapse(as_job(later), **decision)
    assert caught.value.code is MembershipErrorCode.CHAIR_DECIDES
    await service.decide_lapse(later, **decision)
    held = await row(ruled, membership, silent)
    assert (held.status, held.educated_on) == (MembershipStatus.LAPSED, ruled.today)
    assert held.ended_on == later.today


def as_job(work: Work) -> Work:
    """The same work in the name of a job."""
    return replace(work, principal=job_principal("1"))


@pytest.mark.parametrize("finding", ["took_part", "good_reason", "paid"])
async def test_whoever_takes_part_or_pays_does_not_lapse(
    ruled: Work, tree: Tree, enrol: Enrol, finding: str
) -> None:
    member = await enrol()
    ruled = replace(ruled, now=ruled.now.replace(month=9, day=15))
    await unpaid(ruled, member, 7)
    assert await service.propose_lapses(ruled) == 1
    (proposal,) = (await ruled.execute(sa.select(lapse_proposal))).all()
    head = chair(ruled, tree.unions[0])
    found = {"took_part": finding == "took_part", "good_reason": finding == "good_reason"}
    await service.record_education(
        head,
        proposal_id=proposal.id,
        expected_version=1,
        educated_on=ruled.today,
        note="谈话",
        **found,
    )
    if finding == "paid":
        await service.record_dues(head, membership_id=member, month=date(ruled.today.year, 8, 1))
    later = replace(head, now=head.now + timedelta(days=40))
    decision = {"proposal_id": proposal.id, "expected_version": 2, "note": "决定"}
    with pytest.raises(DomainError) as caught:
        await service.decide_lapse(later, confirm=True, **decision)
    expected = MembershipErrorCode.STILL_PAYING if finding == "paid" else None
    assert caught.value.code is (expected or MembershipErrorCode.TAKES_PART)
    await service.decide_lapse(later, confirm=False, **decision)
    assert (await row(ruled, membership, member)).status is MembershipStatus.ACTIVE
    assert await service.propose_lapses(later) == 0  # left alone for as many months


@pytest.mark.usefixtures("fresh_database")
async def test_ten_unions_at_once_make_one_active_membership(
    engine: AsyncEngine, principal: Principal
) -> None:
    """Whatever each of them read before: the database holds one active membership a person."""
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        unions = await _unions(work, 10)
        person_id = await service.register_person(work, facts(777))

    async def join(union: UUID) -> bool:
        try:
            async with transaction(engine, principal) as work:
                await service.join_union(work, person_id=person_id, union_id=union, stated=STANDING)
        except (DomainError, IntegrityError):
            return False
        return True

    assert sum(await asyncio.gather(*map(join, unions))) == 1
    async with transaction(engine, principal) as work:
        held = sa.select(sa.func.count()).where(membership.c.person_id == person_id)
        assert (
            await work.execute(held.where(~membership.c.status.in_(ENDED_STATES)))
        ).scalar() == 1


async def _unions(work: Work, number: int) -> list[UUID]:
    place = await organisation.add_division(work, code="990682", name="试验市")
    return [
        await organisation.create_union(
            work,
            code=f"T-{index}",
            name=f"第{index}厂工会",
            kind=UnionKind.GRASSROOTS_UNION,
            division_id=place,
            status=UnionStatus.ACTIVE,
        )
        for index in range(number)
    ]
