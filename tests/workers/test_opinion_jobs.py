"""Jobs of public opinion whose worker dies before its commit, then run twice: one effect."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.database import transaction
from schema.opinion import service
from schema.opinion.jobs import DeliverAlerts, FeedReportsDue, OpinionSweep
from schema.opinion.rules.codes import AlertRule
from schema.opinion.rules.routing import ChannelKind
from schema.opinion.service import reports, sweeping
from schema.opinion.service.delivering import Parcel
from schema.opinion.tables import (
    alert_delivery,
    feed_item,
    opinion_alert,
    opinion_clock,
    opinion_event,
)
from tests.workers.opinion import counted, due_now, reported, routed
from tests.workers.platform import TESTER, Platform
from workers import opinion as actors
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer

pytestmark = pytest.mark.anyio
Step = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture(autouse=True)
def known() -> None:
    load()


def dying(step: Step) -> Step:
    """The same step, and the worker dies when it is done."""

    async def died(*given: Any) -> Any:
        await step(*given)
        raise ConnectionResetError

    return died


async def again(platform: Platform, performer: Performer, run: UUID, job: str) -> None:
    """The same run once more, as for a worker that died before it could tell of its end."""
    async with transaction(platform.engine, TESTER) as work:
        await work.execute(
            sa.text(
                "update job_run set state = 'RETRYING', finished_at = null, available_at = now()"
                " where id = :run"
            ).bindparams(run=run)
        )
    await performer.perform(str(run), handlers[job])
    assert (await platform.row(run)).state == "SUCCEEDED"


async def test_reports_are_stored_once(
    platform: Platform, performer: Performer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await reported(platform)
    (run,) = await platform.send(FeedReportsDue(source))
    with monkeypatch.context() as patched:
        patched.setattr(reports, "_tick_off", dying(reports._tick_off))  # noqa: SLF001 - its last
        await performer.perform(str(run), handlers["opinion.reports"])
    tables = (feed_item, opinion_event, opinion_alert)
    assert [await counted(platform, table) for table in tables] == [0, 0, 0]
    for _ in range(2):
        await again(platform, performer, run, "opinion.reports")
        assert [await counted(platform, table) for table in tables] == [1, 1, 1]


async def test_what_is_late_is_told_once(
    platform: Platform, performer: Performer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await reported(platform)
    (first,) = await platform.send(FeedReportsDue(source))
    await performer.perform(str(first), handlers["opinion.reports"])
    async with transaction(platform.engine, TESTER) as work:
        past = work.now - timedelta(minutes=1)
        begun = work.now - timedelta(days=1)
        await work.execute(sa.update(opinion_clock).values(started_at=begun, due_at=past))
    clocks = await counted(platform, opinion_clock)
    late = opinion_alert.c.rule == AlertRule.CLOCK_OVERDUE
    (run,) = await platform.send(OpinionSweep())
    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "_tell", dying(sweeping._tell))  # noqa: SLF001 - its last
        await performer.perform(str(run), handlers["opinion.sweep"])
    assert (clocks > 0, await counted(platform, opinion_alert, late)) == (True, 0)
    for _ in range(2):
        await again(platform, performer, run, "opinion.sweep")
        assert await counted(platform, opinion_alert, late) == clocks


async def test_a_delivery_is_proved_once(
    platform: Platform, performer: Performer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom a dying worker had written to hears again only when the claim is over, by one id."""
    source = await reported(platform)
    await routed(platform, "C1", ChannelKind.EMAIL, "a@example.com")
    (first,) = await platform.send(FeedReportsDue(source))
    await performer.perform(str(first), handlers["opinion.reports"])
    await due_now(platform)
    heard: list[UUID] = []

    async def post(parcel: Parcel) -> str:
        heard.append(parcel.id)
        return "250 OK"

    monkeypatch.setattr(actors, "send", post)
    (run,) = await platform.send(DeliverAlerts())
    with monkeypatch.context() as patched:
        patched.setattr(service, "record_sent", dying(service.record_sent))
        await performer.perform(str(run), handlers["opinion.deliver"])
    proved = alert_delivery.c.proof.is_not(None)
    assert (len(heard), await counted(platform, alert_delivery, proved)) == (1, 0)
    await again(platform, performer, run, "opinion.deliver")
    assert len(heard) == 1  # still claimed
    await due_now(platform)
    for _ in range(2):
        await again(platform, performer, run, "opinion.deliver")
        assert (len(heard), len(set(heard))) == (2, 1)
        assert await counted(platform, alert_delivery, proved) == 1
