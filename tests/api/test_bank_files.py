"""The bank's file over HTTP: one ticket, one download, each account in the log; the return file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from api.bank_files import bank_routes
from api.downloads import Downloads
from api.platform.stores import Stores
from api.principals import Principals
from schema.assistance import service
from schema.assistance.rules import INITIAL_PARAMETERS as PARAMETERS
from schema.assistance.rules import (
    AccountKind,
    AssistanceKind,
    AssistanceStatus,
    BatchStatus,
    FundLevel,
    PaymentChannel,
)
from schema.assistance.tables import assistance_record, payee_account, payment_batch, payment_line
from schema.core.access_log import access_log
from schema.core.database import transaction
from schema.core.principal import Principal, Role
from schema.core.read_log import ReadLog
from schema.core.roles import Department
from schema.core.uploads import Incoming
from schema.core.work import Work
from schema.membership.rules import DocumentKind, EmploymentForm, MembershipFacts, PersonFacts
from schema.membership.service import enrol
from schema.membership.tables import membership
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.schema.conftest import citizen_number, seed_parameters
from tests.schema.test_mutations import Context, ids

__all__ = ["ids"]
pytestmark = pytest.mark.anyio
ACCOUNT = "6217000000000001234"
IMPORT = """mutation ($batch: ID!, $file: Upload!, $key: String!) {
  importBankReturn(batchId: $batch, file: $file, idempotencyKey: $key) {
    paymentReturn { rows succeeded refused } paymentBatch { status }
    errors { code } } }"""


@dataclass
class Signed:
    """Stands for the sessions: whoever is set is signed in."""

    who: Principal | None = None

    async def of(self, _scope: object) -> Principal | None:
        return self.who


@pytest.fixture
def finance(principal: Principal) -> Principal:
    scope = replace(principal.scope, department=Department.FINANCE)
    return replace(principal, role=Role.CITY_DEPARTMENT, scope=scope, subject="user:finance")


async def _exported(work: Work, union: UUID) -> UUID:
    """A batch of one line that is with the bank."""
    await seed_parameters(work, PARAMETERS)
    joined = await enrol(
        work,
        PersonFacts("王五", DocumentKind.RESIDENT_ID, citizen_number(date(1980, 5, 6), 11)),
        union_id=union,
        stated=MembershipFacts(EmploymentForm.REGULAR, joined_on=date(2015, 1, 1)),
    )
    found = sa.select(membership.c.person_id).where(membership.c.id == joined)
    person: UUID = (await work.execute(found)).scalar_one()
    account = await service.set_payee_account(
        work,
        person_id=person,
        kind=AccountKind.BANK_CARD,
        holder_name="王五",
        bank_name="临湘农商行",
        account=ACCOUNT,
    )
    record = await work.insert(
        assistance_record,
        number="BF-1",
        person_id=person,
        union_id=union,
        kind=AssistanceKind.TEMP,
        status=AssistanceStatus.IN_BATCH,
        fund_level=FundLevel.LOCAL_UNION,
        period_key="2026",
        amount=80_000,
        requested_on=work.today,
        requested_by="user:filer",
        approved_on=work.today,
    )
    batch = await work.insert(
        payment_batch,
        number="FF-1",
        title="测试",
        union_id=union,
        channel=PaymentChannel.BANK_FILE,
        built_by="user:builder",
        line_count=1,
        total=80_000,
    )
    await work.insert(
        payment_line,
        batch_id=batch,
        assistance_id=record,
        union_id=union,
        account_id=account,
        attempt=1,
        idempotency_key="BF-1#1",
        holder_name="王五",
        account_mask="***1234",
        amount=80_000,
    )
    await work.update(payment_batch, batch, 1, status=BatchStatus.EXPORTED, content_hash=b"x")
    return batch


@pytest.fixture
async def batch(ids: dict[str, str], engine: AsyncEngine, principal: Principal) -> UUID:
    async with transaction(engine, principal) as work:
        return await _exported(work, UUID(ids["city"]))


@pytest.fixture
async def browser(engine: AsyncEngine) -> AsyncIterator[tuple[Signed, httpx2.AsyncClient]]:
    signed = Signed()
    app = Starlette(routes=bank_routes(Downloads(engine, cast("Principals", signed))))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as http:
        yield signed, http


@pytest.mark.requirement("D13")
async def test_a_ticket_fetches_the_file_once_and_leaves_a_trace(
    batch: UUID, browser: Any, engine: AsyncEngine, finance: Principal
) -> None:
    signed, http = browser
    async with transaction(engine, finance) as work:
        ticket = await service.issue_ticket(work, batch_id=batch, expected_version=2)
    path = f"/bank-files/{ticket}.txt"
    assert (await http.get(path)).status_code == 401
    signed.who = replace(finance, must_change_password=True)
    assert (await http.get(path)).status_code == 401
    signed.who = replace(finance, role=Role.ANALYST)
    assert (await http.get(path)).status_code == 403
    signed.who = finance
    fetched = await http.get(path)
    assert fetched.status_code == 200
    assert ACCOUNT in fetched.text
    assert fetched.headers["cache-control"] == "no-store"
    assert "FF-1.txt" in fetched.headers["content-disposition"]
    again = await http.get(f"/bank-files/{ticket}.xlsx")
    assert (again.status_code, again.json()["errors"][0]["extensions"]["code"]) == (
        410,
        "TICKET_INVALID",
    )
    async with transaction(engine, finance) as work:
        told = sa.select(access_log.c.actor, access_log.c.note, access_log.c.purpose).where(
            access_log.c.entity == payee_account.name
        )
        rows = [tuple(row) for row in await work.execute(told)]
    assert [(actor, note, purpose.value) for actor, note, purpose in rows] == [
        ("user:finance", "FF-1", "PAYMENT")
    ]


async def test_the_return_file_is_uploaded(
    batch: UUID, migrated: Stores, engine: AsyncEngine, finance: Principal
) -> None:
    schema = platform_schema()
    content = "流水号|金额(元)|结果|失败原因|银行流水号\nBF-1#1|800.00|失败|账号不存在|B1\n"

    async def send(name: str, text: str) -> dict[str, Any]:
        async with ReadPool(migrated.reader_url, 1, ReadLog(engine)) as pool:
            result = await schema.strawberry.execute(
                IMPORT,
                variable_values={
                    "batch": str(batch),
                    "file": Incoming(name, text.encode()),
                    "key": str(uuid4()),
                },
                context_value=Context(finance, engine, pool, schema.planner),
            )
        assert result.errors is None
        assert result.data is not None
        told: dict[str, Any] = result.data["importBankReturn"]
        return told

    first = await send("../回盘.txt", content)
    assert first["errors"] == []
    assert first["paymentReturn"] == {"rows": 1, "succeeded": 0, "refused": 0}
    assert first["paymentBatch"] == {"status": "BANK_RETURNED"}
    assert (await send("回盘.txt", content))["paymentReturn"] == first["paymentReturn"]
    broken = await send("回盘.xlsx", "kein Blatt")
    assert [error["code"] for error in broken["errors"]] == ["RETURN_UNREADABLE"]
