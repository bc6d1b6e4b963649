"""Checks after the payment; commitments of party and government."""

import strawberry

from schema.assistance import service, types
from schema.assistance.rules import CommitmentStatus, SpotCheckResult
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

graphql_enum(CommitmentStatus)
graphql_enum(SpotCheckResult)


@strawberry.input(description="抽取发放后抽查样本 (比例按参数, 种子由系统产生)")
class DrawPaymentSampleInput:
    """The period of the payments."""

    from_on: CalendarDate = strawberry.field(description="发放日期起")
    to_on: CalendarDate = strawberry.field(description="发放日期止 (含)")


@strawberry.input(description="登记发放后抽查结果")
class RecordPaymentCheckInput:
    """What was found of one payment."""

    id: strawberry.ID = strawberry.field(description="抽查明细")
    expected_version: int = strawberry.field(description="读取时的版本号")
    result: SpotCheckResult = strawberry.field(description="抽查结果")
    findings: str = strawberry.field(description="抽查情况")


@strawberry.input(description="登记政策承诺")
class AddPolicyCommitmentInput:
    """A commitment and its document."""

    document: str = strawberry.field(description="文件名称与文号")
    issued_on: CalendarDate = strawberry.field(description="印发日期")
    department: str = strawberry.field(description="责任部门")
    commitment: str = strawberry.field(description="承诺事项")


@strawberry.input(description="按季督查政策承诺")
class ReviewPolicyCommitmentInput:
    """A quarter's review."""

    id: strawberry.ID = strawberry.field(description="政策承诺")
    expected_version: int = strawberry.field(description="读取时的版本号")
    progress: str = strawberry.field(description="进展")
    status: CommitmentStatus | None = strawberry.field(
        default=None, description="新的状态 (不填为不变)"
    )


SAMPLE = payload("PaymentSample", "抽查样本", payment_sample=types.PaymentSample)
CHECK = payload("PaymentCheck", "发放后抽查", payment_check=types.PaymentCheck)
COMMITMENT = payload("PolicyCommitment", "政策承诺", policy_commitment=types.PolicyCommitment)


@strawberry.type
class OversightMutation:
    """Mutations of checks and commitments."""

    draw_payment_sample = creates(
        service.draw_sample, DrawPaymentSampleInput, SAMPLE, "抽取发放后抽查样本 (可重抽核对)"
    )
    record_payment_check = changes(
        service.record_payment_check, RecordPaymentCheckInput, CHECK, "登记发放后抽查结果"
    )
    add_policy_commitment = creates(
        service.add_commitment, AddPolicyCommitmentInput, COMMITMENT, "登记党政支持的政策承诺"
    )
    review_policy_commitment = changes(
        service.review_commitment, ReviewPolicyCommitmentInput, COMMITMENT, "按季督查政策承诺"
    )
