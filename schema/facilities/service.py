"""Use cases of facilities: registration, life cycle, inspections and the mending of faults."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.numbers import make_number
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.facilities.access import editable_facility
from schema.facilities.rules import (
    FACILITY_TRANSITIONS,
    FacilityErrorCode,
    FacilityFacts,
    FacilityStatus,
    FaultLevel,
    InspectionFacts,
    check_facility,
    check_inspection,
    fix_due_on,
)
from schema.facilities.tables import facility, inspection
from schema.organisation.access import editable_row, may_edit


async def register_facility(work: Work, *, union_id: UUID, facts: FacilityFacts) -> UUID:
    """Enter a facility kept by a union, proposed or standing; the id.

    Raises DomainError FORBIDDEN outside the scope, INVALID for impossible facts.
    """
    await may_edit(work, union_id, Entity.FACILITY, Action.CREATE)
    check_facility(facts, work.today)
    values = asdict(facts)
    values["code"] = facts.code or make_number("ZD", work.today)
    return await work.insert(facility, union_id=union_id, **values)


async def change_facility_status(
    work: Work,
    *,
    facility_id: UUID,
    expected_version: int,
    status: FacilityStatus,
    accepted_on: date | None = None,
) -> None:
    """Take one step of SM-FAC.

    Raises ILLEGAL_TRANSITION, ACCEPTANCE_MISSING when a facility is opened
    without passed acceptance, FAULTS_OPEN while a fault is not mended.
    """
    row = await editable_row(work, facility, facility_id, expected_version=expected_version)
    target = next_state(FACILITY_TRANSITIONS, row["status"], status)
    changes: dict[str, object] = {"status": target}
    if target is FacilityStatus.OPEN:
        changes |= await _opening(work, row, accepted_on)
    if target is FacilityStatus.CLOSED:
        changes["closed_on"] = work.today
    await work.update(facility, facility_id, expected_version, **changes)


async def record_inspection(work: Work, *, facility_id: UUID, facts: InspectionFacts) -> UUID:
    """Record an inspection; a fault must be mended by ``fix_due_on``. The id.

    A safety fault found in an open facility puts it into rectification.
    """
    row = await editable_facility(work, facility_id, Entity.INSPECTION, Action.CREATE)
    check_inspection(facts, work.today)
    terms = await parameters(work.connection, "FACILITY", facts.inspected_on)
    days = {
        FaultLevel.ORDINARY: figure(terms, "fix_days"),
        FaultLevel.SAFETY: figure(terms, "safety_fix_days"),
    }
    due = fix_due_on(facts.inspected_on, facts.fault_level, days)
    inspection_id = await work.insert(
        inspection, facility_id=facility_id, fix_due_on=due, **asdict(facts)
    )
    if facts.fault_level is FaultLevel.SAFETY and row["status"] is FacilityStatus.OPEN:
        await work.update(facility, facility_id, row["version"], status=FacilityStatus.RECTIFYING)
    return inspection_id


async def record_fix(
    work: Work, *, inspection_id: UUID, expected_version: int, fixed_on: date
) -> None:
    """Note that the fault of an inspection is mended."""
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


async def _opening(
    work: Work, row: Mapping[str, Any], accepted_on: date | None
) -> dict[str, object]:
    accepted = accepted_on or row["accepted_on"]
    if accepted is None or accepted > work.today:
        raise DomainError(FacilityErrorCode.ACCEPTANCE_MISSING, path=("acceptedOn",))
    faulty = sa.exists().where(
        inspection.c.facility_id == row["id"],
        inspection.c.fix_due_on.is_not(None),
        inspection.c.fixed_on.is_(None),
    )
    if (await work.execute(sa.select(faulty))).scalar_one():
        raise DomainError(FacilityErrorCode.FAULTS_OPEN, path=("status",))
    return {"accepted_on": accepted, "opened_on": row["opened_on"] or work.today}
