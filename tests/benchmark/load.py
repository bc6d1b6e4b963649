"""The measurement: wrk on its core, processor time before and after, rounds interleaved."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import typer

from tests.benchmark.contenders import Running
from tests.benchmark.processes import cores, cpu_seconds, memory_mb
from tests.benchmark.queries import Query, Values

SCRIPT = Path(__file__).with_name("load.lua")
RESULT = re.compile(r"^RESULT (\{.*\})$", re.MULTILINE)
WARM_UP_SEED = 0


class Wrk(msgspec.Struct):
    """What wrk reports of one run; latencies in milliseconds."""

    requests: int
    microseconds: int
    bytes: int
    p50_ms: float
    p99_ms: float
    failed: int


class Sample(msgspec.Struct, frozen=True):
    """One timed run: one contender, one query, one round.

    ``app_ms`` and ``pg_ms`` are processor milliseconds a request of the server's process
    tree and of PostgreSQL's; ``memory_mb`` is the server's proportional set size.
    """

    round: int
    query: str
    name: str
    requests: int
    failed: int
    rps: float
    p50_ms: float
    p99_ms: float
    app_ms: float
    pg_ms: float
    memory_mb: float

    @property
    def cpu_ms(self) -> float:
        """Processor time of a request in all."""
        return self.app_ms + self.pg_ms


@dataclass(frozen=True, slots=True)
class Load:
    """How the load is laid on: where wrk finds its files, how long a run is."""

    folder: Path
    postmaster: int
    seconds: int

    def write(self, running: Running, query: Query, drawn: Sequence[Values]) -> None:
        """Write the requests of one contender and query to a file for wrk."""
        lines = [running.dialect.body(query.name, values) for values in drawn]
        self._bodies(running, query).write_bytes(b"\n".join(lines) + b"\n")
        headers = "".join(f"{name}: {value}\n" for name, value in running.headers.items())
        self._headers(running).write_text(headers, encoding="ascii")

    def warm_up(self, running: Running, query: Query) -> None:
        """Let a contender compile, cache and prepare; nothing is kept of it."""
        self._wrk(running, query, running.warm_up, WARM_UP_SEED)

    def run(self, running: Running, query: Query, turn: int) -> Sample | None:
        """Time one run; None, and a line that says so, when a request failed or none came back."""
        app, database = cpu_seconds(running.pid), cpu_seconds(self.postmaster)
        found = self._wrk(running, query, max(self.seconds, query.seconds), turn + 1)
        app = cpu_seconds(running.pid) - app
        database = cpu_seconds(self.postmaster) - database
        if found.failed or not found.requests:
            typer.echo(f"left out: {running.name} {query.name} {found}", err=True)
            return None
        return Sample(
            turn,
            query.name,
            running.name,
            found.requests,
            found.failed,
            rps=found.requests / found.microseconds * 1e6,
            p50_ms=found.p50_ms,
            p99_ms=found.p99_ms,
            app_ms=app / found.requests * 1e3,
            pg_ms=database / found.requests * 1e3,
            memory_mb=memory_mb(running.pid),
        )

    def _bodies(self, running: Running, query: Query) -> Path:
        return self.folder / f"{running.name}-{query.name}.jsonl"

    def _headers(self, running: Running) -> Path:
        return self.folder / f"{running.name}.headers"

    def _wrk(self, running: Running, query: Query, seconds: int, seed: int) -> Wrk:
        words = [
            "taskset",
            "--cpu-list",
            str(cores()[1]),
            "wrk",
            "--threads",
            "1",
            "--connections",
            str(query.connections),
            "--duration",
            f"{seconds}s",
            "--timeout",
            "20s",
            "--script",
            str(SCRIPT),
            running.address,
            "--",
            running.dialect.path(query.name),
            str(self._bodies(running, query)),
            str(self._headers(running)),
            str(seed),
        ]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        found = RESULT.search(done.stdout)
        if found is None:
            typer.echo(f"wrk failed: {done.stdout}{done.stderr}", err=True)
            raise typer.Exit(1)
        return msgspec.json.decode(found[1], type=Wrk)


def rounds(
    load: Load, contenders: Sequence[Running], queries: Sequence[Query], count: int
) -> Iterator[Sample]:
    """Run everything ``count`` times, the contenders shuffled within each query of a round."""
    for turn in range(count):
        for query in queries:
            order = [contender for contender in contenders if contender.answers(query)]
            random.Random(f"{turn} {query.name}").shuffle(order)  # noqa: S311 -- repeatable
            for contender in order:
                sample = load.run(contender, query, turn)
                if sample is not None:
                    yield sample


def have_wrk() -> None:
    """Make sure that wrk is there: install Debian's package when we may.

    Raises typer.Exit with the line to run when it is not.
    """
    line = ["apt-get", "install", "--yes", "wrk"]
    if shutil.which("wrk") is None and shutil.which("apt-get") is not None and os.geteuid() == 0:
        for words in (["apt-get", "update"], line):  # a new machine has no package lists
            subprocess.run(words, check=False, capture_output=True)
    if shutil.which("wrk") is None:
        typer.echo("The benchmark needs wrk. As root run: " + " ".join(line), err=True)
        raise typer.Exit(1)
