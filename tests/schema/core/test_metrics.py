"""Figures for Prometheus: shown at a port, of closed lists of labels, nothing when off."""

import socket
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from schema.core import metrics


@pytest.fixture
def shown() -> Iterator[str]:
    """The address of the figures of this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        first: int = probe.getsockname()[1]
    port = metrics.serve("127.0.0.1", first)
    assert port is not None
    yield f"http://127.0.0.1:{port}/metrics"
    metrics.stop()


def read(address: str) -> str:
    with urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
        text: str = answer.read().decode()
        return text


def test_off_nothing_is_kept() -> None:
    assert not metrics.enabled()
    metrics.count(metrics.RELAYED)
    metrics.show(metrics.WAITING, 3, queue="alerts", state="QUEUED")
    metrics.observe(metrics.RUN_SECONDS, 0.1, job="x")


def test_counters_gauges_and_durations_are_shown(shown: str) -> None:
    metrics.count(metrics.RELAYED, 3)
    metrics.count(metrics.RUNS, job="screening.run", state="SUCCEEDED")
    metrics.observe(metrics.RUN_SECONDS, 0.2, job="screening.run")
    metrics.show(metrics.WAITING, 7, queue="alerts", state="QUEUED")
    text = read(shown)
    assert "gonghui_relayed_total 3.0" in text
    assert 'gonghui_job_tries_total{job="screening.run",state="SUCCEEDED"} 1.0' in text
    assert 'gonghui_job_seconds_count{job="screening.run"} 1.0' in text
    assert 'gonghui_queue_runs{queue="alerts",state="QUEUED"} 7.0' in text


def test_a_queue_that_is_empty_again_is_not_shown_for_ever(shown: str) -> None:
    metrics.show(metrics.WAITING, 7, queue="alerts", state="QUEUED")
    metrics.forget(metrics.WAITING)
    assert "alerts" not in read(shown)


def test_processes_of_one_kind_stand_side_by_side(shown: str) -> None:
    port = int(shown.split(":")[2].split("/", maxsplit=1)[0])
    second = metrics.serve("127.0.0.1", port)
    assert second is not None
    assert port < second < port + metrics.PORTS_TRIED
