"""Use cases of divisions and of the union tree.

The tree's closure decides every scope, so whatever changes it holds one
advisory lock until its transaction ends.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import (
    ENDED_UNION_STATES,
    MAXIMUM_LEVEL,
    AreaKind,
    OrganisationErrorCode,
    RecordSubject,
    UnionKind,
    UnionStatus,
    accepted_credit_code,
    division_level,
)
from schema.organisation.service.log import log_step, stated
from schema.organisation.tables import division, union_closure, union_organisation

TREE_LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("union_closure")))


async def add_division(
    work: Work,
    *,
    code: str,
    name: str,
    parent_id: UUID | None = None,
    valid_from: date | None = None,
) -> UUID:
    """Add an administrative division; its level follows from the length of its code."""
    await may_edit(work, None, Entity.DIVISION)
    return await work.insert(
        division,
        code=code,
        name=name,
        level=division_level(code),
        parent_id=parent_id,
        valid_from=valid_from,
    )


async def abolish_division(
    work: Work,
    *,
    division_id: UUID,
    expected_version: int,
    valid_to: date,
    successor_id: UUID | None = None,
) -> None:
    """End a division on a day (excluded) in favour of its successor."""
    await may_edit(work, None, Entity.DIVISION)
    await work.update(
        division, division_id, expected_version, valid_to=valid_to, successor_id=successor_id
    )


async def create_union(
    work: Work,
    *,
    code: str,
    name: str,
    kind: UnionKind,
    division_id: UUID,
    parent_id: UUID | None = None,
    level: int | None = None,
    status: UnionStatus = UnionStatus.TARGET,
    credit_code: str | None = None,
    founded_on: date | None = None,
    area_kind: AreaKind | None = None,
    guide_name: str | None = None,
) -> UUID:
    """Enter a union below ``parent_id``, one level lower unless ``level`` says otherwise.

    Raises DomainError FORBIDDEN outside the scope, LEVEL_ORDER when the level is
    not below the parent's, CREDIT_CODE_INVALID, DUPLICATE for a code in use.
    """
    await may_edit(work, parent_id, Entity.UNION)
    stated(code, "code")
    stated(name, "name")
    if kind is UnionKind.JOINT_FEDERATION and area_kind is None:
        raise DomainError(ErrorCode.INVALID, "联合会须写明覆盖区域类型", path=("areaKind",))
    await work.execute(TREE_LOCK)
    await _code_is_free(work, code)
    above = 0 if parent_id is None else await _level(work, parent_id)
    union_id = await work.insert(
        union_organisation,
        code=code,
        name=name,
        kind=kind,
        level=_below(above, above + 1 if level is None else level),
        parent_id=parent_id,
        division_id=division_id,
        status=status,
        credit_code=accepted_credit_code(credit_code),
        founded_on=founded_on,
        area_kind=area_kind,
        guide_name=guide_name,
    )
    await _hang(work, union_id, parent_id)
    await log_step(work, RecordSubject.UNION, union_id, union_id, None, status)
    return union_id


async def move_union(work: Work, *, union_id: UUID, parent_id: UUID, expected_version: int) -> None:
    """Move a union with its whole subtree below another parent, from today on.

    Raises DomainError UNION_ENDED when either end is over, CYCLE when the new parent
    lies in the subtree, LEVEL_ORDER when it does not stand above, FORBIDDEN when either
    end is out of scope.
    """
    await work.execute(TREE_LOCK)
    row = await _editable(work, union_id, expected_version)
    await may_edit(work, parent_id, Entity.UNION)
    await may_edit(work, row["parent_id"], Entity.UNION)
    if row["status"] in ENDED_UNION_STATES:
        raise DomainError(OrganisationErrorCode.UNION_ENDED, path=("id",))
    if await _is_below(work, parent_id, union_id):
        raise DomainError(OrganisationErrorCode.CYCLE, path=("parentId",))
    _below(await _level(work, parent_id), row["level"])
    await work.update(union_organisation, union_id, expected_version, parent_id=parent_id)
    await _unhang(work, union_id)
    await _hang_subtree(work, union_id, parent_id)


async def update_union(
    work: Work, *, union_id: UUID, expected_version: int, **changes: object
) -> None:
    """Change what a union is called, where it sits, whom it covers; its history keeps the name."""
    row = await _editable(work, union_id, expected_version)
    if row["status"] in ENDED_UNION_STATES:
        raise DomainError(OrganisationErrorCode.UNION_ENDED, path=("id",))
    if "name" in changes:
        stated(str(changes["name"]), "name")
    await work.update(union_organisation, union_id, expected_version, **changes)


async def count_tree_faults(work: Work) -> int:
    """How many rows of closure and history differ from the tree of parents: none in a sound one."""
    faults = await work.execute(sa.select(sa.func.gonghui_tree_faults()))
    return int(faults.scalar_one())


async def _editable(work: Work, union_id: UUID, expected_version: int) -> Mapping[str, Any]:
    return await editable_row(
        work, union_organisation, union_id, union_column="id", expected_version=expected_version
    )


def _below(above: int, level: int) -> int:
    if not above < level <= MAXIMUM_LEVEL:
        raise DomainError(OrganisationErrorCode.LEVEL_ORDER, path=("level",))
    return level


async def _level(work: Work, union_id: UUID) -> int:
    """The level of a parent-to-be, which must not be over."""
    table = union_organisation.c
    statement = sa.select(table.level, table.status).where(table.id == union_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError(union_organisation.comment or "", path=("parentId",))
    if row.status in ENDED_UNION_STATES:
        raise DomainError(OrganisationErrorCode.UNION_ENDED, path=("parentId",))
    level: int = row.level
    return level


async def _code_is_free(work: Work, code: str) -> None:
    taken = sa.exists().where(union_organisation.c.code == code)
    if (await work.execute(sa.select(taken))).scalar_one():
        raise DomainError(ErrorCode.DUPLICATE, "工会组织代码已被使用", path=("code",))


async def _is_below(work: Work, union_id: UUID, ancestor_id: UUID) -> bool:
    found = sa.exists().where(
        union_closure.c.ancestor_id == ancestor_id, union_closure.c.descendant_id == union_id
    )
    return bool((await work.execute(sa.select(found))).scalar_one())


async def _hang(work: Work, union_id: UUID, parent_id: UUID | None) -> None:
    """Closure rows of a new leaf: itself, and one for each ancestor of its parent."""
    own = {"ancestor_id": union_id, "descendant_id": union_id, "depth": 0}
    await work.execute(sa.insert(union_closure).values(own))
    if parent_id is not None:
        await _hang_subtree(work, union_id, parent_id)


async def _hang_subtree(work: Work, union_id: UUID, parent_id: UUID) -> None:
    """Join every ancestor of the parent (itself included) with every union of the subtree."""
    above, below = union_closure.alias("above"), union_closure.alias("below")
    pairs = (
        sa.select(above.c.ancestor_id, below.c.descendant_id, above.c.depth + below.c.depth + 1)
        .select_from(above.join(below, sa.true()))
        .where(above.c.descendant_id == parent_id, below.c.ancestor_id == union_id)
    )
    columns = ["ancestor_id", "descendant_id", "depth"]
    await work.execute(sa.insert(union_closure).from_select(columns, pairs))


async def _unhang(work: Work, union_id: UUID) -> None:
    """Cut the subtree from every ancestor outside of it."""
    subtree = sa.select(union_closure.c.descendant_id).where(
        union_closure.c.ancestor_id == union_id
    )
    cut = sa.delete(union_closure).where(
        union_closure.c.descendant_id.in_(subtree), union_closure.c.ancestor_id.not_in(subtree)
    )
    await work.execute(cut)
