"""Steps of the organisation's state machines: who took which, when, on what paper."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.organisation.rules import OrganisationErrorCode, RecordSubject
from schema.organisation.tables import organisation_step


async def log_step(
    work: Work,
    subject: RecordSubject,
    subject_id: UUID,
    union_id: UUID,
    before: Labelled | None,
    after: Labelled,
    *,
    note: str | None = None,
    document_number: str | None = None,
) -> None:
    """Write one step; it is never changed."""
    await work.insert(
        organisation_step,
        union_id=union_id,
        subject=subject,
        subject_id=subject_id,
        from_status=None if before is None else before.value,
        to_status=after.value,
        taken_on=work.today,
        taken_by=work.principal.subject,
        note=note,
        document_number=document_number,
    )


async def check_apart(work: Work, subject_id: UUID, *earlier: Labelled) -> None:
    """Refuse whoever took one of these steps himself; raises DomainError SAME_OFFICER."""
    table = organisation_step.c
    took = sa.exists().where(
        table.subject_id == subject_id,
        table.to_status.in_([state.value for state in earlier]),
        table.taken_by == work.principal.subject,
    )
    if (await work.execute(sa.select(took))).scalar_one():
        raise DomainError(OrganisationErrorCode.SAME_OFFICER, path=("status",))


def stated(text: str | None, field: str, message: str = "不能为空") -> str:
    """The text without blanks around; raises DomainError INVALID for none."""
    if text is None or not text.strip():
        raise DomainError(ErrorCode.INVALID, message, path=(field,))
    return text.strip()
