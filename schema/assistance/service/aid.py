"""Aid: request, review, decision, and the steps after it, with the gates that block."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from schema.accounts.rules import Action, Entity
from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    AidFacts,
    AssistanceErrorCode,
    AssistanceStatus,
    NoticeSubject,
    RefusalCode,
    check_aid,
)
from schema.assistance.service.approvals import approve, other_person
from schema.assistance.service.gates import (
    aid_subject,
    check_beneficiary,
    check_child,
    check_fit,
    check_once,
    check_payee,
)
from schema.assistance.service.notices import check_no_objection, publish
from schema.assistance.service.recoveries import record_recovery, recovery_opened
from schema.assistance.service.recusal import check_recusal
from schema.assistance.service.vouchers import free_vouchers, hold_vouchers
from schema.assistance.tables import assistance_record, public_notice
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import WRITES, editable_row, may_edit

Status = AssistanceStatus
DECISIONS = frozenset(
    {
        Status.SUBMITTED,
        Status.GRASSROOTS_CHECKED,
        Status.CENTRE_REVIEWED,
        Status.APPROVED,
        Status.RETURNED,
        Status.REJECTED,
        Status.WITHDRAWN,
    }
)
#: Steps that judge a request: not for the applicant's kin.
JUDGED = DECISIONS - {Status.SUBMITTED, Status.WITHDRAWN}
WITH_REASON = frozenset(
    {Status.RETURNED, Status.REJECTED, Status.RECOVERY_OPEN, Status.RECOVERED, Status.VERIFIED}
)
#: What a decision needs of the role; approval asks by its level.
ACTIONS: Mapping[AssistanceStatus, tuple[Action, ...]] = {
    Status.CENTRE_REVIEWED: (Action.REVIEW,),
    Status.APPROVED: (Action.REVIEW, Action.DECIDE),
    Status.REJECTED: (Action.REVIEW, Action.DECIDE),
    Status.RETURNED: (Action.REVIEW, Action.DECIDE),
}


async def request_assistance(work: Work, *, facts: AidFacts) -> UUID:
    """Submit a request for aid; the record's id.

    With a dossier, person and union are the dossier's. Raises DomainError
    DOSSIER_REQUIRED, KIND_NOT_ALLOWED, ALREADY_GRANTED, CHILD_ALREADY_AIDED,
    VOUCHER_USED, FORBIDDEN, INVALID.
    """
    check_aid(facts)
    person_id, union_id, household = await aid_subject(work, facts)
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.CREATE)
    check_fit(facts.kind, facts.fund_level, household)
    child_key = await check_beneficiary(work, facts)
    values: dict[str, Any] = {
        "dossier_id": facts.dossier_id,
        "person_id": person_id,
        "kind": facts.kind,
        "period_key": _period(facts),
        "fund_level": facts.fund_level,
        "child_key": child_key,
    }
    await check_once(work, values)
    await check_child(work, child_key)
    record = await work.insert(
        assistance_record,
        **values,
        number=make_number("BF", work.today),
        union_id=union_id,
        beneficiary_member_id=facts.beneficiary_member_id,
        status=Status.SUBMITTED,
        amount=facts.amount,
        goods=facts.goods,
        reason=facts.reason,
        requested_on=work.today,
        requested_by=work.principal.subject,
    )
    await hold_vouchers(work, record, facts.vouchers)
    return record


async def decide_assistance(
    work: Work,
    *,
    assistance_id: UUID,
    expected_version: int,
    status: AssistanceStatus,
    reason: str | None = None,
    minutes: str | None = None,
    refusal: RefusalCode | None = None,
) -> None:
    """Check, review, approve, return, reject or withdraw a request.

    An approval may need several people by its level; until the last of them the record
    waits where it is. Raises SAME_PERSON when one person takes two of the steps.
    """
    if status not in DECISIONS:
        raise DomainError(ErrorCode.INVALID, "不是审批结果", path=("status",))
    row = await editable_row(
        work,
        assistance_record,
        assistance_id,
        expected_version=expected_version,
        actions=ACTIONS.get(status, WRITES),
    )
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], status)
    if row["status"] is Status.PUBLIC_NOTICE:
        raise DomainError(ErrorCode.INVALID, "公示后只因异议成立而撤回", path=("status",))
    _check_reason(target, reason)
    if target in JUDGED:
        await check_recusal(work, row["person_id"], row["dossier_id"])
    changes: dict[str, object] = {"status": target, "status_reason": reason}
    if target is Status.GRASSROOTS_CHECKED:
        other_person(work, row, "requested_by")
        changes["checked_by"] = work.principal.subject
    if target is Status.CENTRE_REVIEWED:
        other_person(work, row, "requested_by")
        changes["reviewed_by"] = work.principal.subject
    if target is Status.APPROVED:
        changes = {"status_reason": reason, **await approve(work, row, minutes)}
    if target is Status.REJECTED:
        changes["refusal"] = refusal or RefusalCode.OTHER
    await work.update(assistance_record, assistance_id, expected_version, **changes)
    if target in {Status.REJECTED, Status.WITHDRAWN}:
        await free_vouchers(work, assistance_id)


async def change_assistance_status(
    work: Work,
    *,
    assistance_id: UUID,
    expected_version: int,
    status: AssistanceStatus,
    reason: str | None = None,
) -> None:
    """Take a step after approval that is no payment: notice, schedule, call-back, recovery.

    Money goes through a payment batch; only goods are put on their way here.
    """
    if status in DECISIONS or status is Status.PAID:
        raise DomainError(ErrorCode.INVALID, "请通过审批或发放办理", path=("status",))
    row = await editable_row(
        work, assistance_record, assistance_id, expected_version=expected_version
    )
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], status)
    _check_reason(target, reason)
    if target is Status.RECOVERED:
        await record_recovery(
            work,
            assistance_id=assistance_id,
            expected_version=expected_version,
            note=reason or "",
        )
        return
    changes: dict[str, object] = {"status": target, "status_reason": reason}
    changes |= await _after_approval(work, row, target)
    if target is Status.VERIFIED:
        changes |= {"verified_on": work.today, "verification": reason, "status_reason": None}
    await work.update(assistance_record, assistance_id, expected_version, **changes)


async def _after_approval(
    work: Work, row: Mapping[str, Any], target: AssistanceStatus
) -> dict[str, object]:
    """What a step after approval demands, and the columns that it writes."""
    if target is Status.PUBLIC_NOTICE:
        detail = f"{row['kind'].label} {row['amount'] // 100} 元"
        ends = await publish(work, NoticeSubject.AID, row, detail=detail, rule="AID")
        return {"notice_until": ends}
    if target is Status.SCHEDULED:
        if row["status"] is Status.IN_BATCH:
            raise DomainError(AssistanceErrorCode.PAID_BY_BATCH, path=("status",))
        if not _is_over(row["notice_until"], work.today):
            raise DomainError(AssistanceErrorCode.NOTICE_RUNNING, path=("status",))
        await check_no_objection(work, public_notice.c.assistance_id, row["id"])
    if target is Status.IN_BATCH and row["amount"] > 0:
        raise DomainError(AssistanceErrorCode.PAID_BY_BATCH, path=("status",))
    if target is Status.RECOVERY_OPEN:
        return await recovery_opened(work)
    return {}


async def pay_assistance(
    work: Work, *, assistance_id: UUID, expected_version: int, paid_on: date | None = None
) -> None:
    """Note that goods were handed over; the gates A1 and A2 are passed again.

    Raises PAID_BY_BATCH for money, ILLEGAL_TRANSITION unless on its way, SAME_PERSON for
    whoever asked, reviewed or approved.
    """
    row = await editable_row(
        work,
        assistance_record,
        assistance_id,
        expected_version=expected_version,
    )
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], Status.PAID)
    if row["amount"] > 0:
        raise DomainError(AssistanceErrorCode.PAID_BY_BATCH, path=("id",))
    other_person(work, row, "requested_by", "checked_by", "reviewed_by", "approved_by")
    await check_recusal(work, row["person_id"], row["dossier_id"])
    day = paid_on or work.today
    if not row["approved_on"] <= day <= work.today:
        raise DomainError(ErrorCode.INVALID, "发放日期须在批准之后且不在未来", path=("paidOn",))
    await check_payee(work, row, in_force=False)
    await check_once(work, row, besides=assistance_id)
    await work.update(
        assistance_record,
        assistance_id,
        expected_version,
        status=target,
        paid_on=day,
        paid_by=work.principal.subject,
    )


def _period(facts: AidFacts) -> str:
    """Study aid is given once a school year for each child, the rest once for the household."""
    child = facts.beneficiary_member_id
    period = facts.period_key.strip()
    return period if child is None else f"{period}/{child}"


def _check_reason(target: AssistanceStatus, reason: str | None) -> None:
    if target in WITH_REASON and not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因或记录", path=("reason",))


def _is_over(notice_until: date | None, today: date) -> bool:
    return notice_until is not None and notice_until < today
