"""Sources and verdicts: who may, from which state, with which version."""

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.principal import Access, Principal, Role, Scope
from schema.core.table import access_rule
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import EventStatus, SourceKind
from schema.opinion.rules.states import ACTIVE, TRANSITIONS
from schema.opinion.tables import feed_item, feed_source, opinion_alert, opinion_event
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio

TABLES = (feed_source, feed_item, opinion_event, opinion_alert)


def as_role(work: Work, role: Role, scope: Scope) -> Work:
    principal = Principal("user:other", role, scope)
    return replace(work, principal=principal)


async def an_event(newsroom: Newsroom) -> dict[str, object]:
    await newsroom.source()
    newsroom.write("a", "老板拖欠工资三个月，打电话不接")
    await newsroom.take_in()
    [event] = await newsroom.events()
    return event


async def test_confirming_screens_first_and_acknowledges_alerts(newsroom: Newsroom) -> None:
    event = await an_event(newsroom)
    identity, version = event["id"], event["version"]
    assert isinstance(identity, UUID)
    assert isinstance(version, int)
    await service.confirm_event(newsroom.work, identity, version, reason="已电话核实")
    [event] = await newsroom.events()
    assert event["status"] is EventStatus.CONFIRMED
    assert event["screened_by"] == newsroom.work.principal.subject
    assert [alert["status"] for alert in await newsroom.alerts()] == ["ACKNOWLEDGED"]
    with pytest.raises(DomainError) as failure:
        await service.dismiss_event(newsroom.work, identity, version + 1, reason="误报")
    assert failure.value.code.value == "ILLEGAL_TRANSITION"
    assert failure.value.details["legal"] == ["REPORTED"]


async def test_dismissing_needs_reason_version_and_right(newsroom: Newsroom) -> None:
    event = await an_event(newsroom)
    identity, version = event["id"], event["version"]
    assert isinstance(identity, UUID)
    assert isinstance(version, int)
    with pytest.raises(DomainError) as failure:
        await service.dismiss_event(newsroom.work, identity, version, reason="  ")
    assert failure.value.code.value == "REASON_REQUIRED"
    with pytest.raises(ConflictError):
        await service.dismiss_event(newsroom.work, identity, version + 7, reason="误报")
    with pytest.raises(NotFoundError):
        await service.confirm_event(newsroom.work, UUID(int=1), 1)
    for role, scope in ((Role.ANALYST, Scope(covers_all=True)), (Role.ADMINISTRATOR, Scope())):
        with pytest.raises(DomainError) as failure:
            await service.confirm_event(as_role(newsroom.work, role, scope), identity, version)
        assert failure.value.code.value == "FORBIDDEN"


async def test_sources_are_checked(newsroom: Newsroom) -> None:
    source = await newsroom.source()
    with pytest.raises(DomainError) as failure:
        await newsroom.source()
    assert failure.value.code.value == "DUPLICATE"
    for wrong in (
        {"poll_minutes": 0},
        {"trust": 101},
        {"address": "/etc"},
        {"address": "file:///x"},
    ):
        with pytest.raises(DomainError):
            await newsroom.source("S2", **wrong)
    await service.update_feed_source(newsroom.work, source, 1, kind=SourceKind.PUBLIC_MEDIA_RSS)
    [row] = await newsroom.rows(feed_source)
    assert (row["is_local"], row["version"]) == (False, 2)
    with pytest.raises(ConflictError):
        await service.update_feed_source(newsroom.work, source, 1, name="新")


async def test_a_new_address_is_read_from_its_beginning(newsroom: Newsroom) -> None:
    source = await newsroom.source()
    newsroom.write("a", "老板拖欠工资")
    await newsroom.take_in()
    await service.update_feed_source(newsroom.work, source, 1, address="S1/")
    [row] = await newsroom.rows(feed_source)
    assert row["files_read"] == {}


def access(role: Role, *, covers_all: bool) -> Access:
    return Access(
        role,
        covers_all=covers_all,
        wide=covers_all,
        unions=sa.literal(None),
        user=sa.literal(UUID(int=0), sa.Uuid),
    )


def test_only_city_wide_users_see_opinion_and_analysts_no_crises() -> None:
    for table in TABLES:
        rule = access_rule(table)
        assert str(rule(table, access(Role.CITY_LEADER, covers_all=False))) == "false"
        assert rule(table, access(Role.CITY_LEADER, covers_all=True)) is None
        hidden = rule(table, access(Role.ANALYST, covers_all=True))
        assert (hidden is None) == (table is feed_source)


def test_every_state_but_the_ends_leads_on() -> None:
    assert set(ACTIVE) <= set(TRANSITIONS)
    ends = set(EventStatus) - set(TRANSITIONS)
    assert ends == {EventStatus.FALSE_ALARM, EventStatus.OUT_OF_AREA, EventStatus.REVIEWED}


async def test_a_merge_can_be_taken_back(newsroom: Newsroom) -> None:
    await newsroom.source()
    text = "我们在工地干了大半年，包工头说账上没钱，工资到现在一分没给，家里等着钱过年"
    newsroom.write("a", {"id": 1, "text": text}, {"id": 2, "text": text + "！", "repost": 999})
    await newsroom.take_in()
    head, copy = await newsroom.items()
    assert (head["score"], copy["duplicate_of"]) == (45, head["id"])
    identity = copy["id"]
    assert isinstance(identity, UUID)
    await service.separate_item(newsroom.work, identity)
    head, copy = await newsroom.items()
    assert (head["score"], copy["score"], copy["duplicate_of"]) == (25, 45, None)
    [event] = await newsroom.events()
    assert (event["cluster_count"], event["item_count"], event["score"]) == (2, 2, 45)
    assert copy["event_id"] == event["id"]
    with pytest.raises(DomainError) as failure:
        await service.separate_item(newsroom.work, identity)
    assert failure.value.code.value == "INVALID"


async def test_the_demonstration_feed(newsroom: Newsroom) -> None:
    source = await service.install_sample_feed(newsroom.work, seed=7, count=300)
    assert await service.install_sample_feed(newsroom.work, seed=7, count=300) == source
    counts = await newsroom.take_in()
    assert (counts.seen, counts.items, counts.refused) == (300, 300, 0)
    assert counts.events_opened > 50
    assert counts.duplicates > 20
    assert counts.logged > 60
    before = (await newsroom.events(), await newsroom.alerts())
    assert (await newsroom.take_in(source)).items == 0
    assert (await newsroom.events(), await newsroom.alerts()) == before
