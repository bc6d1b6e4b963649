"""What people make of findings: who works on one, whether it was right, when to leave it alone."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.accounts.tables import app_user
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.work import Work, unchanged_since
from schema.organisation.access import may_edit
from schema.screening.rules import FindingStatus, ScreeningErrorCode, Verdict
from schema.screening.service.findings import finding_row, step_finding
from schema.screening.service.verdicts import note_verdict
from schema.screening.tables import finding, rule_snooze, screening_rule


async def assign_finding(
    work: Work, *, finding_id: UUID, expected_version: int, assignee_id: UUID, reason: str
) -> None:
    """Hand a finding to a user; raises ILLEGAL_TRANSITION, NOT_FOUND, FORBIDDEN, CONFLICT."""
    known = sa.select(app_user.c.id).where(
        app_user.c.id == assignee_id, app_user.c.disabled_at.is_(None)
    )
    if (await work.execute(known)).one_or_none() is None:
        raise NotFoundError("用户", path=("assigneeId",))
    target = FindingStatus.ASSIGNED
    await step_finding(work, finding_id, expected_version, target, reason, assignee_id=assignee_id)


async def start_finding(
    work: Work, *, finding_id: UUID, expected_version: int, reason: str
) -> None:
    """Begin to work on an assigned finding."""
    await step_finding(work, finding_id, expected_version, FindingStatus.IN_PROGRESS, reason)


async def verify_finding(
    work: Work, *, finding_id: UUID, expected_version: int, reason: str
) -> None:
    """Confirm on the spot that a resolved finding is over."""
    await step_finding(work, finding_id, expected_version, FindingStatus.VERIFIED, reason)


async def close_finding(
    work: Work, *, finding_id: UUID, expected_version: int, reason: str
) -> None:
    """Put a verified or dismissed finding away."""
    target = FindingStatus.CLOSED
    await step_finding(work, finding_id, expected_version, target, reason, closed_at=work.now)


async def judge_finding(
    work: Work, *, finding_id: UUID, expected_version: int, verdict: Verdict, reason: str
) -> None:
    """Say once whether a finding was right: it counts for its version's precision.

    Raises DomainError ALREADY_JUDGED, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID.
    """
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明理由", path=("reason",))
    row = await finding_row(work, finding_id)
    await may_edit(work, row.union_id, Entity.FINDING, Action.CREATE, Action.REVIEW, Action.DECIDE)
    unchanged_since(finding, row._mapping, expected_version)  # noqa: SLF001 - the public name
    if not await note_verdict(work, row, verdict, reason):
        raise DomainError(ScreeningErrorCode.ALREADY_JUDGED)


async def snooze_subject(
    work: Work, *, finding_id: UUID, expected_version: int, until: date, reason: str
) -> UUID:
    """Let the finding's rule leave its subject alone until the end of a day, whatever it hits.

    Other keys of the same rule and subject (another month, another period) stay silent, too.
    Raises DomainError INVALID, FORBIDDEN, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT.
    """
    terms = await parameters(work.connection, "FINDING", work.today)
    latest = work.today + timedelta(days=figure(terms, "rule_snooze_days"))
    if not work.today <= until <= latest:
        raise DomainError(ErrorCode.INVALID, f"暂缓日期须在今天至 {latest} 之间", path=("until",))
    target = FindingStatus.SNOOZED
    await step_finding(work, finding_id, expected_version, target, reason, snoozed_until=until)
    row = await finding_row(work, finding_id)
    rule = sa.select(screening_rule.c.id).where(screening_rule.c.code == row.rule_code)
    return await work.insert(
        rule_snooze,
        rule_id=(await work.execute(rule)).scalar_one(),
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        union_id=row.union_id,
        finding_id=finding_id,
        until=until,
        reason=reason.strip(),
    )


async def end_snooze(work: Work, *, snooze_id: UUID, expected_version: int) -> None:
    """Let the rule look at the subject again from the next run on."""
    statement = sa.select(rule_snooze.c.union_id).where(rule_snooze.c.id == snooze_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("规则暂缓")
    await may_edit(work, row.union_id, Entity.FINDING)
    await work.update(rule_snooze, snooze_id, expected_version, ended_on=work.today)
