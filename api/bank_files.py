"""``GET /bank-files/<ticket>.xlsx`` or ``.txt``: the file of a payment batch, fetched once.

The ticket comes from ``issueBankFileTicket`` and lives for minutes. It is no password: who
fetches must be signed in and may pay. Each account in the file is entered in the access log.
"""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.errors import error
from api.principals import Principals
from schema.assistance import service
from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def bank_routes(engine: AsyncEngine, principals: Principals) -> list[BaseRoute]:
    """The routes of the bank's files."""

    async def fetch(request: Request) -> Response:
        principal = await principals.of(request.scope)
        if principal is None or principal.must_change_password or principal.barred:
            return _refused(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
        kind: service.FileKind = "txt" if request.url.path.endswith(".txt") else "xlsx"
        ticket: str = request.path_params["ticket"]
        try:
            async with transaction(engine, principal) as work:
                name, content = await service.collect_file(work, ticket=ticket, kind=kind)
        except DomainError as refused:
            status = 403 if refused.code is ErrorCode.FORBIDDEN else 410
            return _refused(status, refused.code.value, refused.message)
        return Response(
            content,
            media_type="application/octet-stream",
            headers=HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return [
        Route(f"/bank-files/{{ticket:str}}.{kind}", fetch, methods=["GET"])
        for kind in ("xlsx", "txt")
    ]


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [error(code, message)]}, status, HEADERS)
