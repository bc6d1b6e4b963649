"""F6, U2, S1–S6: gaps, terms, feeds, alerts, readers, exports, jobs, old rows."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from schema.accounts.tables import app_user, role_grant
from schema.assistance.tables import dossier
from schema.core.access_log import access_log
from schema.core.outbox import job_run
from schema.operations.tables import export_run, schedule
from schema.opinion.tables import feed_source, opinion_alert, opinion_event
from schema.organisation.tables import union_organisation
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio

ENDED = {"exit_channel": "X_MOVED", "exit_proof": "证明", "exited_on": date(2016, 1, 1)}


async def a_user(world: World) -> UUID:
    return await world.work.insert(app_user, username=f"u{uuid4()}", name="某人")


async def test_a_township_without_a_station(world: World) -> None:
    await world.change(union_organisation, world.union, kind="TOWNSHIP_UNION")

    (row,) = await world.found("F6")
    assert (row.subject_union_id, row.evidence["kind"]) == (world.union, "LOVE_STATION")
    await world.a_station()
    await world.ends("F6")


async def test_a_term_that_ends(world: World) -> None:
    later = await world.a_union()
    for union, days in ((world.union, 90), (later, 91)):
        end = world.today + timedelta(days=days)
        await world.change(union_organisation, union, term_end_on=end)

    (row,) = await world.found("U2")
    ends = (world.today + timedelta(days=90)).isoformat()
    assert (row.subject_union_id, row.evidence["term_end_on"]) == (world.union, ends)
    await world.change(union_organisation, world.union, term_end_on=date(2040, 1, 1))
    await world.ends("U2")


async def test_a_feed_that_fell_silent(world: World) -> None:
    made: list[UUID] = []
    for hours, enabled in ((25, True), (1, True), (25, False)):
        made.append(
            await world.work.insert(
                feed_source,
                code=f"S{len(made)}",
                name="来源",
                kind="HOTLINE_12351",
                address="x",
                is_local=True,
                licence="x",
                lawful_basis="x",
                enabled=enabled,
                last_success_at=world.work.now - timedelta(hours=hours),
            )
        )

    (row,) = await world.found("S1")
    assert row.subject_id == made[0]
    await world.change(feed_source, made[0], last_success_at=world.work.now)
    await world.ends("S1")


async def test_an_alert_that_nobody_has_heard(world: World) -> None:
    made = []
    for level, minutes in (("RED", 16), ("BLUE", 16)):
        event = await world.work.insert(
            opinion_event,
            code=level,
            title="事件",
            topic="T01",
            first_seen_at=world.work.now,
            last_seen_at=world.work.now,
            level=level,
            score=1,
        )
        made.append(
            await world.work.insert(
                opinion_alert,
                event_id=event,
                rule="EVENT_LEVEL",
                subject=level,
                level=level,
                raised_at=world.work.now - timedelta(minutes=minutes),
            )
        )

    (row,) = await world.found("S2")
    assert (row.subject_id, set(row.evidence)) == (made[0], {"level", "raised_at"})
    await world.change(opinion_alert, made[0], status="ACKNOWLEDGED")
    await world.ends("S2")


async def test_a_reader_of_many_numbers(world: World) -> None:
    curious, usual = await a_user(world), await a_user(world)
    hour = (world.work.now - timedelta(hours=2)).replace(minute=10)
    rows = [
        {
            "at": hour,
            "actor": f"user:{user}",
            "actor_name": "某人",
            "role": "AUDITOR",
            "kind": "REVEAL",
            "entity": "person",
            "entity_id": uuid4(),
            "request_id": "r",
        }
        for user, times in ((curious, 51), (usual, 50))
        for _ in range(times)
    ]
    await world.work.execute(sa.insert(access_log), rows)

    (row,) = await world.found("S3")
    assert (row.subject_id, row.evidence["reads"]) == (curious, 51)


async def test_an_export_that_is_still_there(world: World) -> None:
    user = await a_user(world)
    grant = await world.work.insert(role_grant, user_id=user, role="CITY_LEADER", scope_kind="CITY")
    made = [
        await world.work.insert(
            export_run,
            user_id=user,
            grant_id=grant,
            connection="members",
            columns=["id"],
            format="CSV",
            purpose="AUDIT",
            state="READY",
            expected_rows=1,
            created_at=world.work.now - timedelta(days=days),
            expires_at=world.work.now - timedelta(days=days - 1),
        )
        for days in (32, 29)
    ]

    (row,) = await world.found("S4")
    assert row.explanation["rows"] == {"export_run": str(made[0])}
    await world.change(export_run, made[0], destroyed_at=world.work.now)
    await world.ends("S4")


async def test_a_slot_that_nobody_carried_out(world: World) -> None:
    await world.work.insert(schedule, code="N", name="夜间", job="x", cron="0 2 * * *")
    slots = ((3, "QUEUED"), (1, "QUEUED"), (5, "SUCCEEDED"), (6, "DEAD"))
    for hours, state in slots:
        await world.work.execute(
            sa.insert(job_run).values(
                job="x",
                queue="q",
                arguments={},
                actor="schedule:N",
                schedule_code="N",
                due_at=world.work.now - timedelta(hours=hours),
                state=state,
            )
        )

    assert sorted(row.evidence["state"] for row in await world.found("S5")) == ["DEAD", "QUEUED"]
    await world.work.execute(sa.update(job_run).values(state="SUCCEEDED"))
    await world.ends("S5")


async def test_what_is_kept_too_long(world: World) -> None:
    await world.change(union_organisation, world.union, kind="FEDERATION")
    made = await world.a_dossier(await world.a_member(), status="CLOSED", **ENDED)
    await world.change(dossier, made, exited_on=world.today - timedelta(days=3_700))

    (row,) = await world.found("S6")
    assert row.evidence == {"table": "dossier", "rows": 1}
    await world.change(dossier, made, exited_on=world.today - timedelta(days=3_600))
    await world.ends("S6")
