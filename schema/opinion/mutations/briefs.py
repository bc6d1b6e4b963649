"""Who asks for a report out of turn, or for a corrected one."""

import strawberry

from schema.opinion import service
from schema.opinion.rules.briefs import BriefKind, BriefProblem, BriefState
from schema.opinion.types import OpinionBrief
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (BriefKind, BriefProblem, BriefState):
    graphql_enum(_codes)


@strawberry.input(description="生成舆情简报")
class RequestOpinionBriefInput:
    """The report of the period that holds a day."""

    kind: BriefKind = strawberry.field(description="简报种类")
    day: CalendarDate = strawberry.field(description="该期中的任何一天")
    reason: str | None = strawberry.field(
        default=None, description="更正原因: 已有该期简报时必填, 另出一版"
    )


BRIEF = payload("OpinionBrief", "舆情简报", brief=OpinionBrief)


@strawberry.type
class BriefMutation:
    """Mutations of reports."""

    request_opinion_brief = creates(
        service.request_brief, RequestOpinionBriefInput, BRIEF, "生成或更正一期舆情简报"
    )
