"""What administrators change of users, grants, sessions and API clients.

Secrets (reset links, tokens) are given out by mutations of their own, which keep no
idempotency key: their answer is stored nowhere, and asking again voids what was given before.
"""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.accounts import service
from schema.accounts.rules import Entity
from schema.accounts.types import ApiClient, Assignment, RoleGrant, User
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work
from schema.planner.arguments import ExpectedVersion, Identifier, identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import (
    MutationError,
    changes,
    creates,
    mutation,
    payload,
    perform,
)
from schema.planner.scalars import Instant

Context = Info[Any, Any]
for _codes in (Role, Department, ScopeKind, Entity):
    graphql_enum(_codes)


@strawberry.input(description="新增用户")
class CreateUserInput:
    """A user with a first grant."""

    username: str = strawberry.field(description="用户名: 3–40 个小写字母、数字、点、横线、下划线")
    name: str = strawberry.field(description="姓名")
    role: Role = strawberry.field(description="角色")
    scope_kind: ScopeKind = strawberry.field(description="数据范围类别")
    targets: list[strawberry.ID] | None = strawberry.field(
        default=None, description="数据范围: 工会、阵地或职工的标识"
    )
    department: Department | None = strawberry.field(
        default=None, description="部门 (市总部门角色必填)"
    )


@strawberry.input(description="授予角色")
class GrantRoleInput:
    """One more role on a scope."""

    user_id: strawberry.ID = strawberry.field(description="用户")
    role: Role = strawberry.field(description="角色")
    scope_kind: ScopeKind = strawberry.field(description="数据范围类别")
    targets: list[strawberry.ID] | None = strawberry.field(
        default=None, description="数据范围: 工会、阵地或职工的标识"
    )
    department: Department | None = strawberry.field(
        default=None, description="部门 (市总部门角色必填)"
    )


@strawberry.input(description="变更用户角色: 收回一项授权, 授予另一项")
class ChangeUserRoleInput:
    """The grant that is replaced, and by what."""

    id: strawberry.ID = strawberry.field(description="被替换的授权")
    expected_version: int = strawberry.field(description="读取时的版本号")
    role: Role = strawberry.field(description="角色")
    scope_kind: ScopeKind = strawberry.field(description="数据范围类别")
    targets: list[strawberry.ID] | None = strawberry.field(
        default=None, description="数据范围: 工会、阵地或职工的标识"
    )
    department: Department | None = strawberry.field(
        default=None, description="部门 (市总部门角色必填)"
    )


@strawberry.input(description="收回授权")
class RevokeGrantInput:
    """A grant, as it was read."""

    id: strawberry.ID = strawberry.field(description="授权")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="停用或恢复用户")
class UserInput:
    """A user, as it was read."""

    id: strawberry.ID = strawberry.field(description="用户")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="结束用户的全部会话")
class EndSessionsInput:
    """Whose sessions end."""

    user_id: strawberry.ID = strawberry.field(description="用户")


@strawberry.input(description="指派事项")
class AssignInput:
    """A matter and who handles it."""

    user_id: strawberry.ID = strawberry.field(description="承办人")
    entity: Entity = strawberry.field(description="业务对象类型")
    entity_id: strawberry.ID = strawberry.field(description="业务对象")


@strawberry.input(description="结束指派")
class EndAssignmentInput:
    """An assignment, as it was read."""

    id: strawberry.ID = strawberry.field(description="指派")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="登记接口客户端")
class CreateApiClientInput:
    """A client; ``newApiClientToken`` gives its token."""

    name: str = strawberry.field(description="名称")
    grant_id: strawberry.ID = strawberry.field(description="在哪项授权内行事")
    documents: list[str] = strawberry.field(description="可运行的已登记操作 (SHA-256)")
    expires_at: Instant = strawberry.field(description="到期时间 (一年以内)")


@strawberry.input(description="吊销接口客户端")
class ApiClientInput:
    """A client, as it was read."""

    id: strawberry.ID = strawberry.field(description="接口客户端")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="对应统一身份认证")
class LinkIdentityInput:
    """A subject of another provider who may sign in as a user."""

    user_id: strawberry.ID = strawberry.field(description="用户")
    issuer: str = strawberry.field(description="签发者")
    subject: str = strawberry.field(description="签发者处的主体标识")


