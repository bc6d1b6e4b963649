"""Headers that every answer carries, whichever part of the application gives it."""

from collections.abc import Iterable

from starlette.types import Message, Send

_YEAR_SECONDS = 31_536_000
#: In place of the server's own name.
_BANNER = (b"server", b"gonghui")
_BASE = (
    _BANNER,
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_TRANSPORT = (
    b"strict-transport-security",
    b"max-age=%d; includeSubDomains" % _YEAR_SECONDS,
)
#: For what is no page of ours: nothing in it may run, wherever it is shown.
CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox")

Headers = tuple[tuple[bytes, bytes], ...]


def common_headers(*, secure: bool) -> Headers:
    """The headers; ``secure`` says that browsers reach us by TLS only."""
    return (*_BASE, _TRANSPORT) if secure else _BASE


def completing(send: Send, wanted: Iterable[tuple[bytes, bytes]]) -> Send:
    """A ``send`` that adds what the answer's headers lack."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            given = {name.lower() for name, _ in headers}
            headers.extend(pair for pair in wanted if pair[0] not in given)
            if b"content-security-policy" not in given:
                headers.append(CLOSED)
            message = {**message, "headers": headers}
        await send(message)

    return sending
