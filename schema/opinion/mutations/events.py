"""What people do with events."""

import strawberry

from schema.opinion import service
from schema.opinion.types import OpinionEvent
from schema.planner.mutations import changes, each, payload


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


EVENT = payload("OpinionEvent", "舆情事件", event=OpinionEvent)


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
