"""What each step of a dossier demands, and what it writes beside the status."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.assistance.rules import (
    AssistanceErrorCode,
    DossierStatus,
    ExitChannel,
    NoticeSubject,
    next_review_on,
    review_days,
)
from schema.assistance.service.log import last_step, who_took
from schema.assistance.service.notices import check_no_objection, publish
from schema.assistance.service.proofs import (
    check_exclusions,
    check_exit,
    check_submission,
    check_visit,
)
from schema.assistance.service.recusal import check_recusal
from schema.assistance.tables import public_notice
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.membership.rules import ACTIVE_STATES
from schema.membership.tables import membership

Changes = dict[str, object]
Row = Mapping[str, Any]
WITH_REASON = frozenset(
    {
        DossierStatus.RETURNED,
        DossierStatus.REJECTED,
        DossierStatus.OBJECTION,
        DossierStatus.SUSPENDED,
        DossierStatus.VOIDED,
        DossierStatus.MOVED_OUT,
    }
)
#: Steps that judge an application or an exit: not for the applicant's kin.
JUDGED = frozenset(
    {
        DossierStatus.FIRST_REVIEWED,
        DossierStatus.DATA_CHECKED,
        DossierStatus.APPROVED_PENDING_NOTICE,
        DossierStatus.REJECTED,
        DossierStatus.ACTIVE,
        DossierStatus.EXITED,
    }
)
OF_THE_NEEDY = frozenset({DossierStatus.APPROVED_PENDING_NOTICE, DossierStatus.ACTIVE})
#: What a step needs of the role; the others are open to whoever may change dossiers.
ACTIONS: Mapping[DossierStatus, tuple[Action, ...]] = {
    DossierStatus.FIRST_REVIEWED: (Action.REVIEW,),
    DossierStatus.DATA_CHECKED: (Action.REVIEW,),
    DossierStatus.APPROVED_PENDING_NOTICE: (Action.DECIDE,),
    DossierStatus.RETURNED: (Action.REVIEW, Action.DECIDE),
    DossierStatus.REJECTED: (Action.REVIEW, Action.DECIDE),
    DossierStatus.ACTIVE: (Action.REVIEW, Action.DECIDE),
    DossierStatus.EXITED: (Action.REVIEW, Action.DECIDE),
    DossierStatus.VOIDED: (Action.CREATE, Action.REVIEW, Action.DECIDE),
}


async def step_changes(
    work: Work,
    row: Row,
    target: DossierStatus,
    reason: str | None,
    exit_channel: ExitChannel | None,
    exit_proof: str | None,
) -> Changes:
    """The columns that a step writes; raises DomainError when a fact is missing."""
    if target in WITH_REASON and not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    if target in OF_THE_NEEDY and row["category"] is None:
        raise DomainError(AssistanceErrorCode.NOT_NEEDY, path=("status",))
    await _check_duties(work, row, target)
    if target in JUDGED:
        await check_recusal(work, row["person_id"], row["id"])
    changes: Changes = {"status_reason": reason}
    if target is DossierStatus.EXITING:
        return changes | await check_exit(work, row, exit_channel, exit_proof)
    demand = DEMANDS.get(target)
    return changes if demand is None else changes | await demand(work, row)


async def _check_duties(work: Work, row: Row, target: DossierStatus) -> None:
    """Filer, first reviewer and approver of a dossier are three persons."""
    apart: Mapping[DossierStatus, tuple[DossierStatus, ...]] = {
        DossierStatus.FIRST_REVIEWED: (),
        DossierStatus.APPROVED_PENDING_NOTICE: (DossierStatus.FIRST_REVIEWED,),
    }
    if target not in apart:
        return
    others = {row["created_by"]}
    for earlier in apart[target]:
        others |= await who_took(work, row["id"], earlier)
    if work.principal.subject in others:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("status",))


async def _submitted(work: Work, row: Row) -> Changes:
    """For the first time, with what was missing, or for reconsideration in time."""
    if row["status"] is DossierStatus.REJECTED:
        refused = await last_step(work, row["id"], DossierStatus.REJECTED)
        terms = await parameters(work.connection, "DOSSIER", work.today)
        calendar = await working_calendar(work.connection, work.today)
        days = figure(terms, "reconsideration_working_days")
        if refused is None or work.today > calendar.add(refused["taken_on"], days):
            raise DomainError(AssistanceErrorCode.TOO_LATE, path=("status",))
    await check_submission(work, row)
    return {}


async def _visited(work: Work, row: Row) -> Changes:
    await check_visit(work, row)
    return {}


async def _data_checked(work: Work, row: Row) -> Changes:
    await check_exclusions(work, row, clear=False)
    if row["status"] is DossierStatus.OBJECTION:
        await check_no_objection(work, public_notice.c.dossier_id, row["id"])
    return {}


async def _approved(work: Work, row: Row) -> Changes:
    await check_exclusions(work, row, clear=True)
    return {}


async def _noticed(work: Work, row: Row) -> Changes:
    detail = "拟纳入困难职工档案"
    ends = await publish(work, NoticeSubject.DOSSIER_OPENING, row, detail=detail)
    return {"notice_until": ends}


async def _exit_noticed(work: Work, row: Row) -> Changes:
    channel: ExitChannel = row["exit_channel"]
    detail = f"拟退出困难职工档案 ({channel.label})"
    return {"notice_until": await publish(work, NoticeSubject.DOSSIER_EXIT, row, detail=detail)}


async def _activated(work: Work, row: Row) -> Changes:
    """Into force after the notice, or back into force after review or suspension."""
    if row["status"] is DossierStatus.PUBLIC_NOTICE:
        await _check_notice(work, row)
    if row["status"] is DossierStatus.SUSPENDED:
        return {}
    return {
        "opened_on": row["opened_on"] or work.today,
        "last_review_on": work.today,
        "next_review_on": await latest_review_on(work, row, work.today),
    }


async def latest_review_on(work: Work, row: Row, last: date) -> date:
    """The day by which a dossier last verified on ``last`` must be verified again."""
    terms = await parameters(work.connection, "DOSSIER", work.today)
    days = review_days(
        row["category"],
        row["causes"],
        ordinary=figure(terms, "review_days"),
        frequent=figure(terms, "frequent_review_days"),
    )
    return next_review_on(last, days)


async def _exited(work: Work, row: Row) -> Changes:
    await _check_notice(work, row)
    return {"exited_on": work.today}


async def _monitored(work: Work, row: Row) -> Changes:
    terms = await parameters(work.connection, "DOSSIER", work.today)
    return {"monitor_until": row["exited_on"] + timedelta(days=figure(terms, "monitor_days"))}


async def _closed(work: Work, row: Row) -> Changes:
    if row["monitor_until"] is None or work.today <= row["monitor_until"]:
        raise DomainError(ErrorCode.INVALID, "监测期未满", path=("status",))
    return {}


async def _moved_out(work: Work, row: Row) -> Changes:
    """With the membership: a member who is still one here stays in the file here."""
    held = membership.c
    here = sa.exists().where(
        held.id == row["membership_id"],
        held.union_id == row["union_id"],
        held.status.in_(ACTIVE_STATES),
    )
    if (await work.execute(sa.select(here))).scalar_one():
        raise DomainError(AssistanceErrorCode.STILL_A_MEMBER, path=("status",))
    return {}


async def _check_notice(work: Work, row: Row) -> None:
    if row["notice_until"] is None or work.today <= row["notice_until"]:
        raise DomainError(AssistanceErrorCode.NOTICE_RUNNING, path=("status",))
    await check_no_objection(work, public_notice.c.dossier_id, row["id"])


DEMANDS: Mapping[DossierStatus, Callable[[Work, Row], Awaitable[Changes]]] = {
    DossierStatus.SUBMITTED: _submitted,
    DossierStatus.VISITED: _visited,
    DossierStatus.DATA_CHECKED: _data_checked,
    DossierStatus.APPROVED_PENDING_NOTICE: _approved,
    DossierStatus.PUBLIC_NOTICE: _noticed,
    DossierStatus.EXIT_NOTICE: _exit_noticed,
    DossierStatus.ACTIVE: _activated,
    DossierStatus.EXITED: _exited,
    DossierStatus.MONITORED: _monitored,
    DossierStatus.CLOSED: _closed,
    DossierStatus.MOVED_OUT: _moved_out,
}
