"""Jobs of the tests: each leaves one row in ``job_effect`` for each time it took effect."""

import asyncio
import os
import time
from dataclasses import dataclass
from typing import ClassVar

import sqlalchemy as sa

from schema.core.work import Work
from workers.job import Result, Run, job

effect = sa.Table("job_effect", sa.MetaData(), sa.Column("run_id", sa.Uuid))


@dataclass(frozen=True, slots=True)
class Note:
    """Takes effect at once, or after ``seconds``."""

    job: ClassVar[str] = "test.note"
    queue: ClassVar[str] = "test"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stumble:
    """Takes effect, then fails: the effect must not stay."""

    job: ClassVar[str] = "test.stumble"
    queue: ClassVar[str] = "test"


@dataclass(frozen=True, slots=True)
class Idle:
    """Waits for ``seconds`` in a job that may take a second; reports before."""

    job: ClassVar[str] = "test.idle"
    queue: ClassVar[str] = "test"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Hoard:
    """Holds so many megabytes for ``seconds``, in a job that may hold a hundred."""

    job: ClassVar[str] = "test.hoard"
    queue: ClassVar[str] = "test"
    megabytes: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Ring:
    """Takes effect at once, on an urgent queue."""

    job: ClassVar[str] = "test.ring"
    queue: ClassVar[str] = "alerts"


@dataclass(frozen=True, slots=True)
class Kill:
    """Ends the worker process in the middle of its transaction."""

    job: ClassVar[str] = "test.kill"
    queue: ClassVar[str] = "test"


@dataclass(frozen=True, slots=True)
class Block:
    """Holds the event loop of its worker and never waits."""

    job: ClassVar[str] = "test.block"
    queue: ClassVar[str] = "test"
    seconds: float


@job(Note)
async def note(run: Run, message: Note) -> Result:
    async with run.transaction() as work:
        await leave_a_mark(work, run)
        await asyncio.sleep(message.seconds)
        await run.complete(work, {"noted": 1})
    return None


@job(Stumble)
async def stumble(run: Run, message: Stumble) -> Result:
    async with run.transaction() as work:
        await leave_a_mark(work, run)
        raise ValueError(f"张三 430682198001010011 {message}")


@job(Idle, seconds=0.5)
async def idle(run: Run, message: Idle) -> Result:
    await run.progress(1, 3, "等待")
    await asyncio.sleep(message.seconds)
    return None


@job(Hoard, memory_mb=100)
async def hoard(_run: Run, message: Hoard) -> Result:
    held = bytearray(message.megabytes << 20)
    held[::4096] = b"x" * len(held[::4096])
    await asyncio.sleep(message.seconds)
    return {"held": len(held)}


@job(Ring)
async def ring(run: Run, _message: Ring) -> Result:
    async with run.transaction() as work:
        await leave_a_mark(work, run)
        await run.complete(work, None)
    return None


@job(Kill)
async def kill(run: Run, _message: Kill) -> Result:
    async with run.transaction() as work:
        await leave_a_mark(work, run)
        os._exit(9)


@job(Block)
async def block(_run: Run, message: Block) -> Result:
    time.sleep(message.seconds)  # noqa: ASYNC251 - what a job must not do
    return None


async def leave_a_mark(work: Work, run: Run) -> None:
    await work.execute(sa.insert(effect).values(run_id=run.id))
