"""The four deliveries (四送): goods handed out against signature, never more than there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.assistance.access import may_decide
from schema.assistance.rules import (
    DELIVERY_TRANSITIONS,
    AssistanceErrorCode,
    DeliverySeason,
    DeliveryStatus,
    RecipientGroup,
)
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import delivery, delivery_goods, delivery_receipt
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit

Status = DeliveryStatus
GOODS_FIXED = frozenset({Status.FINISHED, Status.ARCHIVED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """A delivery as it is planned."""

    title: str
    season: DeliverySeason
    union_id: UUID
    starts_on: date
    ends_on: date
    sites: Sequence[str] = ()
    fund_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Goods for one recipient; a member is named by ``person_id`` besides."""

    goods_id: UUID
    recipient_group: RecipientGroup
    recipient_name: str
    quantity: int = 1
    person_id: UUID | None = None
    signature_reference: str | None = None


async def plan_delivery(work: Work, *, facts: DeliveryFacts) -> UUID:
    """Draft a delivery; its id."""
    await may_edit(work, facts.union_id, Entity.ASSISTANCE, Action.CREATE)
    if facts.ends_on < facts.starts_on:
        raise DomainError(ErrorCode.INVALID, "结束日期早于开始日期", path=("endsOn",))
    return await work.insert(
        delivery,
        number=make_number("SS", work.today),
        title=check_text(facts.title, "title", "须有活动名称"),
        season=facts.season,
        year=facts.starts_on.year,
        union_id=facts.union_id,
        fund_id=facts.fund_id,
        status=Status.DRAFT,
        sites=list(facts.sites),
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
    )


async def add_goods(
    work: Work, *, delivery_id: UUID, name: str, quantity: int, unit_price: int
) -> UUID:
    """Put goods into a delivery's stock; the goods' id."""
    row = await editable_row(work, delivery, delivery_id)
    if row["status"] in GOODS_FIXED:
        raise DomainError(ErrorCode.INVALID, "活动已结束", path=("deliveryId",))
    if quantity <= 0 or unit_price < 0:
        raise DomainError(ErrorCode.INVALID, "数量须大于零, 单价不能为负", path=("quantity",))
    return await work.insert(
        delivery_goods,
        delivery_id=delivery_id,
        name=check_text(name, "name", "须有物品名称"),
        quantity=quantity,
        unit_price=unit_price,
    )


async def change_delivery_status(
    work: Work,
    *,
    delivery_id: UUID,
    expected_version: int,
    status: DeliveryStatus,
    evidence_reference: str | None = None,
) -> None:
    """Take one step of SM-ACT: approval by another than the planner, the end with evidence.

    Raises SAME_PERSON, NOT_SIGNED while goods are handed out without a signature.
    """
    row = await editable_row(work, delivery, delivery_id, expected_version=expected_version)
    target = next_state(DELIVERY_TRANSITIONS, row["status"], status)
    changes: dict[str, Any] = {"status": target}
    if target is Status.APPROVED:
        may_decide(work)
        if work.principal.subject == row["created_by"]:
            raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("status",))
        changes["approved_by"] = work.principal.subject
    if target is Status.FINISHED:
        await _check_signed(work, delivery_id)
        proof = evidence_reference or ""
        changes["evidence_reference"] = check_text(
            proof, "evidenceReference", "须有签收表、照片等佐证材料"
        )
    await work.update(delivery, delivery_id, expected_version, **changes)


async def hand_over(work: Work, *, facts: ReceiptFacts) -> UUID:
    """Hand goods to a recipient; the stock's row is locked, so it never goes below zero.

    Raises DomainError STOCK_EXCEEDED; DUPLICATE by the database when a member has got
    these goods already.
    """
    statement = sa.select(delivery_goods).where(delivery_goods.c.id == facts.goods_id)
    goods = (await work.execute(statement.with_for_update())).mappings().one_or_none()
    if goods is None:
        raise DomainError(ErrorCode.NOT_FOUND, path=("goodsId",))
    row = await editable_row(work, delivery, goods["delivery_id"])
    if row["status"] is not Status.RUNNING:
        raise DomainError(ErrorCode.INVALID, "活动不在进行中", path=("goodsId",))
    if facts.quantity <= 0:
        raise DomainError(ErrorCode.INVALID, "数量须大于零", path=("quantity",))
    if goods["issued"] + facts.quantity > goods["quantity"]:
        left = goods["quantity"] - goods["issued"]
        raise DomainError(
            AssistanceErrorCode.STOCK_EXCEEDED, path=("quantity",), details={"left": left}
        )
    await work.update(
        delivery_goods, goods["id"], goods["version"], issued=goods["issued"] + facts.quantity
    )
    return await work.insert(delivery_receipt, **_receipt(work, row, facts))


def _receipt(work: Work, row: Mapping[str, Any], facts: ReceiptFacts) -> dict[str, object]:
    name = check_text(facts.recipient_name, "recipientName", "须有受送人姓名")
    return {
        "delivery_id": row["id"],
        "goods_id": facts.goods_id,
        "union_id": row["union_id"],
        "person_id": facts.person_id,
        "recipient_group": facts.recipient_group,
        "recipient_name": name,
        "quantity": facts.quantity,
        "handed_on": work.today,
        "handed_by": work.principal.subject,
        "signature_reference": facts.signature_reference,
        "signed_on": None if facts.signature_reference is None else work.today,
    }


async def sign_receipt(
    work: Work, *, receipt_id: UUID, expected_version: int, signature_reference: str
) -> None:
    """Note the signature for goods handed over before."""
    row = await editable_row(work, delivery_receipt, receipt_id, expected_version=expected_version)
    if row["signed_on"] is not None:
        raise DomainError(ErrorCode.INVALID, "已签收", path=("id",))
    await work.update(
        delivery_receipt,
        receipt_id,
        expected_version,
        signature_reference=check_text(signature_reference, "signatureReference", "须有签收凭证"),
        signed_on=work.today,
    )


async def _check_signed(work: Work, delivery_id: UUID) -> None:
    unsigned = sa.exists().where(
        delivery_receipt.c.delivery_id == delivery_id, delivery_receipt.c.signed_on.is_(None)
    )
    if (await work.execute(sa.select(unsigned))).scalar_one():
        raise DomainError(AssistanceErrorCode.NOT_SIGNED, path=("status",))
