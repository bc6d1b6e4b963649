"""Tile = list where the small federation of ``tests/leaks`` is bare: on the demonstration.

Money, notices, gifts and mutual aid have rows here; every number of every figure of their
lists is the count of the list behind it, for the city and for one town.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work
from schema.organisation.tables import union_organisation
from tests.leaks.conftest import OPERATIONS
from tests.leaks.test_tiles import Figure

PAGE, TOGETHER = 100, 6
LEADER = Principal("user:leader", Role.CITY_LEADER, Scope(covers_all=True))
#: Lists that the demonstration leaves bare, too: of one's own account, of one's own reading;
#: holidays as the library has them.
STILL_BARE = frozenset({"accessLog", "kinDeclarations", "calendarDays"})


async def ask(work: Work, who: Principal, text: str) -> Any:
    """The data of a query, read inside of the transaction that holds the demonstration."""
    operation = OPERATIONS.get(text, None)
    given = operation.coerce({})
    statement = operation.statement(given, who, OPERATIONS.counters)
    raw: Any = (await work.connection.get_raw_connection()).driver_connection
    body = await raw.fetchval(statement.sql, *statement.arguments(given, who))
    return body["data"]  # the writers' connection decodes JSON by itself


async def town_officer(work: Work) -> Principal:
    """An officer of the town whose subtree has the most dossiers' members: the first."""
    table = union_organisation.c
    first = sa.select(table.id).where(table.code == "430682001")
    town = (await work.execute(first)).scalar_one()
    return Principal("user:town", Role.TOWNSHIP_OFFICER, Scope(unions=(town,)))


async def grouped(
    work: Work, who: Principal, name: str, wanted: Iterable[Figure]
) -> tuple[int, list[tuple[str, int, str]]]:
    """The number of all; and of each group the condition of its list, its count, its key."""
    told, size, every = [], 0, list(wanted)
    for start in range(0, max(len(every), 1), TOGETHER):
        some = every[start : start + TOGETHER]
        parts = " ".join(
            f"{one.key}: groups(by: [{one.key}], first: {PAGE}) {{ key {{ {one.shown} }} count }}"
            for one in some
        )
        text = f"{{ {name} {{ totalCount aggregate {{ count }} {parts} }} }}"
        answer = (await ask(work, who, text))[name]
        size = answer["totalCount"]
        assert answer["aggregate"]["count"] == size
        for one in some:
            groups = answer[one.key]
            if len(groups) < PAGE:
                assert sum(group["count"] for group in groups) == size, (name, one.key)
            for group in groups:
                condition = one.condition(group["key"][one.shown])
                if condition is not None:
                    told.append((condition, group["count"], one.key))
    return size, told


async def drill(work: Work, who: Principal, name: str, told: list[tuple[str, int, str]]) -> None:
    """Each number, held against the list that it leads to."""
    for start in range(0, len(told), TOGETHER):
        some = told[start : start + TOGETHER]
        parts = " ".join(
            f"a{place}: {name}(filter: {condition}) {{ totalCount }}"
            for place, (condition, _, _) in enumerate(some)
        )
        answer = await ask(work, who, f"{{ {parts} }}")
        for place, (condition, count, key) in enumerate(some):
            assert answer[f"a{place}"]["totalCount"] == count, (who.role, name, key, condition)
