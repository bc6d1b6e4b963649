"""People with a grant of a role for the whole city."""

from schema.accounts.tables import app_user, role_grant
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import Department, ScopeKind
from schema.core.work import Work


async def holder_of_a_grant(
    work: Work, username: str, role: Role, department: Department | None = None
) -> Principal:
    """A user, as a request of theirs would act."""
    user = await work.insert(app_user, username=username, name=f"用户{username}")
    grant = await work.insert(
        role_grant, user_id=user, role=role, scope_kind=ScopeKind.CITY, department=department
    )
    return Principal(
        f"user:{user}",
        role,
        Scope(covers_all=True, department=department),
        name=f"用户{username}",
        user_id=user,
        grant_id=grant,
        proved_at=work.now,
        request_id="test",
    )
