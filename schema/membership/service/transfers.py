"""Transfer of a membership: asked for, confirmed by the old union, accepted by the new one.

The membership stays one row through its life, so that dues, card and history follow it; the
transfer keeps where it came from. Both unions have their own working days, computed from the
calendar when they are asked for; whoever lets them pass may be stood in for by the city.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    TRANSFER_TRANSITIONS,
    MembershipErrorCode,
    MembershipStatus,
    TransferStatus,
    next_month,
)
from schema.membership.service.ledger import turn
from schema.membership.service.unions import check_open
from schema.membership.tables import membership, membership_transfer
from schema.organisation.access import editable_row, may_edit


async def request_transfer(
    work: Work,
    *,
    membership_id: UUID,
    expected_version: int,
    to_union_id: UUID,
    reason: str | None = None,
) -> UUID:
    """Ask for a member's move to another union; the id of the transfer.

    Raises DomainError INVALID for the same union, UNION_CLOSED, ILLEGAL_TRANSITION.
    """
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    await may_edit(work, row["union_id"], Entity.TRANSFER, Action.CREATE)
    if row["union_id"] == to_union_id:
        raise DomainError(ErrorCode.INVALID, "转入工会与转出工会相同", path=("toUnionId",))
    await check_open(work, to_union_id, path=("toUnionId",))
    await turn(work, row, MembershipStatus.TRANSFERRING, reason=reason)
    return await work.insert(
        membership_transfer,
        membership_id=membership_id,
        from_union_id=row["union_id"],
        to_union_id=to_union_id,
        status=TransferStatus.REQUESTED,
        requested_on=work.today,
        reason=reason,
    )


async def release_transfer(work: Work, *, transfer_id: UUID, expected_version: int) -> None:
    """The old union's chair confirms; from now on the new union's working days run."""
    row = await _side(work, transfer_id, expected_version, "from_union_id")
    await _move(
        work,
        row,
        TransferStatus.RELEASED,
        released_on=work.today,
        released_by=work.principal.subject,
    )


async def decide_transfer(
    work: Work,
    *,
    transfer_id: UUID,
    expected_version: int,
    accept: bool,
    reason: str | None = None,
) -> None:
    """The new union's answer: ``accept_transfer`` or ``reject_transfer``."""
    if accept:
        await accept_transfer(work, transfer_id=transfer_id, expected_version=expected_version)
    else:
        await reject_transfer(
            work, transfer_id=transfer_id, expected_version=expected_version, reason=reason
        )


async def accept_transfer(work: Work, *, transfer_id: UUID, expected_version: int) -> UUID:
    """Take the member, with dues, card and history, into the new union; the membership's id.

    Raises DomainError ILLEGAL_TRANSITION before the old union has confirmed, SAME_PERSON for
    whoever confirmed it there.
    """
    row = await _side(work, transfer_id, expected_version, "to_union_id")
    next_state(TRANSFER_TRANSITIONS, row["status"], TransferStatus.ACCEPTED)
    if row["released_by"] == work.principal.subject:
        raise DomainError(MembershipErrorCode.SAME_PERSON, path=("id",))
    return await _arrive(work, row, TransferStatus.ACCEPTED)


async def reject_transfer(
    work: Work, *, transfer_id: UUID, expected_version: int, reason: str | None
) -> UUID:
    """Either union refuses, for a reason: the member stays with the old one."""
    if not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    row = await _turn_of(work, transfer_id, expected_version)
    return await _stay(work, row, TransferStatus.REJECTED, reason)


async def cancel_transfer(
    work: Work, *, transfer_id: UUID, expected_version: int, reason: str
) -> UUID:
    """The old union takes the request back, as long as nothing is decided."""
    row = await _side(work, transfer_id, expected_version, "from_union_id", Action.CREATE)
    return await _stay(work, row, TransferStatus.CANCELLED, reason)


