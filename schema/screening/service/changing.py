"""What a run of changes has to look at: for each rule everybody, nobody, or some subjects.

It rests on the last run over everybody. Nothing but what a rule reads can make it judge
otherwise than then: rows that changed, days that passed, its own words and parameters; and
beside it what was done to its findings.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from schema.core.audit import BOOKKEEPING
from schema.core.params import figure
from schema.core.table import metadata
from schema.core.work import Work
from schema.core.written import Changed, changes_since
from schema.organisation.tables import union_closure, union_organisation
from schema.screening.rules import FINAL_STATES, LIVE_STATES, RunMode
from schema.screening.service.builtin.hits import Question, Select, one_of
from schema.screening.service.builtin.narrowings import LINKS, NARROWINGS
from schema.screening.service.builtin.reach import Narrowing, Path
from schema.screening.service.upsert import ArmedRule, Frame
from schema.screening.tables import finding, rule_snooze, screening_rule, screening_run

#: For so many subjects it is dearer to name them than to look at everybody.
MOST = 50_000
#: Written when a row is made, and never after.
_MADE = {"created_at", "created_by"}
#: What in a finding makes the next hit say something else.
_SAID = ("status", "severity", "evidence", "explanation", "union_id", "rule_version_id")
Reads = Mapping[sa.Table, frozenset[str] | None]
KEPT = 500
_reads: dict[UUID, Reads | None] = {}


@dataclass(frozen=True, slots=True)
class Base:
    """The run that a run of changes rests on, what was written since, and what of findings."""

    as_of: date
    now: datetime
    terms: Mapping[str, str]
    changed: Mapping[str, Changed]
    unsettled: Mapping[str, Collection[UUID]]


async def base_of(work: Work, run: sa.Row[Any], terms: Mapping[str, object]) -> Base | None:
    """What a run may rest on; None when it is time to look at everybody, or the only way."""
    table = screening_run.c
    before = (
        sa.select(table.as_of, table.finished_at, table.mode, table.high_water, table.terms)
        .where(table.kind == run.kind, table.plan_id.is_(None), table.rule_codes.is_(None))
        .where(table.state.in_(FINAL_STATES), table.terms.is_not(None), table.id != run.id)
        .order_by(table.finished_at.desc())
    )
    last = (await work.execute(before.limit(1))).one_or_none()
    full = (await work.execute(before.where(table.mode == RunMode.FULL).limit(1))).one_or_none()
    if last is None or full is None or last.as_of > run.as_of:
        return None
    if (run.as_of - full.as_of).days >= figure(terms, "full_run_days"):
        return None
    changed = await changes_since(work, last.high_water, LINKS, apart=(finding.name,))
    if changed is None or changed.get("finding", Changed()).gone:
        return None
    unsettled = await _unsettled(work, last.as_of, changed)
    return Base(last.as_of, last.finished_at, last.terms, changed, unsettled)


def terms_of(rule: ArmedRule, frame: Frame) -> str:
    """A digest of what a rule is judged by, but for the day."""
    told = (rule.version_id, rule.severity, rule.subject, rule.parameters, frame.terms)
    return sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


async def concerned(
    work: Work, rule: ArmedRule, frame: Frame, base: Base, as_of: date
) -> Sequence[UUID] | None:
    """The subjects to look at by a rule; none of them when it can judge of nobody otherwise.

    None stands for everybody: the rule, its parameters or an unknown part of what it reads
    may have changed, or nothing tells how far a change reaches.
    """
    if base.terms.get(rule.code) != terms_of(rule, frame):
        return None
    read = _read(rule)
    # What the runs themselves inserted is not heard of: who reads findings looks at all.
    if read is None or finding in read or not _known(base, read):
        return None
    touched = {table for table in read if table.name in base.changed and _rows(base, table, read)}
    before = Question(base.as_of, rule.parameters, base.now)
    narrowing = NARROWINGS.get(rule.code)
    if narrowing is not None:
        now = Question(as_of, rule.parameters, work.now)
        if narrowing.another_period(before, now) or not narrowing.leads_from(touched):
            return None
        parts = await _parts(work, rule, base, narrowing, touched)
        return await _listed(work, base, rule, [*parts, *narrowing.days(before, now)])
    # The same question of the same rows has the same answer.
    if touched or base.unsettled.get(rule.code) or not _same(rule.selected, rule.ask(before)):
        return None
    return ()


def _same(one: Select, other: Select) -> bool:
    """Whether two selects are the same to their last value."""
    mine, theirs = (list(visitors.iterate(select)) for select in (one, other))
    values = [
        [element.value for element in elements if isinstance(element, sa.BindParameter)]
        for elements in (mine, theirs)
    ]
    return values[0] == values[1] and one.compare(other)


async def _parts(
    work: Work, rule: ArmedRule, base: Base, narrowing: Narrowing, touched: set[sa.Table]
) -> list[Select]:
    """Whom the changed rows reach, each path as a select."""
    parts: list[Select] = []
    for path in narrowing.paths:
        if path.column.table in touched:
            parts += await _reached(work, base, path, _read(rule) or {})
    if touched and narrowing.lasting:
        theirs = sa.select(finding.c.subject_id).where(finding.c.rule_code == rule.code)
        parts.append(theirs.where(finding.c.status.in_(LIVE_STATES)))
    return parts


async def _listed(
    work: Work, base: Base, rule: ArmedRule, parts: Sequence[Select]
) -> Sequence[UUID] | None:
    """All of them as a list; None when they are too many for one."""
    found: set[UUID | None] = set(base.unsettled.get(rule.code, ()))
    if parts:
        every = sa.union_all(*parts).subquery()
        statement = sa.select(every.c[0]).distinct().limit(MOST + 1)
        found.update((await work.execute(statement)).scalars())
    subjects = [one for one in found if one is not None]
    return subjects if len(subjects) <= MOST else None


async def _reached(work: Work, base: Base, path: Path, read: Reads) -> list[Select]:
    """The subjects at the end of a path from the changed rows of its table."""
    column, table = path.column, path.column.table
    ids = _rows(base, table, read)
    if not column.primary_key:
        (key,) = table.primary_key
        named = sa.select(column).where(one_of(key, ids), column.is_not(None)).distinct()
        former = base.changed[table.name].former.get(column.name, [])
        ids = [*former, *(await work.execute(named)).scalars()]
    if path.reach is not None:
        return [path.reach(ids)]
    return [sa.select(sa.func.unnest(sa.literal(ids, sa.ARRAY(sa.Uuid))).column_valued("listed"))]


def _rows(base: Base, table: sa.Table, read: Reads) -> list[UUID]:
    return base.changed[table.name].ids(read[table])


def _known(base: Base, read: Reads) -> bool:
    """Whether the audit tells all that befell these tables since."""
    if any(table.name in base.changed and base.changed[table.name].whole for table in read):
        return False
    if union_closure not in read:
        return True
    # The tree's closure is derived: it follows from the unions and who stands above whom.
    tree = base.changed.get(union_organisation.name, Changed())
    return not tree.ids({"parent_id"})


def _read(rule: ArmedRule) -> Reads | None:
    """The columns that a version of a rule reads, by table; None for what nobody can tell."""
    if rule.version_id not in _reads:
        if len(_reads) > KEPT:
            _reads.clear()
        _reads[rule.version_id] = columns_read(rule.selected)
    return _reads[rule.version_id]


def columns_read(selected: Select) -> Reads | None:
    """The columns that a select reads, by table (None: any); None for what nobody can tell."""
    read: dict[sa.Table, set[str]] = defaultdict(set)
    listed = False
    for element in visitors.iterate(selected):
        listed = listed or isinstance(element, sa.Values)
        if isinstance(element, sa.sql.functions.Function) and element.name.startswith("gonghui_"):
            return None  # it may read what it likes
        for base in element.base_columns if isinstance(element, sa.ColumnElement) else ():
            if isinstance(base, sa.Column) and isinstance(base.table, sa.Table):
                read[base.table].add(base.name)
    if not all(_audited(table, names) for table, names in read.items()):
        return None
    # The values of a list of values are not visited: any column may stand among them.
    return {table: None if listed else frozenset(names) for table, names in read.items()}


def _audited(table: sa.Table, names: Collection[str]) -> bool:
    """Whether each change of these columns is in the audit, by row."""
    if table is union_closure:
        return True
    quiet = BOOKKEEPING.union(table.info.get("quiet", ())) - _MADE
    audited = table.metadata is metadata and not table.info.get("unaudited")
    return audited and quiet.isdisjoint(names)


async def _unsettled(
    work: Work, since: date, changed: Mapping[str, Changed]
) -> dict[str, set[UUID]]:
    """By rule, subjects whose findings may move without their condition.

    Missed ones that a second miss ends, repeated ones whose raise may lapse, those that
    people ended while the condition lasts, and subjects that were left alone.
    """
    table, snooze = finding.c, rule_snooze.c
    edited = changed.get("finding", Changed()).rows
    ids = [one for keys, rows in edited if keys and not keys.isdisjoint(_SAID) for one in rows]
    waiting = sa.or_(table.missed_runs > 0, table.previous_id.is_not(None))
    told = sa.union_all(
        sa.select(table.rule_code, table.subject_id).where(table.status.in_(LIVE_STATES), waiting),
        sa.select(table.rule_code, table.subject_id).where(one_of(table.id, ids)),
        sa.select(screening_rule.c.code, snooze.subject_id)
        .join_from(rule_snooze, screening_rule, screening_rule.c.id == snooze.rule_id)
        .where(snooze.until >= since),
    )
    found: dict[str, set[UUID]] = defaultdict(set)
    for row in await work.execute(told):
        found[row.rule_code].add(row.subject_id)
    return found
