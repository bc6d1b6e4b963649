"""Six-haves, three-shows, model homes and weak unions, as clients enter them."""

import strawberry

from schema.organisation import service, types
from schema.organisation.rules import (
    CheckStatus,
    HomeKind,
    HomeLevel,
    SelectionStatus,
    SixHavesItem,
    WeakReason,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (CheckStatus, HomeKind, HomeLevel, SelectionStatus, SixHavesItem, WeakReason):
    graphql_enum(_codes)


@strawberry.input(description="六有评估的一项")
class SixHavesItemInput:
    """One of the six."""

    item: SixHavesItem = strawberry.field(description="项目")
    met: bool = strawberry.field(description="达标")
    evidence: str = strawberry.field(description="佐证")


@strawberry.input(description="六有年度自评")
class AssessSixHavesInput:
    """A year's own assessment."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    year: int = strawberry.field(description="年度")
    items: list[SixHavesItemInput] = strawberry.field(description="六项")


@strawberry.input(description="六有退回后重评")
class CorrectSixHavesInput:
    """What was returned, assessed again."""

    id: strawberry.ID = strawberry.field(description="六有评估")
    expected_version: int = strawberry.field(description="读取时的版本号")
    items: list[SixHavesItemInput] = strawberry.field(description="六项")


@strawberry.input(description="审核六有评估")
class ReviewSixHavesInput:
    """A review, or a return."""

    id: strawberry.ID = strawberry.field(description="六有评估")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: CheckStatus = strawberry.field(description="新的状态")
    note: str | None = strawberry.field(default=None, description="意见或退回原因")


@strawberry.input(description="登记六有整改")
class RectifySixHavesItemInput:
    """An item that was mended."""

    id: strawberry.ID = strawberry.field(description="评估项目")
    expected_version: int = strawberry.field(description="读取时的版本号")
    rectification: str = strawberry.field(description="整改情况")


@strawberry.input(description="登记三亮检查")
class CheckThreeShowsInput:
    """A check of the three shows."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    checked_on: CalendarDate = strawberry.field(description="检查日期")
    plate_photo: str | None = strawberry.field(default=None, description="亮牌子: 照片编号")
    chair_notice: str | None = strawberry.field(default=None, description="亮身份: 公示照片编号")
    third_item: str | None = strawberry.field(default=None, description="第三亮: 佐证")


@strawberry.input(description="评估基层工会力量")
class AssessUnionStrengthInput:
    """Weak when there is a reason."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    year: int = strawberry.field(description="年度")
    reasons: list[WeakReason] = strawberry.field(description="薄弱原因 (空为不薄弱)")


@strawberry.input(description="申报职工之家")
class OpenHomeAssessmentInput:
    """A union that answers a call."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    kind: HomeKind = strawberry.field(description="评定种类")
    level: HomeLevel = strawberry.field(description="评定级别")
    year: int = strawberry.field(description="年度")


@strawberry.input(description="办理职工之家评定")
class ChangeHomeStatusInput:
    """One step of the selection."""

    id: strawberry.ID = strawberry.field(description="评定")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: SelectionStatus = strawberry.field(description="新的状态")
    join_rate: int | None = strawberry.field(
        default=None, description="入会率 (万分比, 推荐时填报)"
    )
    satisfaction: int | None = strawberry.field(
        default=None, description="会员满意度 (万分比, 推荐时填报)"
    )
    member_votes: int | None = strawberry.field(
        default=None, description="参加测评会员数 (推荐时填报)"
    )
    note: str | None = strawberry.field(default=None, description="意见或原因")


SIX = payload("SixHaves", "六有评估", six_haves=types.SixHaves)
ITEM = payload("SixHavesItem", "六有评估项目", item=types.SixHavesItemCheck)
SHOWS = payload("ThreeShows", "三亮检查", three_shows=types.ThreeShows)
STRENGTH = payload("UnionStrength", "力量评估", strength=types.UnionStrength)
HOME = payload("HomeAssessment", "职工之家评定", home=types.HomeAssessment)


@strawberry.type
class AssessmentMutation:
    """Mutations of assessments."""

    assess_six_haves = creates(
        service.assess_six_haves, AssessSixHavesInput, SIX, "登记六有年度自评"
    )
    correct_six_haves = changes(
        service.correct_six_haves, CorrectSixHavesInput, SIX, "六有退回后重评"
    )
    review_six_haves = changes(
        service.review_six_haves, ReviewSixHavesInput, SIX, "审核六有评估 (镇街、市级)"
    )
    rectify_six_haves_item = changes(
        service.rectify_item, RectifySixHavesItemInput, ITEM, "登记六有整改"
    )
    check_three_shows = creates(service.check_shows, CheckThreeShowsInput, SHOWS, "登记三亮检查")
    assess_union_strength = creates(
        service.assess_strength, AssessUnionStrengthInput, STRENGTH, "评估基层工会力量"
    )
    open_home_assessment = creates(
        service.open_home_assessment, OpenHomeAssessmentInput, HOME, "申报职工之家评定"
    )
    change_home_status = changes(
        service.change_home_status,
        ChangeHomeStatusInput,
        HOME,
        "办理职工之家评定 (公示、审核、决定、复查)",
    )
