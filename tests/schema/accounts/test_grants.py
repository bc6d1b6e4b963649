"""Grants: who may give them, which make sense, what a session with one sees."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from schema.accounts import service
from schema.accounts.rules import AccountError, Entity
from schema.accounts.service import GrantFacts
from schema.accounts.tables import app_user, role_grant, user_session
from schema.core.errors import ConflictError, DomainError, ErrorCode
from schema.core.principal import Principal, Scope
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work
from tests.conftest import count

pytestmark = pytest.mark.anyio
CITY = Scope(covers_all=True)


async def user(work: Work, name: str, role: Role = Role.ANALYST, **scope: object) -> UUID:
    given = scope or {"covers_all": True}
    made, _ = await service.create_user(work, username=name, name=name, role=role, **given)  # type: ignore[arg-type]
    return made


def acting(work: Work, role: Role, user_id: UUID | None = None, scope: Scope = CITY) -> Work:
    """The same transaction in the name of somebody who has just proved a password."""
    who = user_id or uuid4()
    made = Principal(f"user:{who}", role, scope, user_id=who, proved_at=work.now)
    return replace(work, principal=made)


async def test_only_administrators_of_the_city_grant(work: Work) -> None:
    made = await user(work, "somebody")
    for role in Role:
        if role in {Role.ADMINISTRATOR, Role.JOB}:
            continue
        with pytest.raises(DomainError) as refused:
            await service.grant_role(
                acting(work, role), user_id=made, facts=GrantFacts(Role.ANALYST, ScopeKind.CITY)
            )
        assert refused.value.code is ErrorCode.FORBIDDEN


@pytest.mark.requirement("S06")
async def test_nobody_grants_himself(work: Work) -> None:
    me = await user(work, "chief.one", Role.ADMINISTRATOR)
    mine = acting(work, Role.ADMINISTRATOR, me)
    with pytest.raises(DomainError) as refused:
        await service.grant_role(
            mine, user_id=me, facts=GrantFacts(Role.CITY_LEADER, ScopeKind.CITY)
        )
    assert refused.value.code is AccountError.OWN_ROLE
    held = (await service.grants_of(work, me))[0]["grant_id"]
    with pytest.raises(DomainError) as refused:
        await service.end_grant(mine, grant_id=held, expected_version=1)
    assert refused.value.code is AccountError.OWN_ROLE


@pytest.mark.requirement("S06")
async def test_the_last_administrator_stays_by_every_way(work: Work) -> None:
    await work.execute(sa.update(app_user).values(disabled_at=work.now))
    last = await user(work, "the.last", Role.ADMINISTRATOR)
    held = (await service.grants_of(work, last))[0]["grant_id"]
    for step in (
        service.end_grant(work, grant_id=held, expected_version=1),
        service.end_user(work, user_id=last, expected_version=1),
        service.disable_user(work, username="the.last"),
        service.change_grant(
            work,
            grant_id=held,
            expected_version=1,
            facts=GrantFacts(Role.ANALYST, ScopeKind.CITY),
        ),
    ):
        with pytest.raises(DomainError) as refused:
            await step
        assert refused.value.code is AccountError.LAST_ADMINISTRATOR
    await user(work, "another.one", Role.ADMINISTRATOR)
    await service.end_grant(work, grant_id=held, expected_version=1)


@pytest.mark.requirement("S31")
async def test_an_old_session_changes_no_roles(work: Work) -> None:
    made = await user(work, "somebody")
    fresh = acting(work, Role.ADMINISTRATOR)
    facts = GrantFacts(Role.ANALYST, ScopeKind.CITY)
    old = replace(fresh.principal, proved_at=work.now.replace(year=work.now.year - 1))
    client = replace(fresh.principal, client_id=uuid4())
    for principal in (old, client):
        with pytest.raises(DomainError) as refused:
            await service.grant_role(replace(work, principal=principal), user_id=made, facts=facts)
        assert refused.value.code is AccountError.STEP_UP_REQUIRED
    await service.grant_role(fresh, user_id=made, facts=facts)


@pytest.mark.parametrize(
    "facts",
    [
        GrantFacts(Role.JOB, ScopeKind.CITY),
        GrantFacts(Role.ADMINISTRATOR, None),
        GrantFacts(Role.GRASSROOTS_CHAIR, ScopeKind.CITY),
        GrantFacts(Role.STATION_KEEPER, ScopeKind.SUBTREE),
        GrantFacts(Role.CITY_DEPARTMENT, ScopeKind.CITY),
        GrantFacts(Role.ANALYST, ScopeKind.CITY, (UUID(int=1),)),
        GrantFacts(Role.MEMBER, ScopeKind.SELF, (UUID(int=1), UUID(int=2))),
        GrantFacts(Role.ANALYST, ScopeKind.CITY, (), Department.FINANCE),
    ],
)
async def test_grants_that_make_no_sense(work: Work, facts: GrantFacts) -> None:
    with pytest.raises(DomainError) as refused:
        service.check_grant(work, facts)
    assert refused.value.code in {AccountError.SCOPE_UNFIT, AccountError.DEPARTMENT_UNFIT}


@pytest.mark.requirement("S05", "S33")
async def test_a_changed_grant_ends_the_sessions(work: Work) -> None:
    made = await user(work, "somebody")
    held = (await service.grants_of(work, made))[0]["grant_id"]
    token = await _session(work, made, held)
    assert await service.authenticate(work, token) is not None
    with pytest.raises(ConflictError):
        await service.end_grant(work, grant_id=held, expected_version=7)
    await service.end_grant(work, grant_id=held, expected_version=1)
    assert await service.authenticate(work, token) is None
    assert await count(work.connection, role_grant) >= 1


async def _session(work: Work, user_id: UUID, grant: UUID) -> str:
    from schema.accounts.service.sessions import open_session  # noqa: PLC0415 - internal

    return await open_session(work, user=user_id, grant_id=grant, address="127.0.0.1")


@pytest.mark.requirement("S32")
async def test_switching_the_grant_gives_a_new_token(work: Work) -> None:
    made = await user(work, "two.hats")
    unit = uuid4()
    second = await service.grant_role(
        work, user_id=made, facts=GrantFacts(Role.TOWNSHIP_OFFICER, None, (unit,))
    )
    first = (await service.grants_of(work, made))[0]["grant_id"]
    token = await _session(work, made, first)
    before = await service.authenticate(work, token)
    assert before is not None
    assert (before.role, before.scope) == (Role.ANALYST, Scope(covers_all=True))
    assert before.session_id is not None
    renewed = await service.switch_grant(
        work, session=before.session_id, user=made, grant_id=second
    )
    assert await service.authenticate(work, token) is None
    after = await service.authenticate(work, renewed, may_postpone=True)
    assert after is not None
    assert (after.role, after.scope.unions) == (Role.TOWNSHIP_OFFICER, (unit,))
    other = await user(work, "a.stranger")
    foreign = (await service.grants_of(work, other))[0]["grant_id"]
    with pytest.raises(DomainError) as refused:
        await service.switch_grant(work, session=before.session_id, user=made, grant_id=foreign)
    assert refused.value.code is ErrorCode.NOT_FOUND
    stored = (await work.execute(sa.select(user_session.c.token_hash))).scalars().all()
    assert all(renewed.encode() not in bytes(hashed) for hashed in stored)


async def test_assignments_are_given_by_who_decides(work: Work) -> None:
    worker = await user(work, "social.worker", Role.SOCIAL_WORKER, scope=ScopeKind.ASSIGNED)
    with pytest.raises(DomainError) as refused:
        await service.assign(
            acting(work, Role.ADMINISTRATOR),
            user_id=worker,
            entity=Entity.DOSSIER,
            entity_id=uuid4(),
        )
    assert refused.value.code is ErrorCode.FORBIDDEN
    leader = acting(work, Role.CITY_LEADER)
    made = await service.assign(leader, user_id=worker, entity=Entity.DOSSIER, entity_id=uuid4())
    await service.end_assignment(leader, assignment_id=made, expected_version=1)
