"""Aid: request, review, approval and payment, with the gates that block (A1, A2, A8)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    AidFacts,
    ApprovalLevel,
    AssistanceErrorCode,
    AssistanceStatus,
    approval_level,
    check_aid,
)
from schema.assistance.service.gates import (
    aid_subject,
    check_beneficiary,
    check_fit,
    check_once,
    check_payee,
)
from schema.assistance.tables import assistance_record
from schema.core.calendar import add_working_days
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit

DECISIONS = frozenset(
    {
        AssistanceStatus.SUBMITTED,
        AssistanceStatus.GRASSROOTS_CHECKED,
        AssistanceStatus.CENTRE_REVIEWED,
        AssistanceStatus.APPROVED,
        AssistanceStatus.RETURNED,
        AssistanceStatus.REJECTED,
        AssistanceStatus.WITHDRAWN,
    }
)
WITH_REASON = frozenset(
    {AssistanceStatus.RETURNED, AssistanceStatus.REJECTED, AssistanceStatus.RECOVERY_OPEN}
)


async def request_assistance(work: Work, *, facts: AidFacts) -> UUID:
    """Submit a request for aid; the record's id.

    With a dossier, person and union are the dossier's. Raises DomainError
    DOSSIER_REQUIRED, KIND_NOT_ALLOWED, ALREADY_GRANTED, FORBIDDEN, INVALID.
    """
    check_aid(facts)
    person_id, union_id, household = await aid_subject(work, facts)
    await may_edit(work, union_id)
    check_fit(facts.kind, facts.fund_level, household)
    await check_beneficiary(work, facts)
    values: dict[str, Any] = {
        "dossier_id": facts.dossier_id,
        "person_id": person_id,
        "kind": facts.kind,
        "period_key": _period(facts),
        "fund_level": facts.fund_level,
    }
    await check_once(work, values)
    return await work.insert(
        assistance_record,
        **values,
        number=make_number("BF", work.today),
        union_id=union_id,
        beneficiary_member_id=facts.beneficiary_member_id,
        status=AssistanceStatus.SUBMITTED,
        amount=facts.amount,
        goods=facts.goods,
        reason=facts.reason,
        requested_on=work.today,
        requested_by=work.principal.subject,
    )


async def decide_assistance(
    work: Work,
    *,
    assistance_id: UUID,
    expected_version: int,
    status: AssistanceStatus,
    reason: str | None = None,
    minutes: str | None = None,
) -> None:
    """Check, review, approve, return, reject or withdraw a request.

    Approval passes the gates A1 (dossier in force, payee alive), A2 (not granted
    twice) and A8 (fund fits); its level follows from the amount. Raises
    SAME_PERSON when one person takes two of the steps, MINUTES_REQUIRED.
    """
    if status not in DECISIONS:
        raise DomainError(ErrorCode.INVALID, "不是审批结果", path=("status",))
    row = await editable_row(work, assistance_record, assistance_id)
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], status)
    _check_reason(target, reason)
    changes: dict[str, object] = {"status": target, "status_reason": reason}
    if target is AssistanceStatus.CENTRE_REVIEWED:
        _check_other(work, row, "requested_by")
        changes["reviewed_by"] = work.principal.subject
    if target is AssistanceStatus.APPROVED:
        changes |= await _approval(work, row, minutes)
    await work.update(assistance_record, assistance_id, expected_version, **changes)


async def change_assistance_status(
    work: Work,
    *,
    assistance_id: UUID,
    expected_version: int,
    status: AssistanceStatus,
    reason: str | None = None,
) -> None:
    """Take a step after approval that is no payment: notice, schedule, batch, visit, recovery."""
    if status in DECISIONS or status is AssistanceStatus.PAID:
        raise DomainError(ErrorCode.INVALID, "请通过审批或发放办理", path=("status",))
    row = await editable_row(work, assistance_record, assistance_id)
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], status)
    _check_reason(target, reason)
    changes: dict[str, object] = {"status": target, "status_reason": reason}
    if target is AssistanceStatus.PUBLIC_NOTICE:
        terms = await parameters(work.connection, "AID", work.today)
        days = figure(terms, "notice_working_days")
        changes["notice_until"] = add_working_days(work.today, days)
    if target is AssistanceStatus.SCHEDULED and not _is_over(row["notice_until"], work.today):
        raise DomainError(AssistanceErrorCode.NOTICE_RUNNING, path=("status",))
    await work.update(assistance_record, assistance_id, expected_version, **changes)


async def pay_assistance(
    work: Work, *, assistance_id: UUID, expected_version: int, paid_on: date | None = None
) -> None:
    """Note the payment of a record in a batch; the gates A1 and A2 are passed again.

    Raises ILLEGAL_TRANSITION unless in a batch, SAME_PERSON for the approver.
    """
    row = await editable_row(work, assistance_record, assistance_id)
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], AssistanceStatus.PAID)
    _check_other(work, row, "requested_by", "reviewed_by", "approved_by")
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


async def _approval(work: Work, row: Mapping[str, Any], minutes: str | None) -> dict[str, object]:
    _check_other(work, row, "requested_by", "reviewed_by")
    household = await check_payee(work, row, in_force=True)
    check_fit(row["kind"], row["fund_level"], household)
    await check_once(work, row, besides=row["id"])
    limits = await parameters(work.connection, "AID", work.today)
    level = approval_level(
        row["amount"],
        centre_head=figure(limits, "centre_head_limit"),
        vice_chair=figure(limits, "vice_chair_limit"),
    )
    if level is ApprovalLevel.CHAIR_MEETING and not minutes:
        raise DomainError(AssistanceErrorCode.MINUTES_REQUIRED, path=("minutes",))
    return {
        "approved_on": work.today,
        "approved_by": work.principal.subject,
        "approval_level": level,
        "minutes": minutes,
    }


def _period(facts: AidFacts) -> str:
    """Study aid is given once a school year for each child, the rest once for the household."""
    child = facts.beneficiary_member_id
    period = facts.period_key.strip()
    return period if child is None else f"{period}/{child}"


def _check_reason(target: AssistanceStatus, reason: str | None) -> None:
    if target in WITH_REASON and not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))


def _check_other(work: Work, row: Mapping[str, Any], *steps: str) -> None:
    if work.principal.subject in {row[step] for step in steps}:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("status",))


def _is_over(notice_until: date | None, today: date) -> bool:
    return notice_until is not None and notice_until < today
