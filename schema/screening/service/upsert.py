"""One rule over all rows: open what is new, touch what is known, resolve what has ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert

from schema.core.work import Work
from schema.screening.rules import (
    HIGHEST,
    LIVE_STATES,
    OPEN_STATES,
    FindingStatus,
    SubjectType,
)
from schema.screening.service.builtin.hits import Column, Select
from schema.screening.tables import LIVE, finding, rule_snooze

Narrow = Callable[[SubjectType, Column, Column], sa.ColumnElement[bool]]


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
    findings of others are not missed.
    """

    run: UUID
    due: dict[int, datetime]
    misses_to_resolve: int
    repeats_to_raise: int
    repeat_months: int
    narrow: Narrow = everything


@dataclass(frozen=True, slots=True)
class ArmedRule:
    """A rule ready to run: which version of it, how severe, what it selects."""

    rule_id: UUID
    code: str
    subject: SubjectType
    severity: int
    version_id: UUID
    selected: Select
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits of a rule, findings it opened, findings that ended by themselves, hits snoozed."""

    hits: int
    opened: int
    resolved: int
    suppressed: int = 0


async def apply_rule(work: Work, frame: Frame, rule: ArmedRule) -> Counts:
    """Write the findings of one rule; a second call for the same run changes nothing."""
    hit = _hit(work, frame, rule)
    written = _upsert(work, frame, hit, rule).cte("written")
    snoozed = sa.select(sa.func.count()).select_from(hit).where(hit.c.snoozed)
    tally = sa.select(
        sa.func.count().label("hits"),
        sa.func.count().filter(written.c.fresh).label("opened"),
        snoozed.scalar_subquery().label("suppressed"),
    ).select_from(written)
    counted = (await work.execute(tally)).mappings().one()
    resolved = await _resolve_ended(work, frame, rule)
    return Counts(counted["hits"], counted["opened"], resolved, counted["suppressed"])


def _hit(work: Work, frame: Frame, rule: ArmedRule) -> sa.CTE:
    found = rule.selected.subquery("found")
    about = frame.narrow(rule.subject, found.c.subject_id, found.c.union_id)
    asleep = _asleep(work, rule, found.c.subject_id)
    return sa.select(found, asleep.label("snoozed")).where(about).cte("hit")


def _asleep(work: Work, rule: ArmedRule, subject_id: Column) -> sa.ColumnElement[bool]:
    """Whether the rule leaves this subject alone today."""
    table = rule_snooze.c
    sleeping = sa.select(table.subject_id).where(
        table.rule_id == rule.rule_id, table.until >= work.today, table.ended_on.is_(None)
    )
    return subject_id.in_(sleeping)


def _upsert(work: Work, frame: Frame, hit: sa.CTE, rule: ArmedRule) -> Any:
    source = _with_history(work, frame, hit, rule).cte("source")
    columns = [column.name for column in source.c]
    insertion = insert(finding).from_select(columns, sa.select(source))
    new = insertion.excluded
    return insertion.on_conflict_do_update(
        index_elements=[finding.c.dedup_key],
        index_where=sa.text(LIVE),
        set_={
            "last_seen_at": new.last_seen_at,
            "times_seen": finding.c.times_seen + 1,
            "missed_runs": 0,
            "missed_run_id": None,
            "evidence": new.evidence,
            "explanation": new.explanation,
            "rule_version_id": new.rule_version_id,
            "severity": new.severity,
            "due_at": sa.case(
                (finding.c.escalation > 0, finding.c.due_at),
                else_=sa.func.least(finding.c.due_at, new.due_at),
            ),
            "union_id": new.union_id,
            "run_id": new.run_id,
            "updated_at": new.updated_at,
            "updated_by": new.updated_by,
        },
        where=finding.c.run_id != new.run_id,
    ).returning((finding.c.first_run_id == frame.run).label("fresh"))


def _with_history(work: Work, frame: Frame, hit: sa.CTE, rule: ArmedRule) -> Select:
    """Each hit as a row of ``finding``, with its predecessor and the raise for repetition."""
    key = sa.literal(f"{rule.code}:").concat(hit.c.key)
    earlier = finding.alias("earlier")
    recent = sa.literal(work.now, sa.DateTime(timezone=True)) - sa.func.make_interval(
        0, frame.repeat_months
    )
    past = (
        sa.select(
            sa.func.count().filter(earlier.c.first_seen_at > recent).label("times"),
            sa.func.array_agg(
                aggregate_order_by(earlier.c.id, earlier.c.first_seen_at.desc())
            ).label("ids"),
        )
        .where(earlier.c.dedup_key == key, earlier.c.status.not_in(LIVE_STATES))
        .lateral("past")
    )
    repeated = sa.cast(past.c.times + 1 >= frame.repeats_to_raise, sa.Integer)
    grade = sa.func.least(HIGHEST, sa.literal(rule.severity) + hit.c.raised + repeated)
    due = sa.case(dict(frame.due), value=grade)
    subject = work.principal.subject
    now = sa.literal(work.now, sa.DateTime(timezone=True))
    return (
        sa.select(
            sa.literal(rule.code).label("rule_code"),
            sa.literal(rule.subject.value).label("subject_type"),
            hit.c.subject_id,
            hit.c.union_id,
            key.label("dedup_key"),
            sa.cast(grade, sa.SmallInteger).label("severity"),
            hit.c.evidence,
            _explained(hit, rule).label("explanation"),
            sa.literal(rule.version_id, sa.Uuid).label("rule_version_id"),
            sa.literal(FindingStatus.OPEN.value).label("status"),
            now.label("first_seen_at"),
            now.label("last_seen_at"),
            due.label("due_at"),
            sa.literal(frame.run, sa.Uuid).label("first_run_id"),
            sa.literal(frame.run, sa.Uuid).label("run_id"),
            past.c.ids[1].label("previous_id"),
            sa.literal(subject).label("created_by"),
            sa.literal(subject).label("updated_by"),
            now.label("updated_at"),
        )
        .join_from(hit, past, sa.true())
        .where(sa.not_(hit.c.snoozed))
    )


def _explained(hit: sa.CTE, rule: ArmedRule) -> Column:
    """The rows a hit rests on and the parameters in force; a rule's own nodes, if it tells."""
    told = sa.literal({"parameters": rule.parameters}, JSONB)
    rows: Column = sa.func.jsonb_build_object("rows", hit.c.rows)
    if "nodes" in hit.c:
        rows = rows.op("||")(sa.func.jsonb_build_object("nodes", hit.c.nodes))
    return rows.op("||")(told)


