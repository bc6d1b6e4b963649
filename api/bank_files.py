"""``GET /bank-files/<ticket>.xlsx`` or ``.txt``: the file of a payment batch, fetched once.

The ticket comes from ``issueBankFileTicket`` and lives for minutes. It is no password: who
fetches must be signed in and may pay. Each account in the file is entered in the access log.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from api.downloads import Downloads, file_response
from schema.assistance import service
from schema.core.work import Work


def bank_routes(doors: Downloads) -> list[BaseRoute]:
    """The routes of the bank's files."""

    async def collect(work: Work, request: Request) -> Response:
        kind: service.FileKind = "txt" if request.url.path.endswith(".txt") else "xlsx"
        ticket: str = request.path_params["ticket"]
        return file_response(*await service.collect_file(work, ticket=ticket, kind=kind))

    return [doors.route(f"/bank-files/{{ticket:str}}.{kind}", collect) for kind in ("xlsx", "txt")]
