"""Rules that analysts write: drafted, revised, tried, published by another, retired."""

import strawberry

from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import JsonValue
from schema.screening import service
from schema.screening.rules import ScreeningKind, SubjectType
from schema.screening.types import RuleTrial, ScreeningRuleVersion

graphql_enum(ScreeningKind)
graphql_enum(SubjectType)
EXPRESSION = (
    "条件表达式: all、any、not, {field, is, value}, {field, missing}, "
    "{field, within: {days, direction}}, {count|sum|min|max: {of, field, where, within}, is, value}"
)


@strawberry.input(description="编写排查规则")
class DraftScreeningRuleInput:
    """A new rule of an analyst."""

    name: str = strawberry.field(description="规则名称")
    subject_type: SubjectType = strawberry.field(description="风险对象类型")
    severity: int = strawberry.field(description="风险等级: 1提示 … 4紧急")
    kinds: list[ScreeningKind] = strawberry.field(description="所属排查类型")
    expression: JsonValue = strawberry.field(description=EXPRESSION)
    action: str | None = strawberry.field(default=None, description="处置建议")


@strawberry.input(description="修改排查规则")
class ReviseScreeningRuleInput:
    """Another condition for a draft, or the next draft of a published rule."""

    id: strawberry.ID = strawberry.field(description="规则版本")
    expected_version: int = strawberry.field(description="读取时的版本号")
    severity: int = strawberry.field(description="风险等级: 1提示 … 4紧急")
    expression: JsonValue = strawberry.field(description=EXPRESSION)


@strawberry.input(description="发布排查规则")
class PublishScreeningRuleInput:
    """A draft that somebody else has read."""

    id: strawberry.ID = strawberry.field(description="规则版本")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="停用排查规则")
class RetireScreeningRuleInput:
    """A version that shall no longer run, and why."""

    id: strawberry.ID = strawberry.field(description="规则版本")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="理由")


@strawberry.input(description="试运行排查规则")
class TryScreeningRuleInput:
    """A version to be tried on the live data."""

    version_id: strawberry.ID = strawberry.field(description="规则版本")


VERSION = payload("ScreeningRuleVersion", "规则版本", rule_version=ScreeningRuleVersion)
TRIAL = payload("RuleTrial", "规则试运行", rule_trial=RuleTrial)


@strawberry.type
class RulesMutation:
    """Mutations of analysts' rules."""

    draft_screening_rule = creates(
        service.draft_rule,
        DraftScreeningRuleInput,
        VERSION,
        "编写排查规则的草稿: 保存时逐处检查条件, 并给出文字表述",
    )
    revise_screening_rule = changes(
        service.revise_rule,
        ReviseScreeningRuleInput,
        VERSION,
        "修改草稿; 对已发布的版本, 编写下一版草稿",
    )
    publish_screening_rule = changes(
        service.publish_rule,
        PublishScreeningRuleInput,
        VERSION,
        "发布草稿并停用前一版; 须由编写人以外的人发布",
    )
    retire_screening_rule = changes(
        service.retire_rule,
        RetireScreeningRuleInput,
        VERSION,
        "停用规则, 其未办结的线索随之解除",
    )
    try_screening_rule = creates(
        service.try_rule,
        TryScreeningRuleInput,
        TRIAL,
        "试运行: 不写入线索, 与现行版本比较新增、消失和相同的命中, 并记录代价",
    )
