"""Jobs of screening."""

from schema.core.clock import calendar_date
from schema.screening import service
from schema.screening.jobs import EscalateFindings, RunPlans, RunScreening
from schema.screening.rules import ScreeningKind
from workers.job import Result, Run, job

AFTER_EVERYTHING_ELSE = 100


@job(RunScreening, priority=AFTER_EVERYTHING_ELSE)
async def run_screening(run: Run, message: RunScreening) -> Result:
    """Screen all rows; findings, the run's counts and its success are one commit."""
    async with run.transaction() as work:
        started = await service.start_screening(
            work,
            job_run_id=run.id,
            kind=ScreeningKind[message.kind],
            screening_run_id=message.screening_run_id,
            as_of=calendar_date(run.asked_at),
        )
    try:
        async with run.transaction() as work:
            result = await service.run_screening(work, run=started, report=run.progress)
            await run.complete(work, result)
    except Exception:
        async with run.transaction() as work:
            await service.fail_screening(work, run=started)
        raise
    return result


@job(RunPlans)
async def run_plans(run: Run, _message: RunPlans) -> Result:
    """Send the runs of plans that are due, in one commit with the run's success."""
    async with run.transaction() as work:
        counts: dict[str, object] = await service.run_due_plans(work)
        await run.complete(work, counts)
    return counts


@job(EscalateFindings)
async def escalate_findings(run: Run, _message: EscalateFindings) -> Result:
    """Hand overdue findings up and note abandoned runs, in one commit with the success."""
    async with run.transaction() as work:
        abandoned = await service.end_abandoned(work)
        counts = {**await service.escalate_findings(work), "abandoned": abandoned}
        await run.complete(work, counts)
    return counts