async def complete_transfer(
    work: Work, *, transfer_id: UUID, expected_version: int, basis: str
) -> UUID:
    """The city completes, ex officio, what a union let pass; the membership's id.

    Raises DomainError TRANSFER_NOT_OVERDUE while the working days of the union whose turn it
    is still run, FORBIDDEN for everybody but the city.
    """
    permit_city(work, Entity.TRANSFER, Action.DECIDE)
    row = await _side(work, transfer_id, expected_version, "to_union_id")
    next_state(TRANSFER_TRANSITIONS, row["status"], TransferStatus.COMPLETED)
    if not basis.strip():
        raise DomainError(ErrorCode.INVALID, "须写明依据", path=("basis",))
    if work.today <= await transfer_due(work, row):
        raise DomainError(MembershipErrorCode.TRANSFER_NOT_OVERDUE, path=("id",))
    return await _arrive(work, row, TransferStatus.COMPLETED, basis=basis)


async def transfer_due(work: Work, row: Mapping[str, Any]) -> date:
    """Until when the union whose turn it is must act."""
    start: date = row["released_on"] or row["requested_on"]
    terms = await parameters(work.connection, "MEMBERSHIP", start)
    days = await working_calendar(work.connection, start)
    return days.add(start, figure(terms, "transfer_working_days"))


async def _side(
    work: Work,
    transfer_id: UUID,
    expected_version: int,
    column: str,
    *actions: Action,
) -> Mapping[str, Any]:
    """The transfer, locked, for whoever may speak for one of its unions."""
    return await editable_row(
        work,
        membership_transfer,
        transfer_id,
        union_column=column,
        expected_version=expected_version,
        actions=actions or (Action.REVIEW, Action.DECIDE),
    )


async def _turn_of(work: Work, transfer_id: UUID, expected_version: int) -> Mapping[str, Any]:
    """The transfer for the union whose turn it is: the old one until it has confirmed."""
    statement = sa.select(membership_transfer.c.status).where(
        membership_transfer.c.id == transfer_id
    )
    status = (await work.execute(statement)).scalar_one_or_none()
    asked = status is TransferStatus.REQUESTED
    column = "from_union_id" if asked else "to_union_id"
    return await _side(work, transfer_id, expected_version, column)


async def _arrive(
    work: Work, row: Mapping[str, Any], status: TransferStatus, **facts: object
) -> UUID:
    await check_open(work, row["to_union_id"], path=("id",))
    landed = await _land(work, row, row["to_union_id"], str(status.label))
    await _close(work, row, status, dues_from=next_month(work.today), **facts)
    return landed


async def _stay(work: Work, row: Mapping[str, Any], status: TransferStatus, reason: str) -> UUID:
    next_state(TRANSFER_TRANSITIONS, row["status"], status)
    stayed = await _land(work, row, row["from_union_id"], reason)
    await _close(work, row, status, reason=reason)
    return stayed


async def _close(
    work: Work, row: Mapping[str, Any], status: TransferStatus, **facts: object
) -> None:
    decided = {"decided_on": work.today, "decided_by": work.principal.subject}
    await _move(work, row, status, **decided, **facts)


async def _move(
    work: Work, row: Mapping[str, Any], status: TransferStatus, **facts: object
) -> None:
    next_state(TRANSFER_TRANSITIONS, row["status"], status)
    await work.update(membership_transfer, row["id"], row["version"], status=status, **facts)


async def _land(work: Work, transfer: Mapping[str, Any], union_id: UUID, reason: str) -> UUID:
    """End the transfer on the membership: active again, in ``union_id``.

    The row still belongs to the old union: the fence lets the new one at it while the
    transfer is open, so this comes before the transfer is closed.
    """
    membership_id: UUID = transfer["membership_id"]
    statement = (
        sa.select(membership)
        .where(membership.c.id == membership_id)
        .with_for_update(key_share=True)
    )
    held = (await work.execute(statement)).mappings().one_or_none()
    if held is None:
        raise NotFoundError(str(membership.comment))
    await turn(work, dict(held), MembershipStatus.ACTIVE, reason=reason, union_id=union_id)
    return membership_id
