"""Files by the GraphQL multipart request specification, and how they are handed out again.

``operations`` and ``map`` come first, then the files; each file becomes the value of one
variable of type ``Upload``. Everything is counted while it arrives.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive

from api.body import MAXIMUM_BYTES, BodyError
from api.downloads import Downloads, file_response
from api.requests import GraphqlRequest, decode
from schema.core import attachments, uploads
from schema.core.errors import NotFoundError
from schema.core.uploads import LARGEST, Incoming
from schema.core.work import Work

FILES = 5
#: The parts that come before the files.
FIRST = (b"operations", b"map")
AT_ONCE = 4
_receiving = asyncio.Semaphore(AT_ONCE)


@dataclass(slots=True)
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)

    @property
    def options(self) -> Mapping[bytes, bytes]:
        return parse_options_header(self.headers.get("content-disposition", b""))[1]


class _Parts:
    """Collects the parts of a body; the limits hold for each part and for all together."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self._name, self._value = bytearray(), bytearray()

    def on_part_begin(self) -> None:
        if len(self.parts) >= FILES + len(FIRST):
            raise BodyError(413, "TOO_MANY_FILES", f"A request has at most {FILES} files.")
        self.parts.append(_Part())

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.content += data[start:end]
        limit = LARGEST if len(self.parts) > len(FIRST) else MAXIMUM_BYTES
        if len(part.content) > limit:
            raise BodyError(413, "UPLOAD_TOO_LARGE", f"A file has at most {LARGEST} bytes.")

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self.parts[-1].headers[self._name.decode("latin-1").lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()


async def receive_multipart(receive: Receive, headers: Mapping[bytes, bytes]) -> GraphqlRequest:
    """The request with its files in place; raises BodyError (400, 413)."""
    boundary = parse_options_header(headers.get(b"content-type", b""))[1].get(b"boundary", b"")
    if not boundary:
        raise _bad("The boundary is missing.")
    async with _receiving:
        found = _Parts()
        callbacks: Any = {
            name: getattr(found, name) for name in dir(_Parts) if name.startswith("on_")
        }
        parser = MultipartParser(boundary, callbacks)
        try:
            await _feed(parser, receive)
        except FormParserError:
            raise _bad("The parts cannot be read.") from None
        return _assembled(found.parts)


async def _feed(parser: MultipartParser, receive: Receive) -> None:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyError(400, "DISCONNECTED", "The client left.")
        data: bytes = message.get("body", b"")
        size += len(data)
        if size > LARGEST + 2 * MAXIMUM_BYTES:
            raise BodyError(413, "UPLOAD_TOO_LARGE", f"A request has at most {LARGEST} bytes.")
        parser.write(data)
        more = bool(message.get("more_body"))
    parser.finalize()


def _assembled(parts: list[_Part]) -> GraphqlRequest:
    names = [part.options.get(b"name", b"") for part in parts]
    if tuple(names[: len(FIRST)]) != FIRST or len(set(names)) != len(names):
        raise _bad("The parts have to be operations, map, and the files that map names.")
    request = decode(bytes(parts[0].content))
    try:
        places = msgspec.json.decode(bytes(parts[1].content), type=dict[str, list[str]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _bad("The map cannot be read.") from None
    if {name.decode("utf-8", "replace") for name in names[2:]} != set(places):
        raise _bad("The map and the files differ.")
    for name, part in zip(names[2:], parts[2:], strict=True):
        given = part.options.get(b"filename", b"").decode("utf-8", "replace")
        for place in places[name.decode("utf-8", "replace")]:
            _put(request, place, Incoming(given, bytes(part.content)))
    return request


def _put(request: GraphqlRequest, place: str, value: Incoming) -> None:
    """Set ``variables.a.0.b``, where the specification wants a null to stand."""
    root, *path = place.split(".")
    target: Any = request.variables
    if root != "variables" or not path:
        raise _bad("A file stands in a variable.")
    try:
        for step in path[:-1]:
            target = target[int(step)] if isinstance(target, list) else target[step]
        last: Any = int(path[-1]) if isinstance(target, list) else path[-1]
        if target[last] is not None:
            raise _bad("In the place of a file stands null.")
        target[last] = value
    except (KeyError, IndexError, ValueError, TypeError):
        raise _bad("The map names a place that is not there.") from None


def _bad(message: str) -> BodyError:
    return BodyError(400, "BAD_UPLOAD", message)


def upload_routes(doors: Downloads) -> list[BaseRoute]:
    """``/uploads/{id}``, one's own files; ``/attachments/{id}``, by a signed link."""
    return [
        doors.route("/uploads/{id:uuid}", _own),
        doors.route("/attachments/{id:uuid}", _behind_link),
    ]


async def _own(work: Work, request: Request) -> Response:
    identity: UUID = request.path_params["id"]
    row = await uploads.described(work, identity)
    return file_response(row.name, await uploads.content_of(work, identity), row.media_type)


async def _behind_link(work: Work, request: Request) -> Response:
    until, signature = (request.query_params.get(name, "") for name in ("until", "signature"))
    if not (until.isascii() and until.isdigit() and signature.isascii()):
        raise NotFoundError("附件")
    wanted: UUID = request.path_params["id"]
    row, content = await attachments.opened(
        work, attachment_id=wanted, until=int(until), signature=signature
    )
    return file_response(row["name"], content, row["media_type"])
