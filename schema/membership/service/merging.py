"""Two records of one human being become one: proposed with a preview, confirmed, undone.

What hangs on a person is found by the foreign keys of all tables, so that a domain above this
one need not be known here. The record that is given up stays, points to the one that was kept,
and is found by its document still.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.membership.rules import (
    MERGE_TRANSITIONS,
    DuplicateStatus,
    MembershipErrorCode,
    MergeStatus,
)
from schema.membership.service.belongings import Way, label, ways
from schema.membership.service.duplicates import pair_of, settle
from schema.membership.tables import person, person_merge

#: What the kept record takes over where it says nothing itself.
FILLED = ("ethnicity", "education", "political_status", "marital_status", "hukou_kind")
Moved = dict[str, list[str]]


class _Rehearsed(Exception):  # noqa: N818 - no error: it takes a rehearsal back
    """Ends a rehearsal: what it changed is rolled back."""


async def propose_merge(work: Work, *, kept_id: UUID, dropped_id: UUID, reason: str) -> UUID:
    """Propose to merge two records of one person, with what would move; the proposal's id.

    The preview is a rehearsal that is rolled back, so its conflicts are those of the database.
    Raises DomainError FORBIDDEN, INVALID, MERGED_ALREADY, NotFoundError.
    """
    permit_city(work, Entity.PERSON, Action.CREATE)
    if kept_id == dropped_id or not reason.strip():
        path = "reason" if kept_id != dropped_id else "droppedId"
        raise DomainError(ErrorCode.INVALID, path=(path,))
    kept, dropped = await _two(work, kept_id, dropped_id)
    return await work.insert(
        person_merge,
        kept_id=kept_id,
        dropped_id=dropped_id,
        status=MergeStatus.PROPOSED,
        proposed_on=work.today,
        reason=reason,
        preview={
            **await _rehearse(work, kept_id, dropped_id),
            "fills": sorted(_fills(kept, dropped)),
        },
    )


async def decide_merge(
    work: Work, *, merge_id: UUID, expected_version: int, confirm: bool, reason: str | None = None
) -> None:
    """Another person than the proposer merges, or refuses for a reason.

    Raises DomainError MERGE_CONFIRMER, MERGE_HELD, MERGE_CONFLICT (with the table), INVALID.
    """
    permit_city(work, Entity.PERSON, Action.DECIDE)
    row = await _merge(work, merge_id, expected_version)
    target = MergeStatus.MERGED if confirm else MergeStatus.REJECTED
    next_state(MERGE_TRANSITIONS, row["status"], target)
    decided: dict[str, object] = {
        "decided_on": work.today,
        "decided_by": work.principal.subject,
        "status": target,
    }
    if not confirm:
        if not (reason or "").strip():
            raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
        await work.update(person_merge, merge_id, expected_version, undo_reason=reason, **decided)
        return
    if row["created_by"] == work.principal.subject:
        raise DomainError(MembershipErrorCode.MERGE_CONFIRMER, path=("id",))
    decided |= await _join(work, row)
    await work.update(person_merge, merge_id, expected_version, **decided)


async def undo_merge(work: Work, *, merge_id: UUID, expected_version: int, reason: str) -> None:
    """Part again what was merged: exactly the rows that moved go back, later ones stay.

    Raises DomainError UNDO_TOO_LATE, MERGE_HELD, MERGE_CONFLICT, INVALID.
    """
    permit_city(work, Entity.PERSON, Action.DECIDE)
    row = await _merge(work, merge_id, expected_version)
    next_state(MERGE_TRANSITIONS, row["status"], MergeStatus.UNDONE)
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    terms = await parameters(work.connection, "MEMBERSHIP", row["decided_on"])
    if work.today > row["decided_on"] + timedelta(days=figure(terms, "merge_undo_days")):
        raise DomainError(MembershipErrorCode.UNDO_TOO_LATE, path=("id",))
    await _part(work, row, reason)
    await work.update(
        person_merge,
        merge_id,
        expected_version,
        status=MergeStatus.UNDONE,
        undone_on=work.today,
        undone_by=work.principal.subject,
        undo_reason=reason,
    )


async def _join(work: Work, row: Mapping[str, Any]) -> dict[str, object]:
    kept_id, dropped_id = row["kept_id"], row["dropped_id"]
    kept, dropped = await _two(work, kept_id, dropped_id)
    await _check_holds(work, kept_id, dropped_id)
    await work.because(f"merge {row['id']}")
    moved = await _move(work, dropped_id, kept_id)
    fills = _fills(kept, dropped)
    if fills:
        await work.update(person, kept_id, kept["version"], **fills)
    await work.update(person, dropped_id, dropped["version"], merged_into_id=kept_id)
    await settle(work, pair_of(kept_id, dropped_id), DuplicateStatus.MERGED, None)
    return {"moved": moved, "filled": sorted(fills)}


async def _part(work: Work, row: Mapping[str, Any], reason: str) -> None:
    kept_id, dropped_id = row["kept_id"], row["dropped_id"]
    await _check_holds(work, kept_id, dropped_id)
    await work.because(f"undo merge {row['id']}: {reason}")
    dropped = await _person(work, dropped_id)
    await work.update(person, dropped_id, dropped["version"], merged_into_id=None)
    await _move(work, kept_id, dropped_id, only=row["moved"])
    kept = await _person(work, kept_id)
    taken = [name for name in row["filled"] if kept[name] == dropped[name]]
    if taken:
        await work.update(person, kept_id, kept["version"], **dict.fromkeys(taken))
    await settle(work, pair_of(kept_id, dropped_id), DuplicateStatus.SUSPECTED, reason)


async def _rehearse(work: Work, kept_id: UUID, dropped_id: UUID) -> dict[str, object]:
    """How many rows of which table would move, and the first table that stands against it."""
    moved: Moved = {}
    conflicts: list[str] = []
    try:
        async with work.connection.begin_nested():
            moved = await _move(work, dropped_id, kept_id)
            raise _Rehearsed
    except _Rehearsed:
        pass
    except DomainError as error:
        conflicts.append(str(error.details["record"]))
    lines = [{"record": label(name), "rows": len(rows)} for name, rows in moved.items()]
    return {"lines": lines, "conflicts": conflicts}


async def _move(
    work: Work, source: UUID, target: UUID, *, only: Mapping[str, list[str]] | None = None
) -> Moved:
    """Let what points at ``source`` point at ``target``; the rows, by way.

    Raises DomainError MERGE_CONFLICT when both have what one person has once.
    """
    moved: Moved = {}
    for way in ways():
        chosen = None if only is None else only.get(way.name, [])
        if chosen == []:
            continue
        try:
            async with work.connection.begin_nested():
                rows = await _move_one(work, way, source, target, chosen)
        except IntegrityError as error:
            record = str(way.table.comment)
            raise DomainError(
                MembershipErrorCode.MERGE_CONFLICT,
                f"两人都有“{record}”, 请先处理其中一条再合并",
                path=("id",),
                details={"record": record},
            ) from error
        if rows:
            moved[way.name] = rows
    return moved


async def _move_one(
    work: Work, way: Way, source: UUID, target: UUID, chosen: list[str] | None
) -> list[str]:
    table = way.table
    values: dict[str, Any] = {way.column.name: target}
    if "version" in table.c:
        values |= {
            "version": table.c.version + 1,
            "updated_at": work.now,
            "updated_by": work.principal.subject,
        }
    statement = sa.update(table).where(way.column == source, *way.only)
    if chosen is not None:
        statement = statement.where(way.key.in_([UUID(one) for one in chosen]))
    found = await work.execute(statement.values(values).returning(way.key))
    return sorted(str(one) for one in found.scalars())


async def _two(
    work: Work, kept_id: UUID, dropped_id: UUID
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Both persons, locked in one order; raises NotFoundError, MERGED_ALREADY."""
    found = {one: await _person(work, one) for one in sorted((kept_id, dropped_id))}
    for row in found.values():
        if row["merged_into_id"] is not None or row["anonymised_on"] is not None:
            raise DomainError(MembershipErrorCode.MERGED_ALREADY, path=("keptId",))
    return found[kept_id], found[dropped_id]


async def _person(work: Work, person_id: UUID) -> Mapping[str, Any]:
    statement = sa.select(person).where(person.c.id == person_id).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("职工", path=("keptId",))
    return {str(name): value for name, value in row.items()}


async def _merge(work: Work, merge_id: UUID, expected_version: int) -> Mapping[str, Any]:
    statement = sa.select(person_merge).where(person_merge.c.id == merge_id).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(person_merge.comment))
    unchanged_since(person_merge, row, expected_version)
    return {str(name): value for name, value in row.items()}


async def _check_holds(work: Work, *persons: UUID) -> None:
    """Refuse while a legal hold wants the records of either as they are."""
    held = sa.or_(*(sa.func.gonghui_held(one, type_=sa.Boolean) for one in persons))
    if (await work.execute(sa.select(held))).scalar_one():
        raise DomainError(MembershipErrorCode.MERGE_HELD, path=("id",))


def _fills(kept: Mapping[str, Any], dropped: Mapping[str, Any]) -> dict[str, Any]:
    """What the kept record does not say and the other one does."""
    return {
        name: dropped[name] for name in FILLED if kept[name] is None and dropped[name] is not None
    }
