"""Telling users something: at most once a user, object and kind, seen by that user alone."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.tables import app_user, role_grant
from schema.core.notification import NotificationKind, notification
from schema.core.roles import Role, ScopeKind
from schema.core.work import Work


async def notify_roles(
    work: Work,
    roles: Collection[Role],
    kind: NotificationKind,
    *,
    title: str,
    body: str = "",
    entity: str | None = None,
    entity_id: UUID | None = None,
) -> int:
    """Tell everybody who holds one of these roles for the whole city; how many are told anew.

    ``title`` and ``body`` name no person: they are shown on screens in the open.
    """
    held = (
        sa.select(role_grant.c.user_id)
        .join(app_user, app_user.c.id == role_grant.c.user_id)
        .where(
            role_grant.c.role.in_(roles),
            role_grant.c.scope_kind == ScopeKind.CITY,
            role_grant.c.ended_at.is_(None),
            app_user.c.disabled_at.is_(None),
        )
        .distinct()
    )
    told = held.add_columns(
        sa.literal(kind.value),
        sa.literal(title),
        sa.literal(body),
        sa.literal(entity, sa.Text),
        sa.literal(entity_id, sa.Uuid),
        sa.literal(work.now, sa.DateTime(timezone=True)),
    )
    columns = ["user_id", "kind", "title", "body", "entity", "entity_id", "created_at"]
    statement = insert(notification).from_select(columns, told).on_conflict_do_nothing()
    return (await work.execute(statement)).rowcount


async def mark_read(work: Work, *, notification_ids: Sequence[UUID]) -> int:
    """Note that one's own notifications were read; others' ids are passed over silently."""
    statement = (
        sa.update(notification)
        .where(
            notification.c.id.in_(notification_ids),
            notification.c.user_id == work.principal.user_id,
            notification.c.read_at.is_(None),
        )
        .values(read_at=work.now)
    )
    return (await work.execute(statement)).rowcount
