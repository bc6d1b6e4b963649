"""Training demonstration bases: named by SM-SEL, for a term, checked again every year."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.facilities.rules import BaseFigures, FacilityKind, FacilityStatus, unmet
from schema.facilities.tables import base_title, facility, training_base
from schema.organisation.access import editable_row
from schema.organisation.rules import OrganisationErrorCode, RecordSubject, SelectionStatus
from schema.organisation.service import Candidate, actions_for, check_year, log_step, take_step

STANDARD = (
    "full_time_teachers",
    "part_time_teachers",
    "yearly_trainees",
    "pass_share",
    "employed_share",
)


async def open_title(work: Work, *, facility_id: UUID, year: int) -> UUID:
    """Enter a base that answers a call; the title's id.

    Raises DomainError FORBIDDEN, INVALID for a facility that is no open training base.
    """
    row = await editable_row(work, facility, facility_id, actions=(Action.CREATE,))
    check_year(work, year)
    is_open = row["status"] is FacilityStatus.OPEN
    if row["kind"] is not FacilityKind.TRAINING_BASE or not is_open:
        raise DomainError(ErrorCode.INVALID, "须为开放的培训基地", path=("facilityId",))
    title_id = await work.insert(
        base_title,
        facility_id=facility_id,
        union_id=row["union_id"],
        year=year,
        status=SelectionStatus.CALL,
    )
    await log_step(
        work, RecordSubject.BASE_TITLE, title_id, row["union_id"], None, SelectionStatus.CALL
    )
    return title_id


async def change_title_status(
    work: Work,
    *,
    title_id: UUID,
    expected_version: int,
    status: SelectionStatus,
    note: str | None = None,
) -> None:
    """Take one step of SM-SEL.

    Raises DomainError ILLEGAL_TRANSITION, BELOW_STANDARD with what is short,
    NOTICE_UNFINISHED, SAME_OFFICER, INVALID without reason.
    """
    row = await editable_row(
        work,
        base_title,
        title_id,
        expected_version=expected_version,
        actions=actions_for(status),
    )
    candidate = Candidate(base_title, RecordSubject.BASE_TITLE, row, lambda: _nominated(work, row))
    await take_step(work, candidate, expected_version, status, note)


async def _nominated(work: Work, row: Mapping[str, Any]) -> dict[str, object]:
    """The teachers, trainees and shares that the standard asks for."""
    terms = await parameters(work.connection, "BASE", work.today)
    figures = await _figures(work, row["facility_id"])
    short = unmet(figures, {key: figure(terms, key) for key in STANDARD})
    if short:
        raise DomainError(
            OrganisationErrorCode.BELOW_STANDARD, path=("status",), details={"unmet": short}
        )
    return {}


async def _figures(work: Work, facility_id: UUID) -> BaseFigures:
    counted = [
        sa.func.gonghui_base_figure(facility_id, what, work.today).label(what)
        for what in ("trainees", "passed", "employed")
    ]
    teachers = (training_base.c.full_time_teachers, training_base.c.part_time_teachers)
    stated = sa.select(*teachers, *counted).where(training_base.c.facility_id == facility_id)
    found = (await work.execute(stated)).one_or_none()
    numbers = (0, 0, 0, 0, 0) if found is None else tuple(found)
    return BaseFigures(*numbers)
