"""Transfer of a membership in two steps: the old union asks, the new one accepts.

The membership stays one row through its life, so that dues, card and history
follow it; the transfer keeps where it came from.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from schema.core.calendar import add_working_days
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import MEMBERSHIP_TRANSITIONS, MembershipStatus, TransferStatus
from schema.membership.tables import membership, membership_transfer
from schema.organisation.access import editable_row


async def request_transfer(
    work: Work,
    *,
    membership_id: UUID,
    expected_version: int,
    to_union_id: UUID,
    reason: str | None = None,
) -> UUID:
    """Offer a member to another union; the id of the transfer, due in working days."""
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    if row["union_id"] == to_union_id:
        raise DomainError(ErrorCode.INVALID, "转入工会与转出工会相同", path=("toUnionId",))
    target = next_state(MEMBERSHIP_TRANSITIONS, row["status"], MembershipStatus.TRANSFERRING)
    await work.update(membership, membership_id, expected_version, status=target)
    terms = await parameters(work.connection, "MEMBERSHIP", work.today)
    return await work.insert(
        membership_transfer,
        membership_id=membership_id,
        from_union_id=row["union_id"],
        to_union_id=to_union_id,
        status=TransferStatus.REQUESTED,
        requested_on=work.today,
        due_on=add_working_days(work.today, figure(terms, "transfer_working_days")),
        reason=reason,
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
    """Take the member into the new union; the membership's id.

    The caller's scope must cover the new union, and row-level security the old
    one too, for the row moves from one to the other.
    """
    row = await _offered(work, transfer_id, expected_version)
    await _decide(work, row, expected_version, TransferStatus.ACCEPTED, None)
    return await _land(work, row, row["to_union_id"])


async def reject_transfer(
    work: Work, *, transfer_id: UUID, expected_version: int, reason: str | None
) -> UUID:
    """Leave the member with the old union, for a reason; the membership's id."""
    if not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    row = await _offered(work, transfer_id, expected_version)
    await _decide(work, row, expected_version, TransferStatus.REJECTED, reason)
    return await _land(work, row, row["from_union_id"])


async def _offered(work: Work, transfer_id: UUID, expected_version: int) -> Mapping[str, Any]:
    return await editable_row(
        work,
        membership_transfer,
        transfer_id,
        union_column="to_union_id",
        expected_version=expected_version,
    )


async def _decide(
    work: Work,
    row: Mapping[str, Any],
    expected_version: int,
    status: TransferStatus,
    reason: str | None,
) -> None:
    if row["status"] is not TransferStatus.REQUESTED:
        raise DomainError(ErrorCode.INVALID, "该接转已办结", path=("id",))
    await work.update(
        membership_transfer,
        row["id"],
        expected_version,
        status=status,
        decided_on=work.today,
        reason=reason or row["reason"],
    )


async def _land(work: Work, transfer: Mapping[str, Any], union_id: UUID) -> UUID:
    """End the transfer on the membership: active again, in ``union_id``."""
    membership_id: UUID = transfer["membership_id"]
    held = await editable_row(work, membership, membership_id)
    target = next_state(MEMBERSHIP_TRANSITIONS, held["status"], MembershipStatus.ACTIVE)
    await work.update(membership, membership_id, held["version"], status=target, union_id=union_id)
    return membership_id
