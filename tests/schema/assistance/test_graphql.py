"""Every type of assistance read with the readers' rights; money and the calendar written."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.assistance.queries import QUERIES
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.planner.model import RootMany
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.schema.test_mutations import Context, Send, ids, send

__all__ = ["ids", "send"]
pytestmark = pytest.mark.anyio
LISTS = {name: root for name, root in QUERIES.items() if isinstance(root, RootMany)}


@pytest.fixture
async def ask(migrated: Stores, engine: AsyncEngine, principal: Principal) -> AsyncIterator[Any]:
    """Runs a query on a connection of the readers' role."""
    schema = platform_schema()
    async with ReadPool(migrated.reader_url, 1, ReadLog(engine)) as pool:

        async def run(text: str) -> Any:
            context = Context(principal, engine, pool, schema.planner)
            result = await schema.strawberry.execute(text, context_value=context)
            assert result.errors is None
            return result.data

        yield run


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_every_column_of_every_list_can_be_read(ask: Any, name: str) -> None:
    columns = " ".join(field.name for field in LISTS[name].target.columns())
    nodes = f"edges {{ node {{ {columns} }} }}"
    found = await ask(f"{{ {name}(first: 2) {{ totalCount aggregate {{ count }} {nodes} }} }}")
    assert found[name]["totalCount"] == found[name]["aggregate"]["count"]


FUND = {
    "code": "F-2026",
    "name": "本级经费",
    "level": "LOCAL_UNION",
    "year": 2026,
    "documentNumber": "临工〔2026〕1号",
    "amount": 5_000_000,
    "spendBy": "2027-12-31",
    "allowedKinds": ["LIVING", "TEMP"],
}
LEDGER = "entries { edges { node { kind amount } } }"
SHOWN = f"fundSource {{ id version amount reserved spent free execution {LEDGER} }}"


async def test_a_fund_shows_its_ledger(send: Send) -> None:
    made = await send("addFundSource", SHOWN, **FUND)
    assert made["errors"] == []
    fund = made["fundSource"]
    assert (fund["free"], fund["execution"]) == (5_000_000, 0)
    assert [edge["node"] for edge in fund["entries"]["edges"]] == [
        {"kind": "APPROPRIATION", "amount": 5_000_000}
    ]
    more = await send(
        "appropriateFund", SHOWN, id=fund["id"], expectedVersion=1, amount=100, note="追加"
    )
    assert more["fundSource"]["amount"] == 5_000_100
    stale = await send(
        "appropriateFund", SHOWN, id=fund["id"], expectedVersion=1, amount=100, note="追加"
    )
    assert [error["code"] for error in stale["errors"]] == ["CONFLICT"]


async def test_a_batch_is_built(send: Send, ids: dict[str, str]) -> None:
    made = await send(
        "buildPaymentBatch",
        "paymentBatch { id version status lineCount total }",
        unionId=ids["city"],
        title="空批次",
        channel="BANK_FILE",
        assistanceIds=[],
    )
    batch = made["paymentBatch"]
    assert (batch["status"], batch["lineCount"], batch["total"]) == ("BUILDING", 0, 0)


async def test_a_holiday_is_entered(send: Send) -> None:
    made = await send(
        "setCalendarDay",
        "calendarDay { day isWorkday note }",
        day="2027-02-08",
        isWorkday=False,
        note="春节",
    )
    assert made["calendarDay"] == {"day": "2027-02-08", "isWorkday": False, "note": "春节"}
