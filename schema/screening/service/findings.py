"""What people do with a finding: dismiss, resolve, snooze. Each step is in the audit trail."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import parameters
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.organisation.access import may_edit
from schema.screening.rules import (
    FINDING_TRANSITIONS,
    FindingStatus,
    ScreeningErrorCode,
    Verdict,
)
from schema.screening.service.builtin.hits import Question
from schema.screening.service.verdicts import note_verdict
from schema.screening.tables import finding

SECOND_PERSON_FROM = 3


async def resolve_finding(
    work: Work, *, finding_id: UUID, expected_version: int, reason: str
) -> None:
    """The cause was removed, so the finding was right.

    Raises ILLEGAL_TRANSITION, CONFLICT, NOT_FOUND, FORBIDDEN.
    """
    await step_finding(
        work, finding_id, expected_version, FindingStatus.RESOLVED, reason, closed_at=work.now
    )
    await note_verdict(work, await finding_row(work, finding_id), Verdict.CONFIRMED, reason)


async def dismiss_finding(
    work: Work, *, finding_id: UUID, expected_version: int, reason: str
) -> None:
    """The finding is no risk: it stays silent as long as its condition lasts.

    From severity 3 whoever dismisses must be another person than the one the
    finding was last in the hands of; raises SECOND_PERSON otherwise.
    """
    row = await finding_row(work, finding_id)
    unchanged_since(finding, row._mapping, expected_version)  # noqa: SLF001 - the public name
    if row.severity >= SECOND_PERSON_FROM and work.principal.subject in {
        row.updated_by,
        f"user:{row.assignee_id}",
    }:
        raise DomainError(ScreeningErrorCode.SECOND_PERSON)
    await step_finding(
        work, finding_id, expected_version, FindingStatus.DISMISSED, reason, closed_at=work.now
    )
    await note_verdict(work, row, Verdict.FALSE_POSITIVE, reason)


async def snooze_finding(
    work: Work, *, finding_id: UUID, expected_version: int, until: date, reason: str
) -> None:
    """Leave a finding alone until the end of a day, at most ``snooze_days`` ahead."""
    question = Question(
        work.today, await parameters(work.connection, "FINDING", work.today), work.now
    )
    latest = work.today + timedelta(days=question.number("snooze_days"))
    if not work.today <= until <= latest:
        raise DomainError(ErrorCode.INVALID, f"暂缓日期须在今天至 {latest} 之间", path=("until",))
    await step_finding(
        work, finding_id, expected_version, FindingStatus.SNOOZED, reason, snoozed_until=until
    )


async def step_finding(
    work: Work, finding_id: UUID, version: int, target: FindingStatus, reason: str, **values: object
) -> None:
    """One step of SM-FIND with its reason; raises ILLEGAL_TRANSITION, CONFLICT, NOT_FOUND."""
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    row = await finding_row(work, finding_id)
    await may_edit(work, row.union_id, Entity.FINDING)
    unchanged_since(finding, row._mapping, version)  # noqa: SLF001 - the public name
    next_state(FINDING_TRANSITIONS, FindingStatus[row.status], target)
    await work.update(
        finding, finding_id, version, status=target, status_reason=reason.strip(), **values
    )


async def finding_row(work: Work, finding_id: UUID) -> sa.Row[Any]:
    """A finding, locked; raises NotFoundError."""
    statement = sa.select(finding).where(finding.c.id == finding_id).with_for_update()
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("风险线索")
    return row
