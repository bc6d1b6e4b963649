"""What people do with cases."""

import strawberry

from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import Fen
from schema.rights import service
from schema.rights.rules import CaseOutcome, CaseRoute, CaseSource, CaseStatus, Topic
from schema.rights.types import RightsCase

for _codes in (CaseOutcome, CaseRoute, CaseSource, CaseStatus, Topic):
    graphql_enum(_codes)


@strawberry.input(description="登记维权案件")
class RegisterRightsCaseInput:
    """What somebody brings."""

    source: CaseSource = strawberry.field(description="案件来源")
    topic: Topic = strawberry.field(description="主题")
    title: str = strawberry.field(description="标题")
    facts: str = strawberry.field(description="诉求与事实")
    union_id: strawberry.ID = strawberry.field(description="承办工会")
    employer: str | None = strawberry.field(default=None, description="被诉单位")
    headcount: int = strawberry.field(default=1, description="涉及人数")
    urgency: int = strawberry.field(default=1, description="紧急程度: 1一般 … 4特急")


@strawberry.input(description="办理维权案件的下一步")
class AdvanceRightsCaseInput:
    """The state that a case goes into, and what that state needs."""

    id: strawberry.ID = strawberry.field(description="维权案件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: CaseStatus = strawberry.field(description="新状态, 见 nextSteps")
    text: str | None = strawberry.field(default=None, description="办理内容或理由")
    route: CaseRoute | None = strawberry.field(default=None, description="办理方式 (交转时必填)")
    union_id: strawberry.ID | None = strawberry.field(default=None, description="承办工会")
    owner_id: strawberry.ID | None = strawberry.field(default=None, description="承办人 (用户)")
    outcome: CaseOutcome | None = strawberry.field(default=None, description="案件结果")
    recovered: Fen | None = strawberry.field(
        default=None, description="追回金额 (分; 结案必填, 无则为0)"
    )


CASE = payload("RightsCase", "维权案件", rights_case=RightsCase)


@strawberry.type
class RightsMutation:
    """Mutations of rights cases."""

    register_rights_case = creates(
        service.register_case, RegisterRightsCaseInput, CASE, "登记维权案件"
    )
    advance_rights_case = changes(
        service.advance_case,
        AdvanceRightsCaseInput,
        CASE,
        "办理维权案件的下一步: 分流、受理、交转督会、办理、结案、重开",
    )


MUTATION = RightsMutation
