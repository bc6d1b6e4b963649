"""What the endpoints of ``/auth`` share: bodies in, answers, refusals, the session's cookie."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.body import BodyError, read_body
from api.deadline import BODY_SECONDS
from schema.accounts.rules import AccountError
from schema.core.errors import DomainError

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]
SESSION_SECONDS = 12 * 3600
MAXIMUM_BODY = 4000
CSRF_HEADER = "x-gonghui-csrf"
STATUS = {
    AccountError.TOO_MANY_ATTEMPTS: 429,
    AccountError.INVALID_CREDENTIALS: 401,
    AccountError.CODE_INVALID: 401,
    AccountError.NO_ROLE: 403,
    AccountError.IDENTITY_UNKNOWN: 403,
    AccountError.STEP_UP_REQUIRED: 403,
}


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


def refused(error: DomainError) -> Response:
    """The answer for what a use case refuses."""
    known = error.code if isinstance(error.code, AccountError) else None
    status = STATUS.get(known, 400) if known is not None else 400
    return refusal(error.code.value, error.message, status, **error.details)


def unauthenticated() -> Response:
    """The answer for whoever has no session."""
    return refusal("UNAUTHENTICATED", "请先登录", 401)


def guarded(endpoint: Endpoint) -> Endpoint:
    """Require the header that another site's form cannot send; answer refusals."""

    async def guard(request: Request) -> Response:
        if CSRF_HEADER not in request.headers:
            return refusal("CSRF", f"The header {CSRF_HEADER} is missing.", 403)
        try:
            return await endpoint(request)
        except BodyError as error:
            return refusal(error.code, error.message, error.status)
        except DomainError as error:
            return refused(error)

    return guard


def set_session(response: Response, cookie: str, token: str, *, secure: bool) -> None:
    """Give the browser a session's token."""
    response.set_cookie(
        cookie,
        token,
        max_age=SESSION_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )


async def body_of(request: Request, kind: type[T]) -> T:
    """The JSON body as a struct; raises BodyError."""
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
