"""The tree as it was on a day, and moves that run at the same time."""

import asyncio
import random
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.database import transaction
from schema.core.errors import ConflictError, DomainError
from schema.core.work import Work
from schema.organisation import service
from schema.organisation.rules import OrganisationErrorCode, UnionKind, UnionStatus
from schema.organisation.tables import union_closure, union_organisation, union_version
from tests.schema.conftest import Tree
from tests.schema.organisation.conftest import row
from tests.workers.payments import named

pytestmark = pytest.mark.anyio
MOVERS, ROUNDS, UNITS = 6, 5, 8


async def versions(work: Work, union_id: UUID) -> list[tuple[str, UUID | None, date | None]]:
    table = union_version.c
    statement = sa.select(table.name, table.parent_id, table.valid_to)
    found = await work.execute(
        statement.where(table.union_id == union_id).order_by(table.valid_from)
    )
    return [(one.name, one.parent_id, one.valid_to) for one in found]


async def long_ago(work: Work, union_id: UUID) -> None:
    """Let the history of a union begin a year ago."""
    begun = work.today - timedelta(days=365)
    table = union_version
    await work.execute(
        sa.update(table).where(table.c.union_id == union_id).values(valid_from=begun)
    )


async def test_what_changes_closes_the_version_before(work: Work, tree: Tree) -> None:
    union, (town, other) = tree.unions[0], tree.towns
    await long_ago(work, union)
    await service.move_union(work, union_id=union, parent_id=other, expected_version=1)
    await service.update_union(work, union_id=union, expected_version=2, name="新名工会")
    today = (await work.execute(sa.select(sa.func.gonghui_today()))).scalar_one()
    assert await versions(work, union) == [
        ("第1厂工会", town, today),
        ("新名工会", other, None),  # two changes of one day leave one version
    ]
    await service.update_union(work, union_id=union, expected_version=3, phone="0730-1")
    assert len(await versions(work, union)) == 2
    assert await service.count_tree_faults(work) == 0


async def test_a_fault_of_the_tree_is_counted(work: Work, tree: Tree) -> None:
    before = await service.count_tree_faults(work)
    await work.execute(
        sa.delete(union_closure).where(
            union_closure.c.descendant_id == tree.unions[0], union_closure.c.depth == 2
        )
    )
    assert await service.count_tree_faults(work) == before + 1


async def test_nothing_hangs_below_what_is_over(work: Work, tree: Tree) -> None:
    await work.update(union_organisation, tree.towns[1], 1, status=UnionStatus.DISSOLVED)
    with pytest.raises(DomainError) as caught:
        await service.move_union(
            work, union_id=tree.unions[0], parent_id=tree.towns[1], expected_version=1
        )
    assert caught.value.code is OrganisationErrorCode.UNION_ENDED
    assert (await row(work, union_organisation, tree.unions[0])).parent_id == tree.towns[0]


async def _plant(work: Work) -> list[UUID]:
    """A city and below it unions of the levels 5 to 8, two of each."""
    place = await service.add_division(work, code="430682", name="临湘市")
    made = [
        await service.create_union(
            work,
            code="CITY",
            name="总工会",
            kind=UnionKind.FEDERATION,
            division_id=place,
            level=4,
            status=UnionStatus.ACTIVE,
        )
    ]
    for number in range(UNITS):
        made.append(
            await service.create_union(
                work,
                code=f"U{number}",
                name=f"工会{number}",
                kind=UnionKind.GRASSROOTS_UNION,
                division_id=place,
                parent_id=made[0],
                level=5 + number // 2,
                status=UnionStatus.ACTIVE,
            )
        )
    return made


@pytest.mark.requirement("R08")
@pytest.mark.usefixtures("fresh_database")
async def test_parallel_moves_never_corrupt_the_tree(engine: AsyncEngine) -> None:
    """Real transactions on connections of their own, moving the same unions to and fro."""
    async with transaction(engine, named("planter")) as work:
        unions = await _plant(work)

    async def mover(number: int) -> int:
        dice, moved = random.Random(number), 0  # noqa: S311 - which moves
        for _ in range(ROUNDS):
            union, parent = dice.sample(unions[1:], 2)
            try:
                async with transaction(engine, named(f"mover-{number}")) as work:
                    version = (await row(work, union_organisation, union)).version
                    await service.move_union(
                        work, union_id=union, parent_id=parent, expected_version=version
                    )
                    moved += 1
            except ConflictError:
                continue
            except DomainError as refused:
                assert refused.code in {  # noqa: PT017 - a value
                    OrganisationErrorCode.CYCLE,
                    OrganisationErrorCode.LEVEL_ORDER,
                }
        return moved

    assert sum(await asyncio.gather(*(mover(number) for number in range(MOVERS)))) > 0
    async with transaction(engine, named("judge")) as work:
        assert await service.count_tree_faults(work) == 0
        city = sa.select(sa.func.count()).where(union_closure.c.ancestor_id == unions[0])
        assert (await work.execute(city)).scalar_one() == UNITS + 1
        drift = await work.execute(sa.select(sa.func.gonghui_figures_drift()))
        assert drift.scalar_one() == 0
