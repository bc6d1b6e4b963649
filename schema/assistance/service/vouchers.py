"""Vouchers: an invoice serves one claim (gate A5); only its fingerprint and a mask are kept."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import AssistanceErrorCode
from schema.assistance.tables import aid_voucher
from schema.core.errors import DomainError
from schema.core.vault import mask_document, vault
from schema.core.work import Work


async def hold_vouchers(work: Work, assistance_id: UUID, numbers: Sequence[str]) -> None:
    """Tie invoices to a claim; raises DomainError VOUCHER_USED for one that serves another."""
    for index, given in enumerate(numbers):
        number = "".join(given.split()).upper()
        mark = vault().blind_index("voucher", number)
        used = sa.exists().where(aid_voucher.c.voucher_hash == mark, aid_voucher.c.active)
        if (await work.execute(sa.select(used))).scalar_one():
            raise DomainError(AssistanceErrorCode.VOUCHER_USED, path=("vouchers", index))
        await work.insert(
            aid_voucher,
            assistance_id=assistance_id,
            voucher_hash=mark,
            number_mask=mask_document(number),
        )


async def free_vouchers(work: Work, assistance_id: UUID) -> None:
    """Let a refused or withdrawn claim's invoices be used again."""
    statement = sa.select(aid_voucher.c.id, aid_voucher.c.version).where(
        aid_voucher.c.assistance_id == assistance_id, aid_voucher.c.active
    )
    for row in (await work.execute(statement)).all():
        await work.update(aid_voucher, row.id, row.version, active=False)
