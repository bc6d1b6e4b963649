"""Headers of every answer, and failures outside ``/graphql``: coded, masked, bounded in time."""

import asyncio

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from api import site
from api.addresses import Addresses
from api.headers import common_headers
from api.limits import RateLimits
from api.site import Site
from schema.core.settings import Settings

pytestmark = pytest.mark.anyio


async def broken(_request: Request) -> Response:
    message = "secret insides"
    raise RuntimeError(message)


async def slow(_request: Request) -> Response:
    await asyncio.sleep(30)
    return Response()


async def ask(path: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Status, headers and the error of an answer."""
    pages = Starlette(routes=[Route("/broken", broken), Route("/auth/me", slow)])
    limits = RateLimits(Settings(redis_url=None))
    asked = Site(pages, limits, Addresses(), common_headers(secure=True))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    await asked({**scope, "client": ("192.0.2.1", 1)}, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, msgspec.json.decode(sent[1]["body"])["error"]


@pytest.mark.requirement("S23", "S42")
async def test_a_fault_is_masked_and_carries_the_headers() -> None:
    status, headers, error = await ask("/broken")
    assert (status, error["code"]) == (500, "INTERNAL")
    assert "secret" not in error["message"]
    assert headers["server"] == "gonghui"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]


@pytest.mark.requirement("R13", "R11")
async def test_sign_in_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.HASTY_SECONDS < 5
    monkeypatch.setattr(site, "HASTY_SECONDS", 0.1)
    status, _, error = await ask("/auth/me")
    assert (status, error["code"]) == (503, "UNAVAILABLE")
