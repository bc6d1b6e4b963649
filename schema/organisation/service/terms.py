"""Elections, cadres and their training, committees, units that a joint federation covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import (
    WORKING_UNION_STATES,
    CadrePost,
    CommitteeKind,
    ElectionKind,
    OrganisationErrorCode,
    TrainingLevel,
    UnionKind,
    UnionStatus,
    check_election,
    term_end,
)
from schema.organisation.service.establishment import LEVEL_GRASSROOTS, NO_FACTS, take_union_step
from schema.organisation.service.log import stated
from schema.organisation.tables import (
    cadre_position,
    cadre_training,
    covered_unit,
    enterprise,
    union_committee,
    union_election,
    union_organisation,
)

Row = Mapping[str, Any]
#: Posts that one person holds at a time.
SINGLE = frozenset({CadrePost.CHAIR, CadrePost.WOMEN_DIRECTOR, CadrePost.AUDIT_DIRECTOR})
#: Who may hold which election: a union that is approved is founded, a working one goes on.
HOLDERS: Mapping[ElectionKind, tuple[UnionStatus, ...]] = {
    ElectionKind.FOUNDING: (UnionStatus.APPROVED,),
    ElectionKind.RENEWAL: WORKING_UNION_STATES,
    ElectionKind.BY_ELECTION: WORKING_UNION_STATES,
}
COVERING = frozenset({UnionKind.JOINT_FEDERATION, UnionKind.JOINT_UNION})


@dataclass(frozen=True, slots=True)
class ElectionFacts:
    """What the minutes of an election say."""

    kind: ElectionKind
    held_on: date
    delegates: int
    present: int
    votes: int
    chair_name: str
    minutes: str
    term_years: int | None = None
    full_time: bool = False


async def hold_election(work: Work, *, union_id: UUID, facts: ElectionFacts) -> UUID:
    """Enter an election: the chair changes, a new term begins, the union takes its step.

    Raises DomainError NO_QUORUM, NOT_ELECTED, TERM_YEARS, FULL_TIME_CHAIR, UNION_ENDED
    when the union may not hold an election of this kind, DUPLICATE for one of that day.
    """
    row = await work_union(work, union_id)
    if row["status"] not in HOLDERS[facts.kind]:
        raise DomainError(ErrorCode.INVALID, "工会当前状态不能进行此种选举", path=("kind",))
    not_later(work, facts.held_on, "heldOn")
    check_election(facts.delegates, facts.present, facts.votes)
    if facts.full_time:
        await _check_full_time(work, row)
    again = facts.kind is ElectionKind.BY_ELECTION
    ends = None if again else term_end(facts.held_on, facts.term_years or 0)
    election_id = await work.insert(
        union_election,
        union_id=union_id,
        kind=facts.kind,
        held_on=facts.held_on,
        delegates=facts.delegates,
        present=facts.present,
        votes=facts.votes,
        chair_name=stated(facts.chair_name, "chairName"),
        term_years=None if again else facts.term_years,
        minutes=stated(facts.minutes, "minutes", "须有选举记录"),
    )
    await _seat_chair(work, union_id, election_id, facts)
    changes: dict[str, object] = {"chair_name": facts.chair_name}
    if ends is not None:
        changes |= {"term_start_on": facts.held_on, "term_end_on": ends}
    if again:
        await work.update(union_organisation, union_id, row["version"], **changes)
    else:
        await _begin_term(work, row, changes)
    return election_id


async def _begin_term(work: Work, row: Row, changes: dict[str, object]) -> None:
    steps = {
        UnionStatus.APPROVED: UnionStatus.CONGRESS_HELD,
        UnionStatus.TERM_DUE: UnionStatus.ACTIVE,
    }
    if row["status"] in steps:
        await take_union_step(work, row, steps[row["status"]], NO_FACTS, **changes)
    else:
        await work.update(union_organisation, row["id"], row["version"], **changes)


async def _seat_chair(work: Work, union_id: UUID, election_id: UUID, facts: ElectionFacts) -> None:
    """The chair before leaves on the day on which the new one is elected."""
    table = cadre_position.c
    seated = sa.select(table.id, table.version, table.started_on).where(
        table.union_id == union_id, table.post == CadrePost.CHAIR, table.ended_on.is_(None)
    )
    for row in (await work.execute(seated)).all():
        left = max(facts.held_on, row.started_on)
        await work.update(cadre_position, row.id, row.version, ended_on=left)
    await work.insert(
        cadre_position,
        union_id=union_id,
        post=CadrePost.CHAIR,
        name=facts.chair_name,
        full_time=facts.full_time,
        started_on=facts.held_on,
        election_id=election_id,
    )


async def appoint_cadre(
    work: Work, *, union_id: UUID, post: CadrePost, name: str, full_time: bool, started_on: date
) -> UUID:
    """Enter who holds a post; a chair is elected, not appointed.

    Raises DomainError ELECTION_MISSING for a chair, POST_TAKEN.
    """
    if post is CadrePost.CHAIR:
        raise DomainError(
            OrganisationErrorCode.ELECTION_MISSING, "主席须经选举产生", path=("post",)
        )
    await work_union(work, union_id)
    not_later(work, started_on, "startedOn")
    if post in SINGLE and await _is_taken(work, union_id, post):
        raise DomainError(OrganisationErrorCode.POST_TAKEN, path=("post",))
    return await work.insert(
        cadre_position,
        union_id=union_id,
        post=post,
        name=stated(name, "name"),
        full_time=full_time,
        started_on=started_on,
    )


async def end_cadre(
    work: Work, *, position_id: UUID, expected_version: int, ended_on: date
) -> None:
    """End a post; a chair's leaves it vacant, and the by-election's time runs."""
    row = await editable_row(work, cadre_position, position_id, expected_version=expected_version)
    if row["ended_on"] is not None or not row["started_on"] <= ended_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "任职已结束或日期不符", path=("endedOn",))
    await work.update(cadre_position, position_id, expected_version, ended_on=ended_on)


async def record_training(
    work: Work,
    *,
    position_id: UUID,
    title: str,
    level: TrainingLevel,
    hours: int,
    finished_on: date,
    passed: bool,
) -> UUID:
    """Enter a class that a cadre finished."""
    row = await editable_row(work, cadre_position, position_id)
    not_later(work, finished_on, "finishedOn")
    return await work.insert(
        cadre_training,
        position_id=position_id,
        union_id=row["union_id"],
        title=stated(title, "title"),
        level=level,
        hours=hours,
        finished_on=finished_on,
        passed=passed,
    )


async def form_committee(
    work: Work, *, union_id: UUID, kind: CommitteeKind, members: int, formed_on: date
) -> UUID:
    """Enter a committee; the database holds that a union has one of a kind at a time."""
    await work_union(work, union_id)
    not_later(work, formed_on, "formedOn")
    return await work.insert(
        union_committee, union_id=union_id, kind=kind, members=members, formed_on=formed_on
    )


async def end_committee(
    work: Work, *, committee_id: UUID, expected_version: int, ended_on: date
) -> None:
    """End a committee."""
    row = await editable_row(work, union_committee, committee_id, expected_version=expected_version)
    if row["ended_on"] is not None or not row["formed_on"] <= ended_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "委员会已撤销或日期不符", path=("endedOn",))
    await work.update(union_committee, committee_id, expected_version, ended_on=ended_on)


async def cover_unit(
    work: Work, *, union_id: UUID, enterprise_id: UUID, workers_count: int, joined_on: date
) -> UUID:
    """Take an enterprise under a joint federation or joint union.

    Raises DomainError NOT_A_FEDERATION, UNIT_COVERED when another one covers it.
    """
    row = await work_union(work, union_id)
    if row["kind"] not in COVERING:
        raise DomainError(OrganisationErrorCode.NOT_A_FEDERATION, path=("unionId",))
    not_later(work, joined_on, "joinedOn")
    table = enterprise.c
    known = sa.select(table.id).where(table.id == enterprise_id).with_for_update(key_share=True)
    if (await work.execute(known)).scalar_one_or_none() is None:
        raise NotFoundError(enterprise.comment or "", path=("enterpriseId",))
    open_one = sa.exists().where(
        covered_unit.c.enterprise_id == enterprise_id, covered_unit.c.left_on.is_(None)
    )
    if (await work.execute(sa.select(open_one))).scalar_one():
        raise DomainError(OrganisationErrorCode.UNIT_COVERED, path=("enterpriseId",))
    return await work.insert(
        covered_unit,
        union_id=union_id,
        enterprise_id=enterprise_id,
        workers_count=workers_count,
        joined_on=joined_on,
    )


async def release_unit(work: Work, *, unit_id: UUID, expected_version: int, left_on: date) -> None:
    """Let a unit leave, for its own union or another federation."""
    row = await editable_row(work, covered_unit, unit_id, expected_version=expected_version)
    if row["left_on"] is not None or not row["joined_on"] <= left_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "单位已退出或日期不符", path=("leftOn",))
    await work.update(covered_unit, unit_id, expected_version, left_on=left_on)


async def work_union(work: Work, union_id: UUID, entity: Entity = Entity.UNION_WORK) -> Row:
    """The union, locked, of which something is entered; raises DomainError FORBIDDEN."""
    await may_edit(work, union_id, entity)
    table = union_organisation.c
    statement = sa.select(union_organisation).where(table.id == union_id)
    row = (await work.execute(statement.with_for_update(key_share=True))).mappings().one_or_none()
    if row is None:
        raise NotFoundError(union_organisation.comment or "", path=("unionId",))
    return {str(name): value for name, value in row.items()}


def not_later(work: Work, day: date, field: str) -> None:
    """Refuse a day in the future; raises DomainError INVALID."""
    if day > work.today:
        raise DomainError(ErrorCode.INVALID, "日期在未来", path=(field,))


async def _check_full_time(work: Work, row: Row) -> None:
    terms = await parameters(work.connection, "UNION", work.today)
    least = figure(terms, "full_time_chair_workers")
    if row["level"] >= LEVEL_GRASSROOTS and (row["workers_count"] or 0) < least:
        raise DomainError(OrganisationErrorCode.FULL_TIME_CHAIR, path=("fullTime",))


async def _is_taken(work: Work, union_id: UUID, post: CadrePost) -> bool:
    table = cadre_position.c
    held = sa.exists().where(
        table.union_id == union_id, table.post == post, table.ended_on.is_(None)
    )
    return bool((await work.execute(sa.select(held))).scalar_one())
