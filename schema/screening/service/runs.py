"""A screening run: asked for, started, carried out rule by rule, recorded."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from schema.accounts.rules import Action, Entity
from schema.accounts.service import notify_roles
from schema.core.calendar import add_working_days
from schema.core.errors import DomainError, NotFoundError
from schema.core.notification import NotificationKind
from schema.core.outbox import JobState, job_run
from schema.core.params import parameters
from schema.core.roles import Role
from schema.core.work import Work
from schema.core.written import mark
from schema.organisation.access import may_edit
from schema.screening.jobs import RunScreening
from schema.screening.rules import (
    FINAL_STATES,
    RunMode,
    ScreeningErrorCode,
    ScreeningKind,
    ScreeningState,
    due_moments,
    final_state,
)
from schema.screening.service.builtin.hits import Question
from schema.screening.service.changing import Base, base_of, concerned, terms_of
from schema.screening.service.focus import focus
from schema.screening.service.upsert import (
    ArmedRule,
    Counts,
    Frame,
    Narrow,
    apply_rule,
    everything,
)
from schema.screening.service.versions import arm, narrowed, register_rules, rules_in_force
from schema.screening.tables import finding, screening_plan, screening_run

Report = Callable[[int, int, str], Awaitable[None]]
# Rules group a million rows at once; PostgreSQL's default of 4 MB would do it on disk.
GROUP_IN_MEMORY = sa.text("set local work_mem = '128MB'")
ABANDONED = (JobState.CANCELLED, JobState.DEAD, JobState.DISCARDED)


async def request_screening(
    work: Work,
    *,
    kind: ScreeningKind,
    rules: Sequence[str] | None = None,
) -> UUID:
    """Ask for a run of the rules of a kind, or of some rules; returns the screening run.

    Raises DomainError FORBIDDEN, RULE_UNKNOWN.
    """
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    run = await _new_run(work, kind, rules)
    sent = await work.emit(RunScreening(kind.value, run))
    await work.execute(
        sa.update(screening_run).where(screening_run.c.id == run).values(job_run_id=sent)
    )
    return run


async def run_now(
    work: Work, *, kind: ScreeningKind, rules: Sequence[str] | None = None
) -> dict[str, object]:
    """Carry out such a run at once, in this transaction; returns its counts."""
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    run = await _new_run(work, kind, rules)
    return await run_screening(work, run=run)


async def _new_run(work: Work, kind: ScreeningKind, rules: Sequence[str] | None) -> UUID:
    await register_rules(work)
    known = {rule.code for rule in await rules_in_force(work)}
    unknown = sorted(set(rules or ()) - known)
    if unknown:
        raise DomainError(
            ScreeningErrorCode.RULE_UNKNOWN, path=("rules",), details={"rules": unknown}
        )
    return await work.insert(
        screening_run, kind=kind, rule_codes=list(rules) if rules else None, as_of=work.today
    )


async def start_screening(
    work: Work, *, job_run_id: UUID, kind: ScreeningKind, screening_run_id: UUID | None, as_of: date
) -> UUID:
    """The row of this run, marked as running unless it has ended; the same for each try.

    A run that nobody asked for, the nightly one, looks at changes.
    """
    table = screening_run
    await register_rules(work)
    if screening_run_id is None:
        subject = work.principal.subject
        await work.execute(
            insert(table)
            .values(
                job_run_id=job_run_id,
                kind=kind,
                mode=RunMode.CHANGES,
                as_of=as_of,
                created_by=subject,
                updated_by=subject,
            )
            .on_conflict_do_nothing()
        )
        which = table.c.job_run_id == job_run_id
    else:
        which = table.c.id == screening_run_id
    row = (await work.execute(sa.select(table.c.id, table.c.state).where(which))).one_or_none()
    if row is None:
        raise NotFoundError("排查运行")
    if row.state not in FINAL_STATES:
        await _mark(work, row.id, state=ScreeningState.RUNNING, started_at=work.now)
    return UUID(str(row.id))


async def run_screening(
    work: Work, *, run: UUID, report: Report | None = None
) -> dict[str, object]:
    """Carry out a started run, each rule over a set; returns its counts.

    A run of changes looks only at whom the last run may have judged otherwise (see
    ``changing``), and once in ``full_run_days`` at everybody. A rule that fails is undone
    and noted, the others stand. A run that has ended is not carried out again. No rule
    changes anything but findings.
    """
    row = await _locked(work, run)
    if row.state in FINAL_STATES:
        return _result(row.state, row.hits, row.opened, row.resolved)
    await work.execute(GROUP_IN_MEMORY)
    # Taken before anything is looked at: what is written meanwhile is looked at again.
    seen = await mark(work)
    frame = await frame_of(work, run, row.as_of, await _narrow(work, row.plan_id))
    base = await base_of(work, row, frame.terms) if row.mode == RunMode.CHANGES else None
    frame = replace(frame, quiet=base is not None)
    await _wake_snoozed(work)
    counts: dict[str, Counts] = {}
    errors: dict[str, str] = {}
    terms: dict[str, str] = {}
    chosen = _chosen(await rules_in_force(work), ScreeningKind[row.kind], row.rule_codes)
    for number, rule in enumerate(chosen):
        if report is not None:
            await report(number, len(chosen), rule.code)
        try:
            armed = await arm(work, rule, row.as_of)
            counts[rule.code] = await _carry_out(work, frame, armed, base, row.as_of)
            terms[rule.code] = terms_of(armed, frame)
        except (DBAPIError, DomainError) as error:
            errors[rule.code] = _coded(error)
    mode = RunMode.FULL if base is None else RunMode.CHANGES
    await _mark(work, run, mode=mode, high_water=seen, terms=terms)
    return await _finish(work, run, counts, errors)


async def _carry_out(
    work: Work, frame: Frame, rule: ArmedRule, base: Base | None, as_of: date
) -> Counts:
    """One rule over everybody, or over those whom it may judge otherwise than the base did."""
    async with work.connection.begin_nested():
        about = await concerned(work, rule, frame, base, as_of) if base is not None else None
        if about is None:
            return await apply_rule(work, frame, rule)
        if not about:
            return Counts(0, 0, 0)
        return await apply_rule(work, frame, narrowed(work, rule, as_of, about))


async def fail_screening(work: Work, *, run: UUID) -> None:
    """Note that a run could not be carried out; a later try starts it again."""
    await _mark(work, run, state=ScreeningState.FAILED, finished_at=work.now)


async def end_abandoned(work: Work) -> int:
    """Note the runs whose job was cancelled, given up or discarded meanwhile; how many.

    A handler that is stopped from outside has no time to say so. A job that is sent again
    starts the run again.
    """
    ended = sa.select(job_run.c.id).where(job_run.c.state.in_(ABANDONED))
    table = screening_run.c
    found = await work.execute(
        sa.update(screening_run)
        .where(
            table.state.in_((ScreeningState.QUEUED, ScreeningState.RUNNING)),
            table.job_run_id.in_(ended),
        )
        .values(
            state=ScreeningState.FAILED,
            finished_at=work.now,
            version=table.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
    )
    return found.rowcount


async def _locked(work: Work, run: UUID) -> sa.Row[Any]:
    statement = sa.select(screening_run).where(screening_run.c.id == run).with_for_update()
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("排查运行")
    return row


async def _narrow(work: Work, plan_id: UUID | None) -> Narrow:
    """The bounds of the run's plan; a run without one is about everybody."""
    if plan_id is None:
        return everything
    statement = sa.select(screening_plan).where(screening_plan.c.id == plan_id)
    return focus((await work.execute(statement)).one())


