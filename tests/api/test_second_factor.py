"""One-time codes, recovery codes, proofs, reset links, lock-out: over HTTP."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from api.auth.answers import set_session
from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.accounts import service
from schema.accounts.rules import matching_step
from schema.accounts.tables import recovery_code, second_factor, sign_in_attempt
from schema.core import clock
from schema.core import settings as settings_module
from schema.core.database import transaction
from schema.core.roles import Role
from tests.api.conftest import PASSWORD, Site, add_user

pytestmark = pytest.mark.anyio
COUNT = "{ users { totalCount } }"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that postpones no second factor."""
    monkeypatch.setenv("GONGHUI_SECOND_FACTOR", "required")
    settings_module.settings.cache_clear()


@pytest.fixture
async def boss(strict: None, site: Site, fresh_database: Stores) -> AsyncIterator[Site]:
    """A browser, and an administrator who has not signed in yet."""
    del strict
    await add_user(fresh_database, "boss", Role.ADMINISTRATOR)
    yield site
    settings_module.settings.cache_clear()


async def post(site: Site, path: str, **body: object) -> httpx2.Response:
    return await site.http.post(f"/auth/{path}", json=body)


async def enrol(site: Site) -> tuple[str, list[str]]:
    """Enrol the signed-in user; the secret and the recovery codes."""
    secret: str = (await post(site, "second-factor/enrol")).json()["secret"]
    answer = await post(site, "second-factor/confirm", code=pyotp.TOTP(secret).now())
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recoveryCodes"]


def later(secret: str, steps: int = 1) -> str:
    """The code of a later step: each is good once."""
    return pyotp.TOTP(secret).at(clock.now() + dt.timedelta(seconds=30 * steps))


@pytest.mark.requirement("S30")
async def test_an_administrator_enrols_before_anything_else(boss: Site) -> None:
    signed_in = await boss.sign_in("boss")
    assert signed_in.json()["next"] == "SECOND_FACTOR_ENROLMENT_REQUIRED"
    assert (await boss.query(COUNT)).status_code == 401
    begun = (await post(boss, "second-factor/enrol")).json()
    assert begun["uri"].startswith("otpauth://totp/Gonghui:boss?secret=")
    assert begun["picture"].startswith("<svg ")
    wrong = await post(boss, "second-factor/confirm", code="000000")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "CODE_INVALID")
    before = boss.http.cookies["gonghui"]
    confirmed = await post(boss, "second-factor/confirm", code=pyotp.TOTP(begun["secret"]).now())
    assert confirmed.json()["next"] is None
    assert len(set(confirmed.json()["recoveryCodes"])) == 10
    assert boss.http.cookies["gonghui"] != before
    assert (await boss.query(COUNT)).status_code == 200
    again = await post(boss, "second-factor/enrol")
    assert again.json()["error"]["code"] == "SECOND_FACTOR_ENROLLED"


@pytest.mark.requirement("S30")
async def test_the_code_is_asked_for_and_good_once(boss: Site) -> None:
    await boss.sign_in("boss")
    secret, _ = await enrol(boss)
    assert (await boss.sign_in("boss")).json()["next"] == "SECOND_FACTOR_REQUIRED"
    assert (await boss.query(COUNT)).status_code == 401
    assert (await post(boss, "second-factor/enrol")).status_code == 401
    changed = await post(boss, "change-password", currentPassword=PASSWORD, newPassword="x" * 20)
    assert changed.status_code == 401
    replayed = await post(boss, "second-factor", code=pyotp.TOTP(secret).now())
    assert replayed.json()["error"]["code"] == "CODE_INVALID"
    passed = await post(boss, "second-factor", code=later(secret))
    assert passed.json()["next"] is None
    assert (await boss.query(COUNT)).status_code == 200


@pytest.mark.requirement("S30")
async def test_a_recovery_code_is_good_once(boss: Site, engine: AsyncEngine) -> None:
    await boss.sign_in("boss")
    _, codes = await enrol(boss)
    for code, status in ((codes[3].upper(), 200), (codes[3], 401), (codes[4], 200)):
        await boss.sign_in("boss")
        assert (await post(boss, "second-factor", code=code)).status_code == status
    async with engine.connect() as connection:
        hashes = (await connection.execute(sa.select(recovery_code.c.code_hash))).scalars().all()
        sealed = (await connection.execute(sa.select(second_factor.c.secret))).scalar_one()
    assert len(hashes) == 10
    assert not any(code.encode() in bytes(stored) for code in codes for stored in hashes)
    assert b"\0" in sealed[:40]  # the vault's form: key id, zero, ciphertext


@pytest.mark.requirement("S30")
async def test_five_wrong_codes_wait(boss: Site) -> None:
    await boss.sign_in("boss")
    secret, _ = await enrol(boss)
    await boss.sign_in("boss")
    for _ in range(5):
        assert (await post(boss, "second-factor", code="123123")).status_code == 401
    refused = await post(boss, "second-factor", code=later(secret))
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 31


