"""Request bodies, read with a limit on bytes and on time."""

import asyncio

from starlette.types import Message, Receive, Scope

MAXIMUM_BYTES = 100_000
DEADLINE_SECONDS = 15.0


class BodyError(Exception):
    """The body cannot be used; ``status`` is the HTTP answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


async def read_body(receive: Receive, maximum: int = MAXIMUM_BYTES) -> bytes:
    """The whole body, counted while it arrives; raises BodyError (413, 408, 400)."""
    message = await _next(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return _checked(body, maximum)
    parts, size = [body], len(body)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while message.get("more_body"):
            message = await _next(receive)
            part: bytes = message.get("body", b"")
            parts.append(part)
            size += len(part)
            if size > maximum:
                break
    return _checked(b"".join(parts), maximum)


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            message = await receive()
    except TimeoutError:
        raise BodyError(408, "REQUEST_TIMEOUT", "The body did not arrive in time.") from None
    if message["type"] == "http.disconnect":
        raise BodyError(400, "DISCONNECTED", "The client left.")
    return message


def _checked(body: bytes, maximum: int) -> bytes:
    if len(body) > maximum:
        raise BodyError(413, "BODY_TOO_LARGE", f"A body has at most {maximum} bytes.")
    return body


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that (lower-case) name, or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""
