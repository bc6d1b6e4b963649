"""Jobs of the organisation."""

from schema.organisation import service
from schema.organisation.jobs import TermsDue
from workers.job import Result, Run, job


@job(TermsDue)
async def turn_terms(run: Run, _message: TermsDue) -> Result:
    """Turn the unions whose term has ended, in one commit with the run's success."""
    async with run.transaction() as work:
        counts: dict[str, object] = {"TERM_DUE": await service.turn_terms(work)}
        await run.complete(work, counts)
    return counts
