"""A training base that taught a hundred and more, was named for it, and what its people gained."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.numbers import credit_code
from schema.core.bulk import bulk_insert
from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import BaseKind, ClassFacts, FacilityKind, FacilityStatus
from schema.facilities.tables import base_title, class_trainee, facility
from schema.membership.rules import MembershipStatus
from schema.membership.tables import membership
from schema.organisation.rules import SelectionStatus as Status

TEACHERS: Final = (4, 9)
#: Title, trade, how many days ago it ended, how many people attended.
LESSONS: Final = (("焊工技能提升班", "焊工", 300, 120), ("养老护理员班", "养老护理员", 60, 30))
LASTED: Final = 30
COST_EACH: Final = 60_000
#: Who brought the title into which state, how many days ago.
NAMED: Final = (
    (Status.NOMINATED, "基地工会主席", 80),
    (Status.UNIT_NOTICE, "基地工会主席", 79),
    (Status.TOWNSHIP_REVIEWED, "镇街工会干部", 62),
    (Status.CITY_REVIEWED, "经济技术部", 61),
    (Status.CITY_NOTICE, "经济技术部", 60),
    (Status.DECIDED, "分管副主席", 43),
    (Status.AWARDED, "分管副主席", 41),
    (Status.IN_FORCE, "分管副主席", 40),
)
TRAINEE: Final = (
    *("class_id", "membership_id", "attendance", "score", "passed", "certificate_number"),
    *("employed_on", "wage_before", "wage_after", "income_checked_on"),
)
FAILS_EVERY, JOBLESS_EVERY = 12, 5
FOUND_AFTER, CHECKED_AFTER = 20, 220


async def train(work: Work) -> None:
    """Tell of the first base that stands open: its teachers, classes, trainees and title."""
    table = facility.c
    statement = (
        sa.select(table.id, table.code)
        .where(table.kind == FacilityKind.TRAINING_BASE, table.status == FacilityStatus.OPEN)
        .order_by(table.code)
        .limit(1)
    )
    base = (await work.execute(statement)).one()
    await service.describe_base(
        work,
        facility_id=base.id,
        kind=BaseKind.VOCATIONAL_SCHOOL,
        legal_name="临湘市职业技术学校 (虚构)",
        credit_code=credit_code("12", "MB000014"),
        full_time_teachers=TEACHERS[0],
        part_time_teachers=TEACHERS[1],
    )
    people = await _members(work)
    async with bulk_insert(work, class_trainee, TRAINEE) as target:
        for title, trade, ended, seats in LESSONS:
            facts = ClassFacts(
                title=title,
                trade=trade,
                hours=LASTED * 4,
                capacity=seats,
                starts_on=work.today - timedelta(days=ended + LASTED),
                ends_on=work.today - timedelta(days=ended),
                cost=seats * COST_EACH,
            )
            lesson = await service.open_class(work, facility_id=base.id, facts=facts)
            await target.add(list(_attended(work, lesson, people[:seats], ended)))
    await _name(work, base.id)


async def _members(work: Work) -> Sequence[UUID]:
    held = membership.c
    statement = sa.select(held.id).where(held.status == MembershipStatus.ACTIVE)
    most = max(seats for *_, seats in LESSONS)
    return (await work.execute(statement.order_by(held.id).limit(most))).scalars().all()


def _attended(
    work: Work, lesson: UUID, people: Sequence[UUID], ended: int
) -> Iterator[tuple[Any, ...]]:
    """Most pass, most of them find work; who found it long enough ago earns more since."""
    for number, member in enumerate(people):
        passed = number % FAILS_EVERY != 0
        found = passed and number % JOBLESS_EVERY != 0
        checked = found and ended > CHECKED_AFTER
        before = 260_000 + number % 7 * 10_000
        yield (
            lesson,
            member,
            9_500 if passed else 7_000,
            70 + number % 30 if passed else 45,
            passed,
            f"JN{ended:03d}-{number:04d}" if passed else None,
            work.today - timedelta(days=ended - FOUND_AFTER) if found else None,
            before,
            before + 60_000 + number % 5 * 5_000 if checked else None,
            work.today - timedelta(days=ended - CHECKED_AFTER) if checked else None,
        )


async def _name(work: Work, base: UUID) -> None:
    """The title, step by step: two notices, three reviews, a decision."""
    called = work.today - timedelta(days=NAMED[0][2])
    then = _as(work, "基地工会主席", NAMED[0][2])
    title = await service.open_title(then, facility_id=base, year=called.year)
    for status, who, days_ago in NAMED:
        version = sa.select(base_title.c.version).where(base_title.c.id == title)
        await service.change_title_status(
            _as(work, who, days_ago),
            title_id=title,
            expected_version=(await work.execute(version)).scalar_one(),
            status=status,
        )


def _as(work: Work, who: str, days_ago: int) -> Work:
    """The same transaction in somebody's name, some days ago."""
    now = work.now - timedelta(days=days_ago)
    return replace(work, principal=replace(work.principal, subject=f"user:{who}"), now=now)
