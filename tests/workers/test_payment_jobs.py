"""Payments by jobs on the real workers: killed at any moment, nobody is paid twice or never."""

import asyncio
import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from schema.assistance import service
from schema.assistance.rules import AssistanceStatus, BatchStatus, LineStatus
from schema.assistance.tables import assistance_record, fund_source, payment_batch, payment_line
from schema.core.database import transaction
from schema.core.settings import settings
from tests.sizes import size
from tests.workers.payments import AMOUNT, FAULTS, Bank, lock_and_approve, named, step
from tests.workers.platform import Platform, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
PAYMENTS, KILLS = size(200, 10_000), size(3, 50)


@pytest.fixture
def bank() -> Iterator[Bank]:
    """A bank on the loopback."""
    made = Bank()
    yield made
    made.close()


async def settled(platform: Platform) -> int:
    """How many lines have their outcome."""
    statement = sa.select(sa.func.count()).where(payment_line.c.status == LineStatus.SUCCESS)
    async with transaction(platform.engine, named("test")) as work:
        found: int = (await work.execute(statement)).scalar_one()
    return found


@pytest.mark.chaos(1, 22)
@pytest.mark.requirement("R01", "R19")
async def test_killed_workers_pay_everybody_once(
    platform: Platform, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = await lock_and_approve(platform.engine, PAYMENTS)
    at_bank(platform, bank, monkeypatch)
    platform.start("relay")
    worker = platform.start("worker")
    await step(platform.engine, batch_id, "cashier", service.release_batch)
    for number in range(1, KILLS + 1):
        # A quarter of the payments for each worker, so that each dies in the middle of them.
        share = PAYMENTS * number // (KILLS + 2)

        async def reached(share: int = share) -> bool:
            return await settled(platform) >= share

        await eventually(reached, seconds=size(60, 600))
        await asyncio.sleep(random.uniform(0, 0.05))  # noqa: S311 - anywhere in a payment
        worker.kill()
        worker.wait()
        worker = platform.start("worker")
    await platform.all_reached("SUCCEEDED", seconds=size(200, 2_000))
    await everybody_was_paid_once(platform, bank, PAYMENTS)
    await step(platform.engine, batch_id, "finance", service.reconcile_batch)


@pytest.mark.chaos(8, 22)
@pytest.mark.requirement("R01", "R19")
async def test_a_faulty_bank_pays_everybody_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fifth of the calls fails before or after the effect, or its answer is lost."""
    payments = size(40, 1_000)
    bank = Bank(faulty=0.2)
    try:
        batch_id = await lock_and_approve(platform.engine, payments)
        at_bank(platform, bank, monkeypatch)
        platform.start("relay")
        platform.start("worker")
        await step(platform.engine, batch_id, "cashier", service.release_batch)
        await platform.all_reached("SUCCEEDED", seconds=size(60, 600))
        assert sum(bank.faults[fault] for fault in FAULTS) > 0
        await everybody_was_paid_once(platform, bank, payments)
    finally:
        bank.close()


def at_bank(platform: Platform, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workers and this process pay there, with many tries."""
    monkeypatch.setenv("GONGHUI_PAYMENT_GATEWAY_URL", bank.address)
    platform.environment |= {
        "GONGHUI_PAYMENT_GATEWAY_URL": bank.address,
        "GONGHUI_JOB_MAX_LOST_LEASES": "20",
        "GONGHUI_JOB_MAX_ATTEMPTS": "20",
    }
    settings.cache_clear()


async def everybody_was_paid_once(platform: Platform, bank: Bank, payments: int) -> None:
    """At the bank and in the books."""
    assert len(bank.paid) == payments
    assert set(bank.paid.values()) == {1}
    async with transaction(platform.engine, named("test")) as work:
        states = sa.select(assistance_record.c.status, sa.func.count()).group_by(
            assistance_record.c.status
        )
        paid = [tuple(entry) for entry in await work.execute(states)]
        assert paid == [(AssistanceStatus.PAID, payments)]
        fund = (await work.execute(sa.select(fund_source))).one()
        assert (fund.reserved, fund.spent) == (0, payments * AMOUNT)
        assert await service.find_differences(work) == {}
        batch = (await work.execute(sa.select(payment_batch))).one()
        assert batch.status is BatchStatus.BANK_RETURNED
