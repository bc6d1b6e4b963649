"""Sign-in, lock-out, sessions that end, passwords that are refused."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.accounts import service
from schema.accounts.rules import LockPolicy, check_password, locked_until
from schema.accounts.tables import user_credential, user_session
from schema.core import clock
from schema.core.audit import audit_event
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Role
from tests.api.conftest import PASSWORD, Site, add_user

pytestmark = pytest.mark.anyio
COUNT = "{ unions { totalCount } }"


@pytest.fixture
async def person(site: Site, fresh_database: Stores) -> Site:
    await add_user(fresh_database, "person")
    return site


@pytest.mark.requirement("S21")
async def test_cookie(person: Site) -> None:
    answer = await person.sign_in(" Person ")
    cookie = answer.headers["set-cookie"]
    assert answer.json()["user"] == {"name": "测试员", "role": "ANALYST"}
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert (await person.query(COUNT)).status_code == 200


@pytest.mark.requirement("S26", "S32")
async def test_nothing_readable_is_stored(person: Site, engine: AsyncEngine) -> None:
    token = (await person.sign_in("person")).cookies["gonghui"]
    async with engine.connect() as connection:
        stored = (await connection.execute(sa.select(user_session.c.token_hash))).scalar_one()
        hashed = (await connection.execute(sa.select(user_credential.c.password_hash))).scalar_one()
    assert token.encode() not in stored
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.requirement("S29")
async def test_unknown_user_and_wrong_password_look_alike(person: Site) -> None:
    wrong = await person.sign_in("person", "wrong-password-1")
    unknown = await person.sign_in("nobody-here", "wrong-password-1")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


@pytest.mark.requirement("S28")
async def test_lock_after_five_failures(person: Site) -> None:
    for _ in range(5):
        assert (await person.sign_in("person", "wrong-password-1")).status_code == 401
    answer = await person.sign_in("person")
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "TOO_MANY_ATTEMPTS"
    assert 0 < int(answer.headers["retry-after"]) <= 31


@pytest.mark.requirement("S28")
def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    at, policy = clock.now(), LockPolicy()
    waits = [locked_until(n, at, policy) for n in (4, 5, 6, 7, 50)]
    assert waits[0] is None
    assert [(w - at).total_seconds() for w in waits[1:] if w] == [30, 60, 120, 900]


@pytest.mark.requirement("S33")
async def test_sign_out_ends_the_session(person: Site) -> None:
    await person.sign_in("person")
    token = person.http.cookies["gonghui"]
    assert (await person.http.post("/auth/sign-out")).status_code == 204
    person.http.cookies.set("gonghui", token)
    assert (await person.query(COUNT)).status_code == 401


async def test_posts_need_the_header(person: Site) -> None:
    del person.http.headers["x-gonghui-csrf"]
    assert (await person.sign_in("person")).status_code == 403


@pytest.mark.requirement("S33")
async def test_change_of_password_ends_the_other_sessions(person: Site) -> None:
    await person.sign_in("person")
    other = person.http.cookies["gonghui"]
    person.http.cookies.clear()
    await person.sign_in("person")
    answer = await person.http.post(
        "/auth/change-password",
        json={"currentPassword": PASSWORD, "newPassword": "another-long-one-99"},
    )
    assert answer.status_code == 200
    assert (await person.query(COUNT)).status_code == 200
    person.http.cookies.clear()
    person.http.cookies.set("gonghui", other)
    assert (await person.query(COUNT)).status_code == 401


@pytest.mark.requirement("S27")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "PASSWORD_TOO_SHORT"),
        ("x" * 129, "PASSWORD_TOO_LONG"),
        ("password1234", "PASSWORD_COMMON"),
        ("iloveyouiloveyou", "PASSWORD_COMMON"),
        ("2024!!Football!!", "PASSWORD_COMMON"),
        ("gonghuigonghui", "PASSWORD_COMMON"),
        ("aaaabbbbaaaabbbb", "PASSWORD_COMMON"),
        ("zhangsanzhangsan", "PASSWORD_COMMON"),
    ],
)
def test_refused_passwords(password: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_password(password, "zhangsan")
    assert refused.value.code == code


@pytest.mark.requirement("S27")
def test_accepted_passwords() -> None:
    check_password("四个随机的中文词组合在一起", "zhangsan")
    check_password("correct horse battery", "zhangsan")


@pytest.mark.requirement("S05", "S33")
async def test_disabling_a_user_acts_at_once(
    person: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    """The open session is remembered by the process, yet ends without waiting."""
    await add_user(fresh_database, "boss", Role.ADMINISTRATOR)
    await person.sign_in("person")
    await asyncio.sleep(0.2)  # the channel is open, principals are remembered
    assert (await person.query(COUNT)).status_code == 200
    async with transaction(engine, GATEKEEPER) as work:
        await service.disable_user(work, username="person")
    await asyncio.sleep(0.2)
    assert (await person.query(COUNT)).status_code == 401


@pytest.mark.requirement("S06")
async def test_the_last_administrator_stays(
    site: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    del site
    await add_user(fresh_database, "boss", Role.ADMINISTRATOR)
    with pytest.raises(DomainError) as refused:
        async with transaction(engine, GATEKEEPER) as work:
            await service.disable_user(work, username="boss")
    assert refused.value.code == "LAST_ADMINISTRATOR"


@pytest.mark.requirement("S32")
async def test_idle_and_old_sessions_end(person: Site, engine: AsyncEngine) -> None:
    token = (await person.sign_in("person")).cookies["gonghui"]
    for wait, alive in ((14, True), (30, False)):
        later = clock.now() + dt.timedelta(minutes=wait)
        async with transaction(engine, GATEKEEPER, now=later) as work:
            assert (await service.authenticate(work, token) is not None) is alive


async def test_sign_ins_are_in_the_audit_trail(person: Site, engine: AsyncEngine) -> None:
    await person.sign_in("person", "wrong-password-1")
    await person.sign_in("person")
    async with engine.begin() as connection:
        await connection.execute(sa.text("select set_config('gonghui.subject', 't', true)"))
        rows = await connection.execute(sa.select(audit_event.c.action))
    assert {"SIGN_IN", "SIGN_IN_FAILED"} <= set(rows.scalars())
