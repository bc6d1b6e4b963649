"""What officers enter beside the steps: visits, checks, proofs, spot checks, monitoring."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.assistance.access import may_review
from schema.assistance.rules import (
    ENDED_DOSSIER_STATES,
    VALID_MONTHS,
    CheckResult,
    DossierStatus,
    EvidenceKind,
    Exclusion,
    ReviewTrigger,
    SpotCheckResult,
    valid_until,
)
from schema.assistance.service.log import take_step
from schema.assistance.service.proofs import check_text
from schema.assistance.service.recusal import check_recusal
from schema.assistance.tables import (
    dossier,
    evidence,
    exclusion_check,
    household_visit,
    monitoring_visit,
    spot_check,
)
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import editable_row

VISITORS = 2
LEFT = (DossierStatus.EXITED, DossierStatus.MONITORED)


async def record_visit(
    work: Work,
    *,
    dossier_id: UUID,
    visited_on: date,
    visitors: Sequence[str],
    photo: str,
    findings: str,
) -> UUID:
    """Note a household visit by two or more people, with a photo; the visit's id."""
    await _living(work, dossier_id, Action.CREATE, Action.REVIEW)
    names = list(dict.fromkeys(name.strip() for name in visitors if name.strip()))
    if len(names) < VISITORS:
        raise DomainError(ErrorCode.INVALID, "入户须两人以上", path=("visitors",))
    _not_later(work, visited_on, "visitedOn")
    return await work.insert(
        household_visit,
        dossier_id=dossier_id,
        visited_on=visited_on,
        visitors=names,
        photo=check_text(photo, "photo", "须有现场照片"),
        findings=check_text(findings, "findings", "须写明入户情况"),
    )


async def check_exclusion(
    work: Work,
    *,
    dossier_id: UUID,
    exclusion: Exclusion,
    source: str,
    result: CheckResult,
    note: str | None = None,
) -> UUID:
    """Note what a department's data say of one exclusion; the check's id."""
    await _living(work, dossier_id, Action.REVIEW)
    return await work.insert(
        exclusion_check,
        dossier_id=dossier_id,
        exclusion=exclusion,
        source=check_text(source, "source", "须写明数据来源"),
        result=result,
        checked_on=work.today,
        note=note,
    )


async def add_evidence(
    work: Work,
    *,
    dossier_id: UUID,
    kind: EvidenceKind,
    title: str,
    issued_on: date,
    card_valid_until: date | None = None,
    file_reference: str | None = None,
) -> UUID:
    """Put a proof on file; until when it holds follows from its kind, or from the card."""
    await _living(work, dossier_id, Action.CREATE, Action.REVIEW)
    _not_later(work, issued_on, "issuedOn")
    terms = await parameters(work.connection, "EVIDENCE", work.today)
    months = figure(terms, VALID_MONTHS[kind]) if kind in VALID_MONTHS else None
    return await work.insert(
        evidence,
        dossier_id=dossier_id,
        kind=kind,
        title=check_text(title, "title", "须写明材料名称"),
        issued_on=issued_on,
        valid_until=card_valid_until or valid_until(kind, issued_on, months),
        file_reference=file_reference,
    )


async def record_spot_check(
    work: Work, *, dossier_id: UUID, result: SpotCheckResult, findings: str
) -> UUID:
    """Note a spot check of a dossier in force; who filed it does not check it."""
    may_review(work)
    row = await _living(work, dossier_id, Action.REVIEW)
    if row["created_by"] == work.principal.subject:
        raise DomainError(ErrorCode.FORBIDDEN, "建档人不得抽查本档案", path=("dossierId",))
    await check_recusal(work, row["person_id"], dossier_id)
    return await work.insert(
        spot_check,
        dossier_id=dossier_id,
        year=work.today.year,
        checked_on=work.today,
        result=result,
        findings=check_text(findings, "findings", "须写明抽查情况"),
    )


async def record_monitoring(work: Work, *, dossier_id: UUID, relapsed: bool, findings: str) -> UUID:
    """Note a visit after the exit; a relapse opens the way to a new dossier."""
    row = await editable_row(work, dossier, dossier_id)
    if row["status"] not in LEFT:
        raise DomainError(ErrorCode.INVALID, "只回访已退出、监测中的家庭", path=("dossierId",))
    return await work.insert(
        monitoring_visit,
        dossier_id=dossier_id,
        visited_on=work.today,
        relapsed=relapsed,
        findings=check_text(findings, "findings", "须写明回访情况"),
    )


async def trigger_review(
    work: Work, *, dossier_id: UUID, expected_version: int, trigger: ReviewTrigger
) -> None:
    """Ask for a review out of turn; it is due within the working days of the parameter."""
    row = await editable_row(work, dossier, dossier_id, expected_version=expected_version)
    terms = await parameters(work.connection, "DOSSIER", work.today)
    calendar = await working_calendar(work.connection, work.today)
    due = calendar.add(work.today, figure(terms, "triggered_review_working_days"))
    await take_step(work, row, DossierStatus.DUE_FOR_REVIEW, note=trigger.label, next_review_on=due)


async def turn_dossiers(work: Work) -> dict[str, int]:
    """The nightly turn: dossiers whose review is due, exits into monitoring, its end.

    Safe to repeat: a dossier that has turned is not found again. How many turned which way.
    """
    table, today = dossier.c, work.today
    terms = await parameters(work.connection, "DOSSIER", today)
    days = figure(terms, "monitor_days")
    turns = (
        (DossierStatus.ACTIVE, DossierStatus.DUE_FOR_REVIEW, table.next_review_on <= today),
        (DossierStatus.EXITED, DossierStatus.MONITORED, table.exited_on.is_not(None)),
        (DossierStatus.MONITORED, DossierStatus.CLOSED, table.monitor_until < today),
    )
    counts: dict[str, int] = {}
    for before, after, condition in turns:
        statement = sa.select(dossier).where(table.status == before, condition)
        rows = (await work.execute(statement.with_for_update(skip_locked=True))).mappings().all()
        for row in rows:
            changes: dict[str, object] = {}
            if after is DossierStatus.MONITORED:
                changes["monitor_until"] = row["exited_on"] + timedelta(days=days)
            await take_step(work, _plain(row), after, note="定时办理", **changes)
        counts[after.value] = len(rows)
    return counts


def _plain(row: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {str(name): value for name, value in row.items()}


async def _living(work: Work, dossier_id: UUID, *actions: Action) -> Mapping[str, Any]:
    row = await editable_row(work, dossier, dossier_id, actions=actions)
    if row["status"] in ENDED_DOSSIER_STATES:
        raise DomainError(ErrorCode.INVALID, "档案已结束", path=("dossierId",))
    return row


def _not_later(work: Work, day: date, field: str) -> None:
    if day > work.today:
        raise DomainError(ErrorCode.INVALID, "日期在未来", path=(field,))
