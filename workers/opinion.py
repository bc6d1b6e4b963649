"""Jobs of public opinion."""

from uuid import UUID

from schema.core.clock import calendar_date
from schema.opinion import service
from schema.opinion.jobs import (
    DeliverAlerts,
    FeedIntakeDue,
    FeedReportsDue,
    MakeBrief,
    OpinionSweep,
)
from schema.opinion.service.sending import NotDeliveredError, send
from workers.job import Result, Run, job


@job(FeedIntakeDue)
async def take_in_feed(run: Run, message: FeedIntakeDue) -> Result:
    """Read the sources that are due; items already known change nothing in a second try."""
    source = None if message.source_id is None else UUID(message.source_id)
    counts = await service.take_in_feed(run.transaction, source)
    return counts.as_result()


@job(OpinionSweep, seconds=50)
async def sweep_clocks(run: Run, _message: OpinionSweep) -> Result:
    """Tell of overdue steps, in one commit with the run's success."""
    async with run.transaction() as work:
        counts: dict[str, object] = await service.sweep_clocks(work)
        await run.complete(work, counts)
    return counts


@job(FeedReportsDue)
async def take_in_reports(run: Run, message: FeedReportsDue) -> Result:
    """Read what a source has brought; a second try finds nothing that waits."""
    counts = await service.take_in_reports(run.transaction, message.source_id)
    return counts.as_result()


@job(DeliverAlerts, seconds=300)
async def deliver_alerts(run: Run, _message: DeliverAlerts) -> Result:
    """Send what is due, one after the other; a receiver that fails stops no other."""
    counts = {"sent": 0, "failed": 0}
    while True:
        async with run.transaction() as work:
            parcel = await service.claim_delivery(work)
        if parcel is None:
            return dict(counts)
        try:
            proof = await send(parcel)
        except NotDeliveredError as error:
            async with run.transaction() as work:
                await service.record_failure(work, parcel, str(error))
            counts["failed"] += 1
        else:
            async with run.transaction() as work:
                await service.record_sent(work, parcel, proof)
            counts["sent"] += 1


@job(MakeBrief, seconds=300)
async def make_brief(run: Run, message: MakeBrief) -> Result:
    """Write a report and keep it in one commit with the run's success; one a period."""
    period = service.period_meant(message.kind, message.day, calendar_date(run.asked_at))
    written = await service.write_brief(run.transaction, period, message.revision)
    counts: dict[str, object] = {"written": 0}
    if written is None:
        return counts
    async with run.transaction() as work:
        kept = await service.keep_brief(work, period, message.revision, written)
        counts["written"] = int(kept)
        await run.complete(work, counts)
    return counts
