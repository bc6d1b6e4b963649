"""Approval of aid: gates, level by amount, the number of approvers, money set aside."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from schema.accounts.access import permit
from schema.accounts.rules import Action, Entity
from schema.assistance.rules import (
    ApprovalLevel,
    AssistanceErrorCode,
    AssistanceStatus,
    FundEntryKind,
    approval_level,
)
from schema.assistance.service.caps import above_year_cap, check_caps, lock_household
from schema.assistance.service.funds import choose_fund, move
from schema.assistance.service.gates import check_child, check_fit, check_once, check_payee
from schema.assistance.tables import aid_approval, assistance_record, fund_entry
from schema.core.errors import DomainError
from schema.core.params import figure, parameters
from schema.core.work import Work

Row = Mapping[str, Any]


def other_person(work: Work, row: Row, *steps: str) -> None:
    """Refuse whoever took one of these steps already; raises DomainError SAME_PERSON."""
    if work.principal.subject in {row[step] for step in steps}:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("status",))


async def approve(work: Work, row: Row, minutes: str | None) -> dict[str, object]:
    """One approval; the columns to write, with the new state when it was the last one needed.

    The gates A1 (dossier in force, payee alive), A2 (not granted twice), A8 (fund fits) and
    the caps are passed under the lock of the household. Raises SAME_PERSON,
    ALREADY_APPROVED, MINUTES_REQUIRED and what the gates raise.
    """
    other_person(work, row, "requested_by", "checked_by", "reviewed_by")
    await lock_household(work, row)
    household = await check_payee(work, row, in_force=True)
    check_fit(row["kind"], row["fund_level"], household)
    await check_once(work, row, besides=row["id"])
    await check_child(work, row["child_key"], besides=row["id"])
    await check_caps(work, row, household)
    level = await _level(work, row)
    _may_approve(work, level)
    if level is ApprovalLevel.CHAIR_MEETING and not minutes:
        raise DomainError(AssistanceErrorCode.MINUTES_REQUIRED, path=("minutes",))
    values: dict[str, object] = {"approval_level": level, "minutes": minutes}
    if not await _agreed(work, row, level):
        return values
    fund_id = await choose_fund(
        work,
        level=row["fund_level"],
        kind=row["kind"],
        category=None if household is None else household["category"],
        amount=row["amount"],
    )
    await move(
        work,
        fund_id=fund_id,
        kind=FundEntryKind.RESERVE,
        amount=row["amount"],
        assistance_id=row["id"],
    )
    return values | {
        "status": AssistanceStatus.APPROVED,
        "fund_id": fund_id,
        "approved_on": work.today,
        "approved_by": work.principal.subject,
    }


async def retract_approval(work: Work, row: Row, reason: str) -> None:
    """Take an approval back after an upheld objection; the money is free again."""
    await work.update(
        assistance_record,
        row["id"],
        row["version"],
        status=AssistanceStatus.CENTRE_REVIEWED,
        status_reason=reason,
        approved_on=None,
        approved_by=None,
        notice_until=None,
        fund_id=None,
    )
    if row["fund_id"] is not None:
        await move(
            work,
            fund_id=row["fund_id"],
            kind=FundEntryKind.RELEASE,
            amount=row["amount"],
            assistance_id=row["id"],
            note=reason,
        )


async def _level(work: Work, row: Row) -> ApprovalLevel:
    """By the amount; the meeting also where the household's year goes above its cap (A3)."""
    if await above_year_cap(work, row):
        return ApprovalLevel.CHAIR_MEETING
    limits = await parameters(work.connection, "AID", work.today)
    return approval_level(
        row["amount"],
        centre_head=figure(limits, "centre_head_limit"),
        vice_chair=figure(limits, "vice_chair_limit"),
    )


def _may_approve(work: Work, level: ApprovalLevel) -> None:
    """Small amounts are the centre's, the others the leaders'."""
    small = level is ApprovalLevel.CENTRE_HEAD
    permit(work, Entity.ASSISTANCE, Action.DECIDE, *((Action.REVIEW,) if small else ()))


async def _agreed(work: Work, row: Row, level: ApprovalLevel) -> bool:
    """Enter this approval; whether as many people agreed as the level asks for (S07)."""
    terms = await parameters(work.connection, "AID", work.today)
    needed = figure(terms, "meeting_approvers") if level is ApprovalLevel.CHAIR_MEETING else 1
    released = sa.select(sa.func.count()).where(
        fund_entry.c.assistance_id == row["id"], fund_entry.c.kind == FundEntryKind.RELEASE
    )
    turn: int = (await work.execute(released)).scalar_one() + 1
    statement = sa.select(aid_approval.c.approved_by).where(
        aid_approval.c.assistance_id == row["id"], aid_approval.c.round == turn
    )
    others = set((await work.execute(statement)).scalars())
    if work.principal.subject in others:
        raise DomainError(AssistanceErrorCode.ALREADY_APPROVED, path=("status",))
    await work.insert(
        aid_approval,
        assistance_id=row["id"],
        level=level,
        round=turn,
        approved_on=work.today,
        approved_by=work.principal.subject,
    )
    return len(others) + 1 >= needed
