"""The union tree and its closure, on the real PostgreSQL."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.database import set_principal
from schema.core.errors import ConflictError, DomainError, ErrorCode, NotFoundError
from schema.core.principal import Role
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.organisation import service
from schema.organisation.access import may_edit
from schema.organisation.rules import OrganisationErrorCode, UnionKind, UnionStatus
from schema.organisation.tables import division, union_closure, union_organisation
from tests.conftest import scoped
from tests.schema.conftest import Tree, place_of

pytestmark = pytest.mark.anyio


async def ancestors(work: Work, union_id: UUID) -> dict[UUID, int]:
    statement = sa.select(union_closure.c.ancestor_id, union_closure.c.depth).where(
        union_closure.c.descendant_id == union_id
    )
    return {row.ancestor_id: row.depth for row in await work.execute(statement)}


async def test_creation_hangs_a_union_below_all_its_ancestors(work: Work, tree: Tree) -> None:
    union, town = tree.unions[0], tree.towns[0]
    assert await ancestors(work, union) == {union: 0, town: 1, tree.city: 2}
    level = sa.select(union_organisation.c.level).where(union_organisation.c.id == union)
    assert (await work.execute(level)).scalar_one() == 6


async def test_moving_takes_the_subtree_along(work: Work, tree: Tree) -> None:
    town, other = tree.towns
    place = await place_of(work, "990682001")
    branch = await service.create_union(
        work,
        code="T-BRANCH",
        name="分会",
        kind=UnionKind.BRANCH,
        division_id=place,
        parent_id=tree.unions[0],
    )
    await service.move_union(work, union_id=tree.unions[0], parent_id=other, expected_version=1)
    assert await ancestors(work, branch) == {branch: 0, tree.unions[0]: 1, other: 2, tree.city: 3}
    assert town not in await ancestors(work, tree.unions[0])


async def test_no_cycle_and_no_wrong_level(work: Work, tree: Tree) -> None:
    with pytest.raises(DomainError) as caught:
        await service.move_union(
            work, union_id=tree.towns[0], parent_id=tree.unions[0], expected_version=1
        )
    assert caught.value.code is OrganisationErrorCode.CYCLE
    with pytest.raises(DomainError) as caught:
        await service.move_union(
            work, union_id=tree.towns[0], parent_id=tree.unions[1], expected_version=1
        )
    assert caught.value.code is OrganisationErrorCode.LEVEL_ORDER


@pytest.mark.parametrize("level", [6, 9])
async def test_levels_go_down_to_eight(work: Work, tree: Tree, level: int) -> None:
    place = await place_of(work, "990682001")
    with pytest.raises(DomainError) as caught:
        await service.create_union(
            work,
            code="T-DEEP",
            name="小组",
            kind=UnionKind.GROUP,
            division_id=place,
            parent_id=tree.unions[0],
            level=level,
        )
    assert caught.value.code is OrganisationErrorCode.LEVEL_ORDER


@pytest.mark.usefixtures("tree")
async def test_a_division_ends_in_favour_of_another(work: Work) -> None:
    old, new = await place_of(work, "990682001"), await place_of(work, "990682002")
    await service.abolish_division(
        work,
        division_id=old,
        expected_version=1,
        valid_to=date(2026, 1, 1),
        successor_id=new,
    )
    statement = sa.select(division.c.successor_id).where(division.c.id == old)
    assert (await work.execute(statement)).scalar_one() == new


async def test_a_stale_version_returns_the_current_values(work: Work, tree: Tree) -> None:
    await service.move_union(
        work, union_id=tree.unions[0], parent_id=tree.towns[1], expected_version=1
    )
    with pytest.raises(ConflictError) as caught:
        await service.move_union(
            work, union_id=tree.unions[0], parent_id=tree.towns[0], expected_version=1
        )
    current = caught.value.current
    assert (current["parent_id"], current["version"]) == (tree.towns[1], 2)


async def test_duplicate_code_and_bad_credit_code(work: Work, tree: Tree) -> None:
    place = await place_of(work, "990682001")
    with pytest.raises(DomainError) as caught:
        await service.create_union(
            work,
            code="T-UNION-1",
            name="重复",
            kind=UnionKind.GRASSROOTS_UNION,
            division_id=place,
            parent_id=tree.towns[0],
        )
    assert (caught.value.code, caught.value.path) == (ErrorCode.DUPLICATE, ("code",))
    with pytest.raises(DomainError) as caught:
        await service.create_union(
            work,
            code="T-NEW",
            name="新",
            kind=UnionKind.GRASSROOTS_UNION,
            division_id=place,
            parent_id=tree.towns[0],
            credit_code="81430682MC00000123",
        )
    assert caught.value.code is OrganisationErrorCode.CREDIT_CODE_INVALID


async def test_scope_bounds_what_may_be_changed(work: Work, tree: Tree) -> None:
    town, other = tree.towns
    narrow = replace(work, principal=scoped(work.principal, town))
    await set_principal(narrow.connection, narrow.principal)
    await may_edit(narrow, tree.unions[0], Entity.UNION)
    for union in (other, tree.unions[1], tree.city, None):
        with pytest.raises(DomainError) as caught:
            await may_edit(narrow, union, Entity.UNION)
        assert caught.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(NotFoundError):
        await service.change_union_status(
            narrow, union_id=other, expected_version=1, status=UnionStatus.TERM_DUE
        )


async def test_the_analyst_never_writes(work: Work, tree: Tree) -> None:
    reader = replace(work, principal=replace(work.principal, role=Role.ANALYST))
    with pytest.raises(DomainError) as caught:
        await service.move_union(
            reader, union_id=tree.unions[0], parent_id=tree.towns[1], expected_version=1
        )
    assert caught.value.code is ErrorCode.FORBIDDEN


async def test_status_follows_the_machine(work: Work, tree: Tree) -> None:
    union = tree.unions[0]
    await service.change_union_status(
        work, union_id=union, expected_version=1, status=UnionStatus.TERM_DUE
    )
    with pytest.raises(DomainError) as caught:
        await service.change_union_status(
            work, union_id=union, expected_version=2, status=UnionStatus.TARGET
        )
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION


@pytest.mark.parametrize("code", ["43068", "43068200a", ""])
async def test_division_codes(work: Work, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        await service.add_division(work, code=code, name="某地")
    assert caught.value.code is OrganisationErrorCode.DIVISION_CODE_INVALID
