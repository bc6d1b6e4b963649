"""Officials who take turns at a union's affairs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.work import Work
from schema.organisation import service
from schema.organisation.rules import AreaKind, ElectionKind, Ownership, UnionKind, UnionStatus
from schema.organisation.tables import union_organisation
from tests.schema.conftest import Tree, place_of

Enter = Callable[..., Awaitable[UUID]]


def as_user(work: Work, name: str, *, days: int = 0) -> Work:
    """The same transaction in the name of another official, some days later."""
    return replace(
        work,
        principal=replace(work.principal, subject=f"user:{name}"),
        now=work.now + timedelta(days=days),
    )


async def row(work: Work, table: sa.Table, identity: UUID) -> Any:
    """One row."""
    return (await work.execute(sa.select(table).where(table.c.id == identity))).one()


async def step(work: Work, union_id: UUID, status: UnionStatus, **facts: Any) -> Any:
    """One step of SM-ORG at the union's present version."""
    version = (await row(work, union_organisation, union_id)).version
    await service.change_union_status(
        work,
        union_id=union_id,
        expected_version=version,
        status=status,
        facts=service.StepFacts(**facts),
    )
    return await row(work, union_organisation, union_id)


def election(work: Work, kind: ElectionKind, **more: Any) -> service.ElectionFacts:
    """An election held today: 27 of 30 there, 25 votes."""
    facts = {
        "kind": kind,
        "held_on": work.today,
        "delegates": 30,
        "present": 27,
        "votes": 25,
        "chair_name": "赵主席",
        "minutes": "M-1",
        "term_years": None if kind is ElectionKind.BY_ELECTION else 5,
        **more,
    }
    return service.ElectionFacts(**facts)


@pytest.fixture
async def enter(ruled: Work, tree: Tree) -> Enter:
    """Registers an enterprise in the first town."""
    place = await place_of(ruled, "990682001")

    async def register(number: int = 0, **more: Any) -> UUID:
        codes = ("91430682MA00000156", "91350100M000100Y43")
        facts = {
            "credit_code": codes[number],
            "name": f"第{number}公司",
            "union_id": tree.towns[0],
            "division_id": place,
            "ownership": Ownership.PRIVATE,
            "headcount": 40,
            **more,
        }
        return await service.register_enterprise(ruled, facts=service.EnterpriseFacts(**facts))

    return register


@pytest.fixture
async def joint(ruled: Work, tree: Tree) -> UUID:
    """A joint federation of a market in the first town."""
    return await service.create_union(
        ruled,
        code="T-JOINT",
        name="商圈联合会",
        kind=UnionKind.JOINT_FEDERATION,
        division_id=await place_of(ruled, "990682001"),
        parent_id=tree.towns[0],
        status=UnionStatus.ACTIVE,
        area_kind=AreaKind.MARKET,
        founded_on=date(2020, 1, 1),
    )
