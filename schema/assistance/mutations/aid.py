"""Aid from request to payment."""

import strawberry

from schema.assistance import service
from schema.assistance.mutations.inputs import (
    ChangeAssistanceStatusInput,
    DecideAssistanceInput,
    PayAssistanceInput,
    RequestAssistanceInput,
)
from schema.assistance.types import AssistanceRecord
from schema.planner.mutations import changes, creates, payload

ASSISTANCE = payload("Assistance", "帮扶", assistance_record=AssistanceRecord)


@strawberry.type
class AidMutation:
    """Mutations of aid."""

    request_assistance = creates(
        service.request_assistance,
        RequestAssistanceInput,
        ASSISTANCE,
        "申请帮扶 (先建档、后帮扶)",
    )
    decide_assistance = changes(
        service.decide_assistance, DecideAssistanceInput, ASSISTANCE, "审核、批准、退回或撤回帮扶"
    )
    change_assistance_status = changes(
        service.change_assistance_status,
        ChangeAssistanceStatusInput,
        ASSISTANCE,
        "批准后的办理: 公示、待发放、入批次、回访、追缴",
    )
    pay_assistance = creates(
        service.pay_assistance,
        PayAssistanceInput,
        ASSISTANCE,
        "登记发放 (再次核对档案与重复发放)",
    )
