"""The life of an event: who may take which step, its log, its clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.accounts.tables import app_user
from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import Department, ScopeKind
from schema.core.table import access_rule
from schema.core.visible import access_of, visible
from schema.core.work import Work
from schema.opinion import service, tables
from schema.opinion.rules.codes import EventStatus, OpinionLevel
from schema.opinion.rules.stages import DutyPost, StepKind
from schema.opinion.rules.states import ACTIVE, ENDED, TRANSITIONS
from schema.opinion.rules.steps import WITH_TEXT
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.service import create_union
from schema.organisation.tables import division
from schema.rights.tables import rights_case
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio
S = EventStatus
CITY = Scope(covers_all=True)
CRISIS = "被扣了三个月钱，真的不想活了"
WAY = (S.SCREENED, S.CONFIRMED, S.REPORTED, S.DISPATCHED, S.VERIFYING, S.RESPONDING)


def acting(work: Work, role: Role, scope: Scope = CITY, name: str = "other") -> Work:
    return replace(work, principal=Principal(f"user:{name}", role, scope, name="某人"))


async def an_event(newsroom: Newsroom, text: str = "老板拖欠工资三个月，打电话不接") -> UUID:
    await newsroom.source()
    newsroom.write("a", text)
    await newsroom.take_in()
    [event] = await newsroom.events()
    identity = event["id"]
    assert isinstance(identity, UUID)
    return identity


async def present(work: Work, event: UUID) -> Any:
    found = sa.select(tables.opinion_event).where(tables.opinion_event.c.id == event)
    return (await work.execute(found)).one()


async def clocks(work: Work, event: UUID) -> dict[str, tuple[str, timedelta]]:
    table = tables.opinion_clock.c
    rows = await work.execute(
        sa.select(table.kind, table.status, table.due_at, table.started_at)
        .where(table.event_id == event)
        .order_by(table.id)
    )
    return {row.kind.value: (row.status.value, row.due_at - row.started_at) for row in rows}


async def advance(work: Work, event: UUID, *targets: EventStatus, **given: Any) -> None:
    for target in targets:
        version = (await present(work, event)).version
        await service.advance_event(
            work,
            event,
            version,
            status=target,
            text=given.get("text", "已办"),
            union_id=given.get("unit"),
        )


async def a_union(work: Work) -> UUID:
    town = await work.insert(division, code="430682103", name="聂市镇", level=4)
    return await create_union(
        work,
        code="T1",
        name="聂市镇工会",
        kind=UnionKind.TOWNSHIP_UNION,
        division_id=town,
        status=UnionStatus.ACTIVE,
    )


async def test_the_whole_way_is_logged_and_clocked(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom), newsroom.work
    assert (await clocks(work, event))["SCREENING"][0] == "RUNNING"
    unit = await a_union(work)
    await advance(work, event, *WAY, unit=unit)
    with pytest.raises(DomainError) as failure:
        await advance(work, event, S.SOLVING)
    assert failure.value.code.value == "CASE_REQUIRED"
    version = (await present(work, event)).version
    await service.open_case(work, event, version, facts="三十人欠薪三个月")
    await service.open_case(work, event, version + 1, facts="再次")
    case = (await work.execute(sa.select(rights_case))).one()
    assert (case.source, case.origin_id, case.union_id) == ("SENTIMENT", event, unit)
    assert (await present(work, event)).case_id == case.id
    await advance(work, event, S.SOLVING, S.MONITORING)
    with pytest.raises(DomainError) as failure:
        await advance(work, event, S.CLOSED)
    assert failure.value.code.value == "MONITORING_RUNNING"
    later = newsroom.later(days=8).work
    await advance(later, event, S.CLOSED)
    row = await present(work, event)
    await service.review_event(
        later, event, row.version, is_solved=True, cause="资金链断裂", lessons="提前排查"
    )
    row = await present(work, event)
    assert (row.status, row.is_solved, row.union_id) == (S.REVIEWED, True, unit)
    table = tables.opinion_step.c
    steps = (
        await work.execute(
            sa.select(table.from_status, table.to_status)
            .where(table.kind == StepKind.STEP)
            .order_by(table.id)
        )
    ).all()
    assert [step.to_status for step in steps] == [
        *WAY,
        S.SOLVING,
        S.MONITORING,
        S.CLOSED,
        S.REVIEWED,
    ]
    assert all(step.to_status in TRANSITIONS[step.from_status] for step in steps)
    ended = {kind: status for kind, (status, _) in (await clocks(work, event)).items()}
    assert "RUNNING" not in ended.values()
    assert (ended["REPLY"], ended["ANSWER"], ended["FIRST_REPORT"]) == ("MET", "MET", "MET")


async def test_confirming_screens_first_and_acknowledges_alerts(newsroom: Newsroom) -> None:
    event = await an_event(newsroom)
    await service.confirm_event(newsroom.work, event, 1, reason="已电话核实")
    row = await present(newsroom.work, event)
    assert (row.status, row.version) == (S.CONFIRMED, 3)
    assert row.screened_by == newsroom.work.principal.subject
    assert [alert["status"] for alert in await newsroom.alerts()] == ["ACKNOWLEDGED"]
    with pytest.raises(DomainError) as failure:
        await service.dismiss_event(newsroom.work, event, 3, reason="误报")
    assert failure.value.code.value == "ILLEGAL_TRANSITION"
    assert failure.value.details["legal"] == ["REPORTED"]


async def test_dismissing_needs_reason_version_and_right(newsroom: Newsroom) -> None:
    event = await an_event(newsroom)
    with pytest.raises(DomainError) as failure:
        await service.dismiss_event(newsroom.work, event, 1, reason="  ")
    assert failure.value.code.value == "REASON_REQUIRED"
    with pytest.raises(ConflictError):
        await service.dismiss_event(newsroom.work, event, 8, reason="误报")
    with pytest.raises(NotFoundError):
        await service.confirm_event(newsroom.work, UUID(int=1), 1)
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(DomainError) as failure:
            await service.confirm_event(acting(newsroom.work, role), event, 1)
        assert failure.value.code.value == "FORBIDDEN"
    await service.dismiss_event(newsroom.work, event, 1, reason="误报")
    assert {status for status, _ in (await clocks(newsroom.work, event)).values()} == {"MET"}


async def test_leaders_release_what_is_grave(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom), newsroom.work
    department = acting(work, Role.CITY_DEPARTMENT, replace(CITY, department=Department.RIGHTS))
    version = (await present(work, event)).version
    await service.raise_level(
        department, event, version, level=OpinionLevel.RED, reason="人数持续增加"
    )
    await advance(department, event, S.SCREENED, S.CONFIRMED, S.REPORTED)
    unit = await a_union(work)
    with pytest.raises(DomainError) as failure:
        await advance(department, event, S.DISPATCHED, unit=unit)
    assert failure.value.code.value == "LEADER_REQUIRED"
    leader = acting(work, Role.CITY_LEADER, name="leader")
    with pytest.raises(DomainError) as failure:
        await advance(leader, event, S.DISPATCHED)
    assert failure.value.code.value == "UNIT_REQUIRED"
    await advance(leader, event, S.DISPATCHED, unit=unit)
    assert (await present(work, event)).status is S.DISPATCHED


async def test_a_township_sees_and_does_what_was_dispatched_to_it(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom), newsroom.work
    unit = await a_union(work)
    township = acting(work, Role.TOWNSHIP_OFFICER, Scope(unions=(unit,)))
    await advance(work, event, S.SCREENED, S.CONFIRMED, S.REPORTED)
    with pytest.raises(NotFoundError):
        await advance(township, event, S.DISPATCHED, unit=unit)
    await advance(work, event, S.DISPATCHED, unit=unit)
    seen = sa.select(tables.feed_item.c.id).where(visible(tables.feed_item, township.principal))
    assert len((await work.execute(seen)).all()) == 1
    elsewhere = acting(work, Role.TOWNSHIP_OFFICER, Scope(unions=(UUID(int=7),)))
    with pytest.raises(NotFoundError):
        await advance(elsewhere, event, S.VERIFYING)
    level = (await present(work, event)).level
    assert level is OpinionLevel.BLUE
    await advance(township, event, S.VERIFYING, S.RESPONDING)
    row = await present(work, event)
    for change in (service.raise_level, service.lower_level):
        with pytest.raises(DomainError) as failure:
            await change(township, event, row.version, level=OpinionLevel.RED, reason="因")
        assert failure.value.code.value == "FORBIDDEN"


async def test_who_is_on_duty_screens_and_takes_over(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom, CRISIS), newsroom.work
    user = await work.insert(app_user, username="duty", name="值班社工")
    principal = Principal(
        f"user:{user}", Role.SOCIAL_WORKER, Scope(narrow=ScopeKind.ASSIGNED), user_id=user
    )
    worker = replace(work, principal=principal)
    with pytest.raises(NotFoundError):
        await service.take_event(worker, event, 1)
    # The roster is read by PostgreSQL's clock.
    now = (await work.execute(sa.select(sa.func.now()))).scalar_one()
    await service.add_shift(
        work,
        user_id=user,
        post=DutyPost.OFFICER,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    assert (await clocks(work, event))["CRISIS"] == ("RUNNING", timedelta(minutes=15))
    await service.take_event(worker, event, 1)
    assert (await present(work, event)).owner_id == user
    assert (await clocks(work, event))["CRISIS"][0] == "MET"
    await service.confirm_event(worker, event, 2)
    await advance(worker, event, S.REPORTED)
    with pytest.raises(DomainError) as failure:
        await advance(worker, event, S.DISPATCHED, unit=await a_union(work))
    assert failure.value.code.value == "FORBIDDEN"


async def test_a_crisis_is_out_of_the_ordinary_view(newsroom: Newsroom) -> None:
    await an_event(newsroom, CRISIS)
    seen = {}
    for role, department in (
        (Role.CITY_LEADER, None),
        (Role.AUDITOR, None),
        (Role.ANALYST, None),
        (Role.CITY_DEPARTMENT, Department.RIGHTS),
        (Role.CITY_DEPARTMENT, Department.PUBLICITY),
    ):
        who = Principal("user:x", role, replace(CITY, department=department), user_id=UUID(int=3))
        for table in (
            tables.opinion_event,
            tables.feed_item,
            tables.opinion_alert,
            tables.opinion_clock,
        ):
            found = sa.select(table.c.id).where(visible(table, who))
            seen[(department or role).value, table.name] = len(
                (await newsroom.work.execute(found)).all()
            )
    assert {who for (who, _), count in seen.items() if count} == {"CITY_LEADER", "RIGHTS"}


async def test_lowering_takes_two_and_holds_against_the_intake(newsroom: Newsroom) -> None:
    text = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"
    event, work = await an_event(newsroom, text), newsroom.work
    before = await present(work, event)
    assert before.level is OpinionLevel.YELLOW
    one = acting(work, Role.CITY_DEPARTMENT, replace(CITY, department=Department.RIGHTS), "one")
    with pytest.raises(DomainError) as failure:
        await service.lower_level(one, event, 1, level=OpinionLevel.RED, reason="因")
    assert failure.value.code.value == "LEVEL_UNCHANGED"
    change = await service.lower_level(one, event, 1, level=OpinionLevel.BLUE, reason="已发放")
    with pytest.raises(DomainError) as failure:
        await service.lower_level(one, event, 1, level=OpinionLevel.BLUE, reason="已发放")
    assert failure.value.code.value == "CHANGE_PENDING"
    with pytest.raises(DomainError) as failure:
        await service.decide_level(one, change, 1, approved=True)
    assert failure.value.code.value == "SECOND_PERSON"
    assert (await present(work, event)).level is OpinionLevel.YELLOW
    await service.decide_level(acting(work, Role.CITY_LEADER, name="two"), change, 1, approved=True)
    assert (await present(work, event)).level is OpinionLevel.BLUE
    newsroom.write("b", text.replace("四个月", "四个多月"))
    await newsroom.later(hours=1).take_in()
    row = await present(work, event)
    assert (row.item_count, row.level) == (2, OpinionLevel.BLUE)


async def test_raising_moves_clocks_and_alerts(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom), newsroom.work
    calm = (await clocks(work, event))["SCREENING"]
    await service.raise_level(work, event, 1, level=OpinionLevel.ORANGE, reason="多人聚集")
    assert (await clocks(work, event))["SCREENING"] == ("RUNNING", timedelta(minutes=30))
    assert calm[1] > timedelta(minutes=30)
    assert [alert["level"] for alert in await newsroom.alerts()] == ["BLUE", "ORANGE"]


async def test_notes_stop_the_clock_that_they_answer(newsroom: Newsroom) -> None:
    event, work = await an_event(newsroom), newsroom.work
    await service.raise_level(work, event, 1, level=OpinionLevel.RED, reason="多人聚集")
    await service.confirm_event(work, event, 2)
    for kind in (StepKind.PHONE_REPORT, StepKind.FORMAL_REPORT):
        assert (await clocks(work, event))[kind.value][0] == "RUNNING"
        row = await present(work, event)
        await service.note_event(work, event, row.version, kind=kind, text="已报市委值班室")
        assert (await clocks(work, event))[kind.value][0] == "MET"
    await advance(work, event, S.REPORTED)
    assert (await clocks(work, event))["FORMAL_REPORT"][0] == "MET"
    row = await present(work, event)
    with pytest.raises(DomainError):
        await service.note_event(work, event, row.version, kind=StepKind.LEVEL, text="x")


@pytest.mark.parametrize("start", S, ids=lambda status: status.value)
async def test_illegal_moves_name_the_legal_ones(newsroom: Newsroom, start: EventStatus) -> None:
    event, work = await an_event(newsroom), newsroom.work
    table = tables.opinion_event
    await work.execute(sa.update(table).values(status=start))
    for target in set(S) - set(TRANSITIONS.get(start, ())) - {S.REVIEWED}:
        with pytest.raises(DomainError) as failure:
            await service.advance_event(work, event, 1, status=target, text="x")
        assert failure.value.code.value == "ILLEGAL_TRANSITION"
        legal = [status.value for status in TRANSITIONS.get(start, ())]
        assert failure.value.details["legal"] == legal


async def test_shifts_do_not_overlap(newsroom: Newsroom) -> None:
    work = newsroom.work
    user = await work.insert(app_user, username="duty", name="值班员")
    hour = timedelta(hours=1)

    async def add(start: datetime, end: datetime) -> UUID:
        return await service.add_shift(
            work, user_id=user, post=DutyPost.OFFICER, starts_at=start, ends_at=end
        )

    first = await add(work.now, work.now + 8 * hour)
    for start, end in ((work.now + hour, work.now + 9 * hour), (work.now, work.now - hour)):
        with pytest.raises(DomainError):
            await add(start, end)
    await service.cancel_shift(work, first, 1)
    await add(work.now + hour, work.now + 9 * hour)
    with pytest.raises(DomainError) as failure:
        await service.cancel_shift(acting(work, Role.AUDITOR), first, 2)
    assert failure.value.code.value == "FORBIDDEN"


def test_every_state_is_active_or_ended() -> None:
    assert set(ACTIVE) | set(ENDED) == set(S)
    assert set(ACTIVE) <= set(TRANSITIONS)
    assert S.CONFIRMED not in WITH_TEXT


def test_a_narrow_scope_of_another_kind_sees_nothing() -> None:
    for table in (tables.opinion_event, tables.feed_item, tables.opinion_step):
        who = Principal("user:x", Role.ANALYST, Scope(unions=(UUID(int=1),)))
        assert str(access_rule(table)(table, access_of(who))) == "false"
