"""``POST /hooks/opinion/{source}``: what partners push to us, signed (see rules/signature.py).

Header ``x-gonghui-timestamp``: seconds since 1970; ``x-gonghui-signature``: ``v1=`` and the
HMAC-SHA-256 over ``timestamp.body`` in hexadecimal. Body: ``{"id": …, "items": […]}``.
"""

import asyncio

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.body import BodyError, header, read_body
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal, Role, Scope
from schema.opinion.rules.codes import OpinionError
from schema.opinion.service.partners import deliver

MAXIMUM_BYTES = 1_000_000
BODY_SECONDS = 10.0
_STATUS = {OpinionError.SIGNATURE_REFUSED: 401, OpinionError.DELIVERY_REPEATED: 409}


def hook_routes(engine: AsyncEngine) -> list[BaseRoute]:
    """The address that partners push to."""

    async def take(request: Request) -> Response:
        scope = request.scope
        declared = header(scope, b"content-length") or None
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await read_body(request.receive, MAXIMUM_BYTES, declared)
        except TimeoutError:
            return _refused(408, "BODY_TIMEOUT", "The body took too long.")
        except BodyError as error:
            return _refused(error.status, error.code, error.message)
        code: str = request.path_params["source"]
        principal = Principal(f"partner:{code[:40]}", Role.JOB, Scope(covers_all=True))
        try:
            async with transaction(engine, principal) as work:
                result = await deliver(
                    work,
                    source_code=code,
                    timestamp=header(scope, b"x-gonghui-timestamp").decode("latin-1"),
                    signature=header(scope, b"x-gonghui-signature").decode("latin-1"),
                    body=body,
                )
        except DomainError as error:
            status = next((s for code, s in _STATUS.items() if code is error.code), 400)
            return _refused(status, error.code.value, error.message)
        return _answer(200, result)

    return [Route("/hooks/opinion/{source}", take, methods=["POST"])]


def _refused(status: int, code: str, message: str) -> Response:
    return _answer(status, {"error": {"code": code, "message": message}})


def _answer(status: int, content: object) -> Response:
    return Response(
        msgspec.json.encode(content),
        status,
        headers={"cache-control": "no-store"},
        media_type="application/json",
    )
