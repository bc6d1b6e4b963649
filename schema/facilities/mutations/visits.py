"""What people record at facilities: inspections, mending, visitors, daily marks."""

import strawberry

from schema.facilities import service
from schema.facilities.mutations.places import FACILITY
from schema.facilities.rules import (
    CareKind,
    EquipmentCode,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    ServiceCode,
)
from schema.facilities.types import CareLog, Inspection, UsageLog
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (
    CareKind,
    EquipmentCode,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    ServiceCode,
):
    graphql_enum(_codes)


@strawberry.input(description="检查项目")
class CheckedItemInput:
    """What was looked at, and whether it was in order."""

    code: EquipmentCode = strawberry.field(description="设施设备")
    ok: bool = strawberry.field(description="合格")
    note: str | None = strawberry.field(default=None, description="说明")


@strawberry.input(description="登记检查")
class RecordInspectionInput:
    """What an inspection found."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    kind: InspectionKind = strawberry.field(description="检查类型")
    inspected_on: CalendarDate = strawberry.field(description="检查日期")
    result: InspectionResult = strawberry.field(description="检查结论")
    fault_level: FaultLevel = strawberry.field(default=FaultLevel.NONE, description="问题程度")
    score: int | None = strawberry.field(default=None, description="得分 (0–100)")
    inspector_name: str | None = strawberry.field(default=None, description="检查人")
    note: str | None = strawberry.field(default=None, description="说明")
    items: list[CheckedItemInput] = strawberry.field(
        default_factory=list, description="检查项目; 未给出得分时按合格比例计分"
    )
    photo_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="现场照片 (自己上传的文件)"
    )


@strawberry.input(description="登记整改完成")
class RecordFixInput:
    """The mending of what an inspection found."""

    inspection_id: strawberry.ID = strawberry.field(description="检查")
    expected_version: int = strawberry.field(description="读取时的版本号")
    fixed_on: CalendarDate = strawberry.field(description="整改完成日期")
    photo_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="整改后照片 (自己上传的文件)"
    )


@strawberry.input(description="登记年度复验")
class ReacceptFacilityInput:
    """The yearly re-acceptance of an open facility."""

    id: strawberry.ID = strawberry.field(description="阵地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    accepted_on: CalendarDate = strawberry.field(description="复验日期")
    passed: bool = strawberry.field(description="通过 (未通过的转为整改)")
    grade: int | None = strawberry.field(default=None, description="星级 (1–5; 未给出的不变)")
    note: str | None = strawberry.field(default=None, description="原因 (未通过时必填)")


@strawberry.input(description="使用登记: 阵地与事项两项即可")
class LogUseInput:
    """Visitors of a service; one today when nothing more is said."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    service: ServiceCode = strawberry.field(description="服务事项")
    count: int = strawberry.field(default=1, description="人次")
    used_on: CalendarDate | None = strawberry.field(default=None, description="日期 (未给出为今日)")


@strawberry.input(description="日常登记: 阵地与事项两项即可")
class LogCareInput:
    """A mark of now."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    kind: CareKind = strawberry.field(description="登记事项")


INSPECTION = payload("Inspection", "检查", inspection=Inspection)
USAGE = payload("UsageLog", "使用登记", usage_log=UsageLog)
CARE = payload("CareLog", "日常登记", care_log=CareLog)


@strawberry.type
class VisitMutation:
    """Mutations of what happens at facilities."""

    record_inspection = creates(
        service.record_inspection,
        RecordInspectionInput,
        INSPECTION,
        "登记检查; 发现问题的计算整改期限",
    )
    record_fix = changes(service.record_fix, RecordFixInput, INSPECTION, "登记整改完成")
    reaccept_facility = changes(
        service.reaccept_facility,
        ReacceptFacilityInput,
        FACILITY,
        "登记年度复验并评定星级; 未通过的转为整改",
    )
    log_use = creates(service.log_use, LogUseInput, USAGE, "使用登记 (计人次, 不记姓名)")
    log_care = creates(service.log_care, LogCareInput, CARE, "签到、清洁、消毒登记")
