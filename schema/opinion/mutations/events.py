"""What people do with events."""

import strawberry

from schema.opinion import service
from schema.opinion.rules.codes import EventStatus, OpinionLevel
from schema.opinion.rules.stages import DutyPost, StepKind
from schema.opinion.types import DutyShift, OpinionAlert, OpinionEvent, OpinionLevelChange
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, payload
from schema.planner.scalars import Instant

for _codes in (DutyPost, EventStatus, OpinionLevel, StepKind):
    graphql_enum(_codes)


@strawberry.input(description="研判: 确认舆情事件")
class ConfirmOpinionEventInput:
    """An event that is true."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str | None = strawberry.field(default=None, description="理由")


@strawberry.input(description="研判: 排除舆情事件")
class DismissOpinionEventInput:
    """An event that is not true, or not ours."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="理由")
    out_of_area: bool = strawberry.field(default=False, description="属实但不在本辖区")


@strawberry.input(description="办理舆情事件的下一步")
class AdvanceOpinionEventInput:
    """The state that an event goes into, and what was done."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: EventStatus = strawberry.field(description="新状态, 见 nextSteps")
    text: str | None = strawberry.field(
        default=None, description="办理内容 (报告、回应、办结等步骤必填)"
    )
    union_id: strawberry.ID | None = strawberry.field(
        default=None, description="承办工会 (交办时必填)"
    )


@strawberry.input(description="登记舆情处置情况")
class NoteOpinionEventInput:
    """What was done without moving the event."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    text: str = strawberry.field(description="内容")
    kind: StepKind = strawberry.field(
        default=StepKind.NOTE, description="记录种类: 处置情况、电话报告、正式上报"
    )


@strawberry.input(description="接手舆情事件")
class TakeOpinionEventInput:
    """An event that the actor takes over."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="复盘舆情事件")
class ReviewOpinionEventInput:
    """What is learnt from a closed event."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    is_solved: bool = strawberry.field(description="诉求已解决")
    cause: str = strawberry.field(description="成因")
    lessons: str = strawberry.field(description="改进措施")


@strawberry.input(description="由舆情事件立维权案件")
class OpenOpinionCaseInput:
    """The case that solves what an event tells of."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    facts: str = strawberry.field(description="诉求与事实")
    union_id: strawberry.ID | None = strawberry.field(
        default=None, description="承办工会 (未交办的事件必填)"
    )


@strawberry.input(description="变更舆情等级")
class ChangeOpinionLevelInput:
    """The level that an event shall have, and why."""

    id: strawberry.ID = strawberry.field(description="舆情事件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    level: OpinionLevel = strawberry.field(description="新等级")
    reason: str = strawberry.field(description="理由")


@strawberry.input(description="确认或否决降级")
class DecideLevelChangeInput:
    """What the second person says."""

    id: strawberry.ID = strawberry.field(description="舆情等级变更")
    expected_version: int = strawberry.field(description="读取时的版本号")
    approved: bool = strawberry.field(description="同意")
    note: str | None = strawberry.field(default=None, description="意见")


@strawberry.input(description="接收舆情预警")
class AcknowledgeOpinionAlertInput:
    """An alert that a person has heard."""

    id: strawberry.ID = strawberry.field(description="舆情预警")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="安排舆情值班")
class AddDutyShiftInput:
    """Who is on duty from when until when."""

    user_id: strawberry.ID = strawberry.field(description="值班人 (用户)")
    post: DutyPost = strawberry.field(description="值班岗位")
    starts_at: Instant = strawberry.field(description="开始时间")
    ends_at: Instant = strawberry.field(description="结束时间")
    note: str | None = strawberry.field(default=None, description="说明 (联系方式、交接)")


@strawberry.input(description="取消值班班次")
class CancelDutyShiftInput:
    """A shift that is taken off the roster."""

    id: strawberry.ID = strawberry.field(description="值班班次")
    expected_version: int = strawberry.field(description="读取时的版本号")


EVENT = payload("OpinionEvent", "舆情事件", event=OpinionEvent)
CHANGE = payload("OpinionLevelChange", "舆情等级变更", level_change=OpinionLevelChange)
ALERT = payload("OpinionAlert", "舆情预警", alert=OpinionAlert)
SHIFT = payload("DutyShift", "舆情值班", duty_shift=DutyShift)


@strawberry.type
class EventMutation:
    """Mutations of events."""

    confirm_opinion_event = changes(
        service.confirm_event, ConfirmOpinionEventInput, EVENT, "研判: 确认舆情事件属实"
    )
    dismiss_opinion_event = changes(
        service.dismiss_event,
        DismissOpinionEventInput,
        EVENT,
        "研判: 排除舆情事件 (误报或非本辖区), 须说明理由",
    )
    dismiss_opinion_events = each(
        service.dismiss_event, DismissOpinionEventInput, "研判: 批量排除舆情事件"
    )
    advance_opinion_event = changes(
        service.advance_event,
        AdvanceOpinionEventInput,
        EVENT,
        "办理舆情事件的下一步: 研判、报告、交办、核实、回应、处置、跟踪、办结 (Ⅰ、Ⅱ级的交办、"
        "回应、办结由市总领导办理)",
    )
    advance_opinion_events = each(
        service.advance_event, AdvanceOpinionEventInput, "批量办理舆情事件的下一步"
    )
    note_opinion_event = changes(
        service.note_event,
        NoteOpinionEventInput,
        EVENT,
        "登记处置情况、电话报告或正式上报, 不改变状态",
    )
    take_opinion_event = changes(
        service.take_event, TakeOpinionEventInput, EVENT, "接手舆情事件: 成为承办人"
    )
    review_opinion_event = changes(
        service.review_event, ReviewOpinionEventInput, EVENT, "复盘已办结的舆情事件"
    )
    open_opinion_case = creates(
        service.open_case,
        OpenOpinionCaseInput,
        EVENT,
        "由舆情事件立维权案件, 一个事件一个案件; 处置前须先立案",
    )
    raise_opinion_level = changes(
        service.raise_level, ChangeOpinionLevelInput, EVENT, "提高舆情等级, 立即生效"
    )
    lower_opinion_level = creates(
        service.lower_level,
        ChangeOpinionLevelInput,
        CHANGE,
        "提请降低舆情等级, 由另一人确认后生效",
    )
    decide_level_change = changes(
        service.decide_level,
        DecideLevelChangeInput,
        CHANGE,
        "确认或否决降级; 确认人不得是提出人",
    )
    acknowledge_opinion_alert = changes(
        service.acknowledge_alert, AcknowledgeOpinionAlertInput, ALERT, "接收舆情预警"
    )
    acknowledge_opinion_alerts = each(
        service.acknowledge_alert, AcknowledgeOpinionAlertInput, "批量接收舆情预警"
    )
    add_duty_shift = creates(service.add_shift, AddDutyShiftInput, SHIFT, "安排舆情值班")
    cancel_duty_shift = changes(service.cancel_shift, CancelDutyShiftInput, SHIFT, "取消值班班次")
