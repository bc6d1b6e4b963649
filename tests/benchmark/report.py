"""From samples to the tables, the bars and ``latest.json``.

Every ratio is the median over the rounds of the ratio within a round.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tests.benchmark.load import Sample

FLOOR, RIVAL, OURS, OURS_CITY = "floor", "postgraphile", "ours", "ours-city"
Figure = Callable[[Sample], float]

FIGURES: dict[str, Figure] = {
    "rps": lambda sample: sample.rps,
    "p50_ms": lambda sample: sample.p50_ms,
    "p99_ms": lambda sample: sample.p99_ms,
    "cpu_ms": lambda sample: sample.cpu_ms,
    "app_cpu_ms": lambda sample: sample.app_ms,
    "pg_cpu_ms": lambda sample: sample.pg_ms,
}


@dataclass(frozen=True, slots=True)
class Bars:
    """What issue 2, point 11, demands."""

    rps_each: float = 2.0
    rps_geomean: float = 4.0
    rps_queries: tuple[str, ...] = ("Q1", "Q2", "Q4", "Q5", "Q6")
    cpu: dict[str, float] = field(
        default_factory=lambda: {"Q1": 1.6, "Q2": 1.25, "Q4": 1.6, "Q5": 1.25, "Q6": 1.25}
    )
    memory_mb: float = 120.0
    figures_cpu: float = 60.0  # Q3R: maintained figures against live counts (issue 3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One bar: what it asks, what was measured, whether it holds."""

    bar: str
    measured: str
    holds: bool


class Results:
    """Samples, and the figures that are made of them."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        """Keep the samples."""
        self.samples = list(samples)
        self.queries = list(dict.fromkeys(sample.query for sample in self.samples))
        self.names = sorted({sample.name for sample in self.samples}, key=_place)

    def median(self, query: str, name: str, figure: Figure) -> float | None:
        """The median over the rounds, None when it was not measured."""
        found = [figure(s) for s in self.samples if (s.query, s.name) == (query, name)]
        return statistics.median(found) if found else None

    def ratio(self, query: str, name: str, base: str, figure: Figure) -> float | None:
        """The median over the rounds of ``name`` by ``base`` within a round."""
        mine, theirs = self._by_round(query, name, figure), self._by_round(query, base, figure)
        found = [mine[turn] / theirs[turn] for turn in mine if theirs.get(turn)]
        return statistics.median(found) if found else None

    def _by_round(self, query: str, name: str, figure: Figure) -> dict[int, float]:
        return {s.round: figure(s) for s in self.samples if (s.query, s.name) == (query, name)}

    def geomean(self, queries: Sequence[str]) -> float | None:
        """The geometric mean of ours to PostGraphile in requests a second."""
        found = [self.ratio(query, OURS, RIVAL, FIGURES["rps"]) for query in queries]
        known = [ratio for ratio in found if ratio]
        return statistics.geometric_mean(known) if len(known) == len(queries) else None

    def memory_mb(self, name: str) -> float | None:
        """The most memory that a contender's processes held after any run."""
        return max((s.memory_mb for s in self.samples if s.name == name), default=None)


def _place(name: str) -> tuple[int, str]:
    order = (FLOOR, RIVAL, OURS, OURS_CITY)
    return (order.index(name) if name in order else len(order), name)


def as_json(results: Results, counters: dict[str, float]) -> dict[str, Any]:
    """Everything measured, for ``latest.json``."""
    return {
        "queries": {query: _query_json(results, query) for query in results.queries},
        "geomean_rps_vs_postgraphile": _rounded(results.geomean(Bars().rps_queries)),
        "memory_mb_per_worker": _rounded(results.memory_mb(OURS)),
        "memory_mb": {name: _rounded(results.memory_mb(name)) for name in results.names},
        **counters,
    }


