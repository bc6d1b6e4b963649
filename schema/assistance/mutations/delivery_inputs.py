"""The inputs of the four deliveries and of medical mutual aid; amounts are integer fen."""

import strawberry

from schema.assistance.rules import DeliverySeason, DeliveryStatus, FeePayer, RecipientGroup
from schema.core.access_log import AccessPurpose
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError
from schema.planner.scalars import CalendarDate, Fen

for _codes in (AccessPurpose, DeliverySeason, DeliveryStatus, FeePayer, RecipientGroup):
    graphql_enum(_codes)


@strawberry.input(description="筹划四送活动")
class PlanDeliveryInput:
    """A delivery as it is planned."""

    title: str = strawberry.field(description="活动名称")
    season: DeliverySeason = strawberry.field(description="四送类别")
    union_id: strawberry.ID = strawberry.field(description="主办工会")
    starts_on: CalendarDate = strawberry.field(description="开始日期")
    ends_on: CalendarDate = strawberry.field(description="结束日期")
    sites: list[str] = strawberry.field(default_factory=list, description="地点")
    fund_id: strawberry.ID | None = strawberry.field(default=None, description="资金")


@strawberry.input(description="登记四送物资")
class AddDeliveryGoodsInput:
    """Goods for a delivery."""

    delivery_id: strawberry.ID = strawberry.field(description="活动")
    name: str = strawberry.field(description="物品")
    quantity: int = strawberry.field(description="数量")
    unit_price: Fen = strawberry.field(description="单价 (分)")


@strawberry.input(description="变更四送活动状态")
class ChangeDeliveryStatusInput:
    """One step of a delivery."""

    id: strawberry.ID = strawberry.field(description="活动")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: DeliveryStatus = strawberry.field(description="新的状态")
    evidence_reference: str | None = strawberry.field(
        default=None, description="佐证材料编号 (结束时必填)"
    )


@strawberry.input(description="发放物资")
class HandOverGoodsInput:
    """Goods for one recipient."""

    goods_id: strawberry.ID = strawberry.field(description="物品")
    recipient_group: RecipientGroup = strawberry.field(description="受送对象")
    recipient_name: str = strawberry.field(description="受送人姓名")
    quantity: int = strawberry.field(default=1, description="数量")
    person_id: strawberry.ID | None = strawberry.field(
        default=None, description="受送人 (如为会员)"
    )
    signature_reference: str | None = strawberry.field(default=None, description="签收凭证编号")


@strawberry.input(description="登记签收")
class SignDeliveryReceiptInput:
    """The signature for goods handed over."""

    id: strawberry.ID = strawberry.field(description="发放记录")
    expected_version: int = strawberry.field(description="读取时的版本号")
    signature_reference: str = strawberry.field(description="签收凭证编号")


@strawberry.input(description="互助给付档次")
class BenefitBandInput:
    """Of what is self-paid from ``above`` on, ``share`` is given back."""

    above: Fen = strawberry.field(description="起点 (分)")
    share: int = strawberry.field(description="比例 (万分比)")


@strawberry.input(description="设定年度医疗互助计划")
class SetMutualAidPolicyInput:
    """The policy of a year."""

    year: int = strawberry.field(description="年度")
    fee: Fen = strawberry.field(description="互助费 (分)")
    bands: list[BenefitBandInput] = strawberry.field(description="给付档次")
    most: Fen = strawberry.field(description="年度最高给付 (分)")
    enrol_from: CalendarDate = strawberry.field(description="参加登记起")
    enrol_to: CalendarDate = strawberry.field(description="参加登记止")
    basis: str = strawberry.field(description="依据")


@strawberry.input(description="参加医疗互助")
class EnrolInMutualAidInput:
    """A member who takes part."""

    policy_id: strawberry.ID = strawberry.field(description="互助计划")
    person_id: strawberry.ID = strawberry.field(description="参加职工")
    union_id: strawberry.ID = strawberry.field(description="所属工会")
    paid_by: FeePayer = strawberry.field(description="缴费方")


@strawberry.input(description="申报医疗互助")
class FileMutualAidClaimInput:
    """A stay in hospital."""

    member_id: strawberry.ID = strawberry.field(description="参加人")
    admitted_on: CalendarDate = strawberry.field(description="入院日期")
    discharged_on: CalendarDate = strawberry.field(description="出院日期")
    self_paid: Fen = strawberry.field(description="个人自付 (分)")
    invoice_number: str = strawberry.field(description="结算单号 (只存指纹)")
    more_invoice_numbers: list[str] = strawberry.field(
        default_factory=list, description="其余结算单号 (只存指纹)"
    )
    diagnosis_code: str | None = strawberry.field(
        default=None, description="疾病诊断编码 (ICD-10, 加密保存)"
    )


@strawberry.input(description="查看申报的诊断编码")
class RevealDiagnosisInput:
    """Whose diagnosis, and why it is needed."""

    id: strawberry.ID = strawberry.field(description="申报")
    purpose: AccessPurpose = strawberry.field(description="目的")
    note: str = strawberry.field(description="具体事由")


@strawberry.type(description="查看诊断编码的结果")
class DiagnosisPayload:
    """The code, once; the log of readers has the entry."""

    value: str | None = strawberry.field(default=None, description="诊断编码")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.input(description="审核医疗互助申报")
class ReviewMutualAidClaimInput:
    """Accepted, or refused with a reason."""

    id: strawberry.ID = strawberry.field(description="申报")
    expected_version: int = strawberry.field(description="读取时的版本号")
    refusal_reason: str | None = strawberry.field(
        default=None, description="不予给付原因 (空为通过)"
    )
