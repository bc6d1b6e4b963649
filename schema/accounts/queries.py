"""Root fields of accounts."""

from schema.accounts.types import (
    ApiClient,
    Assignment,
    AuditEvent,
    Notification,
    RoleGrant,
    Session,
    User,
)
from schema.planner.fields import find_many, find_one

QUERIES = {
    "users": find_many(User, "用户列表", order=("username",)),
    "user": find_one(User, "一个用户"),
    "roleGrants": find_many(RoleGrant, "授权列表"),
    "roleGrant": find_one(RoleGrant, "一项授权"),
    "sessions": find_many(Session, "会话列表"),
    "apiClients": find_many(ApiClient, "接口客户端列表", order=("name", "id")),
    "apiClient": find_one(ApiClient, "一个接口客户端"),
    "assignments": find_many(Assignment, "指派列表"),
    "auditEvents": find_many(
        AuditEvent, "审计日志: 谁在何时改了哪条记录的哪些字段, 最近的在前", order=("-at",)
    ),
    "notifications": find_many(Notification, "本人的通知, 最近的在前", order=("-created_at",)),
}
