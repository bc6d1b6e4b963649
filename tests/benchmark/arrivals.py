"""``python -m tests.benchmark.arrivals``: from the arrival of a post to its alert, under load.

Signed deliveries come at an even rate through the partners' door to the real relay and
worker, while the screening runs over a demonstration again and again. A post has arrived
when its delivery is committed; its alert is there when another connection sees it.
"""

import asyncio
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import asyncpg
import sqlalchemy as sa
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.data import starter
from api.data.demo import load_demo
from api.platform.postgres import running_pid
from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core import settings as settings_module
from schema.core.database import make_engine, transaction
from schema.core.outbox import job_run
from schema.core.principal import job_principal
from schema.core.settings import Settings
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, SourceKind
from schema.opinion.rules.samples import NAMES, TOWNS, TRADES, sample_items
from schema.opinion.rules.signature import signature
from schema.screening.jobs import RunScreening
from tests.benchmark.processes import cpu_seconds
from tests.workers.platform import Platform, eventually

RATE, SECONDS, SHORT_SECONDS = 50, 600, 60
STEP_SECONDS = 0.5
POLL_SECONDS = 0.05
SCREENING_EVERY = 5.0
LEFT_OVER_SECONDS = 60.0
SCALE = 0.02
#: Issue 6: p99 from arrival to alert, in seconds.
BAR_SECONDS = 5.0
SENDER = job_principal("benchmark")
SEEN = """select a.id, min(r.received_at) as arrived
from opinion_alert a join feed_item i on i.event_id = a.event_id
join feed_report r on r.item_id = i.id
where a.rule = 'EVENT_LEVEL' and a.id <> all ($1::uuid[])
  and not exists (select from opinion_alert b where b.event_id = a.event_id and b.id < a.id)
group by a.id"""


