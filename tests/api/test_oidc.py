"""Signing in at another provider: a small one of our own, real HTTP on loopback."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import msgspec
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.auth.provider import provider_of
from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.accounts import service
from schema.core import settings as settings_module
from schema.core.database import transaction
from schema.core.settings import Settings
from tests.api.conftest import Site, add_user

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S35")]
CLIENT, SECRET = "gonghui-test", "a secret of the tests"
RETURN = "http://test/auth/oidc/return"


class Provider(BaseHTTPRequestHandler):
    """Discovery, keys, token endpoint; what the token says is set by the test."""

    key: ClassVar[RSAKey] = RSAKey.generate_key(2048, parameters={"kid": "one"})
    claims: ClassVar[dict[str, Any]] = {}
    header: ClassVar[dict[str, str]] = {"alg": "RS256", "kid": "one"}
    signing: ClassVar[Any] = key
    asked: ClassVar[dict[str, list[str]]] = {}

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Discovery and keys."""
        issuer = f"http://{self.headers['host']}"
        if self.path == "/.well-known/openid-configuration":
            self._send(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
            )
        else:
            self._send({"keys": [type(self).key.as_dict(private=False)]})

    def do_POST(self) -> None:
        """The token of whoever signed in."""
        length = int(self.headers["content-length"])
        type(self).asked = parse_qs(self.rfile.read(length).decode())
        of = type(self)
        self._send({"id_token": jwt.encode(of.header, of.claims, of.signing)})

    def _send(self, body: object) -> None:
        data = msgspec.json.encode(body)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def issuer() -> Iterator[str]:
    """The provider's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
async def site(
    fresh_database: Stores, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """The application with the provider configured."""
    del fresh_database
    for name, value in (
        ("ISSUER", issuer),
        ("CLIENT_ID", CLIENT),
        ("CLIENT_SECRET", SECRET),
        ("REDIRECT_URL", RETURN),
    ):
        monkeypatch.setenv(f"GONGHUI_OIDC_{name}", value)
    settings_module.settings.cache_clear()
    app = create_app(Settings())
    async with (
        app.pages.router.lifespan_context(app.pages),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://test",
            headers={"x-gonghui-csrf": "1"},
        ) as http,
    ):
        yield Site(app, http)
    monkeypatch.undo()
    settings_module.settings.cache_clear()


@pytest.fixture
async def linked(site: Site, issuer: str, fresh_database: Stores, engine: AsyncEngine) -> Site:
    """A user who is known to the provider as ``worker-7``."""
    user: UUID = await add_user(fresh_database, "linked", must_change=True)
    async with transaction(engine, GATEKEEPER) as work:
        await service.link_identity(work, user_id=user, issuer=issuer, subject="worker-7")
    return site


async def start(site: Site, issuer: str, **claims: object) -> dict[str, str]:
    """Go to the provider; the query that the browser comes back with."""
    sent = await site.http.get("/auth/oidc/start?next=/graphiql")
    assert sent.status_code == 303
    query = {k: v[0] for k, v in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert query["code_challenge_method"] == "S256"
    now = int(time.time())
    Provider.header = {"alg": "RS256", "kid": "one"}
    Provider.signing = Provider.key
    Provider.claims = {
        "iss": issuer,
        "aud": CLIENT,
        "sub": "worker-7",
        "iat": now,
        "exp": now + 300,
        "nonce": query["nonce"],
        **claims,
    }
    return {"code": "granted", "state": query["state"], "challenge": query["code_challenge"]}


async def arrive(site: Site, query: dict[str, str]) -> httpx2.Response:
    given = {name: query[name] for name in ("code", "state")}
    return await site.http.get("/auth/oidc/return", params=given)


async def test_code_flow_with_pkce(linked: Site, issuer: str) -> None:
    query = await start(linked, issuer)
    arrived = await arrive(linked, query)
    assert arrived.status_code == 200
    assert 'url=/graphiql"' in arrived.text
    verifier = Provider.asked["code_verifier"][0]
    assert create_s256_code_challenge(verifier) == query["challenge"]
    me = (await linked.http.get("/auth/me")).json()
    assert me.pop("rights")["SCREENING"] == ["CREATE", "READ"]
    assert me == {
        "user": {"name": "测试员", "role": "ANALYST"},
        "mustChangePassword": False,
        "next": None,
        "secondFactor": False,
    }
    assert (await arrive(linked, query)).status_code == 400  # the flow is spent


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"exp": 1},
        {"nonce": "replayed"},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
async def test_tokens_that_are_refused(
    linked: Site, issuer: str, claims: dict[str, object]
) -> None:
    arrived = await arrive(linked, await start(linked, issuer, **claims))
    assert (arrived.status_code, arrived.json()["error"]["code"]) == (502, "OIDC_REFUSED")
    assert (await linked.http.get("/auth/me")).status_code == 401


@pytest.mark.parametrize("swap", ["HS256", "other key"])
async def test_signatures_that_are_refused(linked: Site, issuer: str, swap: str) -> None:
    query = await start(linked, issuer)
    if swap == "HS256":  # the public key taken for a shared secret
        Provider.header = {"alg": "HS256", "kid": "one"}
        Provider.signing = OctKey.import_key(Provider.key.as_pem(private=False).hex())
    else:
        Provider.signing = RSAKey.generate_key(2048)
    arrived = await arrive(linked, query)
    assert arrived.json()["error"]["code"] == "OIDC_REFUSED"


async def test_somebody_unknown_gets_no_account(linked: Site, issuer: str) -> None:
    arrived = await arrive(linked, await start(linked, issuer, sub="a-stranger"))
    assert (arrived.status_code, arrived.json()["error"]["code"]) == (403, "IDENTITY_UNKNOWN")


async def test_the_state_belongs_to_the_browser(linked: Site, issuer: str) -> None:
    query = await start(linked, issuer)
    forged = await arrive(linked, {**query, "state": "made up"})
    assert forged.json()["error"]["code"] == "OIDC_STATE"
    linked.http.cookies.clear()
    foreign = await arrive(linked, query)
    assert foreign.json()["error"]["code"] == "OIDC_STATE"


@pytest.mark.requirement("S36")
def test_configuration_is_whole_and_its_file_private(tmp_path: Any) -> None:
    assert provider_of(Settings(oidc_issuer=None)) is None
    with pytest.raises(RuntimeError, match="needs the client id"):
        provider_of(Settings(oidc_issuer="https://id.example", oidc_client_id="x"))
    with pytest.raises(RuntimeError, match="https"):
        provider_of(
            Settings(
                oidc_issuer="http://id.example",
                oidc_client_id="x",
                oidc_client_secret="y",
                oidc_redirect_url=RETURN,
            )
        )
    secret = tmp_path / "secret"
    secret.write_text("s\n")
    secret.chmod(0o644)
    given = {
        "oidc_issuer": "https://id.example",
        "oidc_client_id": "x",
        "oidc_client_secret_file": secret,
        "oidc_redirect_url": RETURN,
    }
    with pytest.raises(RuntimeError, match="mode 600"):
        provider_of(Settings(**given))
    secret.chmod(0o600)
    found = provider_of(Settings(**given))
    assert found is not None
    assert found.client_secret == "s"
