"""The demonstration is the same for the same seed, and another for another."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from api.data.demo import load_demo
from api.data.demo.chance import identities
from api.data.demo.numbers import Births, credit_code, mobile
from api.data.starter import prepare
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.facilities.tables import inspection
from schema.membership.rules import is_mobile
from schema.membership.tables import membership, person
from tests.api.data.conftest import SCALE, silent

pytestmark = pytest.mark.anyio
COMPARED = (person, membership, dossier, household_member, assistance_record, inspection)
# Ids of the starter data are made by PostgreSQL, and one of them may be a transfer's target.
ELSEWHERE = {"created_at", "updated_at", "union_id"}


async def _loaded(work: Work, seed: int) -> list[list[tuple[Any, ...]]]:
    """All rows that a seed makes; nothing of them stays."""
    async with work.connection.begin_nested() as nested:
        await prepare(work)
        await load_demo(work, scale=SCALE, seed=seed, report=silent)
        found = []
        for table in COMPARED:
            columns = [column for column in table.c if column.name not in ELSEWHERE]
            rows = await work.execute(sa.select(*columns).order_by(table.c.id))
            found.append([tuple(row) for row in rows])
        await nested.rollback()
    return found


async def test_the_same_seed_makes_the_same_rows(work: Work) -> None:
    first, again = await _loaded(work, 11), await _loaded(work, 11)
    assert first == again
    other = await _loaded(work, 12)
    assert first[0] != other[0]


def test_numbers_do_not_repeat() -> None:
    births = Births(date(1965, 1, 1), date(2007, 1, 1))
    many = 60_000
    assert len({births.of(number).number for number in range(many)}) == many
    phones = {mobile(number) for number in range(many)}
    assert len(phones) == many
    assert all(is_mobile(phone) for phone in phones)
    assert len(credit_code("81", "MC000123")) == 18


def test_identities_are_ordered_and_of_version_7() -> None:
    made = identities(3, "person")
    ids = [next(made) for _ in range(1_000)]
    assert ids == sorted(set(ids))
    assert {identity.version for identity in ids} == {7}


async def test_another_tree_is_refused(work: Work) -> None:
    with pytest.raises(DomainError) as caught:
        await load_demo(work, scale=SCALE, seed=1, report=silent)
    assert caught.value.code is ErrorCode.INVALID
