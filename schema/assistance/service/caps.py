"""Caps of aid: by kind and case they block; the household's yearly total asks for the meeting."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    AssistanceErrorCode,
    CapScope,
    SchoolStage,
)
from schema.assistance.tables import aid_cap, assistance_record, dossier, household_member
from schema.core.errors import DomainError
from schema.core.params import figure, parameters
from schema.core.work import Work

Row = Mapping[str, Any]
SPECIFIC = ("fund_level", "category", "school_stage")


async def lock_household(work: Work, row: Row) -> None:
    """Line up the approvals of one household, so that two cannot both find room under a cap."""
    if row["dossier_id"] is not None:
        statement = sa.select(dossier.c.id).where(dossier.c.id == row["dossier_id"])
        await work.execute(statement.with_for_update())


async def check_caps(work: Work, row: Row, household: Row | None) -> None:
    """Refuse what goes above the cap of its kind; raises DomainError CAP_EXCEEDED."""
    stage = await _stage(work, row)
    case = {
        "fund_level": row["fund_level"],
        "category": None if household is None else household["category"],
        "school_stage": stage,
    }
    for cap in await _caps(work, row, case):
        used = 0 if cap["scope"] is CapScope.CASE else await _used(work, row, cap["scope"])
        if used + row["amount"] > cap["amount"]:
            raise DomainError(
                AssistanceErrorCode.CAP_EXCEEDED,
                path=("amount",),
                details={"cap": cap["amount"], "used": used, "basis": cap["basis"]},
            )


async def above_year_cap(work: Work, row: Row) -> bool:
    """Whether the household's year, paid and approved, goes above the parameter (A3)."""
    if row["dossier_id"] is None:
        return False
    terms = await parameters(work.connection, "AID", work.today)
    total = sa.select(sa.func.coalesce(sa.func.sum(assistance_record.c.amount), 0)).where(
        assistance_record.c.dossier_id == row["dossier_id"], *_this_year(work, row)
    )
    used: int = (await work.execute(total)).scalar_one()
    above: bool = used + row["amount"] > figure(terms, "household_year_cap")
    return above


async def _caps(work: Work, row: Row, case: Mapping[str, object]) -> list[Row]:
    """For each scope the most specific cap in force that fits the case."""
    table = aid_cap.c
    fits = [sa.or_(table[name].is_(None), table[name] == case[name]) for name in SPECIFIC]
    statement = sa.select(aid_cap).where(
        table.kind == row["kind"],
        table.valid_from <= work.today,
        sa.or_(table.valid_to.is_(None), table.valid_to > work.today),
        *fits,
    )
    found = [dict(entry) for entry in (await work.execute(statement)).mappings()]
    best: dict[CapScope, dict[str, Any]] = {}
    for cap in found:
        held = best.get(cap["scope"])
        if held is None or _weight(cap) > _weight(held):
            best[cap["scope"]] = cap
    return list(best.values())


def _weight(cap: Mapping[str, Any]) -> int:
    return sum(cap[name] is not None for name in SPECIFIC)


async def _used(work: Work, row: Row, scope: CapScope) -> int:
    """Paid and approved of this kind in this year, by the household or by the person."""
    table = assistance_record.c
    child = row["beneficiary_member_id"]
    if scope is CapScope.PERSON and child is not None:
        owner = table.beneficiary_member_id == child
    elif row["dossier_id"] is not None:
        owner = table.dossier_id == row["dossier_id"]
    else:
        owner = table.person_id == row["person_id"]
    total = sa.select(sa.func.coalesce(sa.func.sum(table.amount), 0)).where(
        owner, table.kind == row["kind"], *_this_year(work, row)
    )
    used: int = (await work.execute(total)).scalar_one()
    return used


def _this_year(work: Work, row: Row) -> list[sa.ColumnElement[bool]]:
    table = assistance_record.c
    return [
        table.status.in_(COUNTING_AID_STATES),
        sa.extract("year", table.approved_on) == work.today.year,
        table.id != row["id"],
    ]


async def _stage(work: Work, row: Row) -> SchoolStage | None:
    if row["beneficiary_member_id"] is None:
        return None
    statement = sa.select(household_member.c.school_stage).where(
        household_member.c.id == row["beneficiary_member_id"]
    )
    stage: SchoolStage | None = (await work.execute(statement)).scalar_one()
    return stage
