"""``GET /exports/<id>`` and ``/imports/<id>/errors``: files, to whoever asked for them.

An export is handed out one time; the list of what an import refused as often as it is wanted.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.errors import error
from api.principals import Principals
from schema.core.database import transaction
from schema.core.errors import DomainError, NotFoundError
from schema.core.files import destroy_export, export_path, import_errors_path
from schema.operations import service

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
MEDIA = "application/octet-stream"


def file_routes(engine: AsyncEngine, principals: Principals) -> list[BaseRoute]:
    """The routes of the files; an export that was fetched once is gone."""

    async def fetch(request: Request) -> Response:
        principal = await principals.of(request.scope)
        if principal is None or principal.must_change_password or principal.barred:
            return _refused(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
        export: UUID = request.path_params["export"]
        try:
            async with transaction(engine, principal) as work:
                row = await service.take_export(work, export_id=export)
                if not export_path(export).is_file():
                    raise NotFoundError("导出文件")
        except NotFoundError as missing:
            return _refused(404, missing.code.value, missing.message)
        except DomainError as refused:
            return _refused(410, refused.code.value, refused.message)
        return FileResponse(
            export_path(export),
            media_type=MEDIA,
            filename=row["file_name"],
            headers=HEADERS,
            background=BackgroundTask(destroy_export, export),
        )

    async def errors(request: Request) -> Response:
        principal = await principals.of(request.scope)
        if principal is None or principal.must_change_password or principal.barred:
            return _refused(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
        identity: UUID = request.path_params["import"]
        try:
            async with transaction(engine, principal) as work:
                row = await service.own_import(work, import_id=identity)
        except DomainError as refused:
            return _refused(404, refused.code.value, refused.message)
        if not import_errors_path(identity).is_file():
            return _refused(404, "NOT_FOUND", "没有未通过的行 (no row was refused).")
        name = f"{row['file_name'].rpartition('.')[0]}-errors.xlsx"
        return FileResponse(
            import_errors_path(identity), media_type=MEDIA, filename=name, headers=HEADERS
        )

    return [
        Route("/exports/{export:uuid}", fetch, methods=["GET"]),
        Route("/imports/{import:uuid}/errors", errors, methods=["GET"]),
    ]


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [error(code, message)]}, status, HEADERS)