async def _resolve_ended(work: Work, frame: Frame, rule: ArmedRule) -> int:
    """Count a miss for each live finding that this run did not hit; enough misses end it."""
    table = finding
    ended = table.c.missed_runs + 1 >= frame.misses_to_resolve
    end = sa.case(
        (table.c.status == FindingStatus.DISMISSED, FindingStatus.CLOSED.value),
        else_=FindingStatus.RESOLVED.value,
    )
    statement = (
        sa.update(table)
        .where(table.c.rule_code == rule.code, table.c.status.in_(LIVE_STATES))
        .where(
            frame.narrow(rule.subject, table.c.subject_id, table.c.union_id),
            sa.not_(_asleep(work, rule, table.c.subject_id)),
        )
        .where(table.c.run_id != frame.run, table.c.missed_run_id.is_distinct_from(frame.run))
        .values(
            missed_runs=table.c.missed_runs + 1,
            missed_run_id=frame.run,
            status=sa.case((ended, end), else_=table.c.status),
            closed_at=sa.case((ended, work.now), else_=table.c.closed_at),
            version=sa.case((ended, table.c.version + 1), else_=table.c.version),
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
        .returning(table.c.status)
    )
    states = (await work.execute(statement)).scalars().all()
    return sum(state not in OPEN_STATES and state != FindingStatus.DISMISSED for state in states)
