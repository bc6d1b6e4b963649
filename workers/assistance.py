"""Jobs of assistance."""

from uuid import UUID

from schema.assistance import service
from schema.assistance.jobs import DossiersDue, PayLine
from workers.job import Result, Run, job


@job(PayLine)
async def pay_line(run: Run, message: PayLine) -> Result:
    """Pay one line; a second try finds it settled or asks the bank with the same key."""
    gateway = service.configured_gateway()
    paid = await service.pay_line(run.transaction, gateway, UUID(message.line_id))
    return {"settled": int(paid)}


@job(DossiersDue)
async def turn_dossiers(run: Run, _message: DossiersDue) -> Result:
    """Turn the dossiers whose day has come, in one commit with the run's success."""
    async with run.transaction() as work:
        counts: dict[str, object] = dict(await service.turn_dossiers(work))
        await run.complete(work, counts)
    return counts
