"""Jobs of assistance."""

from uuid import UUID

from schema.assistance import service
from schema.assistance.jobs import DossiersDue, EvidenceDue, PayLine
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


@job(EvidenceDue)
async def remind_evidence(run: Run, _message: EvidenceDue) -> Result:
    """Remind of proofs about to run out, some at a time; the last commit is the run's success."""
    reminded = 0
    while True:
        async with run.transaction() as work:
            found = await service.remind_evidence(work)
            reminded += found
            if not found:
                await run.complete(work, {"reminded": reminded})
                return {"reminded": reminded}
        await run.progress(reminded, 0, "到期提醒")