async def frame_of(work: Work, run: UUID, as_of: date, narrow: Narrow = everything) -> Frame:
    """Deadlines and thresholds for findings, from the parameters of ``FINDING``."""
    question = Question(as_of, await parameters(work.connection, "FINDING", as_of), work.now)
    keys = ("due_hours_4", "due_working_days_3", "due_working_days_2", "due_days_1")
    deadlines = {key: question.number(key) for key in keys}
    return Frame(
        run=run,
        due=due_moments(work.now, deadlines, add_working_days),
        misses_to_resolve=question.number("misses_to_resolve"),
        repeats_to_raise=question.number("repeats_to_raise"),
        repeat_months=question.number("repeat_months"),
        narrow=narrow,
        terms=question.parameters,
    )


def _chosen(
    rules: Sequence[sa.Row[Any]], kind: ScreeningKind, codes: Sequence[str] | None
) -> list[sa.Row[Any]]:
    """The named rules, or the enabled ones of the kind."""
    if codes:
        return [rule for rule in rules if rule.code in codes and rule.enabled]
    return [rule for rule in rules if kind.value in rule.kinds and rule.enabled]


async def _wake_snoozed(work: Work) -> None:
    await work.execute(
        sa.update(finding)
        .where(finding.c.status == "SNOOZED", finding.c.snoozed_until < work.today)
        .values(status="OPEN", version=finding.c.version + 1, updated_at=work.now)
    )


async def _finish(
    work: Work, run: UUID, counts: dict[str, Counts], errors: dict[str, str]
) -> dict[str, object]:
    state = final_state(len(counts) + len(errors), len(errors))
    sums = {
        name: sum(getattr(one, name) for one in counts.values())
        for name in ("hits", "opened", "resolved", "suppressed")
    }
    suppressed = sums.pop("suppressed")
    await _mark(
        work,
        run,
        state=state,
        finished_at=work.now,
        errors=errors or None,
        counts={code: asdict(one) for code, one in counts.items()},
        planned=len(counts) + len(errors),
        evaluated=len(counts),
        suppressed=suppressed,
        **sums,
    )
    if errors:
        await _tell_of_errors(work, run, errors)
    await work.record("SCREEN", screening_run, run, {}, {"state": state, **sums})
    return _result(state, **sums)


async def _tell_of_errors(work: Work, run: UUID, errors: dict[str, str]) -> None:
    """Rules that failed are an alert to those who keep the jobs: nothing is silent."""
    await notify_roles(
        work,
        {Role.ADMINISTRATOR},
        NotificationKind.JOB_FAILED,
        subject=Entity.SCREENING,
        title=f"排查规则运行失败: {', '.join(sorted(errors))}",
        entity="screening_run",
        entity_id=run,
    )


def _result(
    state: str, hits: int | None, opened: int | None, resolved: int | None
) -> dict[str, object]:
    return {"state": str(state), "hits": hits, "opened": opened, "resolved": resolved}


async def _mark(work: Work, run: UUID, **values: object) -> None:
    await work.execute(
        sa.update(screening_run)
        .where(screening_run.c.id == run)
        .values(
            version=screening_run.c.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
            **values,
        )
    )


def _coded(error: DBAPIError | DomainError) -> str:
    """A failed rule without any value of the rows it was reading."""
    if isinstance(error, DomainError):
        return str(error.code)
    return f"{type(error).__name__} {getattr(error.orig, 'sqlstate', '')}".strip()
