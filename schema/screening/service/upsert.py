"""One rule: open what is new, touch what is known, resolve what has ended.

The hits are first kept in a temporary table: a plain query may use several processes, which
a writing one may not, and what follows is planned by their true number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from schema.core.work import Work
from schema.screening.rules import (
    HIGHEST,
    LIVE_STATES,
    FindingStatus,
    SubjectType,
)
from schema.screening.service.builtin.hits import Column, Question, Select, one_of
from schema.screening.tables import LIVE, finding, rule_snooze

Narrow = Callable[[SubjectType, Column, Column], sa.ColumnElement[bool]]
#: From so many hits on their number is worth counting before the writes are planned.
MANY = 500
_live = finding.c.status.in_(LIVE_STATES)


def everything(
    subject: SubjectType, subject_id: Column, union_id: Column
) -> sa.ColumnElement[bool]:
    """A run that is bounded by nothing."""
    del subject, subject_id, union_id
    return sa.true()


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rules of one run share; ``due`` is the deadline by severity.

    ``narrow`` says which subjects the run is about: hits of others are not written, and
    findings of others are not missed. A ``quiet`` run leaves a known finding of which the
    hit says nothing new untouched, its count and moment too. ``terms`` are the parameters
    of findings themselves.
    """

    run: UUID
    due: dict[int, datetime]
    misses_to_resolve: int
    repeats_to_raise: int
    repeat_months: int
    narrow: Narrow = everything
    quiet: bool = False
    terms: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArmedRule:
    """A rule ready to run: which version of it, how severe, what it selects.

    ``ask`` makes such a select of another question; ``about`` are the only subjects whose
    findings this run of it may change.
    """

    rule_id: UUID
    code: str
    subject: SubjectType
    severity: int
    version_id: UUID
    selected: Select
    parameters: Mapping[str, object]
    ask: Callable[[Question], Select]
    about: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits of a rule, findings it opened, findings that ended by themselves, hits snoozed."""

    hits: int
    opened: int
    resolved: int
    suppressed: int = 0


_hit = sa.table(
    "screening_hit",
    sa.column("dedup_key", sa.Text),
    sa.column("subject_id", sa.Uuid),
    sa.column("union_id", sa.Uuid),
    sa.column("evidence", JSONB),
    sa.column("explanation", JSONB),
    sa.column("raised", sa.Integer),
    sa.column("snoozed", sa.Boolean),
)


class _Keep(sa.Executable, sa.ClauseElement):
    """The rows of a select as a table of their own, until it is dropped."""

    inherit_cache = False

    def __init__(self, select: Select) -> None:
        self.select = select


@compiles(_Keep)
def _keep(element: _Keep, compiler: SQLCompiler, **_: Any) -> str:
    # Without analysis of what the screening hits, its own plan is that of any select.
    return f"create temporary table screening_hit as {compiler.process(element.select)}"


async def apply_rule(work: Work, frame: Frame, rule: ArmedRule) -> Counts:
    """Write the findings of one rule; a second call for the same run changes nothing."""
    kept = await work.execute(_Keep(_hits(work, frame, rule)))
    if kept.rowcount > MANY:
        await work.execute(sa.text("analyze screening_hit"))
    opened = await _write(work, frame, rule) if kept.rowcount else 0
    resolved = await _resolve_ended(work, frame, rule)
    asleep = sa.func.count().filter(_hit.c.snoozed)
    snoozed = (await work.execute(sa.select(asleep).select_from(_hit))).scalar_one()
    await work.execute(sa.text("drop table screening_hit"))
    return Counts(kept.rowcount - snoozed, opened, resolved, snoozed)


def _hits(work: Work, frame: Frame, rule: ArmedRule) -> Select:
    found = rule.selected.subquery("found")
    return sa.select(
        sa.literal(f"{rule.code}:").concat(found.c.key).label("dedup_key"),
        found.c.subject_id,
        found.c.union_id,
        found.c.evidence,
        _explained(found, rule).label("explanation"),
        found.c.raised,
        _asleep(work, rule, found.c.subject_id).label("snoozed"),
    ).where(
        one_of(found.c.subject_id, rule.about),
        frame.narrow(rule.subject, found.c.subject_id, found.c.union_id),
    )


def _explained(found: sa.Subquery, rule: ArmedRule) -> Column:
    """The rows a hit rests on and the parameters in force; a rule's own nodes, if it tells."""
    told = sa.literal({"parameters": rule.parameters}, JSONB)
    rows: Column = sa.func.jsonb_build_object("rows", found.c.rows)
    if "nodes" in found.c:
        rows = rows.op("||")(sa.func.jsonb_build_object("nodes", found.c.nodes))
    return rows.op("||")(told)


def _asleep(work: Work, rule: ArmedRule, subject_id: Column) -> sa.ColumnElement[bool]:
    """Whether the rule leaves this subject alone today."""
    table = rule_snooze.c
    sleeping = sa.select(table.subject_id).where(
        table.rule_id == rule.rule_id, table.until >= work.today, table.ended_on.is_(None)
    )
    return subject_id.in_(sleeping)


