"""``python -m tests.benchmark.starts``: from the commit of a job to its start in a worker.

The real relay and worker on stores of their own, one job after the other at irregular times,
as people cause them. The commit is when PostgreSQL has answered it, the start is when the
worker holds the lease; both by the clock of this machine.
"""

import asyncio
import random
import statistics
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import asyncpg
import typer

from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core.database import make_engine
from schema.core.settings import Settings
from tests.workers.jobs import Note, Ring
from tests.workers.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS, QUICK_JOBS, WARM = 500, 60, 20
LONGEST_PAUSE_SECONDS = 0.08
#: Issue 5: p99 from commit to start, in milliseconds.
BAR_MS = 50.0


async def measure(stores: Stores, logs: Path, jobs: int) -> list[float]:
    """Milliseconds from commit to start, one for each job, shortest first."""
    owner = await asyncpg.connect(stores.owner_url)
    await owner.execute("create table job_effect (run_id uuid not null)")
    await owner.execute("grant select, insert on job_effect to gonghui_writer")
    await owner.close()
    engine = make_engine(stores.writer_url, pool_size=2)
    platform = Platform(engine, stores.environment(), logs)
    try:
        for kind in ("relay", "worker"):
            platform.start(kind)
        committed = {}
        drawn = random.Random(7)  # noqa: S311 - pauses, no secrets
        for number in range(WARM + jobs):
            (run,) = await platform.send(Ring() if number % 2 else Note())
            if number >= WARM:
                committed[run] = time.time()
            else:
                await platform.reached(run, "SUCCEEDED")
            await asyncio.sleep(drawn.uniform(0, LONGEST_PAUSE_SECONDS))
        await platform.all_reached("SUCCEEDED")
        started = {run: (await platform.row(run)).started_at for run in committed}
        return sorted(1000 * (started[run].timestamp() - at) for run, at in committed.items())
    finally:
        platform.close()
        await engine.dispose()


@contextmanager
def _stores() -> "Iterator[tuple[Stores, Path]]":
    with TemporaryDirectory(prefix="gonghui-starts-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the servers run as another user
        with open_stores(Settings(data=Path(folder) / "data")) as stores:
            upgrade(stores.owner_url)
            yield stores, Path(folder)


def run(jobs: int = JOBS) -> dict[str, float]:
    """Measure; the figures in milliseconds."""
    with _stores() as (stores, folder):
        waits = asyncio.run(measure(stores, folder, jobs))
    return {
        "jobs": len(waits),
        "p50_ms": statistics.median(waits),
        "p99_ms": waits[int(0.99 * len(waits))],
        "longest_ms": waits[-1],
    }


def tell(figures: dict[str, float]) -> None:
    """Print what was measured against the bar."""
    mark = "holds " if figures["p99_ms"] < BAR_MS else "MISSED"
    typer.echo(
        f"{mark}  commit to start p99 < {BAR_MS:.0f} ms: {figures['p99_ms']:.1f} ms "
        f"(p50 {figures['p50_ms']:.1f}, longest {figures['longest_ms']:.1f}, "
        f"{figures['jobs']:.0f} jobs)"
    )


def main(jobs: Annotated[int, typer.Option(help="How many.")] = JOBS) -> None:
    """Measure how soon a committed job starts."""
    tell(run(jobs))


if __name__ == "__main__":
    typer.run(main)
