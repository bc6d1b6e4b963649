"""``GET /opinion-briefs/<id>.xlsx`` or ``.pdf``: a report's file, for who sees the report."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from api.downloads import Downloads, file_response
from schema.core.work import Work
from schema.opinion import service


def brief_routes(doors: Downloads) -> list[BaseRoute]:
    """The routes of the reports' files."""

    async def collect(work: Work, request: Request) -> Response:
        kind: service.FileKind = "pdf" if request.url.path.endswith(".pdf") else "xlsx"
        brief: UUID = request.path_params["brief"]
        return file_response(*await service.collect_brief(work, brief_id=brief, kind=kind))

    return [
        doors.route(f"/opinion-briefs/{{brief:uuid}}.{kind}", collect) for kind in ("xlsx", "pdf")
    ]
