"""Funds and their ledger: every movement is an entry, and the budget is never overdrawn.

A movement locks the fund's row, so that fifty approvals at once line up; the CHECK of the
table stands behind that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.access import may_handle_funds
from schema.assistance.rules import (
    AssistanceErrorCode,
    AssistanceKind,
    CapScope,
    DossierCategory,
    FundEntryKind,
    FundLevel,
    SchoolStage,
)
from schema.assistance.tables import aid_cap, fund_entry, fund_source
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work

Kind = FundEntryKind
#: What an entry adds to (reserved, spent) for each fen.
EFFECTS: Mapping[FundEntryKind, tuple[int, int]] = {
    Kind.APPROPRIATION: (0, 0),
    Kind.RESERVE: (1, 0),
    Kind.RELEASE: (-1, 0),
    Kind.SPEND: (-1, 1),
    Kind.RETURN: (0, -1),
}


@dataclass(frozen=True, slots=True)
class FundFacts:
    """A fund as its document allots it; empty lists allow everything. Amounts in fen."""

    code: str
    name: str
    level: FundLevel
    year: int
    document_number: str
    amount: int
    spend_by: date
    allowed_kinds: Sequence[AssistanceKind] = ()
    allowed_categories: Sequence[DossierCategory] = ()


@dataclass(frozen=True, slots=True)
class CapFacts:
    """A cap for a kind of aid; None stands for any level, category or stage."""

    kind: AssistanceKind
    scope: CapScope
    amount: int
    valid_from: date
    basis: str
    fund_level: FundLevel | None = None
    category: DossierCategory | None = None
    school_stage: SchoolStage | None = None


async def add_fund(work: Work, *, facts: FundFacts) -> UUID:
    """Enter a fund with its first appropriation; the fund's id."""
    may_handle_funds(work)
    if facts.amount <= 0:
        raise DomainError(ErrorCode.INVALID, "金额须大于零", path=("amount",))
    values = asdict(facts) | {
        "allowed_kinds": [kind.value for kind in facts.allowed_kinds],
        "allowed_categories": [category.value for category in facts.allowed_categories],
    }
    identity = await work.insert(fund_source, **values)
    await _enter(work, identity, Kind.APPROPRIATION, facts.amount, note=facts.document_number)
    return identity


async def appropriate(
    work: Work, *, fund_id: UUID, expected_version: int, amount: int, note: str
) -> None:
    """Add money to a fund, on the document named in ``note``."""
    may_handle_funds(work)
    if amount <= 0:
        raise DomainError(ErrorCode.INVALID, "金额须大于零", path=("amount",))
    fund = await locked_fund(work, fund_id)
    await work.update(fund_source, fund_id, expected_version, amount=fund["amount"] + amount)
    await _enter(work, fund_id, Kind.APPROPRIATION, amount, note=note)


async def set_cap(work: Work, *, facts: CapFacts) -> UUID:
    """Put a cap in force from a day; the one before, for the same case, ends there."""
    may_handle_funds(work)
    same = [
        aid_cap.c[name].is_not_distinct_from(getattr(facts, name))
        for name in ("kind", "scope", "fund_level", "category", "school_stage")
    ]
    statement = sa.select(aid_cap.c.id, aid_cap.c.version, aid_cap.c.valid_from).where(
        *same, aid_cap.c.valid_to.is_(None)
    )
    before = (await work.execute(statement.with_for_update())).one_or_none()
    if before is not None:
        if before.valid_from >= facts.valid_from:
            raise DomainError(ErrorCode.INVALID, "生效日期须晚于现行限额", path=("validFrom",))
        await work.update(aid_cap, before.id, before.version, valid_to=facts.valid_from)
    return await work.insert(aid_cap, **asdict(facts))


async def move(
    work: Work,
    *,
    fund_id: UUID,
    kind: FundEntryKind,
    amount: int,
    assistance_id: UUID | None = None,
    line_id: UUID | None = None,
    note: str | None = None,
) -> None:
    """Reserve, release, spend or take back money of a fund, with its ledger entry.

    Raises DomainError BUDGET_EXCEEDED when less than ``amount`` is free. Nothing moves for 0.
    """
    if amount == 0:
        return
    fund = await locked_fund(work, fund_id)
    reserved, spent = EFFECTS[kind]
    if kind is Kind.RESERVE and fund["amount"] - fund["reserved"] - fund["spent"] < amount:
        raise DomainError(
            AssistanceErrorCode.BUDGET_EXCEEDED,
            path=("fundId",),
            details={"free": fund["amount"] - fund["reserved"] - fund["spent"]},
        )
    await work.update(
        fund_source,
        fund_id,
        fund["version"],
        reserved=fund["reserved"] + reserved * amount,
        spent=fund["spent"] + spent * amount,
    )
    await _enter(work, fund_id, kind, amount, assistance_id, line_id, note)


async def locked_fund(work: Work, fund_id: UUID) -> Mapping[str, Any]:
    """The fund's row, locked; raises NotFoundError."""
    statement = sa.select(fund_source).where(fund_source.c.id == fund_id).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(fund_source.comment), path=("fundId",))
    return {str(name): value for name, value in row.items()}


async def choose_fund(
    work: Work,
    *,
    level: FundLevel,
    kind: AssistanceKind,
    category: DossierCategory | None,
    amount: int,
) -> UUID:
    """The fund of a level that allows this aid (gate A8): the one that lapses first.

    Raises DomainError FUND_MISSING, FUND_NOT_ALLOWED, BUDGET_EXCEEDED.
    """
    table = fund_source.c
    statement = (
        sa.select(fund_source)
        .where(table.level == level, table.spend_by >= work.today)
        .order_by(table.spend_by, table.id)
    )
    funds = (await work.execute(statement)).mappings().all()
    if not funds:
        raise DomainError(AssistanceErrorCode.FUND_MISSING, path=("fundLevel",))
    fitting = [fund for fund in funds if _allows(fund, kind, category)]
    if not fitting:
        raise DomainError(AssistanceErrorCode.FUND_NOT_ALLOWED, path=("fundLevel",))
    for fund in fitting:
        if fund["amount"] - fund["reserved"] - fund["spent"] >= amount:
            identity: UUID = fund["id"]
            return identity
    raise DomainError(AssistanceErrorCode.BUDGET_EXCEEDED, path=("fundLevel",))


def _allows(
    fund: Mapping[Any, Any], kind: AssistanceKind, category: DossierCategory | None
) -> bool:
    kinds, categories = fund["allowed_kinds"], fund["allowed_categories"]
    fits = not kinds or kind.value in kinds
    return fits and (not categories or category is None or category.value in categories)


async def _enter(
    work: Work,
    fund_id: UUID,
    kind: FundEntryKind,
    amount: int,
    assistance_id: UUID | None = None,
    line_id: UUID | None = None,
    note: str | None = None,
) -> None:
    await work.insert(
        fund_entry,
        fund_id=fund_id,
        kind=kind,
        amount=amount,
        assistance_id=assistance_id,
        line_id=line_id,
        entered_on=work.today,
        entered_by=work.principal.subject,
        note=note,
    )
