"""Users, grants, sessions, API clients and assignments as GraphQL shows them; no secrets."""

from schema.accounts import tables
from schema.accounts.access import targets_of_grant
from schema.core.audit import audit_event, chained
from schema.core.notification import notification
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, STRINGS


@node(tables.app_user)
class User:
    """用户: who may sign in; oneself, or all to who keeps the users."""

    id = column()
    username = column(sortable=True)
    name = column()
    disabled_at = column(sortable=True)
    created_at = column(sortable=True)
    version = column()


@node(tables.role_grant)
class RoleGrant:
    """授权: one role on one scope; a session acts in one at a time."""

    id = column()
    role = column(groupable=True)
    scope_kind = column(groupable=True)
    department = column(groupable=True)
    targets = computed(
        targets_of_grant, STRINGS, "数据范围: 工会、阵地或职工的标识", needs=("id",), nullable=False
    )
    ended_at = column(sortable=True)
    created_at = column(sortable=True)
    version = column()
    user = to_one(User, "user_id")


@node(tables.user_session)
class Session:
    """会话: a sign-in, without its token."""

    id = column()
    created_at = column(sortable=True)
    seen_at = column(sortable=True)
    ended_at = column(sortable=True)
    address = column()
    second_factor_at = column()
    external = column()
    user = to_one(User, "user_id")
    grant = to_one(RoleGrant, "grant_id")


@node(tables.api_client)
class ApiClient:
    """接口客户端: a program with a token of its own, in a grant of its owner."""

    id = column()
    name = column(sortable=True)
    documents = column()
    expires_at = column(sortable=True)
    revoked_at = column(sortable=True)
    last_used_at = column(sortable=True)
    version = column()
    user = to_one(User, "user_id")
    grant = to_one(RoleGrant, "grant_id")


@node(tables.assignment)
class Assignment:
    """指派: a matter that a social worker, volunteer, lawyer or liaison handles."""

    id = column()
    entity = column(groupable=True)
    entity_id = column()
    ended_at = column(sortable=True)
    created_at = column(sortable=True)
    version = column()
    user = to_one(User, "user_id")


extend(
    User,
    grants=connection(RoleGrant, "user_id", description="授权", page=FEW),
    sessions=connection(Session, "user_id", description="会话", page=FEW),
    api_clients=connection(ApiClient, "user_id", description="接口客户端", page=FEW),
    assignments=connection(Assignment, "user_id", description="指派的事项"),
)


@node(notification)
class Notification:
    """站内通知: what the platform told the caller; nobody else sees it."""

    id = column()
    kind = column(groupable=True)
    title = column()
    body = column()
    entity = column()
    entity_id = column()
    created_at = column(sortable=True, groupable=True)
    read_at = column(sortable=True)


@node(audit_event, name="AuditEvent")
class AuditEvent:
    """审计事件: one written row or event, its fields before and after; never a sealed value."""

    id = column()
    at = column(sortable=True)
    actor = column()
    action = column(groupable=True)
    entity = column(groupable=True)
    entity_id = column()
    changes = column(filterable=False)
    rows = column()
    reason = column(filterable=False)
    address = column(filterable=False)
    request_id = column()
    lane = column(filterable=False)
    number = column(filterable=False)
    intact = computed(
        chained,
        BOOLEAN,
        "链是否完好: 本行散列与内容及前一行相符",
        needs=tuple(each.name for each in audit_event.c),
        nullable=False,
    )
