"""What people change of the union tree."""

import strawberry

from schema.organisation import service
from schema.organisation.rules import AreaKind, UnionKind, UnionStatus
from schema.organisation.types import UnionOrganisation
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (AreaKind, UnionKind, UnionStatus):
    graphql_enum(_codes)


@strawberry.input(description="新建工会组织")
class CreateUnionInput:
    """A union to be entered."""

    code: str = strawberry.field(description="工会组织代码 (唯一)")
    name: str = strawberry.field(description="工会名称")
    kind: UnionKind = strawberry.field(description="工会组织类型")
    division_id: strawberry.ID = strawberry.field(description="所在区划")
    parent_id: strawberry.ID | None = strawberry.field(default=None, description="上级工会")
    level: int | None = strawberry.field(
        default=None, description="层级 (1–8), 未给出时为上级的下一层"
    )
    status: UnionStatus = strawberry.field(default=UnionStatus.TARGET, description="建会状态")
    credit_code: str | None = strawberry.field(default=None, description="统一社会信用代码")
    founded_on: CalendarDate | None = strawberry.field(default=None, description="成立日期")
    area_kind: AreaKind | None = strawberry.field(
        default=None, description="联合会覆盖区域类型 (联合会必填)"
    )
    guide_name: str | None = strawberry.field(default=None, description="建会指导员")


@strawberry.input(description="调整工会的上级")
class MoveUnionInput:
    """A union with its subtree, and where it goes."""

    id: strawberry.ID = strawberry.field(description="工会")
    expected_version: int = strawberry.field(description="读取时的版本号")
    parent_id: strawberry.ID = strawberry.field(description="新的上级工会")


@strawberry.input(description="变更建会状态")
class ChangeUnionStatusInput:
    """One step of the establishment of a union."""

    id: strawberry.ID = strawberry.field(description="工会")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: UnionStatus = strawberry.field(description="新的状态")
    reason: str | None = strawberry.field(default=None, description="原因 (合并、撤销必填)")
    document_number: str | None = strawberry.field(default=None, description="文号 (批复必填)")
    credit_code: str | None = strawberry.field(
        default=None, description="工会法人统一社会信用代码 (法人登记时)"
    )
    merged_into_id: strawberry.ID | None = strawberry.field(
        default=None, description="并入的工会 (合并时)"
    )


@strawberry.input(description="修改工会资料")
class UpdateUnionInput:
    """What a union is called and where it sits; what is left out stays."""

    id: strawberry.ID = strawberry.field(description="工会")
    expected_version: int = strawberry.field(description="读取时的版本号")
    name: str | None = strawberry.field(default=None, description="工会名称")
    area_kind: AreaKind | None = strawberry.field(default=None, description="联合会覆盖区域类型")
    workers_count: int | None = strawberry.field(default=None, description="覆盖职工人数")
    address: str | None = strawberry.field(default=None, description="地址")
    phone: str | None = strawberry.field(default=None, description="办公电话")
    guide_name: str | None = strawberry.field(default=None, description="建会指导员")


UNION = payload("Union", "工会组织", union=UnionOrganisation)


@strawberry.type
class UnionMutation:
    """Mutations of the union tree."""

    create_union = creates(service.create_union, CreateUnionInput, UNION, "新建工会组织")
    move_union = changes(
        service.move_union, MoveUnionInput, UNION, "调整工会的上级 (连同其全部下级)"
    )
    change_union_status = changes(
        service.change_union_status, ChangeUnionStatusInput, UNION, "变更建会状态"
    )

    update_union = changes(
        service.update_union, UpdateUnionInput, UNION, "修改工会资料 (更名留沿革)"
    )
