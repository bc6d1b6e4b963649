"""Jobs of membership."""

from schema.core.clock import calendar_date
from schema.membership import service
from schema.membership.jobs import DuesDue, DuplicatesDue, LapsesDue
from workers.job import Result, Run, job


@job(DuesDue)
async def open_dues(run: Run, _message: DuesDue) -> Result:
    """Enter the dues of the month in which the run was asked for, in one commit with it."""
    async with run.transaction() as work:
        opened = await service.open_dues(work, month=calendar_date(run.asked_at))
        counts: dict[str, object] = {"DUE": opened}
        await run.complete(work, counts)
    return counts


@job(LapsesDue)
async def propose_lapses(run: Run, _message: LapsesDue) -> Result:
    """Propose lapses, in one commit with the run's success; people decide."""
    async with run.transaction() as work:
        counts: dict[str, object] = {"PROPOSED": await service.propose_lapses(work)}
        await run.complete(work, counts)
    return counts


@job(DuplicatesDue)
async def find_duplicates(run: Run, _message: DuplicatesDue) -> Result:
    """Note suspected duplicates and unknown regions; in one commit with the run's success."""
    async with run.transaction() as work:
        counts: dict[str, object] = {
            "SUSPECTED": await service.find_duplicates(work),
            "REGIONS": await service.check_regions(work),
        }
        await run.complete(work, counts)
    return counts
