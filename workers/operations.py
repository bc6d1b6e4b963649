"""Jobs of operations: write exports, destroy them in time, read imports in, sweep uploads."""

import asyncio

from schema.core.blobs import blobs
from schema.core.files import destroy_error_lists, destroy_export, import_errors_path
from schema.core.settings import settings
from schema.operations import service
from schema.operations.jobs import (
    DestroyDue,
    PurgeExports,
    PurgeRuns,
    RunExport,
    RunImport,
    SweepUploads,
)
from schema.operations.rules import DestroyedKind
from schema.root import platform_schema
from workers.files.export import Order, write_export
from workers.job import Result, Run, job

PURGED_AT_ONCE = 5_000


@job(RunExport)
async def run_export(run: Run, message: RunExport) -> Result:
    """Write the file under the requester's present rights; a second try writes it anew."""
    export = message.export_id
    async with run.transaction() as work:
        row = await service.export_to_write(work, export_id=export)
        if row is None:
            return None
        principal = await service.acting_principal(work, row["grant_id"], f"export:{export}")
        if principal is None:
            await service.fail_export(work, export_id=export)
            return {"refused": "GRANT_ENDED"}
    order = Order(row, principal, platform_schema().planner, _reader_url())
    try:
        file = await write_export(run, order)
        async with run.transaction() as work:
            await service.finish_export(work, export_id=export, file=file)
            result: Result = {"rows": file.rows, "size": file.size}
            await run.complete(work, result)
    except Exception:
        destroy_export(export)
        async with run.transaction() as work:
            await service.fail_export(work, export_id=export)
        raise
    return result


@job(PurgeExports)
async def purge_exports(run: Run, message: PurgeExports) -> Result:
    """Destroy what has expired or was fetched; the rows stay as proof."""
    del message
    async with run.transaction() as work:
        gone = await service.expired_exports(work)
        for export in gone:
            destroy_export(export)
        result: Result = {"destroyed": len(gone)}
        await run.complete(work, result)
    return result


@job(SweepUploads)
async def sweep_uploads(run: Run, message: SweepUploads) -> Result:
    """Rows first, then files: what a death between the two leaves is found the next time."""
    del message
    async with run.transaction() as work:
        unused = await service.unused_uploads(work)
    for identity in unused:
        await blobs().delete(identity)
    async with run.transaction() as work:
        orphaned = await service.orphaned_files(work)
        lists = await asyncio.to_thread(destroy_error_lists, await service.unused_since(work))
        for identity in orphaned:
            await blobs().delete(identity)
        result: Result = {
            "unused": len(unused),
            "orphaned": len(orphaned),
            "error_lists": lists,
        }
        await run.complete(work, result)
    return result


@job(PurgeRuns)
async def purge_runs(run: Run, message: PurgeRuns) -> Result:
    """Bite by bite, each a commit of its own, so that nothing else waits."""
    del message
    gone = 0
    while True:
        async with run.transaction() as work:
            bite = await service.purge_runs(work, limit=PURGED_AT_ONCE)
        gone += bite
        if bite < PURGED_AT_ONCE:
            return {"deleted": gone}
        await run.progress(gone, gone, "清理任务运行记录")


@job(DestroyDue)
async def destroy_due(run: Run, message: DestroyDue) -> Result:
    """Destroy what is past its time, a batch a commit; a second run finds nothing left."""
    del message
    counts: dict[str, object] = {}
    for kind in DestroyedKind:
        done = 0
        while True:
            async with run.transaction() as work:
                size = await service.destroy_batch(work, kind)
            done += size
            if size == 0:
                break
            await run.progress(done, 0, kind.label)
        counts[kind.value] = done
    async with run.transaction() as work:
        await run.complete(work, counts)
    return counts


@job(RunImport)
async def run_import(run: Run, message: RunImport) -> Result:
    """Read a file in under the requester's present rights: one commit, with the run's success."""
    identity = message.import_id
    async with run.transaction() as work:
        ticket = await service.import_to_run(work, import_id=identity)
    if ticket is None:
        return None
    tell = asyncio.get_running_loop()

    def report(step: str, done: int, total: int) -> None:
        asyncio.run_coroutine_threadsafe(run.progress(done, total, step), tell)

    async with run.transaction() as work:
        outcome = await service.run_import(work, ticket, report)
        await service.finish_import(work, import_id=identity, outcome=outcome)
        result = outcome.as_result()
        await run.complete(work, result)
    if outcome.refused:
        await asyncio.to_thread(outcome.write_errors, import_errors_path(identity))
    return result


def _reader_url() -> str:
    url = settings().database_reader_url
    if url is None:
        message = "GONGHUI_DATABASE_READER_URL is not set"
        raise RuntimeError(message)
    return url.get_secret_value()
