"""What people change of facilities themselves: registration, facts, life cycle, needs."""

import strawberry

from schema.facilities import service
from schema.facilities.rules import (
    BaseKind,
    BuildMode,
    CoordinateSystem,
    DemandKind,
    FacilityKind,
    FacilityStatus,
    SiteKind,
)
from schema.facilities.types import BuildingPlan, DemandSite, Facility, TrainingBase
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, payload
from schema.planner.scalars import CalendarDate, DecimalText, Fen

for _codes in (
    BaseKind,
    BuildMode,
    CoordinateSystem,
    DemandKind,
    FacilityKind,
    FacilityStatus,
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
    partner: str | None = strawberry.field(default=None, description="共建单位")
    serves_children: bool = strawberry.field(default=False, description="有婴幼儿到场 (母婴室)")
    opens_on_holidays: bool = strawberry.field(default=False, description="法定节假日照常开放")
    map_listed: bool = strawberry.field(default=False, description="已上地图")
    demand_site_id: strawberry.ID | None = strawberry.field(
        default=None, description="所服务的需求点"
    )
    yearly_cost: Fen | None = strawberry.field(default=None, description="年运行经费 (分)")


@strawberry.input(description="更正阵地资料; 未给出的不变")
class UpdateFacilityInput:
    """What is stated of a facility; null leaves a field as it is."""

    id: strawberry.ID = strawberry.field(description="阵地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    name: str | None = strawberry.field(default=None, description="名称")
    address: str | None = strawberry.field(default=None, description="地址")
    longitude: DecimalText | None = strawberry.field(default=None, description="经度")
    latitude: DecimalText | None = strawberry.field(default=None, description="纬度")
    coordinate_system: CoordinateSystem | None = strawberry.field(
        default=None, description="坐标系"
    )
    area_m2: DecimalText | None = strawberry.field(
        default=None, name="areaM2", description="面积 (平方米)"
    )
    build_mode: BuildMode | None = strawberry.field(default=None, description="建设方式")
    partner: str | None = strawberry.field(default=None, description="共建单位")
    site: SiteKind | None = strawberry.field(default=None, description="场所类型 (母婴室)")
    serves_children: bool | None = strawberry.field(
        default=None, description="有婴幼儿到场 (母婴室)"
    )
    opens_on_holidays: bool | None = strawberry.field(
        default=None, description="法定节假日照常开放"
    )
    map_listed: bool | None = strawberry.field(default=None, description="已上地图")
    yearly_cost: Fen | None = strawberry.field(default=None, description="年运行经费 (分)")


@strawberry.input(description="变更阵地状态")
class ChangeFacilityStatusInput:
    """One step of a facility."""

    id: strawberry.ID = strawberry.field(description="阵地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: FacilityStatus = strawberry.field(description="新的状态")
    accepted_on: CalendarDate | None = strawberry.field(
        default=None, description="验收通过日期 (首次开放时必填)"
    )
    reason: str | None = strawberry.field(default=None, description="原因 (暂停、关闭时必填)")


@strawberry.input(description="登记需求点")
class SurveySiteInput:
    """A place whose people may need a room or station."""

    union_id: strawberry.ID = strawberry.field(description="所属工会")
    division_id: strawberry.ID = strawberry.field(description="所在区划")
    kind: DemandKind = strawberry.field(description="需求点类型")
    name: str = strawberry.field(description="名称")
    longitude: DecimalText | None = strawberry.field(default=None, description="经度")
    latitude: DecimalText | None = strawberry.field(default=None, description="纬度")
    area_m2: DecimalText | None = strawberry.field(
        default=None, name="areaM2", description="建筑面积 (平方米)"
    )
    daily_visitors: int | None = strawberry.field(default=None, description="日均人流量")
    women_workers: int | None = strawberry.field(default=None, description="女职工人数")
    surveyed_on: CalendarDate | None = strawberry.field(default=None, description="摸排日期")


@strawberry.input(description="列入阵地建设计划")
class PlanBuildingInput:
    """How many facilities of a kind are to open in a year in an area."""

    year: int = strawberry.field(description="年度")
    kind: FacilityKind = strawberry.field(description="阵地类型")
    division_id: strawberry.ID = strawberry.field(description="区划")
    planned: int = strawberry.field(description="计划新建数")


@strawberry.input(description="填报培训基地资料")
class DescribeBaseInput:
    """The legal entity and the teachers of a training base."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    kind: BaseKind = strawberry.field(description="基地类型")
    legal_name: str = strawberry.field(description="法人名称")
    credit_code: str = strawberry.field(description="统一社会信用代码")
    full_time_teachers: int = strawberry.field(description="专职教师人数")
    part_time_teachers: int = strawberry.field(description="兼职教师人数")


FACILITY = payload("Facility", "阵地", facility=Facility)
SITE = payload("DemandSite", "阵地需求点", demand_site=DemandSite)
PLAN = payload("BuildingPlan", "阵地建设计划", building_plan=BuildingPlan)
BASE = payload("TrainingBase", "培训基地资料", training_base=TrainingBase)


@strawberry.type
class PlaceMutation:
    """Mutations of facilities themselves."""

    register_facility = creates(
        service.register_facility, RegisterFacilityInput, FACILITY, "登记阵地"
    )
    update_facility = changes(
        service.update_facility, UpdateFacilityInput, FACILITY, "更正阵地资料"
    )
    change_facility_status = changes(
        service.change_facility_status, ChangeFacilityStatusInput, FACILITY, "变更阵地状态"
    )
    change_facility_statuses = each(
        service.change_facility_status, ChangeFacilityStatusInput, "批量变更阵地状态"
    )
    survey_site = creates(service.survey_site, SurveySiteInput, SITE, "登记阵地需求点")
    plan_building = creates(service.plan_building, PlanBuildingInput, PLAN, "列入阵地建设计划")
    describe_base = creates(service.describe_base, DescribeBaseInput, BASE, "填报培训基地资料")
