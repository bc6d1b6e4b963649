"""``/auth``: sign in, sign out, change the password, who am I. JSON in, JSON out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.body import BodyError, read_body
from api.deadline import BODY_SECONDS
from api.principals import GATEKEEPER, Principals
from schema.accounts import service
from schema.accounts.rules import AccountError
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal

T = TypeVar("T")
SESSION_SECONDS = 12 * 3600
MAXIMUM_BODY = 4000
CSRF_HEADER = "x-gonghui-csrf"


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """The body of ``/auth/sign-in``."""

    username: str
    password: str


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True):
    """The body of ``/auth/change-password``."""

    currentPassword: str  # noqa: N815 - the protocol's spelling
    newPassword: str  # noqa: N815 - the protocol's spelling


def json_response(body: object, status: int = 200) -> Response:
    """A JSON answer that is never stored."""
    return Response(
        msgspec.json.encode(body),
        status,
        media_type="application/json",
        headers={"cache-control": "no-store", "x-content-type-options": "nosniff"},
    )


def refusal(code: str, message: str, status: int, **extra: object) -> Response:
    """``{"error": {code, message}}``."""
    response = json_response({"error": {"code": code, "message": message, **extra}}, status)
    if "retryAfter" in extra:
        response.headers["retry-after"] = str(extra["retryAfter"])
    return response


def auth_routes(engine: AsyncEngine, principals: Principals, *, secure: bool) -> list[BaseRoute]:
    """The routes of ``/auth``."""
    auth = Auth(engine, principals, secure=secure)
    return [
        Route("/auth/sign-in", auth.guarded(auth.sign_in), methods=["POST"]),
        Route("/auth/sign-out", auth.guarded(auth.sign_out), methods=["POST"]),
        Route("/auth/change-password", auth.guarded(auth.change_password), methods=["POST"]),
        Route("/auth/me", auth.me, methods=["GET"]),
    ]


class Auth:
    """The endpoints, with what they need."""

    def __init__(self, engine: AsyncEngine, principals: Principals, *, secure: bool) -> None:
        self.engine, self.principals, self.secure = engine, principals, secure

    def guarded(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Require the header that another site's form cannot send; answer refusals."""

        async def guard(request: Request) -> Response:
            if CSRF_HEADER not in request.headers:
                return refusal("CSRF", f"The header {CSRF_HEADER} is missing.", 403)
            try:
                return await endpoint(request)
            except BodyError as refused:
                return refusal(refused.code, refused.message, refused.status)
            except DomainError as refused:
                return refusal(refused.code.value, refused.message, 400)

        return guard

    async def sign_in(self, request: Request) -> Response:
        """Check the password, set the cookie."""
        given = await _body(request, SignIn)
        address = request.client.host if request.client else ""
        async with transaction(self.engine, GATEKEEPER) as work:
            found = await service.sign_in(
                work,
                username=given.username[:200],
                password=given.password[:1000],
                address=address,
            )
        if isinstance(found, DomainError):
            locked = found.code is AccountError.TOO_MANY_ATTEMPTS
            return refusal(found.code.value, found.message, 429 if locked else 401, **found.details)
        response = json_response(
            {
                "user": {"name": found.name, "role": found.role.value},
                "mustChangePassword": found.must_change_password,
            }
        )
        response.set_cookie(
            self.principals.cookie,
            found.token,
            max_age=SESSION_SECONDS,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        principal = await self.principals.of(request.scope)
        if principal is not None and principal.session_id is not None:
            async with transaction(self.engine, principal) as work:
                await service.sign_out(work, principal.session_id)
            self.principals.forget()
        response = Response(status_code=204)
        response.delete_cookie(
            self.principals.cookie, path="/", secure=self.secure, httponly=True, samesite="strict"
        )
        return response

    async def change_password(self, request: Request) -> Response:
        """Change one's own password; the other sessions end."""
        principal = await self.principals.of(request.scope)
        if principal is None or principal.user_id is None:
            return refusal("UNAUTHENTICATED", "请先登录", 401)
        given = await _body(request, ChangePassword)
        async with transaction(self.engine, principal) as work:
            await service.change_password(
                work,
                user=principal.user_id,
                current=given.currentPassword,
                new=given.newPassword,
                keep_session=principal.session_id,
            )
        self.principals.forget()
        return json_response({"user": _user(principal)})

    async def me(self, request: Request) -> Response:
        """Who is signed in."""
        principal = await self.principals.of(request.scope)
        if principal is None:
            return refusal("UNAUTHENTICATED", "请先登录", 401)
        return json_response(
            {
                "user": _user(principal),
                "mustChangePassword": principal.must_change_password,
            }
        )


def _user(principal: Principal) -> dict[str, Any]:
    return {"name": principal.name, "role": principal.role.value}


async def _body(request: Request, kind: type[T]) -> T:
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise BodyError(415, "MEDIA_TYPE", "Send application/json.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await read_body(request.receive, MAXIMUM_BODY)
    except TimeoutError:
        raise BodyError(408, "REQUEST_TIMEOUT", "The body did not arrive in time.") from None
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError):
        raise BodyError(400, "BAD_REQUEST", "The body does not fit.") from None
