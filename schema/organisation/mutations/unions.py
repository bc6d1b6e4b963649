"""What people change of the union tree."""

import strawberry

from schema.organisation import service
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.types import UnionOrganisation
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (UnionKind, UnionStatus):
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


UNION = payload("Union", "工会组织", union=UnionOrganisation)


@strawberry.type
class OrganisationMutation:
    """Mutations of organisation."""

    create_union = creates(service.create_union, CreateUnionInput, UNION, "新建工会组织")
    move_union = changes(
        service.move_union, MoveUnionInput, UNION, "调整工会的上级 (连同其全部下级)"
    )
    change_union_status = changes(
        service.change_union_status, ChangeUnionStatusInput, UNION, "变更建会状态"
    )


MUTATION = OrganisationMutation
