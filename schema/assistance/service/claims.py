"""Claims of medical mutual aid: filed for a stay, reviewed by another, paid as aid."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit
from schema.accounts.rules import Action, Entity
from schema.assistance.rules import (
    CLAIM_TRANSITIONS,
    AidFacts,
    AssistanceErrorCode,
    AssistanceKind,
    BenefitBand,
    ClaimStatus,
    FundLevel,
    benefit,
    normalise_diagnosis,
)
from schema.assistance.service.aid import request_assistance
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import (
    claim_invoice,
    mutual_aid_claim,
    mutual_aid_member,
    mutual_aid_policy,
)
from schema.core.access_log import AccessKind, AccessPurpose, access_rows
from schema.core.bulk import new_ids
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.numbers import make_number
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.vault import vault
from schema.core.visible import visible
from schema.core.work import Work
from schema.membership.rules.sensitive import DisclosureErrorCode
from schema.membership.service.disclosure import check_purpose
from schema.membership.tables import person
from schema.organisation.access import editable_row


async def file_claim(
    work: Work,
    *,
    member_id: UUID,
    admitted_on: date,
    discharged_on: date,
    self_paid: int,
    invoice_number: str,
    more_invoice_numbers: Sequence[str] = (),
    diagnosis_code: str | None = None,
) -> UUID:
    """File a claim for a stay in the policy's year; the benefit is computed here.

    An invoice is claimed once (the database holds it); of the diagnosis (ICD-10) only the
    ciphertext is kept. Raises INVALID, TOO_LATE after the days of
    the parameter since the discharge, NOT_ENROLLED for a stay of another year.
    """
    member = await editable_row(work, mutual_aid_member, member_id)
    policy = await _policy_of(work, member, admitted_on, discharged_on)
    if self_paid <= 0:
        raise DomainError(ErrorCode.INVALID, "自付金额须大于零", path=("selfPaid",))
    bands = [BenefitBand(**band) for band in policy["benefit_table"]]
    left = policy["most"] - await _given(work, member_id)
    invoices = [
        check_text(given, "invoiceNumber", "须有结算单号")
        for given in (invoice_number, *more_invoice_numbers)
    ]
    claim_id = new_ids(1)[0]
    await work.insert(
        mutual_aid_claim,
        id=claim_id,
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
        diagnosis_cipher=_sealed(claim_id, diagnosis_code),
    )
    for number in invoices:
        mark = vault().blind_index("invoice", "".join(number.split()).upper())
        await work.insert(claim_invoice, claim_id=claim_id, invoice_hash=mark)
    return claim_id


def _sealed(claim_id: UUID, diagnosis_code: str | None) -> bytes | None:
    """The ciphertext of a diagnosis; raises DomainError INVALID for what is no ICD-10 code."""
    if diagnosis_code is None:
        return None
    code = normalise_diagnosis(diagnosis_code)
    if code is None:
        raise DomainError(ErrorCode.INVALID, "诊断编码须为 ICD-10 编码", path=("diagnosisCode",))
    return vault().encrypt(code, mutual_aid_claim.name, "diagnosis_cipher", claim_id)


async def reveal_diagnosis(work: Work, *, claim_id: UUID, purpose: AccessPurpose, note: str) -> str:
    """The diagnosis of a visible claim, for those who review; logged before it leaves.

    Raises DomainError FORBIDDEN, STEP_UP_REQUIRED, NOTE_REQUIRED, REVEAL_LIMIT,
    NOTHING_STORED, or NotFoundError.
    """
    permit(work, Entity.DOSSIER, Action.REVEAL)
    await check_purpose(work, note)
    found = (
        sa.select(mutual_aid_claim.c.diagnosis_cipher, mutual_aid_member.c.person_id)
        .join_from(mutual_aid_claim, mutual_aid_member)
        .where(mutual_aid_claim.c.id == claim_id, visible(mutual_aid_claim, work.principal))
    )
    row = (await work.execute(found)).one_or_none()
    if row is None:
        raise NotFoundError(str(mutual_aid_claim.comment))
    if row.diagnosis_cipher is None:
        raise DomainError(DisclosureErrorCode.NOTHING_STORED, path=("id",))
    await work.execute(
        access_rows(
            work.principal,
            AccessKind.REVEAL,
            person,
            [row.person_id],
            purpose=purpose,
            note=note.strip(),
            fields=["DIAGNOSIS"],
        )
    )
    return vault().decrypt(
        row.diagnosis_cipher, mutual_aid_claim.name, "diagnosis_cipher", claim_id
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


async def _policy_of(
    work: Work, member: Mapping[str, Any], admitted_on: date, discharged_on: date
) -> Mapping[str, Any]:
    """The policy that a stay falls under; raises DomainError INVALID, NOT_ENROLLED, TOO_LATE."""
    statement = sa.select(mutual_aid_policy).where(mutual_aid_policy.c.id == member["policy_id"])
    policy = (await work.execute(statement)).mappings().one()
    if not admitted_on <= discharged_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "住院日期不合理", path=("dischargedOn",))
    if admitted_on.year != policy["year"]:
        raise DomainError(AssistanceErrorCode.NOT_ENROLLED, path=("admittedOn",))
    terms = await parameters(work.connection, "MUTUAL_AID", work.today)
    if work.today > discharged_on + timedelta(days=figure(terms, "claim_days")):
        raise DomainError(AssistanceErrorCode.TOO_LATE, path=("dischargedOn",))
    return {str(name): value for name, value in policy.items()}


async def _given(work: Work, member_id: UUID) -> int:
    """What was granted or is asked for in this policy's year."""
    total = sa.select(sa.func.coalesce(sa.func.sum(mutual_aid_claim.c.benefit), 0)).where(
        mutual_aid_claim.c.member_id == member_id,
        mutual_aid_claim.c.status != ClaimStatus.REFUSED,
    )
    given: int = (await work.execute(total)).scalar_one()
    return given
