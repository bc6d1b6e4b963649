"""Six-haves by item and year, three-shows, weak unions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.core.errors import DomainError, ErrorCode
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row
from schema.organisation.rules import (
    CHECK_TRANSITIONS,
    CheckStatus,
    RecordSubject,
    SixHavesItem,
    WeakReason,
    check_items,
)
from schema.organisation.service.log import check_apart, log_step, stated
from schema.organisation.service.terms import not_later, work_union
from schema.organisation.tables import six_haves, six_haves_item, three_shows, union_strength

FIRST_YEAR, YEARS_AHEAD = 2016, 1
#: What a review needs of the role.
ACTIONS: Mapping[CheckStatus, tuple[Action, ...]] = {
    CheckStatus.SELF_ASSESSED: (Action.CREATE,),
    CheckStatus.TOWNSHIP_REVIEWED: (Action.REVIEW,),
    CheckStatus.CITY_CONFIRMED: (Action.DECIDE,),
    CheckStatus.RETURNED: (Action.REVIEW, Action.DECIDE),
}
#: Whoever took one of these steps does not take the next one.
APART: Mapping[CheckStatus, tuple[CheckStatus, ...]] = {
    CheckStatus.TOWNSHIP_REVIEWED: (CheckStatus.SELF_ASSESSED,),
    CheckStatus.CITY_CONFIRMED: (CheckStatus.SELF_ASSESSED, CheckStatus.TOWNSHIP_REVIEWED),
}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a union says of one of the six."""

    item: SixHavesItem
    met: bool
    evidence: str


async def assess_six_haves(
    work: Work, *, union_id: UUID, year: int, items: Sequence[ItemFacts]
) -> UUID:
    """Enter a union's own assessment of the year, all six items with their evidence.

    Raises DomainError ITEMS_INCOMPLETE, DUPLICATE for a second one of the year.
    """
    await work_union(work, union_id)
    check_year(work, year)
    check_items([entry.item for entry in items])
    assessment_id = await work.insert(
        six_haves, union_id=union_id, year=year, status=CheckStatus.SELF_ASSESSED
    )
    for number, entry in enumerate(items):
        await work.insert(
            six_haves_item,
            assessment_id=assessment_id,
            union_id=union_id,
            year=year,
            item=entry.item,
            met=entry.met,
            evidence=stated(entry.evidence, f"items.{number}.evidence", "须附佐证"),
        )
    await log_step(
        work, RecordSubject.SIX_HAVES, assessment_id, union_id, None, CheckStatus.SELF_ASSESSED
    )
    return assessment_id


async def correct_six_haves(
    work: Work, *, assessment_id: UUID, expected_version: int, items: Sequence[ItemFacts]
) -> None:
    """Assess again what was returned."""
    check_items([entry.item for entry in items])
    row = await editable_row(work, six_haves, assessment_id, expected_version=expected_version)
    target = next_state(CHECK_TRANSITIONS, row["status"], CheckStatus.SELF_ASSESSED)
    table = six_haves_item.c
    for entry in items:
        found = sa.select(table.id, table.version).where(
            table.assessment_id == assessment_id, table.item == entry.item
        )
        kept = (await work.execute(found)).one()
        await work.update(
            six_haves_item,
            kept.id,
            kept.version,
            met=entry.met,
            evidence=stated(entry.evidence, "items", "须附佐证"),
        )
    await _step(work, row, target, None)


async def review_six_haves(
    work: Work,
    *,
    assessment_id: UUID,
    expected_version: int,
    status: CheckStatus,
    note: str | None = None,
) -> None:
    """Review by the township, confirm by the city, or return with what is missing.

    Raises DomainError ILLEGAL_TRANSITION, SAME_OFFICER, INVALID for a return without reason.
    """
    row = await editable_row(
        work,
        six_haves,
        assessment_id,
        expected_version=expected_version,
        actions=ACTIONS[status],
    )
    target = next_state(CHECK_TRANSITIONS, row["status"], status)
    if target is CheckStatus.SELF_ASSESSED:
        raise DomainError(ErrorCode.INVALID, "退回后须重新逐项评估", path=("status",))
    if target is CheckStatus.RETURNED:
        stated(note, "note", "须写明退回原因")
    await check_apart(work, assessment_id, *APART.get(target, ()))
    confirmed = work.today if target is CheckStatus.CITY_CONFIRMED else None
    await _step(work, row, target, note, confirmed_on=confirmed)


async def _step(
    work: Work, row: Mapping[str, Any], target: CheckStatus, note: str | None, **changes: object
) -> None:
    identity, before = row["id"], row["status"]
    subject = RecordSubject.SIX_HAVES
    await log_step(work, subject, identity, row["union_id"], before, target, note=note)
    await work.update(six_haves, identity, row["version"], status=target, **changes)


async def rectify_item(
    work: Work, *, item_id: UUID, expected_version: int, rectification: str
) -> None:
    """Note that an item that failed has been mended."""
    row = await editable_row(work, six_haves_item, item_id, expected_version=expected_version)
    if row["met"] or row["rectified_on"] is not None:
        raise DomainError(ErrorCode.INVALID, "该项已达标或已整改", path=("id",))
    await work.update(
        six_haves_item,
        item_id,
        expected_version,
        rectified_on=work.today,
        rectification=stated(rectification, "rectification", "须写明整改情况"),
    )


async def check_shows(
    work: Work,
    *,
    union_id: UUID,
    checked_on: date,
    plate_photo: str | None = None,
    chair_notice: str | None = None,
    third_item: str | None = None,
) -> UUID:
    """Enter a check of the three shows; what is missing is left out."""
    await work_union(work, union_id)
    not_later(work, checked_on, "checkedOn")
    return await work.insert(
        three_shows,
        union_id=union_id,
        checked_on=checked_on,
        plate_photo=plate_photo or None,
        chair_notice=chair_notice or None,
        third_item=third_item or None,
    )


async def assess_strength(
    work: Work, *, union_id: UUID, year: int, reasons: Sequence[WeakReason]
) -> UUID:
    """State whether a union is weak in a year: it is when there is a reason."""
    await work_union(work, union_id)
    check_year(work, year)
    codes = sorted({reason.value for reason in reasons})
    return await work.insert(
        union_strength, union_id=union_id, year=year, weak=bool(codes), reasons=codes
    )


def check_year(work: Work, year: int) -> None:
    """Refuse years before the platform's first or after the next; raises DomainError INVALID."""
    if not FIRST_YEAR <= year <= work.today.year + YEARS_AHEAD:
        raise DomainError(ErrorCode.INVALID, "年度不符", path=("year",))
