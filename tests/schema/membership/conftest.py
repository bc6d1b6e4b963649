"""What the tests of membership share: members, chairs of unions, somebody of the city."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.principal import Principal, Role, Scope, ScopeKind
from schema.core.roles import Department
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    DocumentKind,
    EmploymentForm,
    MembershipFacts,
    MembershipStatus,
    PersonFacts,
)
from tests.schema.conftest import Tree, citizen_number

STANDING = MembershipFacts(
    EmploymentForm.REGULAR, status=MembershipStatus.ACTIVE, joined_on=date(2020, 1, 1)
)


def facts(number: int, name: str = "张三", **more: Any) -> PersonFacts:
    """A person of his own number."""
    document = citizen_number(date(1990, 3, 7), number)
    return PersonFacts(name, DocumentKind.RESIDENT_ID, document, **more)


async def row(work: Work, table: sa.Table, identity: UUID) -> Any:
    """One row of a table."""
    return (await work.execute(sa.select(table).where(table.c.id == identity))).one()


Enrol = Callable[..., Any]


@pytest.fixture
def enrol(ruled: Work, tree: Tree) -> Enrol:
    """Enters one active member after the other; gives the membership's id."""
    given = iter(range(100, 990))

    async def enter(place: int = 0, **more: Any) -> UUID:
        stated = replace(STANDING, **more)
        person = facts(next(given))
        return await service.enrol(ruled, person, union_id=tree.unions[place], stated=stated)

    return enter


def chair(work: Work, union: UUID) -> Work:
    """The chair of one union, behind the fence of his scope."""
    scope = Scope(unions=(union,), narrow=ScopeKind.UNION)
    subject = f"user:chair-{union}"
    return replace(work, principal=Principal(subject, Role.GRASSROOTS_CHAIR, scope))


def city(work: Work, name: str = "city") -> Work:
    """Somebody of the city's department for organisation."""
    scope = Scope(covers_all=True, department=Department.ORGANISATION)
    return replace(work, principal=Principal(f"user:{name}", Role.CITY_DEPARTMENT, scope))
