"""Everything but ``/graphql`` and streams: limits, a bound on time, coded failures, headers."""

import asyncio

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.addresses import Addresses
from api.errors import execution_error
from api.headers import Headers, completing
from api.limits import RateLimits
from api.refusal import Refusal

#: Sign-in answers within this time, whatever the stores do; downloads take longer.
HASTY = "/auth/"
HASTY_SECONDS = 4.5
#: Not counted against an address: probes, and the files of the pages.
UNCOUNTED = ("/health", "/ready", "/assets/")
#: Posts below ``/auth/`` that need no proof of who one is.
UNGUESSABLE = frozenset({"/auth/sign-out"})
HANDLED = "gonghui.handled"
AWAY = Refusal(503, "UNAVAILABLE", "暂时无法处理, 请稍后重试 (try again in a moment).")


class Site:
    """Starlette's part of the application, with what holds for each of its answers."""

    def __init__(
        self, pages: Starlette, limits: RateLimits, addresses: Addresses, headers: Headers
    ) -> None:
        pages.add_exception_handler(Exception, _handled)
        self.pages, self.limits = pages, limits
        self.addresses, self.headers = addresses, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; every failure is an answer with a code."""
        answered = False

        async def watching(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        sending = completing(watching, self.headers)
        try:
            await self._serve(scope, receive, sending)
        except Refusal as refused:
            await _answer(sending, refused)
        except Exception as cause:  # the last guard: masked and logged
            if not answered:
                await _answer(sending, _masked(cause))
            elif not scope.get(HANDLED):  # in the middle of a stream: the client must notice
                raise

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        address = self.addresses.of(scope)
        scope["client"] = (address, 0)
        if not path.startswith(UNCOUNTED):
            self.limits.admit_address(address)
        if not path.startswith(HASTY):
            await self.pages(scope, receive, send)
            return
        if scope["method"] == "POST" and path not in UNGUESSABLE:
            await self.limits.admit_sign_in(address)
        try:
            async with asyncio.timeout(HASTY_SECONDS):
                await self.pages(scope, receive, send)
        except TimeoutError:
            raise AWAY from None


def _handled(request: Request, cause: Exception) -> Response:
    """Starlette's answer to a fault; it raises the fault again afterwards."""
    request.scope[HANDLED] = True
    refused = _masked(cause)
    return Response(_body(refused), refused.status, media_type="application/json")


def _masked(cause: Exception) -> Refusal:
    entry = execution_error(cause)
    code = entry["extensions"]["code"]
    return Refusal(503 if code == "UNAVAILABLE" else 500, code, entry["message"])


async def _answer(send: Send, refused: Refusal) -> None:
    body = _body(refused)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *refused.headers,
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _body(refused: Refusal) -> bytes:
    entry = {"code": refused.code, "message": refused.message, **refused.details}
    return msgspec.json.encode({"error": entry})
