"""Retained membership (保留会籍): on retirement, unemployment, or when there is no union to be in.

No dues while retained, and no right to vote or be elected.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.membership.rules import EmploymentForm, MembershipStatus, RetentionGround
from schema.membership.service.ledger import turn
from schema.membership.service.memberships import step_changes
from schema.membership.service.unions import check_open
from schema.membership.tables import membership
from schema.organisation.access import editable_row, may_edit
from schema.organisation.tables import union_organisation

FORMS: Mapping[RetentionGround, EmploymentForm] = {
    RetentionGround.RETIREMENT: EmploymentForm.RETIRED,
    RetentionGround.UNEMPLOYMENT: EmploymentForm.UNEMPLOYED,
    RetentionGround.EMPLOYER_CLOSED: EmploymentForm.UNEMPLOYED,
}


async def retain_membership(
    work: Work,
    *,
    membership_id: UUID,
    expected_version: int,
    ground: RetentionGround,
    reason: str,
    kept_at_union_id: UUID | None = None,
) -> None:
    """Keep a membership without dues and votes, at the union that the ground says.

    When the employer closes it is kept one level up; when a new employer has no union, at
    ``kept_at_union_id``, the union of the residence. Raises DomainError INVALID,
    ILLEGAL_TRANSITION, UNION_CLOSED, FORBIDDEN when the keeping union is out of scope.
    """
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    union_id = await _keeper(work, row, ground, kept_at_union_id)
    if union_id != row["union_id"]:
        await may_edit(work, union_id, Entity.MEMBERSHIP, Action.CREATE)
        await check_open(work, union_id, path=("keptAtUnionId",))
    changes = step_changes(row, MembershipStatus.RETAINED, work.today, reason=reason)
    changes |= {
        "retention_ground": ground,
        "union_id": union_id,
        "employment_form": FORMS.get(ground, row["employment_form"]),
    }
    await turn(work, row, MembershipStatus.RETAINED, reason=reason, **changes)


async def _keeper(
    work: Work, row: Mapping[str, Any], ground: RetentionGround, named: UUID | None
) -> UUID:
    if ground is RetentionGround.UNION_LESS_EMPLOYER:
        if named is None:
            raise DomainError(ErrorCode.INVALID, "须指明居住地的保管工会", path=("keptAtUnionId",))
        return named
    here: UUID = row["union_id"]
    if ground is not RetentionGround.EMPLOYER_CLOSED:
        return here
    statement = sa.select(union_organisation.c.parent_id).where(union_organisation.c.id == here)
    above: UUID | None = (await work.execute(statement)).scalar_one()
    return above or here
