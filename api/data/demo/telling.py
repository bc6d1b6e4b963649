"""The stories that the READMEs name: numbers by which they are found, whatever the day and scale.

They are picked from what the loader made, so that they rest on the same rules as all the rest.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from schema.assistance import service
from schema.assistance.rules import (
    AssistanceStatus,
    DossierStatus,
    RecoveryMethod,
    RefusalCode,
)
from schema.assistance.tables import assistance_record, dossier
from schema.core.work import Work

#: Left by a job, fallen back; the same household again; refused twice the same; paid back.
LEFT: Final = "DA-GUSHI-01"
AGAIN: Final = "DA-GUSHI-02"
REFUSED: Final = "DA-GUSHI-03"
RECOVERED: Final = "DA-GUSHI-04"
#: The base that was named: its code follows from its place in the list.
BASE: Final = "ZD-430682001-00014"


async def tell(work: Work) -> None:
    """Give the dossiers of the stories their numbers; ask a wrong payment back.

    A federation much smaller than the model may not have come to each of them.
    """
    pair = sa.select(dossier.c.id, dossier.c.previous_dossier_id).where(
        dossier.c.previous_dossier_id.is_not(None)
    )
    found = (await work.execute(pair.order_by(dossier.c.number).limit(1))).one_or_none()
    if found is not None:
        await _call(work, found.previous_dossier_id, LEFT)
        await _call(work, found.id, AGAIN)
    refused = await _refused(work)
    if refused is not None:
        await _call(work, refused, REFUSED)
    await _recover(work)


async def _call(work: Work, dossier_id: UUID, number: str) -> None:
    version = sa.select(dossier.c.version).where(dossier.c.id == dossier_id)
    await work.update(
        dossier, dossier_id, (await work.execute(version)).scalar_one(), number=number
    )


async def _refused(work: Work) -> UUID | None:
    """The household that claimed once more what it had got."""
    record = assistance_record.c
    statement = (
        sa.select(record.dossier_id)
        .join_from(assistance_record, dossier, dossier.c.id == record.dossier_id)
        .where(record.refusal == RefusalCode.DUPLICATE, dossier.c.number.not_in((LEFT, AGAIN)))
        .order_by(record.number)
        .limit(1)
    )
    found: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    return found


async def _recover(work: Work) -> None:
    """Income that was kept back comes to light: the aid is asked back, and comes in two parts."""
    record = assistance_record.c
    statement = (
        sa.select(record.id, record.dossier_id, record.amount, record.version)
        .join_from(assistance_record, dossier, dossier.c.id == record.dossier_id)
        .where(
            record.status == AssistanceStatus.PAID,
            record.fund_id.is_not(None),
            record.amount > 1,
            dossier.c.status == DossierStatus.ACTIVE,
            dossier.c.number.not_in((LEFT, AGAIN, REFUSED)),
        )
        .order_by(record.number)
        .limit(1)
    )
    paid = (await work.execute(statement)).one_or_none()
    if paid is None:
        return
    await _call(work, paid.dossier_id, RECOVERED)
    await service.change_assistance_status(
        _as(work, "服务中心"),
        assistance_id=paid.id,
        expected_version=paid.version,
        status=AssistanceStatus.RECOVERY_OPEN,
        reason="核查发现漏报家庭收入, 不应享受本次救助",
    )
    parts = (
        (paid.amount // 2, RecoveryMethod.REPAYMENT, "退回一半"),
        (None, RecoveryMethod.SET_OFF, "余款从下一次救助中抵扣"),
    )
    for number, (amount, method, note) in enumerate(parts, 1):
        await service.record_recovery(
            _as(work, "财务部"),
            assistance_id=paid.id,
            expected_version=paid.version + number,
            note=note,
            amount=amount,
            method=method,
        )


def _as(work: Work, who: str) -> Work:
    """The same transaction in another official's name."""
    return replace(work, principal=replace(work.principal, subject=f"user:{who}"))