async def _write(work: Work, frame: Frame, rule: ArmedRule) -> int:
    """Touch the findings there are and open those there are not; how many it opened."""
    source = _with_history(work, frame, rule).cte("source").prefix_with("materialized")
    touched = _touch(frame, source).cte("touched")
    known = finding.alias("known")
    there = sa.exists().where(
        known.c.dedup_key == source.c.dedup_key, known.c.status.in_(LIVE_STATES)
    )
    names = [column.name for column in source.c]
    opened = (
        insert(finding)
        .from_select(names, sa.select(source).where(sa.not_(there)))
        .on_conflict_do_nothing(index_elements=[finding.c.dedup_key], index_where=sa.text(LIVE))
        .returning(sa.literal(1).label("one"))
        .cte("opened")
    )
    tally = sa.select(sa.func.count()).select_from(opened).add_cte(touched)
    found: int = (await work.execute(tally)).scalar_one()
    return found


def _touch(frame: Frame, source: sa.CTE) -> Any:
    """The live findings of the hits, with what the hits say now.

    Of a finding that nobody handed up the deadline may come nearer, never go away.
    """
    table = finding.c
    said = ("evidence", "explanation", "rule_version_id", "severity", "union_id")
    statement = sa.update(finding).where(
        table.dedup_key == source.c.dedup_key, _live, table.run_id != frame.run
    )
    if frame.quiet:
        news = [table[name].is_distinct_from(source.c[name]) for name in said]
        statement = statement.where(sa.or_(table.missed_runs > 0, *news))
    nearer = sa.func.least(table.due_at, source.c.due_at)
    return statement.values(
        **{name: source.c[name] for name in (*said, "last_seen_at", "run_id")},
        **{name: source.c[name] for name in ("updated_at", "updated_by")},
        times_seen=table.times_seen + 1,
        missed_runs=0,
        missed_run_id=None,
        due_at=sa.case((table.escalation > 0, table.due_at), else_=nearer),
    )


def _with_history(work: Work, frame: Frame, rule: ArmedRule) -> Select:
    """Each hit as a row of ``finding``, with its predecessor and the raise for repetition."""
    past = _past(work, frame)
    times = sa.func.coalesce(past.c.times, 0)
    repeated = sa.cast(times + 1 >= frame.repeats_to_raise, sa.Integer)
    grade = sa.func.least(HIGHEST, sa.literal(rule.severity) + _hit.c.raised + repeated)
    subject = sa.literal(work.principal.subject)
    now = sa.literal(work.now, sa.DateTime(timezone=True))
    run = sa.literal(frame.run, sa.Uuid)
    return (
        sa.select(
            sa.literal(rule.code).label("rule_code"),
            sa.literal(rule.subject.value).label("subject_type"),
            _hit.c.subject_id,
            _hit.c.union_id,
            _hit.c.dedup_key,
            sa.cast(grade, sa.SmallInteger).label("severity"),
            _hit.c.evidence,
            _hit.c.explanation,
            sa.literal(rule.version_id, sa.Uuid).label("rule_version_id"),
            sa.literal(FindingStatus.OPEN.value).label("status"),
            now.label("first_seen_at"),
            now.label("last_seen_at"),
            sa.case(dict(frame.due), value=grade).label("due_at"),
            run.label("first_run_id"),
            run.label("run_id"),
            past.c.previous_id,
            subject.label("created_by"),
            subject.label("updated_by"),
            now.label("updated_at"),
        )
        .join_from(_hit, past, past.c.dedup_key == _hit.c.dedup_key, isouter=True)
        .where(sa.not_(_hit.c.snoozed))
    )


def _past(work: Work, frame: Frame) -> sa.Subquery:
    """By key of a hit, its findings that have ended: how many of late, and the last one."""
    earlier = finding.alias("earlier").c
    months = sa.func.make_interval(0, frame.repeat_months)
    recent = sa.literal(work.now, sa.DateTime(timezone=True)) - months
    ids = sa.func.array_agg(aggregate_order_by(earlier.id, earlier.first_seen_at.desc()))
    return (
        sa.select(
            _hit.c.dedup_key,
            sa.func.count().filter(earlier.first_seen_at > recent).label("times"),
            ids[1].label("previous_id"),
        )
        .where(earlier.dedup_key == _hit.c.dedup_key, earlier.status.not_in(LIVE_STATES))
        .group_by(_hit.c.dedup_key)
        .subquery("past")
    )


async def _resolve_ended(work: Work, frame: Frame, rule: ArmedRule) -> int:
    """Count a miss for each live finding that this run did not hit; enough misses end it."""
    table = finding.c
    ended = table.missed_runs + 1 >= frame.misses_to_resolve
    end = sa.case(
        (table.status == FindingStatus.DISMISSED, FindingStatus.CLOSED.value),
        else_=FindingStatus.RESOLVED.value,
    )
    statement = (
        sa.update(finding)
        .where(table.rule_code == rule.code, _live)
        .where(
            one_of(table.subject_id, rule.about),
            frame.narrow(rule.subject, table.subject_id, table.union_id),
            sa.not_(_asleep(work, rule, table.subject_id)),
            sa.not_(sa.exists().where(_hit.c.dedup_key == table.dedup_key)),
        )
        .where(table.run_id != frame.run, table.missed_run_id.is_distinct_from(frame.run))
        .values(
            missed_runs=table.missed_runs + 1,
            missed_run_id=frame.run,
            status=sa.case((ended, end), else_=table.status),
            closed_at=sa.case((ended, work.now), else_=table.closed_at),
            version=sa.case((ended, table.version + 1), else_=table.version),
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
        .returning(table.status)
    )
    states = (await work.execute(statement)).scalars().all()
    return sum(state not in LIVE_STATES for state in states)
