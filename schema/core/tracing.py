"""Spans for OpenTelemetry; switched on by the standard ``OTEL_EXPORTER_OTLP_ENDPOINT``.

A trace follows a request into the jobs that it asked for: the row of a run carries the
trace's parent. Attributes are names of operations, jobs and states; no value of a request or
a row goes into a span (D03). Switched off, nothing is loaded.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
TRACE_PARENT = "traceparent"

log = structlog.get_logger(__name__)
_live: dict[str, Any] = {}


def start(service: str, exporter: Any = None) -> bool:
    """Begin to trace when an endpoint is configured; returns whether it does.

    ``service`` names the process: api, worker, relay, scheduler. Needs the extra
    ``telemetry``; without it one line of the log says so.
    """
    if exporter is None and not any(os.environ.get(name) for name in ENDPOINTS):
        return False
    try:
        from schema.core import telemetry  # noqa: PLC0415 - only for those who ask
    except ImportError:
        log.exception("tracing.missing", install="pip install 'gonghui[telemetry]'")
        return False
    _live.update(telemetry.open_tracer(service, exporter))
    return True


def stop() -> None:
    """Send what is left."""
    if _live:
        _live.pop("provider").shutdown()
        _live.clear()


@contextmanager
def span(
    name: str, parent: Mapping[str, str] | None = None, **attributes: str | float
) -> Iterator[None]:
    """A span around a block; ``parent`` is what ``current`` gave, here or in another process."""
    if not _live:
        yield
        return
    context = _live["extract"](parent) if parent else None
    with _live["tracer"].start_as_current_span(
        name, context=context, attributes=attributes, record_exception=False
    ):
        yield


def current() -> str | None:
    """The present span as a ``traceparent``, to be handed to a job."""
    if not _live:
        return None
    carrier: dict[str, str] = {}
    _live["inject"](carrier)
    return carrier.get(TRACE_PARENT)
