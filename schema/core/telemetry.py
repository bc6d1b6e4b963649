"""The OpenTelemetry side of ``schema.core.tracing``: loaded only where tracing is on."""

from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator


def open_tracer(service: str, exporter: Any) -> dict[str, Any]:
    """A tracer of this process; spans leave in batches, or at once to a given ``exporter``."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"gonghui-{service}"}))
    processor = (
        BatchSpanProcessor(OTLPSpanExporter())
        if exporter is None
        else SimpleSpanProcessor(exporter)
    )
    provider.add_span_processor(processor)
    propagator = TraceContextTextMapPropagator()
    return {
        "provider": provider,
        "tracer": provider.get_tracer("gonghui"),
        "extract": propagator.extract,
        "inject": propagator.inject,
    }
