"""Telling users something: at most once a user, object and kind, seen by that user alone."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Action, Entity, is_allowed
from schema.accounts.tables import app_user, role_grant, role_grant_target
from schema.core.bulk import listed
from schema.core.notification import NotificationKind, notification
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work

_COLUMNS = ("user_id", "kind", "title", "body", "entity", "entity_id", "created_at")


async def notify_roles(
    work: Work,
    roles: Collection[Role],
    kind: NotificationKind,
    *,
    subject: Entity,
    title: str,
    body: str = "",
    entity: str | None = None,
    entity_id: UUID | None = None,
) -> int:
    """Tell who holds one of these roles for the whole city and may read ``subject``.

    Returns how many are told anew. A title alone tells something of its subject, so nobody
    hears of what he could not open. ``title`` and ``body`` name no person: they are shown on
    screens in the open.
    """
    held = city_holders(roles, subject)
    return await _tell(work, held, kind, title, body, entity, entity_id)


def city_holders(roles: Collection[Role], subject: Entity) -> sa.Select[tuple[UUID]]:
    """The users with one of these roles for the whole city who may read ``subject``."""
    return (
        sa.select(role_grant.c.user_id)
        .join(app_user, app_user.c.id == role_grant.c.user_id)
        .where(
            _reads(roles, subject),
            role_grant.c.scope_kind == ScopeKind.CITY,
            role_grant.c.ended_at.is_(None),
            app_user.c.disabled_at.is_(None),
        )
        .distinct()
    )


async def notify_of_each(
    work: Work,
    held: sa.SelectBase,
    kind: NotificationKind,
    *,
    titles: Mapping[UUID, str],
    body: str = "",
    entity: str,
) -> int:
    """Tell the users that a statement chooses of many objects, all in one statement.

    ``titles``: by object. Returns how many notifications are new.
    """
    if not titles:
        return 0
    given = listed("given", list(titles.items()), entity_id=sa.Uuid(), title=sa.Text())
    told = (
        sa.select(
            app_user.c.id,
            sa.literal(kind.value),
            given.c.title,
            sa.literal(body),
            sa.literal(entity, sa.Text),
            given.c.entity_id,
            sa.literal(work.now, sa.DateTime(timezone=True)),
        )
        .select_from(app_user.join(given, sa.true()))
        .where(app_user.c.id.in_(held), app_user.c.disabled_at.is_(None))
    )
    statement = insert(notification).from_select(_COLUMNS, told).on_conflict_do_nothing()
    return (await work.execute(statement)).rowcount


async def notify_users(
    work: Work,
    held: sa.Select[tuple[UUID]],
    kind: NotificationKind,
    *,
    title: str,
    body: str = "",
    entity: str | None = None,
    entity_id: UUID | None = None,
) -> int:
    """Tell the users that a statement chooses, who is not disabled; how many are told anew."""
    wanted = sa.select(app_user.c.id).where(
        app_user.c.id.in_(held), app_user.c.disabled_at.is_(None)
    )
    return await _tell(work, wanted, kind, title, body, entity, entity_id)


async def notify_holders(
    work: Work,
    union_id: UUID | None,
    kind: NotificationKind,
    *,
    subject: Entity,
    title: str,
    entity: str | None = None,
    entity_id: UUID | None = None,
) -> int:
    """Tell who may read ``subject`` in a union by a grant on that union itself.

    For no union, or one without anybody, the city's leaders are told. Returns how many.
    """
    held = (
        sa.select(role_grant.c.user_id)
        .join(app_user, app_user.c.id == role_grant.c.user_id)
        .join(role_grant_target, role_grant_target.c.grant_id == role_grant.c.id)
        .where(
            _reads((Role.TOWNSHIP_OFFICER, Role.GRASSROOTS_CHAIR), subject),
            role_grant.c.scope_kind.in_((ScopeKind.SUBTREE, ScopeKind.UNION)),
            role_grant_target.c.target_id == union_id,
            role_grant.c.ended_at.is_(None),
            app_user.c.disabled_at.is_(None),
        )
        .distinct()
    )
    told = 0
    if union_id is not None:
        told = await _tell(work, held, kind, title, "", entity, entity_id)
    if told == 0:
        told = await notify_roles(
            work,
            {Role.CITY_LEADER},
            kind,
            subject=subject,
            title=title,
            entity=entity,
            entity_id=entity_id,
        )
    return told


async def _tell(
    work: Work,
    held: sa.Select[tuple[UUID]],
    kind: NotificationKind,
    title: str,
    body: str,
    entity: str | None,
    entity_id: UUID | None,
) -> int:
    told = held.add_columns(
        sa.literal(kind.value),
        sa.literal(title),
        sa.literal(body),
        sa.literal(entity, sa.Text),
        sa.literal(entity_id, sa.Uuid),
        sa.literal(work.now, sa.DateTime(timezone=True)),
    )
    statement = insert(notification).from_select(_COLUMNS, told).on_conflict_do_nothing()
    return (await work.execute(statement)).rowcount


def _reads(roles: Collection[Role], subject: Entity) -> sa.ColumnElement[bool]:
    """Grants of these roles that may read a subject; a department's by its own rights."""
    table = role_grant.c
    able = [role for role in roles if is_allowed(role, subject, Action.READ)]
    found = table.role.in_(able)
    if Role.CITY_DEPARTMENT not in roles:
        return found
    departments = [
        department
        for department in Department
        if is_allowed(Role.CITY_DEPARTMENT, subject, Action.READ, department)
    ]
    of_theirs = sa.and_(table.role == Role.CITY_DEPARTMENT, table.department.in_(departments))
    return sa.or_(found, of_theirs)


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
