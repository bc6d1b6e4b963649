"""The four deliveries and medical mutual aid."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.assistance import service, types
from schema.assistance.mutations.delivery_inputs import (
    AddDeliveryGoodsInput,
    ChangeDeliveryStatusInput,
    DiagnosisPayload,
    EnrolInMutualAidInput,
    FileMutualAidClaimInput,
    HandOverGoodsInput,
    PlanDeliveryInput,
    RevealDiagnosisInput,
    ReviewMutualAidClaimInput,
    SetMutualAidPolicyInput,
    SignDeliveryReceiptInput,
)
from schema.core.work import Work
from schema.planner.arguments import Given, identity
from schema.planner.mutations import changes, creates, mutation, payload, perform

DELIVERY = payload("Delivery", "四送活动", delivery=types.Delivery)
GOODS = payload("DeliveryGoods", "四送物资", goods=types.DeliveryGoods)
RECEIPT = payload("DeliveryReceipt", "发放与签收", receipt=types.DeliveryReceipt)
POLICY = payload("MutualAidPolicy", "医疗互助计划", policy=types.MutualAidPolicy)
MEMBER = payload("MutualAidMember", "医疗互助参加", mutual_aid_member=types.MutualAidMember)
CLAIM = payload("MutualAidClaim", "医疗互助申报", claim=types.MutualAidClaim)


@strawberry.type
class DeliveryMutation:
    """Mutations of deliveries and mutual aid."""

    plan_delivery = creates(service.plan_delivery, PlanDeliveryInput, DELIVERY, "筹划四送活动")
    add_delivery_goods = creates(service.add_goods, AddDeliveryGoodsInput, GOODS, "登记四送物资")
    change_delivery_status = changes(
        service.change_delivery_status,
        ChangeDeliveryStatusInput,
        DELIVERY,
        "变更四送活动状态 (结束时须全部签收并有佐证)",
    )
    hand_over_goods = creates(
        service.hand_over, HandOverGoodsInput, RECEIPT, "发放物资 (不超过库存, 会员同物一次)"
    )
    sign_delivery_receipt = changes(
        service.sign_receipt, SignDeliveryReceiptInput, RECEIPT, "登记签收"
    )
    set_mutual_aid_policy = creates(
        service.set_mutual_aid_policy, SetMutualAidPolicyInput, POLICY, "设定年度医疗互助计划"
    )
    enrol_in_mutual_aid = creates(
        service.enrol_in_mutual_aid, EnrolInMutualAidInput, MEMBER, "参加医疗互助"
    )
    file_mutual_aid_claim = creates(
        service.file_claim, FileMutualAidClaimInput, CLAIM, "申报医疗互助 (给付由系统计算)"
    )
    review_mutual_aid_claim = changes(
        service.review_claim, ReviewMutualAidClaimInput, CLAIM, "审核医疗互助申报"
    )

    @mutation("查看申报的诊断编码: 须先重新验证身份, 记入查阅记录, 每小时有次数上限")
    async def reveal_diagnosis(
        self,
        info: Info[Any, Any],
        input: Given[RevealDiagnosisInput],  # noqa: A002 - the argument's name in GraphQL
    ) -> DiagnosisPayload:
        """The code in clear, logged in the same transaction."""

        async def use_case(work: Work) -> dict[str, object]:
            value = await service.reveal_diagnosis(
                work, claim_id=identity(input.id), purpose=input.purpose, note=input.note
            )
            return {"value": value}

        return await perform(info, DiagnosisPayload, use_case)
