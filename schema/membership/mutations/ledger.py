"""Transfers by both unions and the city; proposals of a lapse, the talk and the decision."""

import strawberry

from schema.membership import service
from schema.membership.types import LapseProposal, MembershipTransfer
from schema.planner.mutations import changes, creates, each, payload
from schema.planner.scalars import CalendarDate


@strawberry.input(description="申请会籍接转")
class RequestTransferInput:
    """A member offered to another union."""

    membership_id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的会籍版本号")
    to_union_id: strawberry.ID = strawberry.field(description="转入工会")
    reason: str | None = strawberry.field(default=None, description="原因")


@strawberry.input(description="转出工会确认会籍接转")
class ReleaseTransferInput:
    """The old union lets the member go."""

    id: strawberry.ID = strawberry.field(description="接转")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="办结会籍接转")
class DecideTransferInput:
    """The new union's answer; before the old union has confirmed, only its refusal."""

    id: strawberry.ID = strawberry.field(description="接转")
    expected_version: int = strawberry.field(description="读取时的版本号")
    accept: bool = strawberry.field(description="接收 (否则退回)")
    reason: str | None = strawberry.field(default=None, description="退回原因")


@strawberry.input(description="撤回会籍接转")
class CancelTransferInput:
    """The old union takes the request back."""

    id: strawberry.ID = strawberry.field(description="接转")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="撤回原因")


@strawberry.input(description="依职权办结会籍接转")
class CompleteTransferInput:
    """The city completes what a union let pass."""

    id: strawberry.ID = strawberry.field(description="接转")
    expected_version: int = strawberry.field(description="读取时的版本号")
    basis: str = strawberry.field(description="依据")


@strawberry.input(description="登记自动退会前的教育谈话")
class RecordEducationInput:
    """The talk with a member before a lapse."""

    id: strawberry.ID = strawberry.field(description="自动退会提议")
    expected_version: int = strawberry.field(description="读取时的版本号")
    educated_on: CalendarDate = strawberry.field(description="谈话日期")
    took_part: bool = strawberry.field(description="查明参加过工会组织生活")
    good_reason: bool = strawberry.field(description="查明有正当理由")
    note: str = strawberry.field(description="谈话情况")


@strawberry.input(description="决定自动退会提议")
class DecideLapseInput:
    """The chair's decision."""

    id: strawberry.ID = strawberry.field(description="自动退会提议")
    expected_version: int = strawberry.field(description="读取时的版本号")
    confirm: bool = strawberry.field(description="按自动退会处理 (否则不予退会)")
    note: str = strawberry.field(description="决定说明")


TRANSFER = payload("Transfer", "会籍接转", transfer=MembershipTransfer)
LAPSE = payload("LapseProposal", "自动退会提议", lapse_proposal=LapseProposal)


@strawberry.type
class LedgerMutation:
    """Mutations of transfers and lapses."""

    request_transfer = creates(
        service.request_transfer, RequestTransferInput, TRANSFER, "申请会籍接转"
    )
    release_transfer = changes(
        service.release_transfer, ReleaseTransferInput, TRANSFER, "转出工会确认会籍接转"
    )
    release_transfers = each(service.release_transfer, ReleaseTransferInput, "批量确认转出")
    decide_transfer = changes(
        service.decide_transfer, DecideTransferInput, TRANSFER, "接收或退回会籍接转"
    )
    decide_transfers = each(service.decide_transfer, DecideTransferInput, "批量接收或退回会籍接转")
    cancel_transfer = changes(
        service.cancel_transfer, CancelTransferInput, TRANSFER, "转出工会撤回会籍接转"
    )
    complete_transfer = changes(
        service.complete_transfer,
        CompleteTransferInput,
        TRANSFER,
        "市总工会对逾期未办的会籍接转依职权办结",
    )
    record_education = changes(
        service.record_education, RecordEducationInput, LAPSE, "登记自动退会前的教育谈话"
    )
    decide_lapse = changes(
        service.decide_lapse, DecideLapseInput, LAPSE, "主席决定是否按自动退会处理"
    )