def _query_json(results: Results, query: str) -> dict[str, Any]:
    measured = results.median(query, OURS, FIGURES["rps"]) is not None
    ours = OURS if measured else OURS_CITY
    found: dict[str, Any] = {
        "principal": "scope" if measured else "whole city",
        "rps_vs_postgraphile": _rounded(results.ratio(query, ours, RIVAL, FIGURES["rps"])),
        "cpu_vs_floor": _rounded(results.ratio(query, ours, FLOOR, FIGURES["cpu_ms"])),
        "cpu_vs_postgraphile": _rounded(results.ratio(query, ours, RIVAL, FIGURES["cpu_ms"])),
    }
    found["whole_city"] = {
        "rps_vs_postgraphile": _rounded(results.ratio(query, OURS_CITY, RIVAL, FIGURES["rps"])),
        "cpu_vs_floor": _rounded(results.ratio(query, OURS_CITY, FLOOR, FIGURES["cpu_ms"])),
    }
    for title, figure in FIGURES.items():
        found[title] = {
            name: _rounded(results.median(query, name, figure)) for name in results.names
        }
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def tables(results: Results) -> Iterable[str]:
    """The measured figures as text, one table each."""
    for title, figure, digits in (
        ("requests per second", FIGURES["rps"], 0),
        ("p50, ms", FIGURES["p50_ms"], 2),
        ("p99, ms", FIGURES["p99_ms"], 1),
        ("CPU per request, ms (server + PostgreSQL)", FIGURES["cpu_ms"], 3),
        ("  of it the server", FIGURES["app_cpu_ms"], 3),
        ("  of it PostgreSQL", FIGURES["pg_cpu_ms"], 3),
    ):
        yield _table(results, title, digits, partial(_median_of, results, figure))
    for title, base, figure in (
        ("requests per second, relative to PostGraphile", RIVAL, FIGURES["rps"]),
        ("CPU per request, relative to the floor", FLOOR, FIGURES["cpu_ms"]),
    ):
        yield _table(results, title, 2, partial(_ratio_of, results, base, figure))


def _median_of(results: Results, figure: Figure, query: str, name: str) -> float | None:
    return results.median(query, name, figure)


def _ratio_of(results: Results, base: str, figure: Figure, query: str, name: str) -> float | None:
    return results.ratio(query, name, base, figure)


def _table(
    results: Results, title: str, digits: int, cell: Callable[[str, str], float | None]
) -> str:
    def text(value: float | None) -> str:
        return ("—" if value is None else f"{value:,.{digits}f}").rjust(10)

    lines = [title, " " * 16 + "".join(query.rjust(10) for query in results.queries)]
    for name in results.names:
        cells = (text(cell(query, name)) for query in results.queries)
        lines.append(f"  {name:<14}" + "".join(cells))
    return "\n".join(lines)


def verdicts(results: Results, counters: dict[str, float]) -> list[Verdict]:
    """Hold the figures against the bars: those of the analyst whose scope is checked in SQL.

    The other one's, for whom the scope leaves nothing to check, stand beside them.
    """
    bars, rps, cpu = Bars(), FIGURES["rps"], FIGURES["cpu_ms"]
    found = [
        _ratio(
            results, f"{query} req/s against PostGraphile", (query, RIVAL, rps), least=bars.rps_each
        )
        for query in bars.rps_queries
    ]
    mean = results.geomean(bars.rps_queries)
    found.append(_verdict("req/s, geometric mean", mean, least=bars.rps_geomean))
    found += [
        _ratio(results, f"{query} CPU against the floor", (query, FLOOR, cpu), most=most)
        for query, most in bars.cpu.items()
    ]
    found.append(
        _verdict(
            "Q3R CPU of PostGraphile's live counts against our figures",
            results.ratio("Q3R", RIVAL, OURS, cpu),
            least=bars.figures_cpu,
        )
    )
    memory = results.memory_mb(OURS)
    sent, compiled = counters.get("statements_per_operation"), counters.get("cache_hit_compiles")
    return [
        *found,
        _verdict("memory of an API worker, MB", memory, most=bars.memory_mb),
        _verdict("statements per operation", sent, least=1, most=1),
        _verdict("parsed, validated or compiled on a cache hit", compiled, most=0),
    ]


def _ratio(
    results: Results,
    bar: str,
    what: tuple[str, str, Figure],
    *,
    least: float | None = None,
    most: float | None = None,
) -> Verdict:
    query, base, figure = what
    verdict = _verdict(bar, results.ratio(query, OURS, base, figure), least=least, most=most)
    city = results.ratio(query, OURS_CITY, base, figure)
    if city is None:
        return verdict
    return replace(verdict, measured=f"{verdict.measured} (whole city {city:.2f})")


def _verdict(
    bar: str, measured: float | None, *, least: float | None = None, most: float | None = None
) -> Verdict:
    limits = [f"≥ {least:g}"] if least is not None else []
    limits += [f"≤ {most:g}"] if most is not None else []
    title = f"{bar} {' and '.join(limits)}"
    if measured is None:
        return Verdict(title, "not measured", holds=False)
    high_enough = least is None or measured >= least
    low_enough = most is None or measured <= most
    return Verdict(title, f"{measured:.2f}", holds=high_enough and low_enough)
