"""Jobs of upkeep: maintained figures, and idempotency keys that have expired."""

from schema.core.figures import check_figures, fold_figures
from schema.core.idempotency import purge_keys
from schema.screening.jobs import CheckFigures, FoldFigures, PurgeIdempotencyKeys
from workers.job import Result, Run, job


@job(FoldFigures)
async def fold(run: Run, message: FoldFigures) -> Result:
    """Fold the deltas of committed writes; a second run finds none."""
    del message
    async with run.transaction() as work:
        counts: dict[str, object] = {"folded": await fold_figures(work)}
        await run.complete(work, counts)
    return counts


@job(CheckFigures)
async def check(run: Run, message: CheckFigures) -> Result:
    """Fail, so that operators are told, when a figure differs from a live count."""
    del message
    async with run.transaction() as work:
        await check_figures(work)
        await run.complete(work, None)
    return None


@job(PurgeIdempotencyKeys)
async def purge(run: Run, message: PurgeIdempotencyKeys) -> Result:
    """Forget keys that nobody may use again."""
    del message
    async with run.transaction() as work:
        counts: dict[str, object] = {"purged": await purge_keys(work)}
        await run.complete(work, counts)
    return counts
