"""Medical mutual aid (医疗互助): the yearly policy, and who takes part."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.assistance.access import may_handle_funds
from schema.assistance.rules import AssistanceErrorCode, BenefitBand, FeePayer
from schema.assistance.tables import mutual_aid_member, mutual_aid_policy
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work
from schema.membership.rules import ACTIVE_STATES
from schema.membership.tables import membership
from schema.organisation.access import may_edit

WHOLE = 10_000  # basis points


async def set_mutual_aid_policy(
    work: Work,
    *,
    year: int,
    fee: int,
    bands: Sequence[BenefitBand],
    most: int,
    enrol_from: date,
    enrol_to: date,
    basis: str,
) -> UUID:
    """Put the policy of a year in force, once; its id. Amounts in fen, shares in basis points."""
    may_handle_funds(work)
    if not bands or any(band.above < 0 or not 0 < band.share <= WHOLE for band in bands):
        raise DomainError(ErrorCode.INVALID, "给付档次不合理", path=("bands",))
    return await work.insert(
        mutual_aid_policy,
        year=year,
        fee=fee,
        benefit_table=[asdict(band) for band in bands],
        most=most,
        enrol_from=enrol_from,
        enrol_to=enrol_to,
        basis=basis,
    )


async def enrol_in_mutual_aid(
    work: Work, *, policy_id: UUID, person_id: UUID, union_id: UUID, paid_by: FeePayer
) -> UUID:
    """Enrol a member of the union while the window is open; the enrolment's id.

    Raises DomainError FORBIDDEN, NotFoundError, TOO_LATE, NOT_A_MEMBER for somebody who is no
    active member there; a second time the database refuses (DUPLICATE).
    """
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.CREATE)
    statement = sa.select(mutual_aid_policy).where(mutual_aid_policy.c.id == policy_id)
    policy = (await work.execute(statement)).mappings().one_or_none()
    if policy is None:
        raise NotFoundError(str(mutual_aid_policy.comment), path=("policyId",))
    if not policy["enrol_from"] <= work.today <= policy["enrol_to"]:
        raise DomainError(AssistanceErrorCode.TOO_LATE, "不在参加登记期内", path=("policyId",))
    held = membership.c
    active = sa.exists().where(
        held.person_id == person_id,
        held.union_id == union_id,
        held.status.in_(ACTIVE_STATES),
    )
    if not (await work.execute(sa.select(active))).scalar_one():
        raise DomainError(AssistanceErrorCode.NOT_A_MEMBER, path=("personId",))
    return await work.insert(
        mutual_aid_member,
        policy_id=policy_id,
        person_id=person_id,
        union_id=union_id,
        paid_by=paid_by,
        enrolled_on=work.today,
    )
