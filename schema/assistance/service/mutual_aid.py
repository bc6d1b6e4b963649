"""Medical mutual aid (医疗互助): yearly policy, enrolment, claims with a computed benefit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.assistance.access import may_handle_funds
from schema.assistance.rules import (
    CLAIM_TRANSITIONS,
    AidFacts,
    AssistanceErrorCode,
    AssistanceKind,
    BenefitBand,
    ClaimStatus,
    FeePayer,
    FundLevel,
    benefit,
)
from schema.assistance.service.aid import request_assistance
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import mutual_aid_claim, mutual_aid_member, mutual_aid_policy
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.numbers import make_number
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.vault import vault
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit

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
    """Enrol a member while the window is open; DUPLICATE by the database a second time."""
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.CREATE)
    statement = sa.select(mutual_aid_policy).where(mutual_aid_policy.c.id == policy_id)
    policy = (await work.execute(statement)).mappings().one_or_none()
    if policy is None:
        raise NotFoundError(str(mutual_aid_policy.comment), path=("policyId",))
    if not policy["enrol_from"] <= work.today <= policy["enrol_to"]:
        raise DomainError(AssistanceErrorCode.TOO_LATE, "不在参加登记期内", path=("policyId",))
    return await work.insert(
        mutual_aid_member,
        policy_id=policy_id,
        person_id=person_id,
        union_id=union_id,
        paid_by=paid_by,
        enrolled_on=work.today,
    )


async def file_claim(
    work: Work,
    *,
    member_id: UUID,
    admitted_on: date,
    discharged_on: date,
    self_paid: int,
    invoice_number: str,
) -> UUID:
    """File a claim for a stay in the policy's year; the benefit is computed here.

    An invoice is claimed once (the database holds it). Raises TOO_LATE after the days of
    the parameter since the discharge, NOT_ENROLLED for a stay of another year.
    """
    member = await editable_row(work, mutual_aid_member, member_id)
    policy = await _policy(work, member["policy_id"])
    if not admitted_on <= discharged_on <= work.today or self_paid <= 0:
        raise DomainError(ErrorCode.INVALID, "住院日期或自付金额不合理", path=("dischargedOn",))
    if admitted_on.year != policy["year"]:
        raise DomainError(AssistanceErrorCode.NOT_ENROLLED, path=("admittedOn",))
    terms = await parameters(work.connection, "MUTUAL_AID", work.today)
    if work.today > discharged_on + timedelta(days=figure(terms, "claim_days")):
        raise DomainError(AssistanceErrorCode.TOO_LATE, path=("dischargedOn",))
    bands = [BenefitBand(**band) for band in policy["benefit_table"]]
    left = policy["most"] - await _given(work, member_id)
    number = check_text(invoice_number, "invoiceNumber", "须有结算单号")
    return await work.insert(
        mutual_aid_claim,
        number=make_number("HZ", work.today),
        member_id=member_id,
        union_id=member["union_id"],
        status=ClaimStatus.CLAIM_FILED,
        admitted_on=admitted_on,
        discharged_on=discharged_on,
        filed_on=work.today,
        filed_by=work.principal.subject,
        self_paid=self_paid,
        benefit=benefit(self_paid, bands, max(left, 0)),
        invoice_hash=vault().blind_index("invoice", "".join(number.split()).upper()),
    )


async def review_claim(
    work: Work, *, claim_id: UUID, expected_version: int, refusal_reason: str | None = None
) -> None:
    """Accept a claim or refuse it with a reason; not by whoever filed it.

    An accepted one becomes a record of aid, which goes the way of all payments (§5.3).
    """
    row = await editable_row(
        work,
        mutual_aid_claim,
        claim_id,
        expected_version=expected_version,
        actions=(Action.REVIEW,),
    )
    target = ClaimStatus.REVIEWED if refusal_reason is None else ClaimStatus.REFUSED
    next_state(CLAIM_TRANSITIONS, row["status"], target)
    if work.principal.subject == row["filed_by"]:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("id",))
    changes: dict[str, Any] = {"refusal_reason": refusal_reason}
    if target is ClaimStatus.REVIEWED:
        member = await editable_row(work, mutual_aid_member, row["member_id"])
        changes["assistance_id"] = await request_assistance(
            work,
            facts=AidFacts(
                AssistanceKind.MUTUAL,
                FundLevel.LOCAL_UNION,
                row["number"],
                row["benefit"],
                person_id=member["person_id"],
                union_id=member["union_id"],
                reason="医疗互助给付",
            ),
        )
    await work.update(
        mutual_aid_claim,
        claim_id,
        expected_version,
        status=target,
        reviewed_by=work.principal.subject,
        **changes,
    )


async def _policy(work: Work, policy_id: UUID) -> Any:
    statement = sa.select(mutual_aid_policy).where(mutual_aid_policy.c.id == policy_id)
    return (await work.execute(statement)).mappings().one()


async def _given(work: Work, member_id: UUID) -> int:
    """What was granted or is asked for in this policy's year."""
    total = sa.select(sa.func.coalesce(sa.func.sum(mutual_aid_claim.c.benefit), 0)).where(
        mutual_aid_claim.c.member_id == member_id,
        mutual_aid_claim.c.status != ClaimStatus.REFUSED,
    )
    given: int = (await work.execute(total)).scalar_one()
    return given
