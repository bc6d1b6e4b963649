"""Aid that waits for payment, and batches of it, for the tests of payments."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from schema.assistance import service
from schema.assistance.rules import (
    AccountKind,
    AidFacts,
    AssistanceKind,
    AssistanceStatus,
    FundLevel,
    PaymentChannel,
)
from schema.assistance.tables import assistance_record, payment_batch
from schema.core.work import Work
from schema.membership.tables import person
from tests.schema.assistance.conftest import as_user, row

Status = AssistanceStatus
LIVING = AidFacts(AssistanceKind.LIVING, FundLevel.LOCAL_UNION, "2026", 80_000)


async def grant(work: Work, facts: AidFacts) -> UUID:
    """From the request to the end of the notice: the record waits for payment."""
    record = await service.request_assistance(as_user(work, "filer"), facts=facts)
    for user, status in (
        ("chair", Status.GRASSROOTS_CHECKED),
        ("centre", Status.CENTRE_REVIEWED),
        ("leader", Status.APPROVED),
    ):
        await service.decide_assistance(
            as_user(work, user),
            assistance_id=record,
            expected_version=(await row(work, assistance_record, record)).version,
            status=status,
        )
    for days, status in ((0, Status.PUBLIC_NOTICE), (20, Status.SCHEDULED)):
        await service.change_assistance_status(
            as_user(work, "centre", days=days),
            assistance_id=record,
            expected_version=(await row(work, assistance_record, record)).version,
            status=status,
        )
    return record


async def open_account(work: Work, person_id: UUID, number: str = "6217000000000001234") -> UUID:
    """An account in the person's own name."""
    return await service.set_payee_account(
        as_user(work, "centre"),
        person_id=person_id,
        kind=AccountKind.BANK_CARD,
        holder_name=(await row(work, person, person_id)).name,
        bank_name="临湘农商行",
        account=number,
    )


async def build(
    work: Work,
    union_id: UUID,
    records: Sequence[UUID],
    channel: PaymentChannel = PaymentChannel.BANK_FILE,
) -> UUID:
    """A batch in the making."""
    return await service.build_batch(
        as_user(work, "builder", days=20),
        union_id=union_id,
        title="测试批次",
        channel=channel,
        assistance_ids=records,
    )


STEPS = {
    "lock": ("builder", service.lock_batch),
    "check": ("finance", service.check_batch),
    "approve": ("head", service.approve_batch),
    "release": ("cashier", service.release_batch),
    "reconcile": ("finance", service.reconcile_batch),
    "close": ("finance", service.close_batch),
}


async def take(work: Work, batch_id: UUID, *steps: str, user: str | None = None) -> Any:
    """Steps of a batch, each by the person whose it is."""
    for name in steps:
        who, verb = STEPS[name]
        version = (await row(work, payment_batch, batch_id)).version
        await verb(as_user(work, user or who, days=20), batch_id=batch_id, expected_version=version)
    return await row(work, payment_batch, batch_id)


def several(base: AidFacts, count: int) -> list[AidFacts]:
    """The same aid for so many periods."""
    return [replace(base, period_key=f"2026-{number:02d}") for number in range(1, count + 1)]
