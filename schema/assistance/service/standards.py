"""The local minimum living standard, by division and date."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.assistance.rules import AreaStandard, AssistanceErrorCode
from schema.assistance.tables import living_standard
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.organisation.access import may_edit
from schema.organisation.tables import division


async def set_living_standard(
    work: Work,
    *,
    division_id: UUID,
    area: AreaStandard,
    monthly: int,
    valid_from: date,
    document_number: str,
) -> UUID:
    """Put a monthly standard (fen a head) in force from a day; the one before ends there.

    Raises DomainError INVALID for a standard that is not positive or starts no
    later than the one it follows.
    """
    await may_edit(work, None, Entity.STANDARD)
    if monthly <= 0:
        raise DomainError(ErrorCode.INVALID, "低保标准须大于零", path=("monthly",))
    before = await _latest(work, division_id, area)
    if before is not None:
        if before.valid_from >= valid_from:
            raise DomainError(ErrorCode.INVALID, "生效日期须晚于现行标准", path=("validFrom",))
        await work.update(living_standard, before.id, before.version, valid_to=valid_from)
    return await work.insert(
        living_standard,
        division_id=division_id,
        area=area,
        monthly=monthly,
        valid_from=valid_from,
        document_number=document_number,
    )


async def standard_on(work: Work, division_id: UUID, area: AreaStandard, day: date) -> int:
    """The monthly standard (fen) in force in a division, or in the nearest one above it.

    Raises DomainError STANDARD_MISSING when none of them has one.
    """
    start = sa.select(division.c.id, division.c.parent_id, sa.literal(0).label("depth"))
    chain = start.where(division.c.id == division_id).cte("chain", recursive=True)
    above = sa.select(division.c.id, division.c.parent_id, chain.c.depth + 1)
    chain = chain.union_all(above.where(division.c.id == chain.c.parent_id))
    table = living_standard
    statement = (
        sa.select(table.c.monthly)
        .join(chain, chain.c.id == table.c.division_id)
        .where(table.c.area == area, table.c.valid_from <= day)
        .where(sa.or_(table.c.valid_to.is_(None), table.c.valid_to > day))
        .order_by(chain.c.depth)
        .limit(1)
    )
    found: int | None = (await work.execute(statement)).scalar_one_or_none()
    if found is None:
        raise DomainError(AssistanceErrorCode.STANDARD_MISSING)
    return found


async def _latest(
    work: Work, division_id: UUID, area: AreaStandard
) -> sa.Row[tuple[object]] | None:
    statement = (
        sa.select(living_standard)
        .where(living_standard.c.division_id == division_id, living_standard.c.area == area)
        .order_by(living_standard.c.valid_from.desc())
        .limit(1)
        .with_for_update()
    )
    return (await work.execute(statement)).one_or_none()
