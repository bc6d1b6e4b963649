"""Whether the audit is whole: its chain unbroken, and its sums those of the tables.

Everything is computed by the statements below, not by functions of the database, which
whoever edits the audit could edit as well. All of it reads one snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core.audit import audit_event, digest, linked, trigger_settings
from schema.core.table import metadata

SHOWN = 20
_ENDS = """select coalesce(l.lane, e.lane) as lane, coalesce(l.number, e.number) as number,
  case when l.lane is null then 'END_MISSING' else 'CUT_OFF' end as finding
from audit_lane l full join (
  select distinct on (lane) lane, number, hash from audit_event order by lane, number desc
) e on e.lane = l.lane
where (l.number, l.hash) is distinct from (e.number, e.hash) order by 1"""
_SUMS = """select entity, coalesce(sum(rows) filter (where action in ('INSERT', 'BASELINE')), 0)
  - coalesce(sum(rows) filter (where action in ('DELETE', 'TRUNCATE')), 0) as rows
from audit_event where rows > 0 group by entity"""
# Entries whose time has passed are destroyed as one, and the audit says so.
_DIFFERENT = """select lane, number, 'LOG_EDITED' as finding from audit_event e
where entity = 'access_log' and changes ? 'digest' and changes->>'digest' is distinct from (
  select encode(sha256(convert_to(
    string_agg(to_jsonb(n)::text, E'\\n' order by n.id), 'UTF8')), 'hex')
  from access_log n where n.id = any(e.entity_ids))
and not exists (select from audit_event d where d.entity = 'access_log' and d.action = 'DELETE'
  and (d.entity_ids && e.entity_ids or d.entity_id = any(e.entity_ids)))"""
_HEADS = "select lane, number, encode(hash, 'hex') as hash from audit_lane order by lane"
_ANCHORED = """select lane from audit_event
where lane = :lane and number = :number and encode(hash, 'hex') = :hash"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``where`` is ``lane/number`` or a table's name."""

    kind: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``rows`` were read; ``ends`` has ``number:hash`` by lane, to be kept elsewhere."""

    rows: int
    ends: dict[str, str]
    findings: tuple[Finding, ...]


WORDS = {
    "GAP_AT_START": "rows before this one are gone",
    "GAP": "rows between this one and the one before are gone",
    "EDITED": "the row, or the one before it, is not what was written",
    "CUT_OFF": "the last rows of the lane are gone or were added past the chain",
    "END_MISSING": "the end of the lane is gone",
    "LOG_EDITED": "entries of the log of readers that it tells of were changed",
    "ANCHOR_GONE": "the row that was the end of the lane is gone or was written anew",
}


async def verify(connection: AsyncConnection, anchors: Mapping[str, str] | None = None) -> Verdict:
    """Read the whole audit on a fresh connection of the tables' owner.

    ``anchors`` are the ``ends`` of an earlier verdict: they must still be in the chain.
    """
    await connection.execute(sa.text("set transaction isolation level repeatable read, read only"))
    await connection.execute(sa.text("select set_config('gonghui.scope', '*', true)"))
    await connection.execute(sa.text("set local timezone = 'UTC'"))
    findings = [
        Finding(row["finding"], f"{row['lane']}/{row['number']}", WORDS[row["finding"]])
        for statement in (_broken(), sa.text(_ENDS), sa.text(_DIFFERENT))
        for row in (await connection.execute(statement)).mappings()
    ]
    findings += await _unbalanced(connection)
    findings += await _unanchored(connection, anchors or {})
    ends = (await connection.execute(sa.text(_HEADS))).all()
    return Verdict(
        sum(end.number for end in ends),
        {str(end.lane): f"{end.number}:{end.hash}" for end in ends},
        tuple(findings),
    )


def _broken() -> sa.Select[int, int, str]:
    """The first rows that do not follow from the one before them in their lane."""
    event = audit_event.c
    lane: Any = {"partition_by": event.lane, "order_by": event.number}
    row = sa.select(
        event.lane,
        event.number,
        event.hash,
        sa.func.lag(event.number).over(**lane).label("before"),
        linked(sa.func.lag(event.hash).over(**lane), digest(audit_event)).label("wanted"),
    ).subquery()
    finding = sa.case(
        (row.c.before.is_(None) & (row.c.number != 1), "GAP_AT_START"),
        (row.c.number != row.c.before + 1, "GAP"),
        else_="EDITED",
    )
    follows = row.c.number == sa.func.coalesce(row.c.before, 0) + 1
    return (
        sa.select(row.c.lane, row.c.number, finding.label("finding"))
        .where(~follows | (row.c.hash != row.c.wanted))
        .order_by(row.c.lane, row.c.number)
        .limit(SHOWN)
    )


async def _unanchored(connection: AsyncConnection, anchors: Mapping[str, str]) -> list[Finding]:
    findings = []
    for lane, end in anchors.items():
        number, text = end.split(":")
        values = {"lane": int(lane), "number": int(number), "hash": text}
        if await connection.scalar(sa.text(_ANCHORED), values) is None:
            findings.append(Finding("ANCHOR_GONE", f"{lane}/{number}", WORDS["ANCHOR_GONE"]))
    return findings


async def _unbalanced(connection: AsyncConnection) -> list[Finding]:
    """Tables that hold more or fewer rows than the audit saw come and go (R19)."""
    rows = await connection.execute(sa.text(_SUMS))
    told: Mapping[str, Any] = {row.entity: row.rows for row in rows}
    findings = []
    for table in metadata.sorted_tables:
        if trigger_settings(table) is None:
            continue
        found = await connection.scalar(sa.select(sa.func.count()).select_from(table))
        if found != told.get(table.name, 0):
            text = f"{found} rows, the audit tells of {told.get(table.name, 0)}"
            findings.append(Finding("UNBALANCED", table.name, text))
    return findings
