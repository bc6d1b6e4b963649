"""Dues, cards, platforms, and the unions that take new forms of employment in."""

import strawberry

from schema.membership import service
from schema.membership.mutations.memberships import MEMBERSHIP, JoinFacts
from schema.membership.rules import (
    CardStatus,
    HomeUnionKind,
    NewFormGroup,
    Platform,
    PlatformRelation,
    PlatformVerification,
)
from schema.membership.types import (
    CardSeries,
    Dues,
    HomeUnion,
    Membership,
    MembershipCard,
    PlatformWork,
)
from schema.planner.mutations import changes, creates, each, payload
from schema.planner.scalars import CalendarDate, Fen


@strawberry.input(description="登记会费")
class RecordDuesInput:
    """One month's dues of one member."""

    membership_id: strawberry.ID = strawberry.field(description="会籍")
    month: CalendarDate = strawberry.field(description="所属月份 (该月任一日)")
    amount: Fen | None = strawberry.field(
        default=None, description="会费 (分), 与工资基数二填一; 均未填时按应缴数"
    )
    wage: Fen | None = strawberry.field(default=None, description="基本工资 (分), 按比例计算会费")
    paid_on: CalendarDate | None = strawberry.field(default=None, description="缴纳日期")


@strawberry.input(description="更正会费金额")
class CorrectDuesInput:
    """A wrong amount put right."""

    id: strawberry.ID = strawberry.field(description="会费")
    expected_version: int = strawberry.field(description="读取时的版本号")
    amount: Fen = strawberry.field(description="会费 (分)")
    reason: str = strawberry.field(description="更正原因 (记入审计)")


@strawberry.input(description="免缴会费")
class WaiveDuesInput:
    """A month that a member is let off."""

    id: strawberry.ID = strawberry.field(description="会费")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="免缴原因")


@strawberry.input(description="登记会费缴费基数")
class SetDuesBaseInput:
    """The wage that dues are computed from."""

    id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的版本号")
    wage: Fen = strawberry.field(description="月基本工资 (分)")


@strawberry.input(description="开设会员证号段")
class OpenCardSeriesInput:
    """A series of card numbers."""

    prefix: str = strawberry.field(description="号段前缀 (1至10位数字)")
    digits: int = strawberry.field(description="流水号位数 (4至12)")


@strawberry.input(description="停用会员证号段")
class CloseCardSeriesInput:
    """No more numbers of a series."""

    id: strawberry.ID = strawberry.field(description="号段")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="发放或补换会员证")
class IssueCardInput:
    """A card for a member."""

    membership_id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的会籍版本号")
    reason: str | None = strawberry.field(default=None, description="补换原因 (补换时必填)")


@strawberry.input(description="挂失或注销会员证")
class ReportCardInput:
    """A card that is lost or taken back."""

    id: strawberry.ID = strawberry.field(description="会员证")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: CardStatus = strawberry.field(description="挂失或注销")
    reason: str = strawberry.field(description="原因")


@strawberry.input(description="设定新就业形态劳动者归口工会")
class SetHomeUnionInput:
    """Where workers of a platform, a trade or an area join."""

    kind: HomeUnionKind = strawberry.field(description="归口方式")
    union_id: strawberry.ID = strawberry.field(description="归口工会")
    division_id: strawberry.ID = strawberry.field(description="适用区划")
    platform: Platform | None = strawberry.field(default=None, description="适用平台")
    new_form_group: NewFormGroup | None = strawberry.field(default=None, description="适用群体")
    valid_from: CalendarDate | None = strawberry.field(default=None, description="启用日期")


@strawberry.input(description="停用归口工会")
class EndHomeUnionInput:
    """From when on nobody is sent there."""

    id: strawberry.ID = strawberry.field(description="归口设定")
    expected_version: int = strawberry.field(description="读取时的版本号")
    valid_to: CalendarDate = strawberry.field(description="停用日期 (不含)")


