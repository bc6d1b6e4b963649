"""What people change of the union tree."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.organisation import service
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.types import UnionOrganisation
from schema.planner.arguments import Given, day, identity, optional_identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError, mutation, perform, reference
from schema.planner.scalars import CalendarDate

Context = Info[Any, Any]
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


@strawberry.type(description="工会组织的办理结果")
class UnionPayload:
    """The union after the change, or what was wrong."""

    union: UnionOrganisation | None = strawberry.field(default=None, description="工会")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class OrganisationMutation:
    """Mutations of organisation."""

    @mutation("新建工会组织")
    async def create_union(self, info: Context, input: Given[CreateUnionInput]) -> UnionPayload:  # noqa: A002
        """Enter a union below its parent."""

        async def create(work: Work) -> dict[str, object]:
            made = await service.create_union(
                work,
                code=input.code,
                name=input.name,
                kind=input.kind,
                division_id=identity(input.division_id, "divisionId"),
                parent_id=optional_identity(input.parent_id, "parentId"),
                level=input.level,
                status=input.status,
                credit_code=input.credit_code,
                founded_on=day(input.founded_on),
            )
            return {"union": reference(UnionOrganisation, made)}

        return await perform(info, UnionPayload, create)

    @mutation("调整工会的上级 (连同其全部下级)")
    async def move_union(self, info: Context, input: Given[MoveUnionInput]) -> UnionPayload:  # noqa: A002
        """Move a union with its subtree."""

        async def move(work: Work) -> dict[str, object]:
            union = identity(input.id)
            await service.move_union(
                work,
                union_id=union,
                parent_id=identity(input.parent_id, "parentId"),
                expected_version=input.expected_version,
            )
            return {"union": reference(UnionOrganisation, union)}

        return await perform(info, UnionPayload, move)

    @mutation("变更建会状态")
    async def change_union_status(
        self,
        info: Context,
        input: Given[ChangeUnionStatusInput],  # noqa: A002
    ) -> UnionPayload:
        """Take one step of the establishment of a union."""

        async def change(work: Work) -> dict[str, object]:
            union = identity(input.id)
            await service.change_union_status(
                work,
                union_id=union,
                expected_version=input.expected_version,
                status=input.status,
            )
            return {"union": reference(UnionOrganisation, union)}

        return await perform(info, UnionPayload, change)


MUTATION = OrganisationMutation
