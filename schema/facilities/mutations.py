"""What people change of facilities and inspections."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import (
    BuildMode,
    CoordinateSystem,
    FacilityFacts,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionFacts,
    InspectionKind,
    InspectionResult,
    SiteKind,
)
from schema.facilities.types import Facility, Inspection
from schema.planner.arguments import Given, day, facts_of, identity, required_day
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError, mutation, perform, reference
from schema.planner.scalars import CalendarDate, DecimalText

Context = Info[Any, Any]
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


@strawberry.type(description="阵地的办理结果")
class FacilityPayload:
    """The facility after the change, or what was wrong."""

    facility: Facility | None = strawberry.field(default=None, description="阵地")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="检查的办理结果")
class InspectionPayload:
    """The inspection after the change, or what was wrong."""

    inspection: Inspection | None = strawberry.field(default=None, description="检查")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class FacilitiesMutation:
    """Mutations of facilities."""

    @mutation("登记阵地")
    async def register_facility(
        self,
        info: Context,
        input: Given[RegisterFacilityInput],  # noqa: A002
    ) -> FacilityPayload:
        """Enter a facility kept by a union."""

        async def register(work: Work) -> dict[str, object]:
            made = await service.register_facility(
                work,
                union_id=identity(input.union_id, "unionId"),
                facts=facts_of(FacilityFacts, input),
            )
            return {"facility": reference(Facility, made)}

        return await perform(info, FacilityPayload, register)

    @mutation("变更阵地状态")
    async def change_facility_status(
        self,
        info: Context,
        input: Given[ChangeFacilityStatusInput],  # noqa: A002
    ) -> FacilityPayload:
        """Take one step of a facility."""

        async def change(work: Work) -> dict[str, object]:
            facility = identity(input.id)
            await service.change_facility_status(
                work,
                facility_id=facility,
                expected_version=input.expected_version,
                status=input.status,
                accepted_on=day(input.accepted_on),
            )
            return {"facility": reference(Facility, facility)}

        return await perform(info, FacilityPayload, change)

    @mutation("登记检查; 发现问题的计算整改期限")
    async def record_inspection(
        self,
        info: Context,
        input: Given[RecordInspectionInput],  # noqa: A002
    ) -> InspectionPayload:
        """Record an inspection."""

        async def record(work: Work) -> dict[str, object]:
            made = await service.record_inspection(
                work,
                facility_id=identity(input.facility_id, "facilityId"),
                facts=facts_of(InspectionFacts, input),
            )
            return {"inspection": reference(Inspection, made)}

        return await perform(info, InspectionPayload, record)

    @mutation("登记整改完成")
    async def record_fix(self, info: Context, input: Given[RecordFixInput]) -> InspectionPayload:  # noqa: A002
        """Note that a fault is mended."""

        async def record(work: Work) -> dict[str, object]:
            inspection = identity(input.inspection_id, "inspectionId")
            await service.record_fix(
                work,
                inspection_id=inspection,
                expected_version=input.expected_version,
                fixed_on=required_day(input.fixed_on),
            )
            return {"inspection": reference(Inspection, inspection)}

        return await perform(info, InspectionPayload, record)


MUTATION = FacilitiesMutation
