"""Watch-lists: who enters and leaves, each with a reason; plans look again when one changes."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import may_edit
from schema.screening.rules import PlanStatus, SubjectType
from schema.screening.service.authoring.subjects import SUBJECTS
from schema.screening.service.plans import send_plan
from schema.screening.tables import screening_plan, watch_list, watch_list_entry


async def open_watch_list(work: Work, *, code: str, name: str, purpose: str) -> UUID:
    """Set up a list; raises DomainError FORBIDDEN, INVALID, DUPLICATE."""
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    if not all(part.strip() for part in (code, name, purpose)):
        raise DomainError(ErrorCode.INVALID, "须写明代码、名称和设立目的", path=("code",))
    return await work.insert(
        watch_list, code=code.strip(), name=name.strip(), purpose=purpose.strip()
    )


async def enter_watch_list(
    work: Work,
    *,
    list_id: UUID,
    subject_type: SubjectType,
    subject_id: UUID,
    reason: str,
    review_on: date,
) -> UUID:
    """Put a subject on a list until its review, at most ``review_days`` ahead.

    Raises DomainError FORBIDDEN, INVALID, NOT_FOUND, DUPLICATE. Active plans of the list are
    run anew.
    """
    terms = await parameters(work.connection, "WATCH_LIST", work.today)
    latest = work.today + timedelta(days=figure(terms, "review_days"))
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明理由", path=("reason",))
    if not work.today < review_on <= latest:
        raise DomainError(ErrorCode.INVALID, f"复评日期须在 {latest} 之前", path=("reviewOn",))
    union = await _union_of(work, subject_type, subject_id)
    await may_edit(work, union, Entity.FINDING, Action.REVIEW, Action.DECIDE)
    made = await work.insert(
        watch_list_entry,
        list_id=list_id,
        subject_type=subject_type,
        subject_id=subject_id,
        union_id=union,
        reason=reason.strip(),
        entered_on=work.today,
        review_on=review_on,
    )
    await _look_again(work, list_id)
    return made


async def leave_watch_list(
    work: Work, *, entry_id: UUID, expected_version: int, reason: str
) -> None:
    """Take a subject off a list; raises DomainError FORBIDDEN, INVALID, NOT_FOUND, CONFLICT."""
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明理由", path=("reason",))
    table = watch_list_entry.c
    statement = sa.select(table.list_id, table.union_id).where(
        table.id == entry_id, table.left_on.is_(None)
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("重点名单成员")
    await may_edit(work, row.union_id, Entity.FINDING, Action.REVIEW, Action.DECIDE)
    await work.update(
        watch_list_entry,
        entry_id,
        expected_version,
        left_on=work.today,
        leave_reason=reason.strip(),
    )
    await _look_again(work, row.list_id)


async def _union_of(work: Work, subject_type: SubjectType, subject_id: UUID) -> UUID | None:
    known = SUBJECTS.get(subject_type)
    if known is None:
        raise DomainError(ErrorCode.INVALID, "该类对象不能列入名单", path=("subjectType",))
    source = known.node.table.alias()
    statement = sa.select(known.union(source)).where(source.c.id == subject_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("对象", path=("subjectId",))
    found: UUID | None = row[0]
    return found


async def _look_again(work: Work, list_id: UUID) -> None:
    """The plans of a list are run when it changes."""
    table = screening_plan.c
    statement = sa.select(screening_plan).where(
        table.watch_list_id == list_id,
        table.status == PlanStatus.ACTIVE,
        table.starts_on <= work.today,
        sa.or_(table.ends_on.is_(None), table.ends_on >= work.today),
    )
    for row in (await work.execute(statement)).mappings().all():
        await send_plan(work, row, None)
