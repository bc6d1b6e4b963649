"""What is looked at again and capped; platforms of riders and where they join."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.unions import Roots
from api.data.places import COUNTY
from schema.assistance.rules import (
    ApprovalLevel,
    AssistanceKind,
    CapScope,
    DossierCategory,
    DossierStatus,
    FundLevel,
    SpotCheckResult,
)
from schema.assistance.service import report_overlap
from schema.assistance.service.vouchers import hold_vouchers
from schema.assistance.tables import (
    aid_approval,
    aid_cap,
    assistance_record,
    dossier,
    spot_check,
)
from schema.core.bulk import bulk_insert
from schema.core.work import Work
from schema.membership.rules import (
    HomeUnionKind,
    MembershipStatus,
    PlatformRelation,
    PlatformVerification,
)
from schema.membership.service import set_home_union
from schema.membership.tables import membership, platform_work

MADE_UP: Final = "演示数据 (虚构)"
CHECKED_OF_TEN, DEVIATING_EVERY = 4, 9
OVERLAPS, VOUCHERS = 6, 6
OFFICIALS: Final = {
    ApprovalLevel.CENTRE_HEAD: ("帮扶中心主任",),
    ApprovalLevel.VICE_CHAIR: ("分管副主席",),
    ApprovalLevel.CHAIR_MEETING: ("分管副主席", "主席"),
}
#: Kind, category, scope, fen.
CAPS: Final = (
    (AssistanceKind.LIVING, DossierCategory.DEEP, CapScope.HOUSEHOLD, 600_000),
    (AssistanceKind.LIVING, DossierCategory.RELATIVE, CapScope.HOUSEHOLD, 300_000),
    (AssistanceKind.MEDICAL, None, CapScope.HOUSEHOLD, 1_000_000),
    (AssistanceKind.STUDY, None, CapScope.PERSON, 750_000),
    (AssistanceKind.TEMP, None, CapScope.CASE, 200_000),
)


async def watch(work: Work, roots: Roots) -> None:
    """This year's spot checks, caps, what others gave, platforms."""
    held = await _dossiers(work)
    await _spot_checks(work, held)
    for kind, category, scope, amount in CAPS:
        await work.insert(
            aid_cap,
            fund_level=FundLevel.LOCAL_UNION if kind is AssistanceKind.TEMP else None,
            kind=kind,
            category=category,
            scope=scope,
            amount=amount,
            valid_from=date(work.today.year, 1, 1),
            basis=MADE_UP,
        )
    for row in [row for row in held if row.status is DossierStatus.ACTIVE][:OVERLAPS]:
        await report_overlap(
            work,
            person_id=row.person_id,
            union_id=row.union_id,
            department="民政局",
            programme="临时救助",
            period_key=str(work.today.year),
            amount=200_000,
        )
    await _approvals(work)
    await _platforms(work, roots)


async def _approvals(work: Work) -> None:
    """Who agreed to what was approved: one official, of the meeting two; and invoices."""
    table = assistance_record.c
    statement = sa.select(
        table.id, table.kind, table.number, table.approved_on, table.approval_level
    ).where(table.approved_on.is_not(None), table.approval_level.is_not(None))
    records = list(await work.execute(statement.order_by(table.number)))
    columns = ("assistance_id", "level", "round", "approved_on", "approved_by")
    async with bulk_insert(work, aid_approval, columns) as target:
        await target.add(
            [
                (row.id, row.approval_level.value, 1, row.approved_on, f"user:{who}")
                for row in records
                for who in OFFICIALS[row.approval_level]
            ]
        )
    medical = [row for row in records if row.kind is AssistanceKind.MEDICAL]
    for row in medical[:VOUCHERS]:
        await hold_vouchers(work, row.id, [f"MZ{row.number[-8:]}"])


async def _dossiers(work: Work) -> list[Any]:
    table = dossier.c
    statement = sa.select(table.id, table.person_id, table.union_id, table.status)
    return list(await work.execute(statement.order_by(table.number)))


async def _spot_checks(work: Work, held: list[Any]) -> None:
    """More than the thirty per cent of a year; now and then something deviates."""
    active = [row.id for row in held if row.status is DossierStatus.ACTIVE]
    columns = ("dossier_id", "year", "checked_on", "result", "findings")
    async with bulk_insert(work, spot_check, columns) as target:
        await target.add(list(_checked(active, work.today)))


def _checked(active: list[UUID], today: date) -> Iterator[tuple[Any, ...]]:
    for number, identity in enumerate(active):
        if number % 10 >= CHECKED_OF_TEN:
            continue
        deviates = number % DEVIATING_EVERY == DEVIATING_EVERY - 1
        result = SpotCheckResult.DEVIATING if deviates else SpotCheckResult.CONSISTENT
        findings = "家庭收入与申报略有出入, 已补正" if deviates else "情况属实"
        yield identity, today.year, today, result.value, findings


async def _platforms(work: Work, roots: Roots) -> None:
    """Which platform each rider works for, half of them verified; where the others would join."""
    table = membership.c
    statement = sa.select(table.id, table.platform, table.joined_on).where(
        table.new_form_group.is_not(None),
        table.platform.is_not(None),
        table.status == MembershipStatus.ACTIVE,
    )
    relations, ways = tuple(PlatformRelation), tuple(PlatformVerification)
    riders = list(await work.execute(statement.order_by(table.id)))
    columns = ("membership_id", "platform", "relation", "verified_by", "verified_on")
    async with bulk_insert(work, platform_work, columns) as target:
        await target.add(
            [
                (
                    row.id,
                    row.platform.value,
                    relations[number % len(relations)].value,
                    ways[number % len(ways)].value if number % 2 else None,
                    row.joined_on if number % 2 else None,
                )
                for number, row in enumerate(riders)
            ]
        )
    await set_home_union(
        work,
        kind=HomeUnionKind.CATCH_ALL,
        union_id=roots.unions[COUNTY],
        division_id=roots.divisions[COUNTY],
    )
