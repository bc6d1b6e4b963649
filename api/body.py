"""Request bodies, read with a limit on bytes."""

from starlette.types import Message, Receive, Scope

MAXIMUM_BYTES = 100_000


class BodyError(Exception):
    """The body cannot be used; ``status`` is the HTTP answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


async def read_body(receive: Receive, maximum: int = MAXIMUM_BYTES) -> bytes:
    """The whole body, counted while it arrives; raises BodyError (413, 400).

    The caller bounds the time (``api.deadline``).
    """
    message = await _next(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return _checked(body, maximum)
    parts, size = [body], len(body)
    while message.get("more_body") and size <= maximum:
        message = await _next(receive)
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
    return _checked(b"".join(parts), maximum)


async def _next(receive: Receive) -> Message:
    message = await receive()
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
