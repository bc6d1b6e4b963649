"""Facilities themselves: registered, corrected, taken through their life cycle."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, NotFoundError
from schema.core.numbers import make_number
from schema.core.states import next_state
from schema.core.work import Work
from schema.facilities.access import may_decide, may_review
from schema.facilities.rules import (
    DECIDED_STEPS,
    FACILITY_TRANSITIONS,
    OWN_STEPS,
    WITH_REASON,
    FacilityErrorCode,
    FacilityFacts,
    FacilityStatus,
    check_facility,
)
from schema.facilities.tables import demand_site, facility, inspection
from schema.organisation.access import editable_row, may_edit

#: Gaps of the standard that may be closed after the opening.
AFTERWARDS: Final = frozenset({"HOURS", "MAP_LISTED"})


async def register_facility(work: Work, *, union_id: UUID, facts: FacilityFacts) -> UUID:
    """Enter a facility kept by a union, proposed or standing; the id.

    Raises DomainError FORBIDDEN outside the scope, INVALID for impossible facts.
    """
    await may_edit(work, union_id, Entity.FACILITY, Action.CREATE)
    check_facility(facts, work.today)
    await _check_site(work, facts.demand_site_id)
    values = asdict(facts)
    values["code"] = facts.code or make_number("ZD", work.today)
    return await work.insert(facility, union_id=union_id, **values)


async def update_facility(
    work: Work, *, facility_id: UUID, expected_version: int, **changes: object
) -> None:
    """Correct what is stated of a facility; what is not given stays.

    Raises DomainError FORBIDDEN, INVALID for facts that are impossible together.
    """
    row = await editable_row(
        work,
        facility,
        facility_id,
        expected_version=expected_version,
        actions=(Action.CREATE, Action.REVIEW, Action.DECIDE),
    )
    stated = {entry.name: row[entry.name] for entry in fields(FacilityFacts)}
    facts = replace(FacilityFacts(**stated), **changes)  # type: ignore[arg-type]
    standing = row["opened_on"] is not None
    first = FacilityStatus.OPEN if standing else FacilityStatus.PROPOSED
    check_facility(replace(facts, status=first), work.today)
    if "demand_site_id" in changes:
        await _check_site(work, facts.demand_site_id)
    await work.update(facility, facility_id, expected_version, **changes)


async def _check_site(work: Work, site_id: UUID | None) -> None:
    """A place with a need that exists; whose it is does not matter."""
    if site_id is None:
        return
    found = sa.select(demand_site.c.id).where(demand_site.c.id == site_id)
    if (await work.execute(found)).scalar_one_or_none() is None:
        raise NotFoundError(str(demand_site.comment))


async def change_facility_status(
    work: Work,
    *,
    facility_id: UUID,
    expected_version: int,
    status: FacilityStatus,
    accepted_on: date | None = None,
    reason: str | None = None,
) -> None:
    """Take one step of SM-FAC.

    The keeping union builds, presents and maintains; approval and closing are decided, the
    other steps reviewed. Raises FORBIDDEN, ILLEGAL_TRANSITION, REASON_MISSING; for an opening
    ACCEPTANCE_MISSING, FAULTS_OPEN while a fault is not mended, STANDARD_UNMET while what the
    standard asks for is missing.
    """
    row = await editable_row(work, facility, facility_id, expected_version=expected_version)
    target = next_state(FACILITY_TRANSITIONS, row["status"], status)
    _check_rights(work, row["status"], target)
    if target in WITH_REASON and not (reason or "").strip():
        raise DomainError(FacilityErrorCode.REASON_MISSING, path=("reason",))
    changes: dict[str, object] = {"status": target, "status_reason": reason}
    if target is FacilityStatus.OPEN:
        changes |= await _opening(work, row, accepted_on)
    if target is FacilityStatus.CLOSED:
        changes["closed_on"] = work.today
    await work.update(facility, facility_id, expected_version, **changes)


def _check_rights(work: Work, current: FacilityStatus, target: FacilityStatus) -> None:
    maintained = (current, target) == (FacilityStatus.MAINTENANCE, FacilityStatus.OPEN)
    if target in DECIDED_STEPS:
        may_decide(work)
    elif target not in OWN_STEPS and not maintained:
        may_review(work)


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
    await check_standard(work, row["id"])
    return {"accepted_on": accepted, "opened_on": row["opened_on"] or work.today}


async def check_standard(work: Work, facility_id: UUID) -> None:
    """Refuse what lacks something the standard asks for; raises DomainError STANDARD_UNMET."""
    lacking = sa.select(sa.func.gonghui_facility_gaps(facility_id, work.today))
    gaps = sorted(set((await work.execute(lacking)).scalar_one()) - AFTERWARDS)
    if gaps:
        raise DomainError(
            FacilityErrorCode.STANDARD_UNMET, path=("status",), details={"gaps": gaps}
        )
