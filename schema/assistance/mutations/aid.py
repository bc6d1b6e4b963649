"""Aid from request to payment."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.assistance import service
from schema.assistance.mutations.inputs import (
    ChangeAssistanceStatusInput,
    DecideAssistanceInput,
    PayAssistanceInput,
    RequestAssistanceInput,
)
from schema.assistance.rules import AidFacts
from schema.assistance.types import AssistanceRecord
from schema.core.work import Work
from schema.planner.arguments import Given, day, facts_of, identity
from schema.planner.mutations import MutationError, mutation, perform, reference

Context = Info[Any, Any]


@strawberry.type(description="帮扶的办理结果")
class AssistancePayload:
    """The record after the change, or what was wrong."""

    assistance_record: AssistanceRecord | None = strawberry.field(
        default=None, description="帮扶记录"
    )
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class AidMutation:
    """Mutations of aid."""

    @mutation("申请帮扶 (先建档、后帮扶)")
    async def request_assistance(
        self,
        info: Context,
        input: Given[RequestAssistanceInput],  # noqa: A002
    ) -> AssistancePayload:
        """Submit a request for aid."""

        async def request(work: Work) -> dict[str, object]:
            made = await service.request_assistance(work, facts=facts_of(AidFacts, input))
            return {"assistance_record": reference(AssistanceRecord, made)}

        return await perform(info, AssistancePayload, request)

    @mutation("审核、批准、退回或撤回帮扶")
    async def decide_assistance(
        self,
        info: Context,
        input: Given[DecideAssistanceInput],  # noqa: A002
    ) -> AssistancePayload:
        """Check, review, approve, return, reject or withdraw."""

        async def decide(work: Work) -> dict[str, object]:
            record = identity(input.id)
            await service.decide_assistance(
                work,
                assistance_id=record,
                expected_version=input.expected_version,
                status=input.status,
                reason=input.reason,
                minutes=input.minutes,
            )
            return {"assistance_record": reference(AssistanceRecord, record)}

        return await perform(info, AssistancePayload, decide)

    @mutation("批准后的办理: 公示、待发放、入批次、回访、追缴")
    async def change_assistance_status(
        self,
        info: Context,
        input: Given[ChangeAssistanceStatusInput],  # noqa: A002
    ) -> AssistancePayload:
        """Take a step after approval."""

        async def change(work: Work) -> dict[str, object]:
            record = identity(input.id)
            await service.change_assistance_status(
                work,
                assistance_id=record,
                expected_version=input.expected_version,
                status=input.status,
                reason=input.reason,
            )
            return {"assistance_record": reference(AssistanceRecord, record)}

        return await perform(info, AssistancePayload, change)

    @mutation("登记发放 (再次核对档案与重复发放)")
    async def pay_assistance(
        self,
        info: Context,
        input: Given[PayAssistanceInput],  # noqa: A002
    ) -> AssistancePayload:
        """Note the payment of a record."""

        async def pay(work: Work) -> dict[str, object]:
            record = identity(input.id)
            await service.pay_assistance(
                work,
                assistance_id=record,
                expected_version=input.expected_version,
                paid_on=day(input.paid_on),
            )
            return {"assistance_record": reference(AssistanceRecord, record)}

        return await perform(info, AssistancePayload, pay)
