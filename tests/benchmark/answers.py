"""Do all contenders give the same answer? Compared value by value before anything is timed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx2
import msgspec
import typer

from tests.benchmark.contenders import Running
from tests.benchmark.queries import Query, Values

SAMPLES = 25
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
Plain = str | bool | None | list["Plain"]


def plain(answer: object, *, ordered: bool) -> Plain:
    """Reduce an answer to nested lists of texts, the names and the wrappers gone.

    Objects become the list of their values, a cursor is left out, a list or an object of one
    value that is itself an object or a list (``nodes``, ``data``) is that value; instants are
    told in UTC. Without ``ordered``, lists of objects are sorted.
    """
    if isinstance(answer, Mapping):
        values = [
            plain(value, ordered=ordered)
            for name, value in answer.items()
            if name not in {"endCursor", "__typename"}
        ]
        return values[0] if len(values) == 1 else values
    if isinstance(answer, list):
        entries = [plain(entry, ordered=ordered) for entry in answer]
        return entries if ordered else sorted(entries, key=str)
    if isinstance(answer, str) and INSTANT.match(answer):
        return datetime.fromisoformat(answer).astimezone(UTC).isoformat()
    return answer if answer is None or isinstance(answer, bool) else str(answer)


def compare(running: list[Running], query: Query, drawn: list[Values]) -> None:
    """Ask every contender the same and compare with the first.

    Raises typer.Exit when two differ or one reports an error.
    """
    with httpx2.Client() as client:
        for values in drawn[:: max(1, len(drawn) // SAMPLES)]:
            first = _ask(client, running[0], query, values)
            for other in running[1:]:
                found = _ask(client, other, query, values)
                if found != first:
                    _fail(query, values, (running[0], first), (other, found))


def _ask(client: httpx2.Client, running: Running, query: Query, values: Values) -> Plain:
    dialect = running.dialect
    response = client.post(
        running.address + dialect.path(query.name),
        content=dialect.body(query.name, values),
        headers={"content-type": "application/json", **running.headers},
        timeout=60,
    )
    answer = msgspec.json.decode(response.content)
    if response.status_code != httpx2.codes.OK or answer.get("errors"):
        typer.echo(f"{running.name} {query.name} {values}: {response.text[:1000]}", err=True)
        raise typer.Exit(1)
    answer.pop("extensions", None)  # what it cost, which only ours tells
    return plain(answer, ordered=query.ordered)


def _fail(
    query: Query, values: Values, one: tuple[Running, Plain], two: tuple[Running, Plain]
) -> None:
    typer.echo(f"The answers to {query.name} with {dict(values)} differ:", err=True)
    for running, found in (one, two):
        typer.echo(f"  {running.name}: {str(found)[:1500]}", err=True)
    raise typer.Exit(1)
