"""What a run leaves in figures and traces; and that neither names anybody (D03)."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.database import transaction
from tests.schema.core.test_metrics import read, shown
from tests.workers.jobs import Note, Stumble
from tests.workers.platform import TESTER, Platform
from tests.workers.test_scheduler import add_schedule, after
from workers import lease
from workers.broker import JobBroker
from workers.job import handlers
from workers.perform import Performer
from workers.relay import Relay
from workers.scheduler import Scheduler
from workers.settings import JobSettings
from workers.steady import keep_on
from workers.upkeep import Upkeep

pytestmark = pytest.mark.anyio
__all__ = ["shown"]


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans of this process."""
    exporter = InMemorySpanExporter()
    assert tracing.start("tests", exporter)
    yield exporter
    tracing.stop()


async def test_a_run_is_traced_from_the_request_that_asked_for_it(
    platform: Platform, performer: Performer, spans: InMemorySpanExporter
) -> None:
    with tracing.span("graphql"):
        (run,) = await platform.send(Note())
    await performer.perform(str(run), handlers["test.note"])
    request, job = spans.get_finished_spans()
    assert (request.name, job.name) == ("graphql", "test.note")
    assert request.context is not None
    assert job.context is not None
    assert job.context.trace_id == request.context.trace_id
    assert job.parent is not None
    assert job.parent.span_id == request.context.span_id
    assert dict(job.attributes or {}) == {"queue": "test", "attempt": 1}


@pytest.mark.requirement("D03")
async def test_what_fails_leaves_no_name_in_spans_and_figures(
    platform: Platform, performer: Performer, spans: InMemorySpanExporter, shown: str
) -> None:
    (run,) = await platform.send(Stumble())
    await performer.perform(str(run), handlers["test.stumble"])
    written = "".join(span.to_json() for span in spans.get_finished_spans()) + read(shown)
    assert "test.stumble" in written
    for word in ("张三", "430682198001010011", json.dumps("张三").strip('"')):
        assert word not in written
    assert 'gonghui_job_tries_total{job="test.stumble",state="RETRYING"} 1.0' in written
    assert 'gonghui_job_wait_seconds_count{queue="test"} 1.0' in written


async def test_the_relay_shows_what_waits_and_for_how_long(
    platform: Platform, engine: AsyncEngine, redis_url: str, patience: JobSettings, shown: str
) -> None:
    runs = await platform.send(Note(), Note(), Note())
    await platform.age(runs[0], 40)
    await Upkeep(engine, JobBroker(redis_url, patience, []), patience).look()
    text = read(shown)
    assert 'gonghui_queue_runs{queue="test",state="QUEUED"} 3.0' in text
    (line,) = [one for one in text.splitlines() if one.startswith("gonghui_queue_oldest_seconds{")]
    assert float(line.split()[1]) >= 40
    assert metrics.enabled()


async def test_the_relay_shows_what_it_sends_takes_back_and_finds_wiped(
    platform: Platform,
    engine: AsyncEngine,
    redis_url: str,
    patience: JobSettings,
    spans: InMemorySpanExporter,
    shown: str,
) -> None:
    _, lost = await platform.send(Note(), Note())
    async with transaction(engine, TESTER) as work:
        await lease.claim(work.connection, lost, lease_seconds=0.001)
    broker = JobBroker(redis_url, patience, [])
    await Relay(engine, broker, patience).step()
    broker.client.flushall()
    assert await Upkeep(engine, broker, patience).look()
    broker.client.close()
    sent, again = spans.get_finished_spans()
    assert (sent.name, dict(sent.attributes or {})) == ("relay.send", {"runs": 1})
    assert again.name == "relay.resend"
    text = read(shown)
    assert "gonghui_relayed_total 1.0" in text
    assert "gonghui_relay_seconds_count 1.0" in text
    assert 'gonghui_leases_lost_total{state="RETRYING"} 1.0' in text
    assert "gonghui_broker_wipes_total 1.0" in text


async def test_a_run_of_the_timetable_is_traced_from_its_slot(
    platform: Platform, engine: AsyncEngine, spans: InMemorySpanExporter, shown: str
) -> None:
    """The span of the slot is the parent that the run carries."""
    await add_schedule(engine, "SKIP")
    await Scheduler(engine, JobSettings()).tick(after(65))
    (slot,) = spans.get_finished_spans()
    assert slot.name == "scheduler.slot"
    assert slot.context is not None
    assert dict(slot.attributes or {}) == {"schedule": "EVERY_FIVE_SKIP", "job": "opinion.intake"}
    (run,) = await platform.runs()
    assert f"{slot.context.trace_id:032x}-{slot.context.span_id:016x}" in (run.trace or "")
    text = read(shown)
    assert 'gonghui_slots_total{schedule="EVERY_FIVE_SKIP"} 1.0' in text
    assert 'gonghui_slots_skipped_total{schedule="EVERY_FIVE_SKIP"} 1.0' in text
    assert "gonghui_scheduler_seconds_count 1.0" in text


async def test_steps_that_find_no_store_are_counted_and_repeated(shown: str) -> None:
    stop = asyncio.Event()
    tries = []

    async def step() -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionRefusedError
        stop.set()
        return False

    await keep_on("test.step", step, stop, 0.001)
    assert len(tries) == 3
    assert 'gonghui_store_failures_total{step="test.step"} 2.0' in read(shown)


def test_nothing_is_traced_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert not tracing.start("tests")
    with tracing.span("x"):
        assert tracing.current() is None
