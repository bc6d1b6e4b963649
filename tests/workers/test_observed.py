"""What a run leaves in figures and traces; and that neither names anybody (D03)."""

import json
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from tests.schema.core.test_metrics import read, shown
from tests.workers.jobs import Note, Stumble
from tests.workers.platform import Platform
from workers.broker import JobBroker
from workers.job import handlers
from workers.perform import Performer
from workers.relay import Relay
from workers.settings import JobSettings

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
    relay = Relay(engine, JobBroker(redis_url, patience, []), patience)
    await relay.maintain()
    text = read(shown)
    assert 'gonghui_queue_runs{queue="test",state="QUEUED"} 3.0' in text
    (line,) = [one for one in text.splitlines() if one.startswith("gonghui_queue_oldest_seconds{")]
    assert float(line.split()[1]) >= 40
    assert metrics.enabled()


def test_nothing_is_traced_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert not tracing.start("tests")
    with tracing.span("x"):
        assert tracing.current() is None
