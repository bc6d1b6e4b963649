"""What all doors that hand out files share: who may come in, and how a file or a refusal leaves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.errors import error
from api.principals import Principals
from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work

#: No browser runs or keeps a file, or tells the next site where it came from.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
MEDIA: Final = "application/octet-stream"
#: What a refusal says in HTTP; whatever else was refused is over: fetched, expired, withdrawn.
_STATUSES: Final[Mapping[str, int]] = {ErrorCode.NOT_FOUND: 404, ErrorCode.FORBIDDEN: 403}
_GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Downloads:
    """Doors behind which each request is one person's and one transaction."""

    engine: AsyncEngine
    principals: Principals

    def route(self, path: str, collect: Callable[[Work, Request], Awaitable[Response]]) -> Route:
        """``GET path``: what ``collect`` answers; 401, 403, 404 or 410 with a stable code."""

        async def fetch(request: Request) -> Response:
            principal = await self.principals.of(request.scope)
            if principal is None or principal.must_change_password:
                return _refused(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
            try:
                async with transaction(self.engine, principal) as work:
                    return await collect(work, request)
            except DomainError as refused:
                status = _STATUSES.get(refused.code, _GONE)
                return _refused(status, refused.code.value, refused.message)

        return Route(path, fetch, methods=["GET"])


def file_response(name: str, content: bytes, media_type: str = MEDIA) -> Response:
    """Bytes as a file of that name, whatever letters it is written in."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(
        content, media_type=media_type, headers=HEADERS | {"Content-Disposition": disposition}
    )


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [error(code, message)]}, status, HEADERS)
