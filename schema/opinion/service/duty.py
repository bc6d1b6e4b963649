"""The duty roster: who screens, and who hears of a person in danger."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.tables import app_user
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work
from schema.opinion.access import may_decide
from schema.opinion.rules.stages import DutyPost
from schema.opinion.tables import duty_shift


async def add_shift(
    work: Work,
    *,
    user_id: UUID,
    post: DutyPost,
    starts_at: datetime,
    ends_at: datetime,
    note: str | None = None,
) -> UUID:
    """Enter a shift; its id. Raises DomainError INVALID, DUPLICATE (already on duty), FORBIDDEN."""
    may_decide(work)
    if ends_at <= starts_at:
        raise DomainError(ErrorCode.INVALID, "结束时间须晚于开始时间", path=("endsAt",))
    table, user = duty_shift.c, app_user.c
    works_here = sa.exists().where(user.id == user_id, user.disabled_at.is_(None))
    if not (await work.execute(sa.select(works_here))).scalar_one():
        raise DomainError(ErrorCode.INVALID, "值班人不存在或已停用", path=("userId",))
    taken = sa.exists().where(
        table.user_id == user_id,
        table.cancelled_at.is_(None),
        table.starts_at < ends_at,
        table.ends_at > starts_at,
    )
    if (await work.execute(sa.select(taken))).scalar_one():
        raise DomainError(ErrorCode.DUPLICATE, "该时段已有值班安排", path=("startsAt",))
    values = {"user_id": user_id, "post": post, "starts_at": starts_at, "ends_at": ends_at}
    return await work.insert(duty_shift, note=note, **values)


async def cancel_shift(work: Work, shift_id: UUID, expected_version: int) -> None:
    """Take a shift off the roster; it stays on record. Raises DomainError INVALID, FORBIDDEN."""
    may_decide(work)
    found = sa.select(duty_shift.c.cancelled_at).where(duty_shift.c.id == shift_id)
    row = (await work.execute(found)).one_or_none()
    if row is None:
        raise NotFoundError("舆情值班表")
    if row.cancelled_at is not None:
        raise DomainError(ErrorCode.INVALID, "该班次已取消", path=("id",))
    await work.update(duty_shift, shift_id, expected_version, cancelled_at=work.now)
