"""Sessions: who a token stands for, which grant it acts in, how it ends."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import (
    AccountError,
    SessionPolicy,
    needs_second_factor,
    new_token,
    token_hash,
)
from schema.accounts.tables import (
    app_user,
    role_grant,
    role_grant_target,
    second_factor,
    user_credential,
    user_session,
)
from schema.core.errors import NotFoundError
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import EXPLORERS, Department, ScopeKind
from schema.core.work import Work

PRINCIPAL_CHANNEL = "gonghui_principal"


async def authenticate(
    work: Work,
    token: str,
    policy: SessionPolicy | None = None,
    *,
    may_postpone: bool = False,
    quietly: bool = False,
) -> Principal | None:
    """The principal of a session token, or None when the session ended, idled or aged out.

    ``quietly`` looks without keeping the session awake: a stream that only listens idles.

    ``barred`` names what is missing; with ``may_postpone`` the enrolment of a second factor
    is not. Whoever gives a principal to a door must look at it.
    """
    policy = policy or SessionPolicy()
    statement = (
        _session_rows()
        .where(user_session.c.token_hash == token_hash(token), user_session.c.ended_at.is_(None))
        .where(app_user.c.disabled_at.is_(None), role_grant.c.ended_at.is_(None))
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    if work.now - row["seen_at"] > policy.idle or work.now - row["created_at"] > policy.absolute:
        return None
    if not quietly:
        await work.execute(
            sa.update(user_session)
            .where(user_session.c.id == row["session_id"])
            .values(seen_at=work.now)
        )
    return _principal(row, may_postpone=may_postpone)


def _session_rows() -> sa.Select[Any]:
    joined = (
        user_session.join(app_user, app_user.c.id == user_session.c.user_id)
        .join(user_credential, user_credential.c.user_id == app_user.c.id)
        .join(role_grant, role_grant.c.id == user_session.c.grant_id)
        .outerjoin(second_factor, second_factor.c.user_id == app_user.c.id)
    )
    return sa.select(
        user_session.c.id.label("session_id"),
        user_session.c.created_at,
        user_session.c.seen_at,
        user_session.c.proved_at,
        user_session.c.second_factor_at,
        second_factor.c.confirmed_at,
        app_user.c.id,
        app_user.c.name,
        sa.and_(user_credential.c.must_change, ~user_session.c.external).label("must_change"),
        _explores(),
        *grant_columns(),
    ).select_from(joined)


def _explores() -> sa.ColumnElement[bool]:
    """Whether the user holds, in any grant, a role that may look at the schema."""
    held = role_grant.alias("held")
    return (
        sa.exists()
        .where(held.c.user_id == app_user.c.id, held.c.ended_at.is_(None))
        .where(held.c.role.in_(EXPLORERS))
        .label("explores")
    )


def grant_columns() -> list[sa.ColumnElement[Any]]:
    """What ``scope_of`` needs of a grant."""
    targets = (
        sa.select(role_grant_target.c.target_id)
        .where(role_grant_target.c.grant_id == role_grant.c.id)
        .order_by(role_grant_target.c.target_id)
    )
    return [
        role_grant.c.id.label("grant_id"),
        role_grant.c.role,
        role_grant.c.scope_kind,
        role_grant.c.department,
        sa.func.array(targets.scalar_subquery(), type_=sa.ARRAY(sa.Uuid)).label("targets"),
    ]


def scope_of(row: Any) -> Scope:
    """The scope of a grant; the unions of facilities and persons are looked up later."""
    kind, department = ScopeKind[row["scope_kind"]], row["department"]
    of = Department[department] if department else None
    targets = tuple(row["targets"])
    if kind is ScopeKind.CITY:
        return Scope(covers_all=True, department=of)
    if kind in {ScopeKind.SUBTREE, ScopeKind.UNION}:
        return Scope(unions=targets, narrow=kind, department=of)
    return Scope(narrow=kind, targets=targets, department=of)


def _principal(row: Any, *, may_postpone: bool) -> Principal:
    return Principal(
        subject=f"user:{row['id']}",
        role=Role[row["role"]],
        name=row["name"],
        scope=scope_of(row),
        user_id=row["id"],
        session_id=row["session_id"],
        must_change_password=bool(row["must_change"]),
        grant_id=row["grant_id"],
        proved_at=row["proved_at"],
        barred=_barred(row, may_postpone=may_postpone),
        has_second_factor=row["confirmed_at"] is not None,
        explores=row["explores"],
    )


def _barred(row: Any, *, may_postpone: bool) -> str | None:
    """What the user must do before anything else: the code, the password, the enrolment."""
    if row["confirmed_at"] is not None and row["second_factor_at"] is None:
        return str(AccountError.SECOND_FACTOR_REQUIRED)
    missing = row["confirmed_at"] is None and needs_second_factor(Role[row["role"]])
    if missing and not row["must_change"] and not may_postpone:
        return str(AccountError.SECOND_FACTOR_ENROLMENT_REQUIRED)
    return None


async def open_session(
    work: Work, *, user: UUID, grant_id: UUID, address: str, external: bool = False
) -> str:
    """A new session of a user; its token, which is stored only as a hash."""
    token = new_token()
    await work.execute(
        sa.insert(user_session).values(
            user_id=user,
            grant_id=grant_id,
            token_hash=token_hash(token),
            created_at=work.now,
            seen_at=work.now,
            proved_at=work.now,
            address=address,
            external=external,
        )
    )
    await work.record("SIGN_IN", app_user, user, {}, {})
    return token


async def renew_token(work: Work, session: UUID, **changes: object) -> str:
    """Give a session a new token, as at every gain of rights; the old one is worth nothing."""
    token = new_token()
    renewed = (
        sa.update(user_session)
        .where(user_session.c.id == session)
        .values(token_hash=token_hash(token), **changes)
        .returning(user_session.c.user_id)
    )
    await announce(work, (await work.execute(renewed)).scalar_one_or_none())
    return token


async def usual_grant(work: Work, user: UUID) -> Any:
    """The grant that the user acted in last, or the oldest that is in force."""
    last = (
        sa.select(sa.func.max(user_session.c.seen_at))
        .where(user_session.c.grant_id == role_grant.c.id)
        .scalar_subquery()
    )
    statement = (
        sa.select(role_grant.c.id, role_grant.c.role)
        .where(role_grant.c.user_id == user, role_grant.c.ended_at.is_(None))
        .order_by(last.desc().nulls_last(), role_grant.c.id)
        .limit(1)
    )
    return (await work.execute(statement)).mappings().one_or_none()


async def grants_of(work: Work, user: UUID) -> list[Any]:
    """The grants of a user that are in force: id, role, scope_kind, department, targets."""
    statement = (
        sa.select(*grant_columns())
        .where(role_grant.c.user_id == user, role_grant.c.ended_at.is_(None))
        .order_by(role_grant.c.id)
    )
    return list((await work.execute(statement)).mappings())


async def switch_grant(work: Work, *, session: UUID, user: UUID, grant_id: UUID) -> str:
    """Act in another of one's grants from now on; gives the session a new token.

    Raises NotFoundError for a grant that is not one's own or was taken back.
    """
    held = sa.select(role_grant.c.id).where(
        role_grant.c.id == grant_id,
        role_grant.c.user_id == user,
        role_grant.c.ended_at.is_(None),
    )
    if (await work.execute(held)).first() is None:
        raise NotFoundError("授权", path=("grantId",))
    await work.record("SWITCH_ROLE", app_user, user, {}, {"grant_id": grant_id})
    return await renew_token(work, session, grant_id=grant_id)


async def sign_out(work: Work, session: UUID) -> None:
    """End one session."""
    ended = sa.update(user_session).where(user_session.c.id == session).values(ended_at=work.now)
    user = (await work.execute(ended.returning(user_session.c.user_id))).scalar_one_or_none()
    await work.record("SIGN_OUT", app_user, user, {}, {})
    await announce(work, user)


async def end_sessions(work: Work, user: UUID, keep: UUID | None = None) -> None:
    """End every session of a user but one, at once, in every process."""
    statement = sa.update(user_session).where(user_session.c.user_id == user)
    if keep is not None:
        statement = statement.where(user_session.c.id != keep)
    await work.execute(statement.where(user_session.c.ended_at.is_(None)).values(ended_at=work.now))
    await announce(work, user)


async def announce(work: Work, user: UUID | None = None) -> None:
    """Tell every API process to forget the principals of a user (of everybody without one)."""
    await work.execute(sa.select(sa.func.pg_notify(PRINCIPAL_CHANNEL, str(user or ""))))
