"""Model homes: who answers a call, by which joining rate and satisfaction; then SM-SEL."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import editable_row
from schema.organisation.rules import (
    LOWER_LEVEL,
    HomeKind,
    HomeLevel,
    OrganisationErrorCode,
    RecordSubject,
    SelectionStatus,
)
from schema.organisation.service.assessments import check_year
from schema.organisation.service.log import log_step
from schema.organisation.service.selection import Candidate, Changes, Row, actions_for, take_step
from schema.organisation.service.terms import work_union
from schema.organisation.tables import home_assessment

S = SelectionStatus


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What a nomination states; rates in basis points."""

    join_rate: int | None = None
    satisfaction: int | None = None
    member_votes: int | None = None
    note: str | None = None


async def open_home_assessment(
    work: Work, *, union_id: UUID, kind: HomeKind, level: HomeLevel, year: int
) -> UUID:
    """Enter a union that answers a call for a title; the assessment's id."""
    await work_union(work, union_id)
    check_year(work, year)
    home_id = await work.insert(
        home_assessment, union_id=union_id, kind=kind, level=level, year=year, status=S.CALL
    )
    await log_step(work, RecordSubject.HOME, home_id, union_id, None, S.CALL)
    return home_id


async def change_home_status(
    work: Work,
    *,
    home_id: UUID,
    expected_version: int,
    status: SelectionStatus,
    facts: HomeFacts,
) -> None:
    """Take one step of SM-SEL, with what it asks for.

    Raises DomainError ILLEGAL_TRANSITION, BELOW_STANDARD, LOWER_TITLE_MISSING,
    NOTICE_UNFINISHED, SAME_OFFICER, INVALID without reason.
    """
    row = await editable_row(
        work,
        home_assessment,
        home_id,
        expected_version=expected_version,
        actions=actions_for(status),
    )
    candidate = Candidate(
        home_assessment, RecordSubject.HOME, row, lambda: _nominated(work, row, facts)
    )
    await take_step(work, candidate, expected_version, status, facts.note)


async def _nominated(work: Work, row: Row, facts: HomeFacts) -> Changes:
    """The joining rate and satisfaction that the call asks for, and the title below."""
    terms = await parameters(work.connection, "UNION", work.today)
    if facts.join_rate is None or facts.satisfaction is None or not facts.member_votes:
        raise DomainError(ErrorCode.INVALID, "须填报入会率、满意度和测评人数", path=("joinRate",))
    if facts.join_rate < figure(terms, "home_join_rate"):
        raise DomainError(OrganisationErrorCode.BELOW_STANDARD, path=("joinRate",))
    if facts.satisfaction < figure(terms, "home_satisfaction"):
        raise DomainError(OrganisationErrorCode.BELOW_STANDARD, path=("satisfaction",))
    lower = LOWER_LEVEL.get(row["level"])
    if lower is not None and not await _holds(work, row, lower):
        raise DomainError(OrganisationErrorCode.LOWER_TITLE_MISSING, path=("level",))
    return {
        "join_rate": facts.join_rate,
        "satisfaction": facts.satisfaction,
        "member_votes": facts.member_votes,
    }


async def _holds(work: Work, row: Row, level: HomeLevel) -> bool:
    table = home_assessment.c
    held = sa.exists().where(
        table.union_id == row["union_id"],
        table.kind == row["kind"],
        table.level == level,
        table.status.in_((S.IN_FORCE, S.RECHECKED)),
    )
    return bool((await work.execute(sa.select(held))).scalar_one())
