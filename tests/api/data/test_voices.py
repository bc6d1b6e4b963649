"""The demonstration's events: one in every state, with the log and clocks of how it got there."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from api.data.demo.voices import CODE, VOICES
from schema.core.work import Work
from schema.opinion.rules.codes import AlertStatus, EventStatus, OpinionLevel
from schema.opinion.rules.stages import ClockKind, ClockStatus, LevelChangeStatus, StepKind
from schema.opinion.rules.states import TRANSITIONS
from schema.opinion.tables import (
    feed_item,
    feed_source,
    opinion_alert,
    opinion_clock,
    opinion_event,
    opinion_level_change,
    opinion_step,
)
from schema.rights.tables import rights_case

pytestmark = pytest.mark.anyio
FINAL = {EventStatus.FALSE_ALARM, EventStatus.OUT_OF_AREA}


async def test_there_is_an_event_in_every_state(demo: Work) -> None:
    event, item = opinion_event.c, feed_item.c
    told = (
        sa.select(event.status)
        .join(feed_item, item.event_id == event.id)
        .join(feed_source, feed_source.c.id == item.source_id)
        .where(feed_source.c.code == CODE)
    )
    states = Counter((await demo.execute(told)).scalars())
    assert states == Counter(voice.status for voice in VOICES)
    assert set(states) == set(EventStatus)


async def test_each_came_there_step_by_step(demo: Work) -> None:
    step = opinion_step.c
    rows = await demo.execute(
        sa.select(step.event_id, step.from_status, step.to_status, step.taken_at)
        .where(step.kind == StepKind.STEP)
        .order_by(step.event_id, step.taken_at, step.id)
    )
    at: dict[object, EventStatus] = {}
    for row in rows:
        assert row.from_status is at.get(row.event_id, EventStatus.DETECTED)
        assert row.to_status in TRANSITIONS[row.from_status]
        assert row.taken_at <= demo.now
        at[row.event_id] = row.to_status
    stands = {
        row.id: row.status
        for row in await demo.execute(sa.select(opinion_event.c.id, opinion_event.c.status))
    }
    assert at == {key: stands[key] for key in at}
    assert {stands[key] for key in stands.keys() - at.keys()} == {EventStatus.DETECTED}


async def test_what_is_solved_is_a_case_and_what_is_closed_was_watched(demo: Work) -> None:
    event, clock = opinion_event.c, opinion_clock.c
    cases = await demo.execute(
        sa.select(event.status).join(rights_case, rights_case.c.id == event.case_id)
    )
    assert set(cases.scalars()) == {
        EventStatus.SOLVING,
        EventStatus.MONITORING,
        EventStatus.CLOSED,
        EventStatus.REVIEWED,
    }
    watched = await demo.execute(
        sa.select(event.closed_at, clock.due_at)
        .join(opinion_clock, clock.event_id == event.id)
        .where(clock.kind == ClockKind.MONITORING, event.closed_at.is_not(None))
    )
    rows = watched.all()
    assert len(rows) == 2
    assert all(row.closed_at >= row.due_at for row in rows)
    running = clock.status == ClockStatus.RUNNING
    silent = sa.select(event.id).where(event.status.in_((*FINAL, EventStatus.CLOSED)))
    left = sa.select(clock.id).where(running, clock.event_id.in_(silent))
    assert (await demo.execute(left)).all() == []


async def test_alerts_levels_and_the_crisis(demo: Work) -> None:
    event, alert, change = opinion_event.c, opinion_alert.c, opinion_level_change.c
    withdrawn = sa.select(event.status).join(opinion_alert, alert.event_id == event.id)
    found = await demo.execute(withdrawn.where(alert.status == AlertStatus.WITHDRAWN))
    assert set(found.scalars()) == FINAL
    decided = await demo.execute(
        sa.select(change.status, event.level).join_from(
            opinion_level_change, opinion_event, event.id == change.event_id
        )
    )
    levels = {row.status: row.level for row in decided}
    assert levels[LevelChangeStatus.APPLIED] is OpinionLevel.ORANGE
    assert LevelChangeStatus.REQUESTED in levels
    hidden = await demo.execute(
        sa.select(event.screened_at - event.first_seen_at).where(event.is_restricted)
    )
    assert [waited < timedelta(minutes=15) for waited in hidden.scalars()] == [True]
