"""``python -m tests.benchmark``: run the benchmark, print it, write ``latest.json``."""

from __future__ import annotations

import os
import platform
import signal
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from tests.benchmark import answers, contenders, counters, files, report, screening, starts
from tests.benchmark.load import Load, Sample, have_wrk, rounds
from tests.benchmark.queries import QUERIES, Query, variables
from tests.benchmark.store import FOLDER, Store, open_store

QUICK_ROUNDS, QUICK_SECONDS = 1, 1
#: Rows of the .csv and of the .xlsx file that are read in and written out.
ROWS, QUICK_ROWS = (100_000, 20_000), (10_000, 2_000)
#: 50 is a million members: ``python -m tests.benchmark.screening`` by itself measures that.
SCREENED_SCALE, QUICK_SCALE = 2.0, 0.5
#: Members a second from a .csv into the tables (issue 3); ADR 0021 tells what each part costs.
IMPORT_BAR = 40_000


def main(
    count: Annotated[int, typer.Option("--rounds", min=1, help="Rounds of the whole.")] = 5,
    seconds: Annotated[int, typer.Option("--secs", min=1, help="Seconds of one run.")] = 3,
    names: Annotated[str, typer.Option("--queries", help="Which queries, by comma.")] = ",".join(
        QUERIES
    ),
    only: Annotated[
        str, typer.Option("--contenders", help="Which contenders, by comma.")
    ] = ",".join(contenders.CONTENDERS),
    *,
    quick: Annotated[bool, typer.Option("--quick", help="One short round, to try it.")] = False,
) -> None:
    """Measure Q1-Q6 against the hand-written floor and against PostGraphile 5."""
    if quick:
        count, seconds = QUICK_ROUNDS, QUICK_SECONDS
    # A terminated benchmark must stop its servers too, so it leaves by an exception.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    have_wrk()
    queries = [QUERIES[name] for name in names.upper().split(",")]
    with open_store() as store:
        chosen = [contenders.CONTENDERS[name](store) for name in only.split(",")]
        results, counters = _measure(store, chosen, queries, count, seconds)
        typer.echo("\nFiles in and out:")
        moved = files.run(*(QUICK_ROWS if quick else ROWS)).entries
        typer.echo("\nJobs, from commit to start …")
        begun = starts.run(starts.QUICK_JOBS if quick else starts.JOBS)
        typer.echo("\nScreening, a rule at a time and over a night:")
        screened = screening.run(QUICK_SCALE if quick else SCREENED_SCALE)
        aside = {"files": moved, "starts": begun, "screening": screened}
        _conclude(store, results, counters, {"rounds": count, "seconds": seconds}, aside)


def _measure(
    store: Store,
    chosen: list[contenders.Contender],
    queries: list[Query],
    count: int,
    seconds: int,
) -> tuple[report.Results, dict[str, float]]:
    work = (FOLDER / "work").absolute()
    work.mkdir(parents=True, exist_ok=True)
    load = Load(work, store.postmaster, seconds)
    with ExitStack() as stack:
        running = [stack.enter_context(contenders.running(one, work)) for one in chosen]
        for query in queries:
            drawn = variables(query, store.full_members)
            asked = [contender for contender in running if contender.answers(query)]
            answers.compare(asked, query, drawn)
            for contender in asked:
                load.write(contender, query, drawn)
        typer.echo("All contenders give the same answers. Warming up …")
        for contender in running:
            for query in filter(contender.answers, queries):
                load.warm_up(contender, query)
        samples = _told(load, running, queries, count)
        return report.Results(samples), counters.of(running, queries, store.full_members)


def _told(
    load: Load, running: list[contenders.Running], queries: list[Query], count: int
) -> list[Sample]:
    """Run the rounds, saying each run on one line as it ends."""
    samples = []
    for sample in rounds(load, running, queries, count):
        samples.append(sample)
        typer.echo(
            f"round {sample.round + 1}/{count} {sample.query} {sample.name:<14}"
            f"{sample.rps:>9,.0f} req/s {sample.cpu_ms:>9.3f} ms CPU"
        )
    return samples


def _conclude(
    store: Store,
    results: report.Results,
    counters: dict[str, float],
    run: dict[str, int],
    aside: dict[str, Any],
) -> None:
    typer.echo("\n" + "\n\n".join(report.tables(results)) + "\n")
    for verdict in report.verdicts(results, counters):
        mark = "holds " if verdict.holds else "MISSED"
        typer.echo(f"{mark}  {verdict.bar}: {verdict.measured}")
    entered = next(each for each in aside["files"] if each["name"] == "import .csv")
    rate = entered["rows"] / entered["wall_s"]
    mark = "holds " if rate >= IMPORT_BAR else "MISSED"
    typer.echo(f"{mark}  import >= {IMPORT_BAR:,} members/s: {rate:,.0f}/s")
    starts.tell(aside["starts"])
    target = FOLDER / "latest.json"
    document = {
        "machine": _machine(),
        "settings": {**run, "postgresql": store.settings},
        **report.as_json(results, counters),
        **aside,
    }
    target.write_bytes(msgspec.json.format(msgspec.json.encode(document)) + b"\n")
    typer.echo(f"\nWritten to {target}.")


def _machine() -> dict[str, Any]:
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": model[0] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_average": os.getloadavg(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    typer.run(main)
