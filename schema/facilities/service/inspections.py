"""Inspections with their photos, the mending of what they found, the yearly re-acceptance."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.attachments import AttachmentOwner, attach
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.work import Work, unchanged_since
from schema.facilities.access import editable_facility, may_inspect_for_city, may_review
from schema.facilities.rules import (
    OWN_INSPECTIONS,
    FacilityErrorCode,
    FacilityStatus,
    FaultLevel,
    InspectionFacts,
    InspectionKind,
    check_inspection,
    fix_due_on,
    score_of,
)
from schema.facilities.service.places import check_standard
from schema.facilities.tables import facility, inspection

MOST_STARS = 5


async def record_inspection(
    work: Work,
    *,
    facility_id: UUID,
    facts: InspectionFacts,
    photo_ids: list[UUID] | None = None,
) -> UUID:
    """Record an inspection; a fault must be mended by ``fix_due_on``. The id.

    Photos are one's own uploads. A keeper inspects his own facility himself; a town's and a
    spot inspection needs the right to review, the city's the whole city. A safety fault found
    in an open facility puts it into rectification.
    """
    row = await editable_facility(work, facility_id, Entity.INSPECTION, Action.CREATE)
    _check_rights(work, facts.kind)
    check_inspection(facts, work.today)
    terms = await parameters(work.connection, "FACILITY", facts.inspected_on)
    days = {
        FaultLevel.ORDINARY: figure(terms, "fix_days"),
        FaultLevel.SAFETY: figure(terms, "safety_fix_days"),
    }
    values = asdict(facts)
    values["items"] = values["items"] or None
    values["score"] = score_of(facts)
    due = fix_due_on(facts.inspected_on, facts.fault_level, days)
    inspection_id = await work.insert(inspection, facility_id=facility_id, fix_due_on=due, **values)
    await _attach(work, inspection_id, photo_ids)
    if facts.fault_level is FaultLevel.SAFETY and row["status"] is FacilityStatus.OPEN:
        await work.update(facility, facility_id, row["version"], status=FacilityStatus.RECTIFYING)
    return inspection_id


def _check_rights(work: Work, kind: InspectionKind) -> None:
    if kind is InspectionKind.CITY:
        may_inspect_for_city(work)
    elif kind not in OWN_INSPECTIONS:
        may_review(work)


async def _attach(work: Work, inspection_id: UUID, photo_ids: list[UUID] | None) -> None:
    for upload_id in photo_ids or ():
        await attach(
            work,
            owner_kind=AttachmentOwner.INSPECTION,
            owner_id=inspection_id,
            upload_id=upload_id,
        )


async def record_fix(
    work: Work,
    *,
    inspection_id: UUID,
    expected_version: int,
    fixed_on: date,
    photo_ids: list[UUID] | None = None,
) -> None:
    """Note that the fault of an inspection is mended, with photos of it."""
    statement = sa.select(inspection).where(inspection.c.id == inspection_id)
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(inspection.comment))
    await editable_facility(work, row["facility_id"], Entity.INSPECTION)
    if row["fix_due_on"] is None:
        raise DomainError(ErrorCode.INVALID, "该检查没有需整改的问题", path=("id",))
    if not row["inspected_on"] <= fixed_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "整改日期须在检查之后且不在未来", path=("fixedOn",))
    await work.update(inspection, inspection_id, expected_version, fixed_on=fixed_on)
    await _attach(work, inspection_id, photo_ids)


async def reaccept_facility(
    work: Work,
    *,
    facility_id: UUID,
    expected_version: int,
    accepted_on: date,
    passed: bool,
    grade: int | None = None,
    note: str | None = None,
) -> None:
    """The yearly re-acceptance of an open facility by the city, with its stars (1 to 5).

    One that does not pass goes into rectification, for a reason. Raises DomainError
    FORBIDDEN, INVALID, REASON_MISSING, STANDARD_UNMET with the gaps of the standard.
    """
    row = await editable_facility(work, facility_id, Entity.INSPECTION)
    may_inspect_for_city(work)
    unchanged_since(facility, row, expected_version)
    if row["status"] is not FacilityStatus.OPEN:
        raise DomainError(ErrorCode.INVALID, "只复验开放的阵地", path=("id",))
    last = row["accepted_on"] or row["opened_on"]
    if not last <= accepted_on <= work.today:
        raise DomainError(
            ErrorCode.INVALID, "复验日期须在上次验收之后且不在未来", path=("acceptedOn",)
        )
    if grade is not None and not 1 <= grade <= MOST_STARS:
        raise DomainError(ErrorCode.INVALID, "星级须为 1 至 5", path=("grade",))
    changes: dict[str, object] = {"grade": row["grade"] if grade is None else grade}
    if passed:
        await check_standard(work, facility_id)
        changes["accepted_on"] = accepted_on
    else:
        if not (note or "").strip():
            raise DomainError(FacilityErrorCode.REASON_MISSING, path=("note",))
        changes |= {"status": FacilityStatus.RECTIFYING, "status_reason": note}
    await work.update(facility, facility_id, expected_version, **changes)
