"""``/auth/oidc``: signing in at another provider, if one is configured.

What must be remembered until the browser comes back (state, nonce, verifier, where to)
travels in a cookie that only we can read or make; it is good for ten minutes and once.
"""

import re
import secrets
import time
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import structlog
from authlib.common.security import generate_token
from cryptography.exceptions import InvalidTag
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.auth.answers import refusal, refused, set_session
from api.auth.provider import Provider, ProviderError, provider_of
from api.principals import GATEKEEPER
from schema.accounts import service
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.settings import settings
from schema.core.vault import vault

if TYPE_CHECKING:
    from api.auth.endpoints import Auth

log = structlog.get_logger(__name__)
LASTS_SECONDS = 600
SEALED_FOR = UUID(int=0)
OWN_PATH = re.compile(r"/(?![/\\])[\w\-./?=&%]*")
ARRIVED = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>登录</title>
<meta http-equiv="refresh" content="0;url={target}"><p><a href="{target}">继续 Continue</a></p>"""


class Flow(msgspec.Struct):
    """A sign-in on its way."""

    state: str
    nonce: str
    verifier: str
    target: str
    until: float


def oidc_routes(auth: "Auth") -> list[BaseRoute]:
    """The routes, none without a provider."""
    provider = provider_of(settings())
    if provider is None:
        return []
    oidc = Oidc(auth, provider)
    return [Route("/auth/oidc/start", oidc.start), Route("/auth/oidc/return", oidc.arrive)]


class Oidc:
    """The two endpoints."""

    def __init__(self, auth: "Auth", provider: Provider) -> None:
        self.auth, self.provider = auth, provider
        self.cookie = "__Host-gonghui-oidc" if auth.secure else "gonghui-oidc"

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        wanted = request.query_params.get("next", "")
        target = wanted if OWN_PATH.fullmatch(wanted) else "/graphiql"
        until = time.time() + LASTS_SECONDS
        flow = Flow(generate_token(32), generate_token(32), generate_token(64), target, until)
        try:
            address = await self.provider.start(
                state=flow.state, nonce=flow.nonce, verifier=flow.verifier
            )
        except ProviderError as error:
            return _unavailable(error)
        response = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
        sealed = vault().encrypt(msgspec.json.encode(flow).decode(), "oidc", "flow", SEALED_FOR)
        # Lax: the browser comes back from another site.
        response.set_cookie(
            self.cookie,
            sealed.hex(),
            max_age=LASTS_SECONDS,
            path="/",
            secure=self.auth.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def arrive(self, request: Request) -> Response:
        """Take the browser back: check the state, exchange the code, open the session."""
        flow = self._flow(request)
        code, state = (request.query_params.get(name, "") for name in ("code", "state"))
        if flow is None or not code or not secrets.compare_digest(flow.state, state):
            return self._spent(refusal("OIDC_STATE", "登录未完成或已过期，请重新登录", 400))
        try:
            subject = await self.provider.subject(
                code=code, nonce=flow.nonce, verifier=flow.verifier
            )
        except ProviderError as error:
            return self._spent(_unavailable(error))
        async with transaction(self.auth.engine, GATEKEEPER) as work:
            found = await service.sign_in_as(
                work,
                issuer=self.provider.issuer,
                subject=subject,
                address=self.auth.addresses.of(request.scope),
            )
        if isinstance(found, DomainError):
            return self._spent(refused(found))
        # A page of ours leads on: a redirect from another site would come without the cookie.
        response = Response(ARRIVED.format(target=flow.target), media_type="text/html")
        response.headers["cache-control"] = "no-store"
        response.headers["content-security-policy"] = "default-src 'none'; frame-ancestors 'none'"
        set_session(response, self.auth.principals.cookie, found.token, secure=self.auth.secure)
        return self._spent(response)

    def _flow(self, request: Request) -> Flow | None:
        try:
            sealed = bytes.fromhex(request.cookies.get(self.cookie, ""))
            opened = vault().decrypt(sealed, "oidc", "flow", SEALED_FOR)
            flow = msgspec.json.decode(opened, type=Flow)
        except (ValueError, KeyError, InvalidTag, msgspec.DecodeError):
            return None
        return flow if flow.until > time.time() else None

    def _spent(self, response: Response) -> Response:
        response.delete_cookie(
            self.cookie, path="/", secure=self.auth.secure, httponly=True, samesite="lax"
        )
        return response


def _unavailable(error: ProviderError) -> Response:
    log.warning("oidc_refused", reason=str(error))
    return refusal("OIDC_REFUSED", "统一身份认证没有确认您的身份，请重新登录", 502)
