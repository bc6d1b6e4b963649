"""Fifty writers at one fund: the budget holds, and the ledger adds up afterwards."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.assistance import service
from schema.assistance.rules import AssistanceErrorCode, FundEntryKind
from schema.assistance.service.funds import move
from schema.assistance.tables import fund_entry, fund_source
from schema.core.database import transaction
from schema.core.errors import DomainError
from tests.workers.payments import AMOUNT, fund_facts, named

pytestmark = pytest.mark.anyio
WRITERS, ROOM = 50, 20


@pytest.mark.requirement("R08")
@pytest.mark.usefixtures("fresh_database")
@pytest.mark.chaos(15)
async def test_fifty_writers_do_not_overdraw_a_fund(engine: AsyncEngine) -> None:
    async with transaction(engine, named("finance")) as work:
        fund_id = await service.add_fund(work, facts=fund_facts(work, ROOM))

    async def reserve(number: int) -> bool:
        try:
            async with transaction(engine, named(f"writer-{number}")) as work:
                await move(work, fund_id=fund_id, kind=FundEntryKind.RESERVE, amount=AMOUNT)
        except DomainError as error:
            assert error.code is AssistanceErrorCode.BUDGET_EXCEEDED  # noqa: PT017 - a value
            return False
        return True

    done = await asyncio.gather(*(reserve(number) for number in range(WRITERS)))
    assert sum(done) == ROOM
    async with transaction(engine, named("test")) as work:
        fund = (await work.execute(sa.select(fund_source))).one()
        assert (fund.reserved, fund.spent, fund.amount) == (ROOM * AMOUNT, 0, ROOM * AMOUNT)
        entries = sa.select(sa.func.count()).where(fund_entry.c.kind == FundEntryKind.RESERVE)
        assert (await work.execute(entries)).scalar_one() == ROOM
