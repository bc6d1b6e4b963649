"""What people change of facilities and inspections."""

import strawberry

from schema.facilities import service
from schema.facilities.rules import (
    BuildMode,
    CoordinateSystem,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    SiteKind,
)
from schema.facilities.types import Facility, Inspection
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, payload
from schema.planner.scalars import CalendarDate, DecimalText

for _codes in (
    BuildMode,
    CoordinateSystem,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    SiteKind,
):
    graphql_enum(_codes)


@strawberry.input(description="登记阵地")
class RegisterFacilityInput:
    """A facility, proposed or standing."""

    union_id: strawberry.ID = strawberry.field(description="所属工会")
    division_id: strawberry.ID = strawberry.field(description="所在区划")
    kind: FacilityKind = strawberry.field(description="阵地类型")
    name: str = strawberry.field(description="名称")
    code: str | None = strawberry.field(default=None, description="编号, 未给出时自动编号")
    status: FacilityStatus = strawberry.field(
        default=FacilityStatus.PROPOSED, description="拟建, 或已有阵地的开放"
    )
    address: str | None = strawberry.field(default=None, description="地址")
    longitude: DecimalText | None = strawberry.field(default=None, description="经度")
    latitude: DecimalText | None = strawberry.field(default=None, description="纬度")
    coordinate_system: CoordinateSystem | None = strawberry.field(
        default=None, description="坐标系"
    )
    area_m2: DecimalText | None = strawberry.field(
        default=None, name="areaM2", description="面积 (平方米)"
    )
    build_mode: BuildMode = strawberry.field(default=BuildMode.SELF_BUILT, description="建设方式")
    site: SiteKind | None = strawberry.field(default=None, description="场所类型 (母婴室)")
    accepted_on: CalendarDate | None = strawberry.field(default=None, description="验收通过日期")
    opened_on: CalendarDate | None = strawberry.field(
        default=None, description="启用日期 (开放时必填)"
    )
    keeper_name: str | None = strawberry.field(default=None, description="站点管理员")
    phone: str | None = strawberry.field(default=None, description="联系电话")


@strawberry.input(description="变更阵地状态")
class ChangeFacilityStatusInput:
    """One step of a facility."""

    id: strawberry.ID = strawberry.field(description="阵地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: FacilityStatus = strawberry.field(description="新的状态")
    accepted_on: CalendarDate | None = strawberry.field(
        default=None, description="验收通过日期 (首次开放时必填)"
    )


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


@strawberry.input(description="登记整改完成")
class RecordFixInput:
    """The mending of what an inspection found."""

    inspection_id: strawberry.ID = strawberry.field(description="检查")
    expected_version: int = strawberry.field(description="读取时的版本号")
    fixed_on: CalendarDate = strawberry.field(description="整改完成日期")


FACILITY = payload("Facility", "阵地", facility=Facility)
INSPECTION = payload("Inspection", "检查", inspection=Inspection)


@strawberry.type
class FacilitiesMutation:
    """Mutations of facilities."""

    register_facility = creates(
        service.register_facility, RegisterFacilityInput, FACILITY, "登记阵地"
    )
    change_facility_status = changes(
        service.change_facility_status, ChangeFacilityStatusInput, FACILITY, "变更阵地状态"
    )
    change_facility_statuses = each(
        service.change_facility_status, ChangeFacilityStatusInput, "批量变更阵地状态"
    )
    record_inspection = creates(
        service.record_inspection,
        RecordInspectionInput,
        INSPECTION,
        "登记检查; 发现问题的计算整改期限",
    )
    record_fix = changes(service.record_fix, RecordFixInput, INSPECTION, "登记整改完成")


MUTATION = FacilitiesMutation
