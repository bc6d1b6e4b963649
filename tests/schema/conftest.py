"""What the domains' tests share: rule parameters, a small union tree, valid identities."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from stdnum.cn.ric import calc_check_digit

from schema.assistance.rules import INITIAL_PARAMETERS as OF_ASSISTANCE
from schema.core.parameter import Parameter
from schema.core.params import rule_parameter
from schema.core.work import Work
from schema.facilities.rules import INITIAL_PARAMETERS as OF_FACILITIES
from schema.membership.rules import INITIAL_PARAMETERS as OF_MEMBERSHIP
from schema.organisation import service
from schema.organisation.rules import INITIAL_PARAMETERS as OF_ORGANISATION
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.tables import division

INITIAL_PARAMETERS = (*OF_ORGANISATION, *OF_ASSISTANCE, *OF_FACILITIES, *OF_MEMBERSHIP)


class Tree:
    """One city, two townships, and a grassroots union in each."""

    county: UUID
    city: UUID
    towns: list[UUID]
    unions: list[UUID]


def citizen_number(born: date, sequence: int, region: str = "430682") -> str:
    """A citizen number with a right check digit."""
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    return body + calc_check_digit(body + "0")


async def seed_parameters(work: Work, parameters: Sequence[Parameter]) -> None:
    """Put initial parameters in force where none are."""
    rows = [
        {
            "rule": entry.rule,
            "key": entry.key,
            "value": entry.value,
            "valid_from": entry.valid_from,
            "valid_to": entry.valid_to,
            "basis": entry.basis,
            "created_by": "test",
            "updated_by": "test",
        }
        for entry in parameters
    ]
    # One statement: each one fires the audit's triggers.
    await work.execute(insert(rule_parameter).values(rows).on_conflict_do_nothing())


@pytest.fixture
async def ruled(work: Work) -> Work:
    """A unit of work with the initial parameters of the domains in force."""
    await seed_parameters(work, INITIAL_PARAMETERS)
    return work


@pytest.fixture
async def tree(ruled: Work) -> Tree:
    """A small federation of its own, whatever else the database holds."""
    made = Tree()
    root = await service.add_division(ruled, code="990682", name="试验市")
    made.county = root
    made.city = await service.create_union(
        ruled,
        code="T-CITY",
        name="试验市总工会",
        kind=UnionKind.FEDERATION,
        division_id=root,
        level=4,
        status=UnionStatus.ACTIVE,
    )
    made.towns, made.unions = [], []
    for index in (1, 2):
        place = await service.add_division(
            ruled, code=f"99068200{index}", name=f"第{index}镇", parent_id=root
        )
        town = await service.create_union(
            ruled,
            code=f"T-TOWN-{index}",
            name=f"第{index}镇工会",
            kind=UnionKind.TOWNSHIP_UNION,
            division_id=place,
            parent_id=made.city,
            status=UnionStatus.ACTIVE,
        )
        union = await service.create_union(
            ruled,
            code=f"T-UNION-{index}",
            name=f"第{index}厂工会",
            kind=UnionKind.GRASSROOTS_UNION,
            division_id=place,
            parent_id=town,
            status=UnionStatus.ACTIVE,
        )
        made.towns.append(town)
        made.unions.append(union)
    return made


async def place_of(work: Work, code: str) -> UUID:
    """The id of a division."""
    found: UUID = (
        await work.execute(sa.select(division.c.id).where(division.c.code == code))
    ).scalar_one()
    return found
