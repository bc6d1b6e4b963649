"""Plans of screening: made, paused, closed, and carried out when their day has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.organisation.access import may_edit
from schema.screening.jobs import RunScreening
from schema.screening.rules import (
    PLAN_TRANSITIONS,
    PlanRhythm,
    PlanStatus,
    ScreeningErrorCode,
    ScreeningKind,
    TargetGroup,
    is_due,
)
from schema.screening.service.versions import register_rules, rules_in_force
from schema.screening.tables import screening_plan, screening_run


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as it is stated; a key plan names a list, a group or a period, a special one ends."""

    code: str
    name: str
    kind: ScreeningKind
    rhythm: PlanRhythm
    starts_on: date
    owner: str
    ends_on: date | None = None
    rules: Sequence[str] | None = None
    target_group: TargetGroup | None = None
    areas: Sequence[UUID] | None = None
    watch_list_id: UUID | None = None
    checklist: str = ""


async def make_plan(work: Work, *, facts: PlanFacts) -> UUID:
    """Make a plan; raises DomainError FORBIDDEN, INVALID, RULE_UNKNOWN."""
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    _check(facts)
    await register_rules(work)
    known = {rule.code for rule in await rules_in_force(work)}
    unknown = sorted(set(facts.rules or ()) - known)
    if unknown:
        raise DomainError(
            ScreeningErrorCode.RULE_UNKNOWN, path=("rules",), details={"rules": unknown}
        )
    return await work.insert(
        screening_plan,
        code=facts.code.strip(),
        name=facts.name.strip(),
        kind=facts.kind,
        rhythm=facts.rhythm,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        owner=facts.owner.strip(),
        rule_codes=list(facts.rules) if facts.rules else None,
        target_group=facts.target_group,
        area_ids=[UUID(str(area)) for area in facts.areas or ()],
        watch_list_id=facts.watch_list_id,
        checklist=facts.checklist,
    )


def _check(facts: PlanFacts) -> None:
    if not facts.code.strip() or not facts.name.strip() or not facts.owner.strip():
        raise DomainError(ErrorCode.INVALID, "须写明代码、名称和责任人", path=("code",))
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise DomainError(ErrorCode.INVALID, "结束日期不能早于开始日期", path=("endsOn",))
    if facts.kind is ScreeningKind.SPECIAL and facts.ends_on is None:
        raise DomainError(ErrorCode.INVALID, "专项排查须有结束日期", path=("endsOn",))
    bounded = (facts.watch_list_id, facts.target_group, facts.ends_on)
    if facts.kind is ScreeningKind.KEY and not any(bounded):
        message = "重点排查须指明重点名单、对象群体或重点时段"
        raise DomainError(ErrorCode.INVALID, message, path=("watchListId",))


async def change_plan(
    work: Work,
    *,
    plan_id: UUID,
    expected_version: int,
    status: PlanStatus,
    closing_report: str | None = None,
) -> None:
    """Pause, resume or close a plan; a special one is closed with a report."""
    row = await _plan(work, plan_id, expected_version)
    next_state(PLAN_TRANSITIONS, PlanStatus[row["status"]], status)
    report = (closing_report or "").strip()
    special = row["kind"] == ScreeningKind.SPECIAL
    if status is PlanStatus.CLOSED and special and not report:
        raise DomainError(ErrorCode.INVALID, "专项排查结束须有总结报告", path=("closingReport",))
    changed = {"closing_report": report} if report else {}
    await work.update(screening_plan, plan_id, expected_version, status=status, **changed)


async def run_plan(work: Work, *, plan_id: UUID, expected_version: int) -> UUID:
    """Carry a plan out now, whatever its rhythm; returns the screening run."""
    row = await _plan(work, plan_id, expected_version)
    if row["status"] != PlanStatus.ACTIVE:
        raise DomainError(ErrorCode.INVALID, "计划不在执行中", path=("id",))
    return await send_plan(work, row, None)


async def run_due_plans(work: Work) -> dict[str, object]:
    """Send a run for each plan whose day has come; twice a day changes nothing."""
    table = screening_plan.c
    statement = sa.select(screening_plan).where(
        table.status == PlanStatus.ACTIVE,
        table.starts_on <= work.today,
        sa.or_(table.ends_on.is_(None), table.ends_on >= work.today),
    )
    sent = 0
    locked = statement.order_by(table.code).with_for_update()
    for row in (await work.execute(locked)).mappings().all():
        if is_due(PlanRhythm[row["rhythm"]], row["last_run_on"], work.today):
            await send_plan(work, row, f"plan:{row['id']}:{work.today}")
            await work.update(screening_plan, row["id"], row["version"], last_run_on=work.today)
            sent += 1
    return {"plans": sent}


async def send_plan(work: Work, row: Any, key: str | None) -> UUID:
    """A queued run of a plan and the job that carries it out."""
    run = await work.insert(
        screening_run,
        kind=row["kind"],
        plan_id=row["id"],
        rule_codes=row["rule_codes"],
        as_of=work.today,
    )
    sent = await work.emit(RunScreening(str(row["kind"]), run), unique_key=key)
    await work.execute(
        sa.update(screening_run).where(screening_run.c.id == run).values(job_run_id=sent)
    )
    return run


async def _plan(work: Work, plan_id: UUID, expected_version: int) -> Any:
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    statement = sa.select(screening_plan).where(screening_plan.c.id == plan_id).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("排查计划")
    unchanged_since(screening_plan, row, expected_version)
    return row