@strawberry.input(description="新就业形态劳动者入会")
class JoinAsNewFormInput(JoinFacts):
    """A worker who is sent to the union of his platform, trade or residence."""

    division_id: strawberry.ID = strawberry.field(description="居住地区划")
    new_form_group: NewFormGroup = strawberry.field(description="新就业形态群体")
    platform: Platform | None = strawberry.field(default=None, description="所在平台")
    relation: PlatformRelation | None = strawberry.field(default=None, description="与平台的关系")
    vehicle_plate: str | None = strawberry.field(default=None, description="车牌号")
    work_area: str | None = strawberry.field(default=None, description="作业区域")


@strawberry.input(description="登记从业平台")
class AddPlatformWorkInput:
    """One platform that a member works for."""

    membership_id: strawberry.ID = strawberry.field(description="会籍")
    platform: Platform = strawberry.field(description="平台")
    relation: PlatformRelation = strawberry.field(description="与平台的关系")
    vehicle_plate: str | None = strawberry.field(default=None, description="车牌号")
    work_area: str | None = strawberry.field(default=None, description="作业区域")


@strawberry.input(description="核验从业情况")
class VerifyPlatformWorkInput:
    """How it is known that the member works there."""

    id: strawberry.ID = strawberry.field(description="从业情况")
    expected_version: int = strawberry.field(description="读取时的版本号")
    verified_by: PlatformVerification = strawberry.field(description="核验方式")


@strawberry.input(description="登记离开平台")
class EndPlatformWorkInput:
    """The day on which a member left a platform."""

    id: strawberry.ID = strawberry.field(description="从业情况")
    expected_version: int = strawberry.field(description="读取时的版本号")
    ended_on: CalendarDate = strawberry.field(description="离开平台日期")


JOINED = payload("NewFormMembership", "新就业形态入会", member=Membership)
DUES = payload("Dues", "会费", dues=Dues)
CARD = payload("MembershipCard", "会员证", card=MembershipCard)
SERIES = payload("CardSeries", "会员证号段", series=CardSeries)
HOME = payload("HomeUnion", "归口工会", home_union=HomeUnion)
PLATFORM = payload("PlatformWork", "从业情况", platform_work=PlatformWork)


@strawberry.type
class HoldingsMutation:
    """Mutations of dues, cards and platforms."""

    record_dues = creates(service.record_dues, RecordDuesInput, DUES, "登记一个月的会费")
    record_many_dues = each(service.record_dues, RecordDuesInput, "批量登记会费")
    correct_dues = changes(service.correct_dues, CorrectDuesInput, DUES, "更正会费金额")
    waive_dues = changes(service.waive_dues, WaiveDuesInput, DUES, "免缴一个月的会费 (主席决定)")
    set_dues_base = changes(service.set_dues_base, SetDuesBaseInput, MEMBERSHIP, "登记会费缴费基数")
    set_dues_bases = each(service.set_dues_base, SetDuesBaseInput, "批量登记会费缴费基数")
    open_card_series = creates(
        service.open_card_series, OpenCardSeriesInput, SERIES, "开设会员证号段"
    )
    close_card_series = changes(
        service.close_card_series, CloseCardSeriesInput, SERIES, "停用会员证号段"
    )
    issue_card = creates(service.issue_card, IssueCardInput, CARD, "发放会员证, 已有的换发新号")
    issue_cards = each(service.issue_card, IssueCardInput, "批量发放会员证")
    report_card = changes(service.report_card, ReportCardInput, CARD, "挂失或注销会员证")
    set_home_union = creates(
        service.set_home_union, SetHomeUnionInput, HOME, "设定归口工会 (平台、行业、兜底)"
    )
    end_home_union = changes(service.end_home_union, EndHomeUnionInput, HOME, "停用归口工会")
    join_as_new_form = creates(
        service.join_as_new_form,
        JoinAsNewFormInput,
        JOINED,
        "新就业形态劳动者入会: 依次归入平台站点、行业、居住地兜底工会",
    )
    add_platform_work = creates(
        service.add_platform_work, AddPlatformWorkInput, PLATFORM, "登记从业平台"
    )
    verify_platform_work = changes(
        service.verify_platform_work, VerifyPlatformWorkInput, PLATFORM, "核验从业情况"
    )
    end_platform_work = changes(
        service.end_platform_work, EndPlatformWorkInput, PLATFORM, "登记离开平台"
    )
