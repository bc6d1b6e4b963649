"""A payment by a job: send, wait, settle. A worker may die anywhere between without harm."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from schema.assistance.service.gateway import PaymentGateway
from schema.assistance.service.lines import settle, start_payment
from schema.core.work import Work

Transaction = Callable[[], AbstractAsyncContextManager[Work]]


async def pay_line(transaction: Transaction, gateway: PaymentGateway, line_id: UUID) -> bool:
    """Pay one line; whether this call brought its outcome.

    The line is marked as sent and committed before the bank hears of it; the bank is told
    outside any transaction, by the line's key; the outcome is settled with record, ledger
    and batch in one commit. A repetition finds the line settled, or asks the bank again with
    the same key. Raises GatewayError while the outcome is unknown.
    """
    async with transaction() as work:
        order = await start_payment(work, line_id)
    if order is None:
        return False
    outcome = await gateway.pay(order)
    async with transaction() as work:
        return await settle(work, line_id, outcome)
