"""Persons that seem to be one: found by blind index, name, birth and mobile; judged by people."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    ACTIVE_STATES,
    DUPLICATE_TRANSITIONS,
    DocumentCheck,
    DocumentKind,
    DuplicateGround,
    DuplicateStatus,
)
from schema.membership.tables import duplicate_pair, membership, person, person_secret


async def find_duplicates(work: Work) -> int:
    """Note the pairs of persons that seem to be one; how many were new.

    A document stands once by its blind index, so these pairs differ in it: one of the two
    has none, another kind, or a wrong one. Two valid citizen numbers are two people; but a
    mobile serves one active member, so whoever shares one is looked at. Run twice it notes
    nothing; a pair that was dismissed is not brought up again.
    """
    pairs = sa.union_all(_same_mobile(), _same_birth(), _shared_mobile()).subquery()
    ranked = (
        sa.select(pairs)
        .ext(distinct_on(pairs.c.first_id, pairs.c.second_id))
        .order_by(pairs.c.first_id, pairs.c.second_id, pairs.c.rank)
        .subquery()
    )
    subject = sa.literal(work.principal.subject)
    found = sa.select(
        ranked.c.first_id,
        ranked.c.second_id,
        ranked.c.ground,
        sa.literal(DuplicateStatus.SUSPECTED.value),
        sa.literal(work.today),
        subject,
        subject,
    )
    columns = ("first_id", "second_id", "ground", "status", "found_on", "created_by", "updated_by")
    statement = insert(duplicate_pair).from_select([*columns], found)
    return int((await work.execute(statement.on_conflict_do_nothing())).rowcount)


async def dismiss_duplicate(work: Work, *, pair_id: UUID, expected_version: int, note: str) -> None:
    """Note that two persons are two people, and how that is known."""
    permit_city(work, Entity.PERSON, Action.DECIDE)
    if not note.strip():
        raise DomainError(ErrorCode.INVALID, "须写明核实情况", path=("note",))
    which = duplicate_pair.c.id == pair_id
    if not await settle(
        work, which, DuplicateStatus.DISMISSED, note, expected_version=expected_version
    ):
        raise NotFoundError(str(duplicate_pair.comment))


async def settle(
    work: Work,
    which: sa.ColumnElement[bool],
    target: DuplicateStatus,
    note: str | None,
    *,
    expected_version: int | None = None,
) -> bool:
    """Bring a pair into a state, if there is one; whether there is.

    Raises DomainError ILLEGAL_TRANSITION, ConflictError.
    """
    statement = sa.select(duplicate_pair).where(which).with_for_update(key_share=True)
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        return False
    next_state(DUPLICATE_TRANSITIONS, row["status"], target)
    open_again = target is DuplicateStatus.SUSPECTED
    await work.update(
        duplicate_pair,
        row["id"],
        row["version"] if expected_version is None else expected_version,
        status=target,
        note=note,
        decided_on=None if open_again else work.today,
        decided_by=None if open_again else work.principal.subject,
    )
    return True


def pair_of(one: UUID, other: UUID) -> sa.ColumnElement[bool]:
    """The pair of two persons, whichever stands first."""
    first, second = sorted((one, other))
    return sa.and_(duplicate_pair.c.first_id == first, duplicate_pair.c.second_id == second)


_Persons = tuple[sa.FromClause, sa.FromClause]


def _two() -> _Persons:
    return person.alias("one"), person.alias("other")


def _could_be_one(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[bool]:
    """Neither is gone, and at least one has no proper citizen number."""
    return sa.and_(
        one.c.id < other.c.id,
        *(table.c.merged_into_id.is_(None) for table in (one, other)),
        *(table.c.anonymised_on.is_(None) for table in (one, other)),
        sa.or_(*(_unproved(table) for table in (one, other))),
    )


def _unproved(table: sa.FromClause) -> sa.ColumnElement[bool]:
    proved = sa.and_(
        table.c.document_kind == DocumentKind.RESIDENT_ID,
        table.c.document_check == DocumentCheck.VALID,
    )
    return sa.not_(sa.func.coalesce(proved, sa.false()))


def _same_mobile() -> sa.Select[tuple[UUID, UUID, str, int]]:
    """The same name and mobile; the same birth, or one of them not stated."""
    one, other = _two()
    first, second = person_secret.alias("first"), person_secret.alias("second")
    alike = one.c.birth_date == other.c.birth_date
    return (
        _pair(
            one,
            other,
            sa.case(
                (alike, DuplicateGround.NAME_BIRTH_MOBILE.value),
                else_=DuplicateGround.NAME_MOBILE.value,
            ),
            1,
        )
        .select_from(first)
        .join(second, second.c.mobile_index == first.c.mobile_index)
        .join(one, one.c.id == first.c.person_id)
        .join(other, sa.and_(other.c.id == second.c.person_id, other.c.name == one.c.name))
        .where(
            _could_be_one(one, other),
            sa.or_(alike, one.c.birth_date.is_(None), other.c.birth_date.is_(None)),
        )
    )


def _same_birth() -> sa.Select[tuple[UUID, UUID, str, int]]:
    """The same name and day of birth."""
    one, other = _two()
    return (
        _pair(one, other, sa.literal(DuplicateGround.NAME_BIRTH.value), 2)
        .select_from(one)
        .join(
            other,
            sa.and_(other.c.birth_date == one.c.birth_date, other.c.name == one.c.name),
        )
        .where(_could_be_one(one, other))
    )


def _shared_mobile() -> sa.Select[tuple[UUID, UUID, str, int]]:
    """Two active members with one mobile, whatever their names and numbers."""
    one, other = _two()
    first, second = person_secret.alias("first"), person_secret.alias("second")
    return (
        _pair(one, other, sa.literal(DuplicateGround.SHARED_MOBILE.value), 3)
        .select_from(first)
        .join(second, second.c.mobile_index == first.c.mobile_index)
        .join(one, one.c.id == first.c.person_id)
        .join(other, other.c.id == second.c.person_id)
        .where(
            one.c.id < other.c.id,
            *(table.c.merged_into_id.is_(None) for table in (one, other)),
            *(table.c.anonymised_on.is_(None) for table in (one, other)),
            *(_active(table) for table in (one, other)),
        )
    )


def _active(table: sa.FromClause) -> sa.ColumnElement[bool]:
    held = membership.alias()
    return sa.exists().where(held.c.person_id == table.c.id, held.c.status.in_(ACTIVE_STATES))


def _pair(
    one: sa.FromClause, other: sa.FromClause, ground: sa.ColumnElement[str], rank: int
) -> sa.Select[tuple[UUID, UUID, str, int]]:
    return sa.select(
        one.c.id.label("first_id"),
        other.c.id.label("second_id"),
        ground.label("ground"),
        sa.literal(rank).label("rank"),
    )
