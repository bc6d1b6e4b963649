"""Rotation of the vault's key: every stored value is wrapped anew, batch by batch.

Columns with ``info={"sealed": …}`` hold ciphertext, bound to the row that the named column
identifies. Readers decrypt with any key they know meanwhile, so nothing stops; a run that
was interrupted goes on where it stopped, for what is wrapped anew is no longer chosen.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.database import transaction
from schema.core.principal import Principal
from schema.core.table import metadata
from schema.core.vault import Vault
from schema.core.work import Work

BATCH = 500


def sealed_columns() -> Iterator[tuple[sa.Column[bytes], sa.Column[object]]]:
    """Each column with ciphertext, and the one with the id that it is bound to."""
    for table in metadata.sorted_tables:
        for column in table.c:
            if "sealed" in column.info:
                yield column, table.c[column.info["sealed"]]


async def count_by_key(work: Work) -> dict[str, int]:
    """How many values each key has wrapped, by the key's name."""
    counts: dict[str, int] = {}
    for column, _ in sealed_columns():
        end = sa.func.position(sa.literal(b"\0").op("in")(column)) - 1
        name = sa.func.convert_from(sa.func.substring(column, 1, end), "UTF8")
        sized = sa.select(name.label("name"), sa.func.count().label("size"))
        rows = await work.execute(sized.where(column.is_not(None)).group_by(name))
        for row in rows.mappings():
            counts[row["name"]] = counts.get(row["name"], 0) + row["size"]
    return counts


async def rotate(engine: AsyncEngine, principal: Principal, vault: Vault) -> int:
    """Wrap all values with the current key, a batch a transaction; how many were others'."""
    done = 0
    for column, key in sealed_columns():
        while True:
            async with transaction(engine, principal) as work:
                size = await rewrap_batch(work, vault, column, key)
            done += size
            if size == 0:
                break
    return done


async def rewrap_batch(
    work: Work, vault: Vault, column: sa.Column[bytes], bound: sa.Column[object]
) -> int:
    """Wrap some values anew that another key has wrapped; how many they were."""
    table: sa.Table = column.table
    primary = next(iter(table.primary_key))
    old = sa.func.substring(column, 1, len(vault.prefix)) != vault.prefix
    chosen = sa.select(primary.label("row"), bound.label("bound"), column.label("sealed"))
    statement = chosen.where(column.is_not(None), old).limit(BATCH).with_for_update()
    rows = (await work.execute(statement)).mappings().all()
    if not rows:
        return 0
    await work.because("vault rotate")
    changed = [
        {
            "row": row["row"],
            "value": vault.rewrap(row["sealed"], table.name, column.name, row["bound"]),
        }
        for row in rows
    ]
    rewrapped: dict[str, Any] = {column.name: sa.bindparam("value")}
    statement_of_one = sa.update(table).where(primary == sa.bindparam("row")).values(rewrapped)
    await work.execute(statement_of_one, changed)
    return len(rows)
