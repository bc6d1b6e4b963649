"""How cells of any entity are read, and how the codes in them find their rows."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.clock import SHANGHAI
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.membership.rules.roster import Cell
from schema.membership.rules.roster.cells import number_text, plain_text
from schema.organisation.rules import accepted_credit_code


def code_list(codes: type[Labelled], *of: Labelled) -> Callable[[Cell], Any]:
    """Reads a code of a list (or only those of it that are named) by value or by label."""
    words = {word: code for code in of or codes for word in (code.value, code.label)}

    def read(cell: Cell) -> Labelled | None:
        text = plain_text(cell)
        if text and text not in words:
            raise ValueError(text)
        return words.get(text)

    return read


def decimal(cell: Cell) -> Decimal | None:
    """A number; raises ValueError."""
    text = plain_text(cell)
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise ValueError(text) from error


def credit_code(cell: Cell) -> str | None:
    """A unified social credit code; raises DomainError CREDIT_CODE_INVALID."""
    return accepted_credit_code(number_text(cell) or None)


async def id_of(work: Work, key: sa.Column[Any], value: str | None, path: str) -> UUID | None:
    """The id of the row with that code; raises DomainError NOT_FOUND at ``path``."""
    if value is None:
        return None
    found = await work.execute(sa.select(key.table.c["id"]).where(key == value))
    identity: UUID | None = found.scalar_one_or_none()
    if identity is None:
        raise DomainError(ErrorCode.NOT_FOUND, f"没有代码为 {value} 的记录", path=(path,))
    return identity


async def required_id(work: Work, key: sa.Column[Any], value: str, path: str) -> UUID:
    """The same, when there must be one."""
    identity = await id_of(work, key, value, path)
    if identity is None:
        raise DomainError(ErrorCode.NOT_FOUND, path=(path,))
    return identity


def moment(cell: Cell) -> datetime | None:
    """An instant, of Shanghai unless it says otherwise; raises ValueError."""
    if isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, date):
        found = datetime.combine(cell, time())
    else:
        text = plain_text(cell)
        if not text:
            return None
        found = datetime.fromisoformat(text.replace("/", "-"))
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def fen(cell: Cell) -> int | None:
    """An amount in yuan as integer fen; raises ValueError for parts of a fen."""
    found = decimal(plain_text(cell).replace(",", ""))
    if found is None:
        return None
    amount = found * 100
    if not amount.is_finite() or amount != int(amount):
        raise ValueError(str(found))
    return int(amount)


def whole(cell: Cell) -> int | None:
    """A whole number; raises ValueError."""
    found = decimal(cell)
    if found is not None and found != int(found):
        raise ValueError(str(found))
    return None if found is None else int(found)
