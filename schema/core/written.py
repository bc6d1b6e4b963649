"""What has changed since a moment: read from the audit, which no write can pass by.

A lane of the audit is numbered without gaps by whoever holds it until his commit. So the
heads of all lanes are a mark that no transaction slips through: one that was under way when
the mark was taken numbers its rows above it, whenever it commits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.audit import audit_event, audit_lane
from schema.core.work import Work

Mark = Mapping[str, int]
_event = audit_event.c


@dataclass(slots=True)
class Changed:
    """The changed rows of one table, by the columns that changed (None: any may have).

    ``former`` are the ids that a column named before or names since; ``gone``: rows were
    deleted; ``whole``: the table was emptied, so any row may have gone.
    """

    rows: list[tuple[frozenset[str] | None, list[UUID]]] = field(default_factory=list)
    former: dict[str, list[UUID]] = field(default_factory=dict)
    gone: bool = False
    whole: bool = False

    def ids(self, columns: Collection[str] | None) -> list[UUID]:
        """The rows of which one of these columns may have changed; of any column for None."""
        return [
            identity
            for keys, ids in self.rows
            if keys is None or columns is None or not keys.isdisjoint(columns)
            for identity in ids
        ]


async def mark(work: Work) -> dict[str, int]:
    """The heads of the audit's lanes now."""
    found = await work.execute(sa.select(audit_lane.c.lane, audit_lane.c.number))
    return {str(row.lane): row.number for row in found}


async def changes_since(
    work: Work, since: Mark, links: Collection[str], apart: Collection[str] = ()
) -> dict[str, Changed] | None:
    """By table, what was written after a mark; None when the audit no longer tells all of it.

    ``links`` are the columns whose values, old and new, are wanted. Rows of which nothing
    but bookkeeping changed are left out, and what was inserted in sets into tables ``apart``.
    """
    if not await _told_whole(work, since):
        return None
    tables: dict[str, Changed] = {}
    for row in await work.execute(_by_columns(since)):
        changed = tables.setdefault(row.entity, Changed())
        columns = frozenset(row.columns) if row.action == "UPDATE" else None
        changed.rows.append((columns, row.ids))
        changed.gone = changed.gone or row.action == "DELETE"
    for row in await work.execute(_sets(since, apart)):
        changed = tables.setdefault(row.entity, Changed())
        changed.whole = changed.whole or not row.entity_ids or None in row.entity_ids
        changed.rows.append((None, row.entity_ids or []))
    for row in await work.execute(_links(since, links)):
        tables[row.entity].former[row.key] = [UUID(value) for value in row.ids]
    return tables


def _since(since: Mark) -> sa.CTE:
    """The audit's rows after a mark, those that tell of written rows."""
    seen = sa.func.jsonb_each_text(sa.literal(dict(since), JSONB)).table_valued(
        "key", "value", name="seen"
    )
    lane = audit_lane.c
    number = sa.func.coalesce(sa.cast(seen.c.value, sa.BigInteger), 0)
    return (
        sa.select(_event.lane, _event.action, _event.entity, _event.entity_id, _event.rows)
        .add_columns(_event.entity_ids, _event.changes)
        .join_from(audit_lane, seen, seen.c.key == sa.cast(lane.lane, sa.Text), isouter=True)
        .join(audit_event, sa.and_(_event.lane == lane.lane, _event.number > number))
        .cte("since")
    )


async def _told_whole(work: Work, since: Mark) -> bool:
    """Whether each number after the mark is there (old rows may have been cleared away)."""
    event = _since(since)
    heads = sa.select(sa.func.coalesce(sa.func.sum(audit_lane.c.number), 0)).scalar_subquery()
    there = sa.select(sa.func.count()).select_from(event).scalar_subquery()
    row = (await work.execute(sa.select(heads.label("heads"), there.label("there")))).one()
    return bool(int(row.heads) - sum(since.values()) == row.there)


def _by_columns(since: Mark) -> sa.Select[Any]:
    event = _since(since)
    name = sa.func.jsonb_object_keys(event.c.changes).column_valued("name")
    names = sa.select(sa.func.array_agg(name)).scalar_subquery()
    each = (
        sa.select(event.c.entity, event.c.action, event.c.entity_id)
        .add_columns(sa.func.coalesce(names, sa.literal([], sa.ARRAY(sa.Text))).label("columns"))
        .where(event.c.rows > 0, event.c.entity_id.is_not(None))
        .subquery()
    )
    kind = [each.c[column] for column in ("entity", "action", "columns")]
    ids = sa.func.array_agg(each.c.entity_id).label("ids")
    return sa.select(*kind).add_columns(ids).group_by(*kind)


def _sets(since: Mark, apart: Collection[str]) -> sa.Select[Any]:
    """Rows inserted by hundreds, emptied with their table, or of a table without an id."""
    event = _since(since)
    return sa.select(event.c.entity, event.c.entity_ids).where(
        event.c.rows > 0,
        event.c.entity_id.is_(None),
        # Of a set that was merely updated nothing but bookkeeping changed.
        sa.or_(event.c.action != "UPDATE", event.c.entity_ids.is_(None)),
        sa.or_(event.c.action != "INSERT", event.c.entity.not_in(apart)),
    )


def _links(since: Mark, links: Collection[str]) -> sa.Select[Any]:
    event = _since(since)
    pair = sa.func.jsonb_each(event.c.changes).table_valued(
        sa.column("key", sa.Text), sa.column("value", JSONB), name="pair"
    )
    value = sa.func.jsonb_array_elements_text(pair.c.value).table_valued("value", name="named")
    return (
        sa.select(
            event.c.entity,
            pair.c.key,
            sa.func.array_agg(sa.distinct(value.c.value)).label("ids"),
        )
        .select_from(event)
        .join(pair, sa.true())
        .join(value, sa.true())
        .where(event.c.rows > 0, event.c.entity_id.is_not(None))
        .where(pair.c.key.in_(links), value.c.value.is_not(None))
        .group_by(event.c.entity, pair.c.key)
    )
