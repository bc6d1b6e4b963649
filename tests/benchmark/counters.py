"""What the platform's own counters say of repeated queries on warm caches."""

from __future__ import annotations

import httpx2

from tests.benchmark.contenders import SCOPED, Running
from tests.benchmark.queries import Query, variables

REPEATS = 50


def of(
    running: list[Running], queries: list[Query], full_members: tuple[int, ...]
) -> dict[str, float]:
    """Ask ours every query ``REPEATS`` times, one after the other, and read the counters.

    ``statements_per_operation`` is what the read pool sent per request;
    ``cache_hit_compiles`` how often anything was parsed, validated or compiled meanwhile.
    Empty when ours does not run.
    """
    for contender in running:
        if contender.name == SCOPED:
            return _ask(contender, list(filter(contender.answers, queries)), full_members)
    return {}


def _ask(
    contender: Running, queries: list[Query], full_members: tuple[int, ...]
) -> dict[str, float]:
    headers = {"content-type": "application/json", **contender.headers}
    with httpx2.Client(base_url=contender.address, headers=headers, timeout=30) as client:
        before = client.get("/counters").json()
        for query in queries:
            for values in variables(query, full_members)[:REPEATS]:
                body = contender.dialect.body(query.name, values)
                client.post(contender.dialect.path(query.name), content=body).raise_for_status()
        after = client.get("/counters").json()
    operations = len(queries) * REPEATS
    return {
        "statements_per_operation": (after["statements"] - before["statements"]) / operations,
        "cache_hit_compiles": after["compiles"] - before["compiles"],
    }
