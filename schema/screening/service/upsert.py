"""One rule over all rows: open what is new, touch what is known, resolve what has ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from schema.core.work import Work
from schema.screening.rules import (
    HIGHEST,
    LIVE_STATES,
    OPEN_STATES,
    FindingStatus,
    RuleDefinition,
)
from schema.screening.service.hits import Select
from schema.screening.tables import LIVE, finding


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rules of one run share; ``due`` is the deadline by severity."""

    run: UUID
    due: dict[int, datetime]
    misses_to_resolve: int
    repeats_to_raise: int
    repeat_months: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits of a rule, findings it opened, findings that ended by themselves."""

    hits: int
    opened: int
    resolved: int


async def apply_rule(
    work: Work, frame: Frame, rule: RuleDefinition, severity: int, selected: Select
) -> Counts:
    """Write the findings of one rule; a second call for the same run changes nothing."""
    written = _upsert(work, frame, rule, severity, selected).cte("written")
    tally = sa.select(
        sa.func.count().label("hits"), sa.func.count().filter(written.c.fresh).label("opened")
    ).select_from(written)
    counted = (await work.execute(tally)).mappings().one()
    resolved = await _resolve_ended(work, frame, rule.code)
    return Counts(counted["hits"], counted["opened"], resolved)


def _upsert(work: Work, frame: Frame, rule: RuleDefinition, severity: int, selected: Select) -> Any:
    hit = selected.cte("hit")
    source = _with_history(work, frame, hit, rule, severity).cte("source")
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
            "severity": new.severity,
            "due_at": sa.func.least(finding.c.due_at, new.due_at),
            "union_id": new.union_id,
            "run_id": new.run_id,
            "updated_at": new.updated_at,
            "updated_by": new.updated_by,
        },
        where=finding.c.run_id != new.run_id,
    ).returning((finding.c.first_run_id == frame.run).label("fresh"))


def _with_history(
    work: Work, frame: Frame, hit: sa.CTE, rule: RuleDefinition, severity: int
) -> Select:
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
    grade = sa.func.least(HIGHEST, sa.literal(severity) + hit.c.raised + repeated)
    due = sa.case(dict(frame.due), value=grade)
    subject = work.principal.subject
    now = sa.literal(work.now, sa.DateTime(timezone=True))
    return sa.select(
        sa.literal(rule.code).label("rule_code"),
        sa.literal(rule.subject.value).label("subject_type"),
        hit.c.subject_id,
        hit.c.union_id,
        key.label("dedup_key"),
        sa.cast(grade, sa.SmallInteger).label("severity"),
        hit.c.evidence,
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
    ).join_from(hit, past, sa.true())


async def _resolve_ended(work: Work, frame: Frame, rule: str) -> int:
    """Count a miss for each live finding that this run did not hit; enough misses end it."""
    table = finding
    ended = table.c.missed_runs + 1 >= frame.misses_to_resolve
    end = sa.case(
        (table.c.status == FindingStatus.DISMISSED, FindingStatus.CLOSED.value),
        else_=FindingStatus.RESOLVED.value,
    )
    statement = (
        sa.update(table)
        .where(table.c.rule_code == rule, table.c.status.in_(LIVE_STATES))
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
