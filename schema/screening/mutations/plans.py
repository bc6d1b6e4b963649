"""Plans, watch-lists, and runs that somebody asks for."""

import strawberry

from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate
from schema.screening import service
from schema.screening.rules import (
    PlanRhythm,
    PlanStatus,
    ScreeningKind,
    SubjectType,
    TargetGroup,
)
from schema.screening.types import ScreeningPlan, ScreeningRun, WatchList, WatchListEntry

for _codes in (PlanRhythm, PlanStatus, ScreeningKind, SubjectType, TargetGroup):
    graphql_enum(_codes)


@strawberry.input(description="申请排查")
class RequestScreeningInput:
    """Which rules to run."""

    kind: ScreeningKind = strawberry.field(default=ScreeningKind.SPECIAL, description="排查类型")
    rules: list[str] | None = strawberry.field(
        default=None, description="规则代码; 不给则为全部启用的规则"
    )


@strawberry.input(description="制定排查计划")
class MakeScreeningPlanInput:
    """Which rules, over whom, how often, from when to when."""

    code: str = strawberry.field(description="计划代码")
    name: str = strawberry.field(description="计划名称")
    kind: ScreeningKind = strawberry.field(description="排查类型")
    rhythm: PlanRhythm = strawberry.field(description="频次")
    starts_on: CalendarDate = strawberry.field(description="开始日期")
    owner: str = strawberry.field(description="责任人")
    ends_on: CalendarDate | None = strawberry.field(default=None, description="结束日期")
    rules: list[str] | None = strawberry.field(
        default=None, description="规则代码; 不给则为该类型全部启用的规则"
    )
    target_group: TargetGroup | None = strawberry.field(default=None, description="对象群体")
    areas: list[strawberry.ID] | None = strawberry.field(
        default=None, description="范围: 工会及其下级; 不给则为全市"
    )
    watch_list_id: strawberry.ID | None = strawberry.field(default=None, description="重点名单")
    checklist: str | None = strawberry.field(default=None, description="检查要点")


@strawberry.input(description="暂停、恢复或结束排查计划")
class ChangeScreeningPlanInput:
    """The state that a plan shall have; a special one ends with a report."""

    id: strawberry.ID = strawberry.field(description="排查计划")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: PlanStatus = strawberry.field(description="计划状态")
    closing_report: str | None = strawberry.field(default=None, description="总结报告")


@strawberry.input(description="立即运行排查计划")
class RunScreeningPlanInput:
    """A plan to be carried out now."""

    plan_id: strawberry.ID = strawberry.field(description="排查计划")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="设立重点名单")
class OpenWatchListInput:
    """A list of whom key screening looks at."""

    code: str = strawberry.field(description="名单代码")
    name: str = strawberry.field(description="名单名称")
    purpose: str = strawberry.field(description="设立目的")


@strawberry.input(description="列入重点名单")
class EnterWatchListInput:
    """A subject for a list, why, and until which review."""

    list_id: strawberry.ID = strawberry.field(description="重点名单")
    subject_type: SubjectType = strawberry.field(description="对象类型")
    subject_id: strawberry.ID = strawberry.field(description="对象标识")
    reason: str = strawberry.field(description="列入理由")
    review_on: CalendarDate = strawberry.field(description="复评日期")


@strawberry.input(description="移出重点名单")
class LeaveWatchListInput:
    """An entry that ends, and why."""

    id: strawberry.ID = strawberry.field(description="重点名单成员")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="移出理由")


RUN = payload("ScreeningRun", "排查", screening_run=ScreeningRun)
PLAN = payload("ScreeningPlan", "排查计划", plan=ScreeningPlan)
LIST = payload("WatchList", "重点名单", watch_list=WatchList)
ENTRY = payload("WatchListEntry", "重点名单成员", entry=WatchListEntry)


@strawberry.type
class PlansMutation:
    """Mutations of plans and watch-lists."""

    request_screening = creates(
        service.request_screening,
        RequestScreeningInput,
        RUN,
        "申请排查: 某一类型的全部规则, 或指定的规则",
    )
    make_screening_plan = creates(
        service.make_plan, MakeScreeningPlanInput, PLAN, "制定排查计划 (定期、重点、专项)"
    )
    change_screening_plan = changes(
        service.change_plan,
        ChangeScreeningPlanInput,
        PLAN,
        "暂停、恢复或结束排查计划; 专项排查结束须有总结报告",
    )
    run_screening_plan = creates(
        service.run_plan, RunScreeningPlanInput, RUN, "立即运行一次排查计划"
    )
    open_watch_list = creates(service.open_watch_list, OpenWatchListInput, LIST, "设立重点名单")
    enter_watch_list = creates(
        service.enter_watch_list,
        EnterWatchListInput,
        ENTRY,
        "列入重点名单, 须有理由和复评日期; 名单的计划随即重新排查",
    )
    leave_watch_list = changes(
        service.leave_watch_list,
        LeaveWatchListInput,
        ENTRY,
        "移出重点名单, 须有理由; 名单的计划随即重新排查",
    )
