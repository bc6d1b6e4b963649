"""Request bodies, read with a limit on bytes, and the headers that describe them."""

from functools import lru_cache

from starlette.types import Message, Receive, Scope

from api.refusal import Refusal

MAXIMUM_BYTES = 100_000
MODERN, PLAIN = b"application/graphql-response+json", b"application/json"
MULTIPART = b"multipart/form-data"
#: Headers of which a browser asks the server before another site's page may send them.
PREFLIGHTED = (b"x-gonghui-csrf", b"authorization", b"apollo-require-preflight")


class BodyError(Refusal):
    """The body cannot be used; ``status`` is the HTTP answer."""


async def read_body(
    receive: Receive, maximum: int = MAXIMUM_BYTES, declared: bytes | None = None
) -> bytes:
    """The whole body, counted while it arrives; raises BodyError (413, 400).

    ``declared`` is the content length, if the client tells one: too long a body is then
    refused before it comes. The caller bounds the time (``api.deadline``).
    """
    if declared is not None and declared.isdigit() and int(declared) > maximum:
        raise _too_large(maximum)
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
        raise _too_large(maximum)
    return body


def _too_large(maximum: int) -> BodyError:
    return BodyError(413, "BODY_TOO_LARGE", f"A body has at most {maximum} bytes.")


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that (lower-case) name, or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""


@lru_cache(maxsize=500)
def media_of(content_type: bytes) -> bytes:
    """The media type of a body, in lower case; nothing for a charset other than UTF-8."""
    media, *parameters = content_type.lower().split(b";")
    for parameter in parameters:
        name, _, value = parameter.partition(b"=")
        if name.strip() == b"charset" and value.strip(b' "') not in {b"utf-8", b"utf8"}:
            return b""
    return media.strip()


@lru_cache(maxsize=500)
def prefers_modern(accept: bytes) -> bool:
    """Whether the client takes GraphQL's own media type at least as gladly as plain JSON."""
    weights: dict[bytes, float] = {}
    for entry in accept.lower().split(b","):
        media, *parameters = entry.split(b";")
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition(b"=")
            if name.strip() == b"q":
                weight = _number(value)
        weights[media.strip()] = weight
    modern = weights.get(MODERN, 0.0)
    return modern > 0 and modern >= weights.get(PLAIN, 0.0)


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