MOST_NOTIFICATIONS = 100


@strawberry.type(description="通知已读的办理结果")
class NotificationsReadPayload:
    """How many notifications were marked, or why none."""

    count: int | None = strawberry.field(default=None, description="本次记为已读的条数")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="未办理的原因")


@strawberry.type(description="只出示一次的秘密")
class SecretPayload:
    """A token that nobody can read again, or what was wrong."""

    token: str | None = strawberry.field(default=None, description="令牌: 只在此出示一次")
    path: str | None = strawberry.field(default=None, description="打开链接的路径 (重置密码)")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


USER = payload("User", "用户", user=User)
ROLE_GRANT = payload("RoleGrant", "授权", role_grant=RoleGrant)
ASSIGNMENT = payload("Assignment", "指派", assignment=Assignment)
API_CLIENT = payload("ApiClient", "接口客户端", api_client=ApiClient)
SESSIONS = payload("Sessions", "会话")
IDENTITY = payload("Identity", "统一身份认证")


@strawberry.type
class AccountsMutation:
    """Mutations of accounts."""

    create_user = creates(service.add_user, CreateUserInput, USER, "新增用户")
    grant_role = creates(service.add_grant, GrantRoleInput, ROLE_GRANT, "授予角色")
    change_user_role = changes(service.change_role, ChangeUserRoleInput, ROLE_GRANT, "变更用户角色")
    revoke_grant = changes(service.revoke_grant, RevokeGrantInput, ROLE_GRANT, "收回授权")
    disable_user = changes(service.end_user, UserInput, USER, "停用用户, 会话立即结束")
    enable_user = changes(service.readmit_user, UserInput, USER, "恢复停用的用户")
    end_sessions = creates(service.close_sessions, EndSessionsInput, SESSIONS, "结束全部会话")
    assign = creates(service.assign, AssignInput, ASSIGNMENT, "指派事项")
    end_assignment = changes(service.end_assignment, EndAssignmentInput, ASSIGNMENT, "结束指派")
    create_api_client = creates(
        service.create_client, CreateApiClientInput, API_CLIENT, "登记接口客户端"
    )
    revoke_api_client = changes(service.revoke_client, ApiClientInput, API_CLIENT, "吊销接口客户端")
    link_identity = creates(service.link_identity, LinkIdentityInput, IDENTITY, "对应统一身份认证")

    @mutation(description="发出密码重置链接: 一次有效, 24 小时内; 原密码与会话立即失效")
    async def reset_password(
        self,
        info: Context,
        user_id: Identifier,
        forget_second_factor: Annotated[  # noqa: FBT002 - an argument of GraphQL
            bool, strawberry.argument(description="同时解除第二因素")
        ] = False,
    ) -> SecretPayload:
        """The token of a one-time link."""

        async def make(work: Work) -> dict[str, object]:
            token = await service.make_reset_link(
                work, user_id=identity(user_id, "userId"), forget_factor=forget_second_factor
            )
            return {"token": token, "path": f"/sign-in#reset={token}"}

        return await perform(info, SecretPayload, make)

    @mutation(description="给接口客户端新的令牌: 只出示一次, 原令牌立即失效")
    async def new_api_client_token(
        self,
        info: Context,
        id: Identifier,  # noqa: A002
        expected_version: ExpectedVersion,
    ) -> SecretPayload:
        """A fresh token."""

        async def make(work: Work) -> dict[str, object]:
            token = await service.new_client_token(
                work, client_id=identity(id), expected_version=expected_version
            )
            return {"token": token}

        return await perform(info, SecretPayload, make)

    @mutation(description="把本人的通知记为已读; 他人的通知不受影响")
    async def mark_notifications_read(
        self,
        info: Context,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="通知标识 (至多 100 个)")
        ],
    ) -> NotificationsReadPayload:
        """How many were unread until now."""

        async def mark(work: Work) -> dict[str, object]:
            found = [identity(text, "ids") for text in ids[:MOST_NOTIFICATIONS]]
            return {"count": await service.mark_read(work, notification_ids=found)}

        return await perform(info, NotificationsReadPayload, mark)


MUTATION = AccountsMutation
