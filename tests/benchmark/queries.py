"""Q1-Q6: what is asked, with which variables, and how PostGraphile is asked for the same.

The variables are drawn once, with a fixed seed, as neutral values; each contender writes
them in its own dialect.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

SEED = 20261122
SETS = 400  # different sets of variables per query

Values = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Query:
    """One of the six: its name, how its variables are drawn, how it is loaded.

    ``ordered`` says whether the answer has a defined order; ``rows`` are the rows of an
    answer at all levels, roughly; ``seconds`` is the least that a run takes. Without
    ``scoped`` only the analyst of the whole city asks it: a live count of a million rows
    *through* a scope is what rollups are for.
    """

    name: str
    what: str
    draw: Callable[[random.Random, Sequence[int]], Values]
    rows: int
    connections: int = 8
    ordered: bool = True
    scoped: bool = True
    seconds: int = 1


def _page_of_members(source: random.Random, _: Sequence[int]) -> Values:
    return {
        "status": source.choice(("active", "retired", "suspended")),
        "form": source.choice(("full_time", "platform", "dispatch")),
        "after": source.randrange(1, 900_000),
    }


def _nothing(_source: random.Random, _: Sequence[int]) -> Values:
    return {}


def _box(source: random.Random, _: Sequence[int]) -> Values:
    west = round(113 + source.random() * 0.85, 6)
    south = round(22.5 + source.random() * 0.85, 6)
    return {
        "west": west,
        "south": south,
        "east": round(west + 0.1, 6),
        "north": round(south + 0.1, 6),
    }


QUERIES = {
    query.name: query
    for query in (
        Query("Q1", "50 members by status and form, pageInfo", _page_of_members, rows=50),
        Query(
            "Q2",
            "20 unions > 10 members > assistance",
            lambda source, _: {"after": source.randrange(217, 1900)},
            rows=666,
        ),
        Query(
            "Q3",
            "six live counts over a million rows",
            _nothing,
            rows=48,
            connections=2,
            ordered=False,
            scoped=False,
            seconds=5,
        ),
        Query(
            "Q3R",
            "the same six counts, ours from maintained figures",
            _nothing,
            rows=48,
            connections=2,
            ordered=False,
            seconds=3,
        ),
        Query(
            "Q4",
            "one member with everything",
            lambda source, known: {"id": source.choice(known)},
            rows=13,
        ),
        Query(
            "Q5",
            "500 members, 12 fields",
            lambda source, _: {"after": source.randrange(1, 990_000)},
            rows=500,
        ),
        Query("Q6", "facilities in a box, latest inspections", _box, rows=120, ordered=False),
    )
}


def variables(query: Query, full_members: Sequence[int]) -> list[Values]:
    """Draw the sets of variables of ``query``; always the same ones.

    ``full_members`` are members that have a dossier, assistance and a rights case.
    """
    source = random.Random(f"{SEED} {query.name}")  # noqa: S311 -- repeatable, not secret
    return [query.draw(source, full_members) for _ in range(SETS)]


def body(document: str, name: str, values: Mapping[str, object]) -> bytes:
    """Write one GraphQL request."""
    return msgspec.json.encode(
        {"query": document, "operationName": name, "variables": dict(values)}
    )
