"""Real processes of the job platform, and what the database says of their runs."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.database import transaction
from schema.core.outbox import JobMessage, job_run
from schema.core.principal import job_principal
from tests.workers.jobs import effect

ROOT = Path(__file__).parents[2]
TESTER = job_principal("test")
# Three processes that start on a busy machine need their time; an idle one needs a tenth.
PATIENCE = 60.0


@dataclass
class Platform:
    """Starts processes with short patience; whatever still runs is killed at the end."""

    engine: AsyncEngine
    environment: dict[str, str]
    logs: Path
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, kind: str, **environment: str) -> subprocess.Popen[bytes]:
        """A worker, relay or scheduler process; ``environment`` is its alone."""
        log = (self.logs / f"{kind}-{len(self.children)}.log").open("wb")
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.process", kind],
            cwd=ROOT,
            env={**os.environ, **self.environment, **environment},
            stdout=log,
            stderr=log,
        )
        log.close()
        self.children.append(child)
        return child

    async def ready(self) -> None:
        """Wait until every process that was started has said that it is up."""

        async def there() -> bool:
            logs = list(self.logs.glob("*-*.log"))
            return all(b".ready" in log.read_bytes() for log in logs)

        await eventually(there)

    def close(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGCONT)
                child.kill()
            child.wait()

    async def send(self, *messages: JobMessage) -> list[UUID]:
        """Commit job messages; returns the ids of their runs."""
        async with transaction(self.engine, TESTER) as work:
            sent = [await work.emit(message) for message in messages]
        return [UUID(str(run)) for run in sent if run is not None]

    async def row(self, run: UUID) -> sa.Row[Any]:
        async with self.engine.connect() as connection:
            found = await connection.execute(sa.select(job_run).where(job_run.c.id == run))
            return found.one()

    async def runs(self) -> list[sa.Row[Any]]:
        """Every run, in the order in which they were written."""
        async with self.engine.connect() as connection:
            found = await connection.execute(sa.select(job_run).order_by(job_run.c.id))
            return list(found.all())

    async def age(self, run: UUID, seconds: float) -> None:
        """Let a run be due for so many seconds already."""
        due = sa.func.now() - sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
        async with transaction(self.engine, TESTER) as work:
            await work.execute(
                sa.update(job_run).where(job_run.c.id == run).values(available_at=due)
            )

    async def states(self) -> dict[str, int]:
        """How many runs are in each state."""
        statement = sa.select(job_run.c.state, sa.func.count()).group_by(job_run.c.state)
        async with self.engine.connect() as connection:
            return {str(state): number for state, number in await connection.execute(statement)}

    async def effects(self) -> list[UUID]:
        """The run of each effect; a run that stands there twice took effect twice."""
        async with self.engine.connect() as connection:
            return list((await connection.execute(sa.select(effect.c.run_id))).scalars())

    async def reached(self, run: UUID, *states: str, seconds: float = PATIENCE) -> sa.Row[Any]:
        """The run's row when it is in one of these states."""

        async def there() -> sa.Row[Any] | None:
            row = await self.row(run)
            return row if row.state in states else None

        found: sa.Row[Any] = await eventually(there, seconds)
        return found

    async def all_reached(self, state: str, seconds: float = PATIENCE) -> None:
        """Wait until every run is in this state."""

        async def there() -> bool:
            return set(await self.states()) == {state}

        await eventually(there, seconds)


async def eventually(check: Callable[[], Awaitable[Any]], seconds: float = PATIENCE) -> Any:
    """What ``check`` answers when it answers something; fails after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := await check():
            return answer
        await asyncio.sleep(0.05)
    raise TimeoutError(f"not within {seconds} s")
