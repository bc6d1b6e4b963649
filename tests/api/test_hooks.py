"""What partners push to us over HTTP: signed, bounded, once."""

import json
import time

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api import hooks
from schema.core.database import transaction
from schema.core.principal import Principal
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, SourceKind
from schema.opinion.rules.signature import signature
from tests.api.conftest import Site

pytestmark = pytest.mark.anyio
POST = {"id": "1", "text": "聂市镇宏达鞋厂拖欠我们三十多人四个月工资"}


async def push(site: Site, key: str, body: bytes, source: str = "P1") -> httpx2.Response:
    moment = str(int(time.time()))
    headers = {
        "x-gonghui-timestamp": moment,
        "x-gonghui-signature": signature(key, moment, body),
        "content-type": "application/json",
    }
    return await site.http.post(f"/hooks/opinion/{source}", content=body, headers=headers)


@pytest.mark.requirement("S39")
async def test_a_partner_pushes(site: Site, engine: AsyncEngine, principal: Principal) -> None:
    async with transaction(engine, principal) as work:
        source = await service.add_feed_source(
            work,
            code="P1",
            name="协作单位",
            kind=SourceKind.PARTNER_REPORT,
            address=PUSHED,
            licence="协议",
            lawful_basis="协作协议",
        )
        key = await service.new_feed_key(work, source_id=source)
    body = json.dumps({"id": "d1", "items": [POST, {"id": "2"}]}).encode()
    taken = await push(site, key, body)
    assert taken.status_code == 200
    refusal = {"id": "", "reason": "item 2: neither title nor text"}
    assert taken.json() == {"received": 1, "known": 0, "refused": [refusal]}
    assert (await push(site, key, body)).status_code == 409
    assert (await push(site, "ghk_other", body)).status_code == 401
    assert (await push(site, key, body, "P2")).status_code == 401
    assert (await push(site, key, b"[]")).json()["error"]["code"] == "FEED_UNREADABLE"
    assert (await push(site, key, b"x" * (hooks.MAXIMUM_BYTES + 1))).status_code == 413
    assert (await site.http.get("/hooks/opinion/P1")).status_code == 405


async def test_a_delivery_without_headers_is_refused(site: Site) -> None:
    answer = await site.http.post("/hooks/opinion/P1", content=b"{}")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "SIGNATURE_REFUSED"
