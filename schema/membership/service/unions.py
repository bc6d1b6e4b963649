"""What a union must be for members to come to it."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, NotFoundError
from schema.core.work import Work
from schema.membership.rules import MembershipErrorCode
from schema.organisation.rules import UnionStatus
from schema.organisation.tables import union_organisation


async def check_open(work: Work, union_id: UUID, *, path: Sequence[str | int]) -> None:
    """Refuse a union that is merged or dissolved; raises NotFoundError, UNION_CLOSED."""
    statement = sa.select(union_organisation.c.status).where(union_organisation.c.id == union_id)
    status = (await work.execute(statement)).scalar_one_or_none()
    if status is None:
        raise NotFoundError(str(union_organisation.comment), path=path)
    if status in {UnionStatus.MERGED, UnionStatus.DISSOLVED}:
        raise DomainError(MembershipErrorCode.UNION_CLOSED, path=path)
