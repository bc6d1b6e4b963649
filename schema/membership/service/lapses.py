"""Proposals of a lapse: made by the machine, followed by a talk, decided by a chair."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Action
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.roles import Role
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    LAPSE_TRANSITIONS,
    OPEN_LAPSES,
    DuesStatus,
    LapseStatus,
    MembershipErrorCode,
    MembershipStatus,
    months_before,
)
from schema.membership.service.ledger import turn
from schema.membership.service.memberships import step_changes
from schema.membership.tables import dues, lapse_proposal, membership, membership_step
from schema.organisation.access import editable_row

GROUNDS = "连续未缴会费达到规定月数"


async def propose_lapses(work: Work) -> int:
    """Propose a lapse for whoever has not paid dues for the months of the rule.

    The number of proposals made; run twice it makes none, and a dismissed member is left
    alone for as many months. Nobody leaves by this: see ``decide_lapse``. Whether somebody
    took part in the union's life, or had a good reason, the talk finds out.
    """
    terms = await parameters(work.connection, "MEMBERSHIP", work.today)
    limit = months_before(work.today, figure(terms, "lapse_months"))
    unpaid = _unpaid().subquery()
    known = sa.exists(lapse_proposal.c.id).where(
        lapse_proposal.c.membership_id == membership.c.id,
        sa.or_(lapse_proposal.c.status.in_(OPEN_LAPSES), lapse_proposal.c.decided_on >= limit),
    )
    subject = sa.literal(work.principal.subject)
    found = sa.select(
        membership.c.id,
        membership.c.union_id,
        sa.literal(LapseStatus.PROPOSED.value),
        sa.literal(work.today),
        unpaid.c.since,
        sa.literal(GROUNDS),
        subject,
        subject,
    ).join_from(membership, unpaid, unpaid.c.membership_id == membership.c.id)
    columns = ("membership_id", "union_id", "status", "proposed_on", "unpaid_since", "grounds")
    statement = insert(lapse_proposal).from_select(
        [*columns, "created_by", "updated_by"],
        found.where(
            membership.c.status == MembershipStatus.ACTIVE,
            unpaid.c.since <= limit,
            ~known,
            ~_back_since(limit),
        ),
    )
    return int((await work.execute(statement.on_conflict_do_nothing())).rowcount)


def _unpaid() -> sa.Select[tuple[UUID, date]]:
    """Since which month each membership with dues has been paying none."""
    settled = dues.c.status.in_((DuesStatus.PAID, DuesStatus.WAIVED))
    after_last = sa.func.max(dues.c.month).filter(settled) + sa.text("interval '1 month'")
    first_due = sa.func.min(dues.c.month).filter(~settled)
    since = sa.func.coalesce(sa.cast(after_last, sa.Date), first_due).label("since")
    return sa.select(dues.c.membership_id, since).group_by(dues.c.membership_id)


def _back_since(limit: date) -> sa.Exists:
    """Whether a member came back, from retention or by joining, within these months."""
    return sa.exists(membership_step.c.id).where(
        membership_step.c.membership_id == membership.c.id,
        membership_step.c.to_status == MembershipStatus.ACTIVE,
        membership_step.c.from_status != MembershipStatus.TRANSFERRING,
        membership_step.c.taken_on >= limit,
    )


async def record_education(
    work: Work,
    *,
    proposal_id: UUID,
    expected_version: int,
    educated_on: date,
    took_part: bool,
    good_reason: bool,
    note: str,
) -> None:
    """Note the talk with the member and what it found out; his time to mend begins.

    Raises DomainError INVALID for a day before the proposal or in the future.
    """
    row = await editable_row(work, lapse_proposal, proposal_id, expected_version=expected_version)
    next_state(LAPSE_TRANSITIONS, row["status"], LapseStatus.EDUCATED)
    if not row["proposed_on"] <= educated_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "谈话日期须在提议之后", path=("educatedOn",))
    await work.update(
        lapse_proposal,
        proposal_id,
        expected_version,
        status=LapseStatus.EDUCATED,
        educated_on=educated_on,
        educated_by=work.principal.subject,
        took_part=took_part,
        good_reason=good_reason,
        note=note,
    )


async def decide_lapse(
    work: Work, *, proposal_id: UUID, expected_version: int, confirm: bool, note: str
) -> None:
    """The chair's decision: the membership lapses, or the proposal is dropped.

    Raises DomainError CHAIR_DECIDES for a job, ILLEGAL_TRANSITION without the talk, TAKES_PART
    when it found that the member takes part or has a good reason, CORRECTION_RUNS while he may
    still put things right, STILL_PAYING when he did.
    """
    if work.principal.role is Role.JOB:
        raise DomainError(MembershipErrorCode.CHAIR_DECIDES)
    row = await editable_row(
        work,
        lapse_proposal,
        proposal_id,
        expected_version=expected_version,
        actions=(Action.DECIDE,),
    )
    target = LapseStatus.CONFIRMED if confirm else LapseStatus.DISMISSED
    next_state(LAPSE_TRANSITIONS, row["status"], target)
    if confirm:
        await _lapse(work, row, note)
    await work.update(
        lapse_proposal,
        proposal_id,
        expected_version,
        status=target,
        decided_on=work.today,
        decided_by=work.principal.subject,
        note=note,
    )


async def _lapse(work: Work, row: Mapping[str, Any], note: str) -> None:
    if row["took_part"] or row["good_reason"]:
        raise DomainError(MembershipErrorCode.TAKES_PART, path=("id",))
    terms = await parameters(work.connection, "MEMBERSHIP", row["educated_on"])
    until = row["educated_on"] + timedelta(days=figure(terms, "lapse_correction_days"))
    if work.today <= until:
        raise DomainError(
            MembershipErrorCode.CORRECTION_RUNS, path=("id",), details={"until": str(until)}
        )
    paid = sa.exists(dues.c.id).where(
        dues.c.membership_id == row["membership_id"],
        dues.c.month >= row["unpaid_since"],
        dues.c.status != DuesStatus.DUE,
    )
    if (await work.execute(sa.select(paid))).scalar_one():
        raise DomainError(MembershipErrorCode.STILL_PAYING, path=("id",))
    statement = (
        sa.select(membership)
        .where(membership.c.id == row["membership_id"])
        .with_for_update(key_share=True)
    )
    held = (await work.execute(statement)).mappings().one_or_none()
    if held is None:
        raise NotFoundError(str(membership.comment))
    standing = dict(held)
    changes = step_changes(standing, MembershipStatus.LAPSED, work.today, reason=note)
    changes["educated_on"] = row["educated_on"]
    await turn(work, standing, MembershipStatus.LAPSED, reason=note, **changes)