@dataclass
class Arrivals:
    """What is known while the load lasts; seconds from arrival to alert by alert."""

    sent: int = 0
    stored: int = 0
    screenings: int = 0
    waits: dict[object, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    hurried: int = 0
    over: bool = False


async def _watch(url: str, seen: Arrivals) -> None:
    """Note each new alert when it is first seen."""
    connection = await asyncpg.connect(url)
    await connection.execute("select set_config('gonghui.scope', '*', false)")
    try:
        while not seen.over:
            now = time.time()
            for row in await connection.fetch(SEEN, list(seen.waits)):
                seen.waits[row["id"]] = now - row["arrived"].timestamp()
            count = "select count(*) from feed_report where state = 'STORED'"
            seen.stored = await connection.fetchval(count)
            await asyncio.sleep(POLL_SECONDS)
    finally:
        await connection.close()


async def _screen(platform: Platform, seen: Arrivals) -> None:
    while not seen.over:
        await platform.send(RunScreening())
        seen.screenings += 1
        await asyncio.sleep(SCREENING_EVERY)


def _posts(name: str, count: int, moment: float) -> list[dict[str, object]]:
    """Invented posts of now; every firm its own, so that most grievances are events."""
    from datetime import UTC, datetime  # noqa: PLC0415 - of this function alone

    posts = list(sample_items(11, count, datetime.fromtimestamp(moment, UTC)))
    for number, post in enumerate(posts):
        firm = f"{NAMES[number % len(NAMES)]}{name}{number}{TRADES[number % len(TRADES)]}"
        town = TOWNS[number % len(TOWNS)]
        post["text"] = f"{town}{firm}: {post['text']}"
        post["id"] = f"{name}-{number}"
        del post["published"]
    return posts


async def _send(engine: AsyncEngine, key: str, name: str, seconds: int, seen: Arrivals) -> None:
    """Deliver so many posts a second, at an even rate whatever becomes of them."""
    size = int(RATE * STEP_SECONDS)
    posts = _posts(name, RATE * seconds, time.time())
    begin = time.monotonic()
    for number, start in enumerate(range(0, len(posts), size)):
        await asyncio.sleep(max(0.0, begin + number * STEP_SECONDS - time.monotonic()))
        body = json.dumps({"id": f"{name}-{number}", "items": posts[start : start + size]}).encode()
        moment = str(int(time.time()))
        async with transaction(engine, SENDER) as work:
            result = await service.deliver(
                work,
                source_code="LOAD",
                timestamp=moment,
                signature=signature(key, moment, body),
                body=body,
            )
        seen.sent += result.received


async def _stored(seen: Arrivals, wanted: int, seconds: float) -> None:
    """Wait until so many posts are stored, or the patience is over."""

    async def enough() -> bool:
        return seen.stored >= wanted

    with suppress(AssertionError, TimeoutError):
        await eventually(enough, seconds)


def _processor(watched: dict[str, int]) -> dict[str, float]:
    """Processor seconds so far by process; this one sends, and watches for alerts."""
    return {name: cpu_seconds(pid) for name, pid in watched.items()} | {
        "sender": time.process_time()
    }


async def _hurried(engine: AsyncEngine) -> int:
    """How many posts were judged by the n-grams alone, as the runs tell."""
    count = sa.cast(job_run.c.result["hurried"].as_string(), sa.Integer)
    async with transaction(engine, SENDER) as work:
        found = await work.execute(sa.select(sa.func.coalesce(sa.func.sum(count), 0)))
    return int(found.scalar_one())


async def measure(stores: Stores, logs: Path, seconds: int, encoder: str) -> Arrivals:
    """Run the load; what arrived and how soon it was alerted."""
    engine = make_engine(stores.writer_url, pool_size=4)
    seen = Arrivals()
    environment = {**stores.environment(), "GONGHUI_OPINION_ENCODER": encoder}
    platform = Platform(engine, environment, logs)
    try:
        async with transaction(engine, SENDER) as work:
            await starter.prepare(work)
        async with transaction(engine, SENDER) as work:
            await load_demo(work, scale=SCALE, seed=1, report=lambda _line: None)
        async with transaction(engine, SENDER) as work:
            source = await service.add_feed_source(
                work,
                code="LOAD",
                name="压力测试",
                kind=SourceKind.PARTNER_REPORT,
                address=PUSHED,
                licence="虚构",
                lawful_basis="测试",
            )
            key = await service.new_feed_key(work, source_id=source)
        watched = {kind: platform.start(kind).pid for kind in ("relay", "worker")}
        watched["PostgreSQL"] = running_pid(stores.folder) or 0
        warm = Arrivals()
        await _send(engine, key, "甲", 1, warm)  # the worker opens its models
        watching = [
            asyncio.create_task(_watch(stores.owner_url, seen)),
            asyncio.create_task(_screen(platform, seen)),
        ]
        await _stored(seen, warm.sent, 4 * LEFT_OVER_SECONDS)
        begun = set(seen.waits)
        before = _processor(watched)
        await _send(engine, key, "乙", seconds, seen)
        await _stored(seen, warm.sent + seen.sent, LEFT_OVER_SECONDS)
        await asyncio.sleep(4 * POLL_SECONDS)
        seen.processor = {name: now - before[name] for name, now in _processor(watched).items()}
        seen.hurried = await _hurried(engine)
        seen.over = True
        await asyncio.gather(*watching)
        seen.waits = {key: wait for key, wait in seen.waits.items() if key not in begun}
        seen.stored -= warm.sent
        return seen
    finally:
        platform.close()
        await engine.dispose()


def main(
    seconds: Annotated[int, typer.Option("--secs", min=2, help="How long.")] = SECONDS,
    encoder: Annotated[str, typer.Option(help="default or none.")] = "default",
) -> None:
    """Measure how soon a post is alerted at fifty posts a second."""
    with TemporaryDirectory(prefix="gonghui-arrivals-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the servers run as another user
        os.environ["GONGHUI_DATA"] = str(Path(folder) / "data")
        settings_module.settings.cache_clear()
        with open_stores(Settings()) as stores:
            upgrade(stores.owner_url)
            os.environ.update(stores.environment())
            settings_module.settings.cache_clear()
            if encoder == "default":
                from schema.opinion.service.understanding import prepare  # noqa: PLC0415

                prepare()
            found = asyncio.run(measure(stores, Path(folder), seconds, encoder))
    waits = sorted(found.waits.values())
    typer.echo(
        f"{found.sent:,} posts in {seconds} s, {found.stored:,} stored, {len(waits):,} alerts,"
        f" {found.screenings} screenings; {found.hurried:,} posts read by the n-grams alone"
    )
    spent = ", ".join(f"{name} {1e3 * s / found.sent:.1f}" for name, s in found.processor.items())
    typer.echo(f"processor milliseconds a post: {spent}")
    if not waits:
        raise typer.Exit(1)
    half, last = waits[len(waits) // 2], waits[int(0.99 * len(waits))]
    mark = "holds " if last < BAR_SECONDS and found.stored >= found.sent else "MISSED"
    typer.echo(
        f"{mark}  arrival to alert p99 < {BAR_SECONDS:.0f} s: {last:.2f} s"
        f" (p50 {half:.2f}, longest {waits[-1]:.2f})"
    )


if __name__ == "__main__":
    typer.run(main)