@pytest.mark.requirement("S30")
def test_a_code_drifts_by_one_step_and_never_goes_back() -> None:
    secret, now = pyotp.random_base32(), clock.now()
    step = int(now.timestamp()) // 30
    code = {n: pyotp.TOTP(secret).generate_otp(step + n) for n in (-3, -1, 0, 1, 3)}
    assert matching_step(secret, code[0], now, 0) == step
    assert matching_step(secret, code[1], now, 0) == step + 1
    assert matching_step(secret, code[-1], now, 0) == step - 1
    assert matching_step(secret, code[3], now, 0) is None
    assert matching_step(secret, code[-3], now, 0) is None
    assert matching_step(secret, code[0], now, step) is None
    assert matching_step(secret, code[-1], now, step) is None


async def test_enrolment_may_be_postponed_where_that_is_set(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "boss", Role.ADMINISTRATOR)
    assert (await site.sign_in("boss")).json()["next"] is None
    assert (await site.query(COUNT)).status_code == 200
    await enrol(site)
    assert (await site.sign_in("boss")).json()["next"] == "SECOND_FACTOR_REQUIRED"


async def test_no_file_is_handed_out_before_the_second_factor(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "boss", Role.ADMINISTRATOR)
    await site.sign_in("boss")
    await enrol(site)
    await site.sign_in("boss")
    for door in ("uploads/{}", "attachments/{}", "exports/{}", "imports/{}/errors"):
        answer = await site.http.get("/" + door.format(uuid4()))
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
            401,
            "UNAUTHENTICATED",
        )


CREATE = """mutation($n: String!) { createUser(idempotencyKey: $n, input: {
  username: $n, name: "新人", role: ANALYST, scopeKind: CITY
}) { user { id username version grants { nodes { role scopeKind version id } } }
     errors { code } } }"""
RESET = "mutation($u: ID!) { resetPassword(userId: $u) { token path errors { code } } }"
DISABLE = """mutation($i: UserInput!) { disableUser(input: $i) { user { disabledAt }
  errors { code } } }"""


async def ask(site: Site, query: str, **variables: Any) -> Any:
    answer = (await site.query(query, variables)).json()
    assert "errors" not in answer, answer
    (payload,) = answer["data"].values()
    return payload


@pytest.mark.requirement("S31")
async def test_users_are_kept_with_a_fresh_proof(boss: Site, engine: AsyncEngine) -> None:
    await boss.sign_in("boss")
    secret, _ = await enrol(boss)
    made = await ask(boss, CREATE, n="newcomer")
    assert made["errors"] == []
    assert made["user"]["grants"]["nodes"][0]["role"] == "ANALYST"
    async with engine.begin() as connection:
        await connection.execute(
            sa.text("update user_session set proved_at = now() - interval '6 minutes'")
        )
    boss.app.endpoint.principals.forget()
    refused = await ask(boss, CREATE, n="another")
    assert [error["code"] for error in refused["errors"]] == ["STEP_UP_REQUIRED"]
    proved = await post(boss, "prove", code=later(secret))
    assert proved.status_code == 200
    assert (await ask(boss, CREATE, n="another"))["errors"] == []
    assert (await post(boss, "prove", password="wrong-password-1")).status_code == 401


@pytest.mark.requirement("S33")
async def test_a_reset_link_is_good_once(boss: Site) -> None:
    await boss.sign_in("boss")
    await enrol(boss)
    made = await ask(boss, CREATE, n="newcomer")
    user: str = made["user"]["id"]
    first = await ask(boss, RESET, u=user)
    second = await ask(boss, RESET, u=user)
    assert second["path"] == f"/sign-in#reset={second['token']}"
    new = "chosen by the newcomer"
    for token, password, code in (
        (first["token"], new, "LINK_INVALID"),
        ("made up", new, "LINK_INVALID"),
        (second["token"], "short", "PASSWORD_TOO_SHORT"),
    ):
        refused = await post(boss, "reset-password", token=token, newPassword=password)
        assert refused.json()["error"]["code"] == code
    done = await post(boss, "reset-password", token=second["token"], newPassword=new)
    assert done.status_code == 204
    again = await post(boss, "reset-password", token=second["token"], newPassword=new)
    assert again.json()["error"]["code"] == "LINK_INVALID"
    assert (await boss.sign_in("newcomer", new)).json()["next"] is None


