"""What each step of a dossier demands, and what it writes beside the status."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from schema.assistance.rules import (
    AssistanceErrorCode,
    DossierStatus,
    ExitChannel,
    next_review_on,
    review_days,
)
from schema.assistance.tables import assessment, dossier
from schema.core.audit import audit_event
from schema.core.calendar import add_working_days
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work

Changes = dict[str, object]
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
OF_THE_NEEDY = frozenset({DossierStatus.APPROVED_PENDING_NOTICE, DossierStatus.ACTIVE})
NOTICES = frozenset({DossierStatus.PUBLIC_NOTICE, DossierStatus.EXIT_NOTICE})


async def step_changes(
    work: Work,
    row: Mapping[str, Any],
    target: DossierStatus,
    reason: str | None,
    exit_channel: ExitChannel | None,
    exit_proof: str | None,
) -> Changes:
    """The columns that a step writes; raises DomainError when a fact is missing."""
    if target in WITH_REASON and not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    if target is DossierStatus.SUBMITTED:
        await _check_assessed(work, row)
    if target in OF_THE_NEEDY and row["category"] is None:
        raise DomainError(AssistanceErrorCode.NOT_NEEDY, path=("status",))
    await _check_duties(work, row, target)
    changes: Changes = {"status_reason": reason}
    if target in NOTICES:
        changes["notice_until"] = await _notice_end(work)
    if target is DossierStatus.ACTIVE:
        changes |= await _activation(work, row)
    if target is DossierStatus.EXITING:
        changes |= _exit(exit_channel, exit_proof)
    if target is DossierStatus.EXITED:
        _check_notice(work, row)
        changes["exited_on"] = work.today
    return changes


async def _check_assessed(work: Work, row: Mapping[str, Any]) -> None:
    found = sa.exists().where(assessment.c.dossier_id == row["id"])
    if not (await work.execute(sa.select(found))).scalar_one():
        raise DomainError(AssistanceErrorCode.NOT_ASSESSED, path=("status",))


async def _check_duties(work: Work, row: Mapping[str, Any], target: DossierStatus) -> None:
    """Filer, first reviewer and approver of a dossier are three persons."""
    apart = {
        DossierStatus.FIRST_REVIEWED: (),
        DossierStatus.APPROVED_PENDING_NOTICE: (DossierStatus.FIRST_REVIEWED,),
    }
    if target not in apart:
        return
    others = {row["created_by"]}
    for earlier in apart[target]:
        others |= await _who_set(work, row, earlier)
    if work.principal.subject in others:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("status",))


async def _who_set(work: Work, row: Mapping[str, Any], status: DossierStatus) -> set[str]:
    """Whoever brought the dossier into a status, by the audit trail."""
    statement = sa.select(audit_event.c.actor).where(
        audit_event.c.entity == dossier.name,
        audit_event.c.entity_id == row["id"],
        audit_event.c.changes["status"][1].astext == status.value,
    )
    return set((await work.execute(statement)).scalars())


async def _notice_end(work: Work) -> object:
    terms = await parameters(work.connection, "DOSSIER", work.today)
    return add_working_days(work.today, figure(terms, "notice_working_days"))


def _check_notice(work: Work, row: Mapping[str, Any]) -> None:
    if row["notice_until"] is None or work.today <= row["notice_until"]:
        raise DomainError(AssistanceErrorCode.NOTICE_RUNNING, path=("status",))


async def _activation(work: Work, row: Mapping[str, Any]) -> Changes:
    """Into force after the notice, or back into force after review or suspension."""
    if row["status"] is DossierStatus.PUBLIC_NOTICE:
        _check_notice(work, row)
    if row["status"] is DossierStatus.SUSPENDED:
        return {}
    terms = await parameters(work.connection, "DOSSIER", work.today)
    days = review_days(
        row["category"],
        row["causes"],
        ordinary=figure(terms, "review_days"),
        frequent=figure(terms, "frequent_review_days"),
    )
    return {
        "opened_on": row["opened_on"] or work.today,
        "last_review_on": work.today,
        "next_review_on": next_review_on(work.today, days),
    }


def _exit(channel: ExitChannel | None, proof: str | None) -> Changes:
    if channel is None or not proof:
        raise DomainError(AssistanceErrorCode.EXIT_PROOF_REQUIRED, path=("exitChannel",))
    return {"exit_channel": channel, "exit_proof": proof}
