"""Where the rows of the organisation go, and the history of unions that once stood elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.data.demo import affairs as of_unions
from api.data.demo import employers as of_employers
from schema.core.work import Work
from schema.organisation import tables

Part = tuple[sa.Table, Sequence[str], list[tuple[Any, ...]]]


def organisation_rows(done: of_unions.Affairs, firms: of_employers.Employers) -> Iterator[Part]:
    """Tables with their columns and rows, what is referred to first."""
    yield tables.union_election, of_unions.ELECTION, done.elections
    yield tables.cadre_position, of_unions.CADRE, done.cadres
    yield tables.cadre_training, of_unions.TRAINING, done.trainings
    yield tables.union_committee, of_unions.COMMITTEE, done.committees
    yield tables.six_haves, of_unions.SIX, done.six_haves
    yield tables.six_haves_item, of_unions.ITEM, done.items
    yield tables.three_shows, of_unions.SHOWS, done.shows
    yield tables.home_assessment, of_unions.HOME, done.homes
    yield tables.union_strength, of_unions.STRENGTH, done.strengths
    yield tables.enterprise, of_employers.ENTERPRISE, firms.enterprises
    yield tables.business_event, of_employers.EVENT, firms.events
    yield tables.covered_unit, of_employers.COVERED, firms.covered
    yield tables.union_contribution, of_employers.CONTRIBUTION, firms.contributions
    yield tables.union_budget, of_employers.BUDGET, firms.budgets
    yield tables.union_ledger, of_employers.LEDGER, firms.ledger


async def remember(work: Work, moves: Sequence[tuple[UUID, UUID, date]]) -> None:
    """Give unions a former parent up to a day, for the tree as of a day before it."""
    table = tables.union_version
    for union_id, former, day in moves:
        one = (
            await work.execute(
                sa.select(table).where(table.c.union_id == union_id, table.c.valid_to.is_(None))
            )
        ).one()
        await work.execute(sa.update(table).where(table.c.id == one.id).values(valid_from=day))
        await work.insert(
            table,
            union_id=union_id,
            name=one.name,
            kind=one.kind,
            level=one.level,
            parent_id=former,
            status=one.status,
            valid_from=one.valid_from,
            valid_to=day,
        )