@pytest.mark.requirement("S06", "S33")
async def test_disabling_over_graphql(boss: Site, fresh_database: Stores) -> None:
    await boss.sign_in("boss")
    await enrol(boss)
    user = (await ask(boss, CREATE, n="newcomer"))["user"]
    given = {"id": user["id"], "expectedVersion": user["version"]}
    stale = await ask(boss, DISABLE, i={**given, "expectedVersion": 9})
    assert [error["code"] for error in stale["errors"]] == ["CONFLICT"]
    done = await ask(boss, DISABLE, i=given)
    assert done["user"]["disabledAt"] is not None
    me = await boss.query('{ users(filter: {username: {eq: "boss"}}) { nodes { id version } } }')
    own = me.json()["data"]["users"]["nodes"][0]
    mine = await ask(boss, DISABLE, i={"id": own["id"], "expectedVersion": own["version"]})
    assert [error["code"] for error in mine["errors"]] == ["OWN_ROLE"]
    del fresh_database


@pytest.mark.requirement("S28", "S29")
async def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "person")
    answers = []
    for name in ("person", "nobody-here"):
        for _ in range(5):
            assert (await site.sign_in(name, "wrong-password-1")).status_code == 401
        answers.append(await site.sign_in(name, "wrong-password-1"))
    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0].json()["error"]["code"] == answers[1].json()["error"]["code"]


@pytest.mark.requirement("S28")
async def test_a_stranger_elsewhere_locks_nobody_out(
    site: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    """Seventy-five guesses from far away, spread over addresses; then the person comes."""
    await add_user(fresh_database, "person")
    await site.sign_in("person")
    ended = 0
    for guess in range(75):
        async with transaction(engine, GATEKEEPER) as work:
            found = await service.sign_in(
                work,
                username="person",
                password=f"wrong-password-{guess}",
                address=f"203.0.113.{guess % 12}",
            )
            ended += isinstance(found, service.SignedIn)
    assert ended == 0
    assert (await site.sign_in("person")).status_code == 200
    async with engine.connect() as connection:
        keys = (await connection.execute(sa.select(sign_in_attempt.c.key))).scalars().all()
    assert not any(b"person" in bytes(key) for key in keys)


@pytest.mark.requirement("S28")
async def test_no_wait_is_longer_than_a_quarter_of_an_hour(
    site: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    await add_user(fresh_database, "person")
    now = clock.now()
    for _ in range(60):
        async with transaction(engine, GATEKEEPER, now=now) as work:
            await service.sign_in(work, username="person", password="wrong", address="192.0.2.9")
        now += dt.timedelta(minutes=15)
    late = now + dt.timedelta(minutes=15)
    async with transaction(engine, GATEKEEPER, now=late) as work:
        found = await service.sign_in(
            work, username="person", password=PASSWORD, address="192.0.2.9"
        )
    assert isinstance(found, service.SignedIn)
    del site


DOCUMENT = "0" * 64


@pytest.mark.requirement("S34", "S07")
async def test_an_api_client_is_its_owner_with_a_token(
    site: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    owner = await add_user(fresh_database, "owner")
    token, client = await _client(engine, owner)
    scope = {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}
    principals = site.app.endpoint.principals
    found = await principals.of(scope)
    assert found is not None
    assert (found.subject, found.client_id) == (f"user:{owner}", client)
    assert found.allowed_documents == frozenset({DOCUMENT})
    async with engine.connect() as connection:
        row = (await connection.execute(sa.text("select * from api_client"))).mappings().one()
    assert token.encode() not in bytes(row["token_hash"])
    assert row["last_used_at"] is not None
    async with transaction(engine, GATEKEEPER) as work:
        await service.revoke_client(work, client_id=client, expected_version=row["version"])
    principals.forget()
    assert await principals.of(scope) is None


@pytest.mark.requirement("S34")
async def test_an_api_client_expires(
    site: Site, fresh_database: Stores, engine: AsyncEngine
) -> None:
    token, _ = await _client(engine, await add_user(fresh_database, "owner"))
    late = clock.now() + dt.timedelta(days=31)
    async with transaction(engine, GATEKEEPER, now=late) as work:
        assert await service.authenticate_client(work, token) is None
        assert await service.authenticate(work, token) is None
    site.app.endpoint.principals.forget()


async def _client(engine: AsyncEngine, owner: UUID) -> tuple[str, UUID]:
    async with transaction(engine, GATEKEEPER) as work:
        held = (await service.grants_of(work, owner))[0]["grant_id"]
        made = await service.create_client(
            work,
            name="看板",
            grant_id=held,
            documents=[DOCUMENT],
            expires_at=work.now + dt.timedelta(days=30),
        )
        token = await service.new_client_token(work, client_id=made, expected_version=1)
    return token, made


@pytest.mark.requirement("S32")
async def test_session_tokens_are_long_and_new_at_each_sign_in(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "person")
    tokens = {(await site.sign_in("person")).cookies["gonghui"] for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)  # 256 bits in base64


@pytest.mark.requirement("S21")
def test_behind_tls_the_cookie_is_bound_to_the_host() -> None:
    response = Response()
    set_session(response, "__Host-gonghui", "t", secure=True)
    cookie = response.headers["set-cookie"]
    assert all(word in cookie for word in ("__Host-gonghui=t", "Secure", "HttpOnly", "Path=/"))
