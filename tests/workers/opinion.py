"""Public opinion for the tests of its jobs: a report that waits, whom its alert goes to."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.database import transaction
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, OpinionLevel, SourceKind
from schema.opinion.rules.routing import ChannelKind
from schema.opinion.service import ReportFacts
from schema.opinion.tables import alert_channel, alert_delivery, alert_route
from tests.workers.platform import TESTER, Platform

ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"


async def reported(platform: Platform) -> UUID:
    """A source with a report that waits."""
    async with transaction(platform.engine, TESTER) as work:
        source = await service.add_feed_source(
            work,
            code="S1",
            name="热线",
            kind=SourceKind.HOTLINE_12351,
            address=PUSHED,
            licence="内部使用",
            lawful_basis="职工来电登记",
        )
        facts = ReportFacts(external_id="1", text=ARREARS)
        await service.report_item(work, source_code="S1", facts=facts)
        await work.execute(sa.text("delete from job_run"))
    return source


async def routed(platform: Platform, code: str, kind: ChannelKind, address: str) -> None:
    """A channel that every alert goes to."""
    async with transaction(platform.engine, TESTER) as work:
        values = {"code": code, "name": code, "kind": kind, "address": address}
        channel = await work.insert(alert_channel, **values)
        await work.insert(alert_route, channel_id=channel, least_level=OpinionLevel.LOG)


async def due_now(platform: Platform) -> None:
    """Neither quiet hours nor a claim hold back any delivery that is not made yet."""
    async with transaction(platform.engine, TESTER) as work:
        waiting = sa.update(alert_delivery).where(alert_delivery.c.proof.is_(None))
        await work.execute(waiting.values(next_try_at=work.now))


async def counted(platform: Platform, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
    """How many rows there are."""
    async with transaction(platform.engine, TESTER) as work:
        chosen = sa.select(sa.func.count()).select_from(table).where(*which)
        return int((await work.execute(chosen)).scalar_one())
