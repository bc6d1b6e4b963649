"""``GET /exports/<id>`` and ``/imports/<id>/errors``: files, to whoever asked for them.

An export is handed out one time; the list of what an import refused as often as it is wanted.
"""

from uuid import UUID

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from api.downloads import HEADERS, MEDIA, Downloads
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.files import destroy_export, export_path, import_errors_path
from schema.core.work import Work
from schema.operations import service


def file_routes(doors: Downloads) -> list[BaseRoute]:
    """The routes of the files; an export that was fetched once is gone."""
    return [
        doors.route("/exports/{export:uuid}", _export),
        doors.route("/imports/{import:uuid}/errors", _import_errors),
    ]


async def _export(work: Work, request: Request) -> Response:
    export: UUID = request.path_params["export"]
    row = await service.take_export(work, export_id=export)
    if not export_path(export).is_file():
        raise NotFoundError("导出文件")
    return FileResponse(
        export_path(export),
        media_type=MEDIA,
        filename=row["file_name"],
        headers=HEADERS,
        background=BackgroundTask(destroy_export, export),
    )


async def _import_errors(work: Work, request: Request) -> Response:
    identity: UUID = request.path_params["import"]
    row = await service.own_import(work, import_id=identity)
    if not import_errors_path(identity).is_file():
        raise DomainError(ErrorCode.NOT_FOUND, "没有未通过的行 (no row was refused).")
    name = f"{row['file_name'].rpartition('.')[0]}-errors.xlsx"
    return FileResponse(
        import_errors_path(identity), media_type=MEDIA, filename=name, headers=HEADERS
    )
