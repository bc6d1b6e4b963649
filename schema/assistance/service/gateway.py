"""How a payment leaves the house: the bank's direct link, told each payment by its key.

The bank-file channel needs no gateway: its file is fetched with a one-time ticket and its
outcome comes back as a return file (``bank_file``). Whatever the channel, the key is derived
from the record and the attempt, so that telling a bank twice pays once (R01).
"""

from typing import Protocol

from schema.assistance.rules import AssistanceErrorCode, PaymentOrder, PaymentOutcome
from schema.core.errors import DomainError
from schema.core.settings import settings

TIMEOUT_SECONDS = 20.0


class GatewayError(Exception):
    """The outcome is unknown: the payment must be asked for again, with the same key."""


class PaymentGateway(Protocol):
    """Pays an order at most once for its key."""

    async def pay(self, order: PaymentOrder) -> PaymentOutcome:
        """Pay, or say how it ended before; raises GatewayError when nobody can tell."""


class DirectGateway:
    """A bank's HTTP interface: POST /payments with the key as ``Idempotency-Key``."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self._address = address.rstrip("/")
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    async def pay(self, order: PaymentOrder) -> PaymentOutcome:
        """Tell the bank; only a plain answer counts, anything else leaves the outcome open."""
        import httpx2  # noqa: PLC0415 - a serving process pays nobody

        body = {
            "number": order.number,
            "amount": order.amount,
            "holder": order.holder_name,
            "account": order.account,
            "bank": order.bank_name,
        }
        headers = self._headers | {"Idempotency-Key": order.key}
        try:
            async with httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as client:
                answer = await client.post(f"{self._address}/payments", json=body, headers=headers)
                answer.raise_for_status()
                found = answer.json()
            reference, failure = str(found["reference"]), found.get("failure")
        except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError) as error:
            # No cause: its text could carry the account.
            raise GatewayError(type(error).__name__) from None
        return PaymentOutcome(reference, None if failure is None else str(failure))


def configured_gateway() -> PaymentGateway:
    """The direct link of the settings; raises DomainError GATEWAY_MISSING without one."""
    configured = settings()
    if configured.payment_gateway_url is None:
        raise DomainError(AssistanceErrorCode.GATEWAY_MISSING, path=("channel",))
    token = configured.payment_gateway_token
    return DirectGateway(
        configured.payment_gateway_url, None if token is None else token.get_secret_value()
    )
