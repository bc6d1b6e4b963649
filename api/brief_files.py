"""``GET /opinion-briefs/<id>.xlsx`` or ``.pdf``: a report's file, for who sees the report."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.bank_files import HEADERS
from api.errors import error
from api.principals import Principals
from schema.core.database import transaction
from schema.core.errors import DomainError, NotFoundError
from schema.opinion import service


def brief_routes(engine: AsyncEngine, principals: Principals) -> list[BaseRoute]:
    """The routes of the reports' files."""

    def fetching(kind: service.FileKind) -> Route:
        async def fetch(request: Request) -> Response:
            principal = await principals.of(request.scope)
            if principal is None or principal.must_change_password or principal.barred:
                return _refused(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
            brief: UUID = request.path_params["brief"]
            try:
                async with transaction(engine, principal) as work:
                    name, content = await service.collect_brief(work, brief_id=brief, kind=kind)
            except DomainError as refused:
                status = 404 if isinstance(refused, NotFoundError) else 410
                return _refused(status, refused.code.value, refused.message)
            return Response(
                content,
                media_type="application/octet-stream",
                headers=HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'},
            )

        return Route(f"/opinion-briefs/{{brief:uuid}}.{kind}", fetch, methods=["GET"])

    return [fetching("xlsx"), fetching("pdf")]


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [error(code, message)]}, status, HEADERS)
