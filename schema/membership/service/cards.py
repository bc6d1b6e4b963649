"""Membership cards: numbers from a series, one valid card a member, replacement by a new one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    ACTIVE_STATES,
    CARD_TRANSITIONS,
    CardStatus,
    MembershipErrorCode,
    MembershipStatus,
    card_number,
)
from schema.membership.tables import card_series, membership, membership_card
from schema.organisation.access import editable_row, may_edit


async def open_card_series(work: Work, *, prefix: str, digits: int) -> UUID:
    """Open a series of card numbers, for the whole city; the id.

    Raises DomainError INVALID for a prefix that is not 1 to 10 digits, DUPLICATE.
    """
    permit_city(work, Entity.MEMBERSHIP, Action.DECIDE)
    if not (prefix.isascii() and prefix.isdigit() and 1 <= len(prefix) <= 10):  # noqa: PLR2004
        raise DomainError(ErrorCode.INVALID, "号段前缀须为1至10位数字", path=("prefix",))
    if not 4 <= digits <= 12:  # noqa: PLR2004 - what the database holds, too
        raise DomainError(ErrorCode.INVALID, "流水号须为4至12位", path=("digits",))
    return await work.insert(card_series, prefix=prefix, digits=digits, next_number=1)


async def close_card_series(work: Work, *, series_id: UUID, expected_version: int) -> None:
    """Give no more numbers of a series out; cards that have one stay valid."""
    permit_city(work, Entity.MEMBERSHIP, Action.DECIDE)
    await work.update(card_series, series_id, expected_version, closed_on=work.today)


async def issue_card(
    work: Work, *, membership_id: UUID, expected_version: int, reason: str | None = None
) -> UUID:
    """Give a member a card, or a new one for the one that he has; the card's id.

    A card that is replaced needs a reason. Raises DomainError INVALID for a membership that is
    neither active nor retained, NO_CARD_SERIES.
    """
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    await may_edit(work, row["union_id"], Entity.MEMBERSHIP, Action.CREATE)
    if row["status"] not in {*ACTIVE_STATES, MembershipStatus.RETAINED}:
        raise DomainError(ErrorCode.INVALID, "会籍不在册, 不能发证", path=("membershipId",))
    old = await _present_card(work, row)
    if old is not None:
        if not reason:
            raise DomainError(ErrorCode.INVALID, "补换会员证须写明原因", path=("reason",))
        await _end(work, old, CardStatus.REPLACED, reason)
    number = await next_number(work)
    await work.update(membership, membership_id, expected_version, card_number=number)
    return await work.insert(
        membership_card,
        membership_id=membership_id,
        number=number,
        status=CardStatus.VALID,
        issued_on=work.today,
        replaces_id=None if old is None else old["id"],
    )


async def report_card(
    work: Work, *, card_id: UUID, expected_version: int, status: CardStatus, reason: str
) -> None:
    """Report a card lost, or cancel it; the member's number is taken off.

    Raises DomainError ILLEGAL_TRANSITION, INVALID for a replacement, which ``issue_card`` does.
    """
    row = await _card(work, card_id)
    held = await editable_row(work, membership, row["membership_id"])
    if status is CardStatus.REPLACED:
        raise DomainError(ErrorCode.INVALID, "换发请使用发证", path=("status",))
    next_state(CARD_TRANSITIONS, row["status"], status)
    await work.update(
        membership_card,
        card_id,
        expected_version,
        status=status,
        reason=reason,
        ended_on=row["ended_on"] or work.today,
    )
    if held["card_number"] == row["number"]:
        await work.update(membership, held["id"], held["version"], card_number=None)


async def _card(work: Work, card_id: UUID) -> Mapping[str, Any]:
    statement = sa.select(membership_card).where(membership_card.c.id == card_id)
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(membership_card.comment))
    return dict(row)


async def _present_card(work: Work, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The last card not replaced or cancelled; a number entered without a card becomes one."""
    statement = (
        sa.select(membership_card)
        .where(
            membership_card.c.membership_id == row["id"],
            membership_card.c.status.in_((CardStatus.VALID, CardStatus.LOST)),
        )
        .order_by(membership_card.c.id.desc())
        .limit(1)
    )
    found = (await work.execute(statement)).mappings().one_or_none()
    if found is not None:
        return dict(found)
    if row["card_number"] is None:
        return None
    entered = await work.insert(
        membership_card,
        membership_id=row["id"],
        number=row["card_number"],
        status=CardStatus.VALID,
        issued_on=row["joined_on"],
    )
    return await _card(work, entered)


async def _end(work: Work, card: Mapping[str, Any], status: CardStatus, reason: str) -> None:
    next_state(CARD_TRANSITIONS, card["status"], status)
    await work.update(
        membership_card,
        card["id"],
        card["version"],
        status=status,
        reason=reason,
        ended_on=card["ended_on"] or work.today,
    )


async def next_number(work: Work) -> str:
    """The next free number; the series is locked until the transaction ends.

    A number that was entered by hand or from a spreadsheet is passed over.
    """
    statement = (
        sa.select(card_series)
        .where(
            card_series.c.closed_on.is_(None),
            card_series.c.next_number
            < sa.cast(sa.func.power(10, card_series.c.digits), sa.BigInteger),
        )
        .order_by(card_series.c.id)
        .limit(1)
        .with_for_update()
    )
    series = (await work.execute(statement)).mappings().one_or_none()
    if series is None:
        raise DomainError(MembershipErrorCode.NO_CARD_SERIES)
    sequence: int = series["next_number"]
    number = card_number(series["prefix"], series["digits"], sequence)
    while await _taken(work, number):
        sequence += 1
        number = card_number(series["prefix"], series["digits"], sequence)
    await work.update(card_series, series["id"], series["version"], next_number=sequence + 1)
    return number


async def _taken(work: Work, number: str) -> bool:
    held = sa.exists(membership.c.id).where(membership.c.card_number == number)
    card = sa.exists(membership_card.c.id).where(membership_card.c.number == number)
    return bool((await work.execute(sa.select(sa.or_(held, card)))).scalar_one())
