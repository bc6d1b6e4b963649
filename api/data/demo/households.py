"""Households of needy workers: who lives together, what they earn, what weighs on them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from api.data.demo.chance import weighted
from api.data.demo.members import Applicant
from api.data.demo.names import DOUBLE_SURNAMES, Names
from schema.assistance.rules import (
    Cause,
    DisabilityClass,
    DossierCategory,
    Health,
    HouseholdFacts,
    Relation,
    SchoolStage,
    WorkStatus,
)
from schema.membership.rules import Sex, age_on

YEAR: Final = 365
YUAN: Final = 100
MONTHS: Final = 12
CAUSES: Final = weighted(
    (
        (Cause.SELF_ILLNESS, 22),
        (Cause.FAMILY_ILLNESS, 20),
        (Cause.SELF_DISABILITY, 8),
        (Cause.FAMILY_DISABILITY, 8),
        (Cause.CHILD_SCHOOLING, 16),
        (Cause.LAYOFF, 6),
        (Cause.LOW_INCOME, 10),
        (Cause.SINGLE_PARENT, 4),
        (Cause.EMPLOYER_ARREARS, 3),
        (Cause.OTHER, 3),
    )
)
# Yearly rigid expenditure by cause, in yuan: from and to.
BURDENS: Final = {
    Cause.SELF_ILLNESS: (12_000, 46_000),
    Cause.FAMILY_ILLNESS: (10_000, 40_000),
    Cause.SELF_DISABILITY: (6_000, 20_000),
    Cause.FAMILY_DISABILITY: (6_000, 22_000),
    Cause.CHILD_SCHOOLING: (8_000, 24_000),
    Cause.ACCIDENT: (2_000, 8_000),
}
LIGHT_BURDEN: Final = (0, 5_000)
# The wanted monthly figure per head after expenditure, as a share of the living standard.
BANDS: Final = {
    DossierCategory.DEEP: (-0.3, 0.97),
    DossierCategory.RELATIVE: (1.02, 1.95),
    DossierCategory.ACCIDENT_HIT: (2.1, 3.0),
    None: (2.1, 3.2),
}
STAGES: Final = (
    (3, None, WorkStatus.PRESCHOOL),
    (6, SchoolStage.KINDERGARTEN, WorkStatus.PRESCHOOL),
    (12, SchoolStage.PRIMARY, WorkStatus.STUDENT),
    (15, SchoolStage.JUNIOR_HIGH, WorkStatus.STUDENT),
    (18, SchoolStage.SENIOR_HIGH, WorkStatus.STUDENT),
    (22, SchoolStage.UNIVERSITY, WorkStatus.STUDENT),
)
EARNERS: Final = (WorkStatus.EMPLOYED, WorkStatus.FLEXIBLE, WorkStatus.RETIRED)


@dataclass(slots=True)
class Relative:
    """A member of a household; incomes in fen a year."""

    id: UUID
    name: str
    relation: Relation
    male: bool
    born: date
    work: WorkStatus
    person_id: UUID | None = None
    co_living: bool = True
    health: Health = Health.HEALTHY
    disability: int | None = None
    disabled: DisabilityClass | None = None
    stage: SchoolStage | None = None
    wage: int = 0
    transfer: int = 0

    @property
    def sex(self) -> Sex:
        """By GB/T 2261.1."""
        return Sex.MALE if self.male else Sex.FEMALE


@dataclass(frozen=True, slots=True)
class Need:
    """What makes a household needy: the cause, the band aimed at, the yearly burden in fen."""

    cause: Cause
    share: float  # of the living standard, per head and month after expenditure
    burden: int
    hit: bool  # by an accident

    def facts(self, size: int, standard: int) -> HouseholdFacts:
        """The household's year under a monthly living standard (fen)."""
        net = int(self.share * MONTHS * size * standard) // YUAN * YUAN
        income = max(net + self.burden, 0)
        burden = self.burden if net + self.burden >= 0 else -net
        accident = income * 9 // 10 // YUAN * YUAN if self.hit else 0
        return HouseholdFacts(
            income, burden, size, accident_cost=accident, hit_by_disaster=self.hit
        )


def need(roll: random.Random, category: DossierCategory | None) -> Need:
    """A need that leads to a category under the rule set of 2021, or to none."""
    hit = category is DossierCategory.ACCIDENT_HIT
    cause = Cause.ACCIDENT if hit else roll.choice(CAUSES)
    low, high = BURDENS.get(cause, LIGHT_BURDEN)
    share = roll.uniform(*BANDS[category])
    return Need(cause, share, roll.randint(low // 100, high // 100) * 100 * YUAN, hit)


def household(
    roll: random.Random,
    names: Names,
    ids: Iterator[UUID],
    head: Applicant,
    spouse: Applicant | None,
    cause: Cause,
    today: date,
) -> list[Relative]:
    """The head first, then spouse, children, a parent: ages and surnames fit each other."""
    work = WorkStatus.UNEMPLOYED if cause is Cause.LAYOFF else WorkStatus.EMPLOYED
    own = Relative(next(ids), head.name, Relation.SELF, head.male, head.born, work, head.person_id)
    _afflict(own, cause, mine=True, roll=roll)
    family = [own]
    if spouse is not None:
        family.append(_known_spouse(next(ids), spouse))
    elif head.married and cause is not Cause.SINGLE_PARENT:
        family.append(_spouse(roll, names, next(ids), head))
    family += _children(roll, names, ids, family, today)
    if roll.random() < 0.4:  # noqa: PLR2004 - a share
        family.append(_parent(roll, names, next(ids), head, today))
    if cause in {Cause.FAMILY_ILLNESS, Cause.FAMILY_DISABILITY} and len(family) > 1:
        _afflict(family[-1], cause, mine=False, roll=roll)
    return family


def distribute(family: Sequence[Relative], income: int) -> None:
    """Give the household's yearly income to its earners; pensions are transfers."""
    living = [relative for relative in family if relative.co_living]
    earners = [relative for relative in living if relative.work in EARNERS] or living[:1]
    part = income // len(earners) // YUAN * YUAN
    for number, earner in enumerate(earners):
        amount = income - part * (len(earners) - 1) if number == 0 else part
        if earner.work in {WorkStatus.EMPLOYED, WorkStatus.FLEXIBLE}:
            earner.wage = amount
        else:
            earner.transfer = amount


def _afflict(relative: Relative, cause: Cause, *, mine: bool, roll: random.Random) -> None:
    ill = Cause.SELF_ILLNESS if mine else Cause.FAMILY_ILLNESS
    disabled = Cause.SELF_DISABILITY if mine else Cause.FAMILY_DISABILITY
    if cause is ill:
        relative.health = Health.SERIOUS_ILLNESS
    elif cause is disabled:
        relative.health, relative.disability = Health.DISABLED, roll.randint(1, 4)
        relative.disabled = roll.choice(list(DisabilityClass))
    else:
        return
    if relative.work is WorkStatus.EMPLOYED and not mine:
        relative.work = WorkStatus.UNABLE


def _known_spouse(identity: UUID, spouse: Applicant) -> Relative:
    return Relative(
        identity,
        spouse.name,
        Relation.SPOUSE,
        spouse.male,
        spouse.born,
        WorkStatus.EMPLOYED,
        spouse.person_id,
    )


def _spouse(roll: random.Random, names: Names, identity: UUID, head: Applicant) -> Relative:
    born = head.born + timedelta(days=roll.randint(-5 * YEAR, 5 * YEAR))
    work = roll.choice((WorkStatus.EMPLOYED, WorkStatus.FLEXIBLE, WorkStatus.UNEMPLOYED))
    male = not head.male
    return Relative(identity, names.full(roll, male=male), Relation.SPOUSE, male, born, work)


def _children(
    roll: random.Random,
    names: Names,
    ids: Iterator[UUID],
    parents: Sequence[Relative],
    today: date,
) -> list[Relative]:
    """None to two, born 23 to 34 years after the younger parent; they bear the father's name."""
    father = next((parent for parent in parents if parent.male), parents[0])
    youngest = max(parent.born for parent in parents)
    children = []
    for _ in range(roll.choice((0, 1, 1, 1, 2, 2))):
        born = youngest + timedelta(days=roll.randint(23 * YEAR, 34 * YEAR))
        if born >= today:
            continue
        male = roll.random() < 0.52  # noqa: PLR2004 - a share
        relation = Relation.SON if male else Relation.DAUGHTER
        name = _surname(father.name) + names.given(roll, male=male)
        child = Relative(next(ids), name, relation, male, born, WorkStatus.EMPLOYED)
        children.append(_schooled(child, age_on(born, today)))
    return children


def _schooled(child: Relative, age: int) -> Relative:
    """Schooling by age; grown children live elsewhere."""
    for below, stage, work in STAGES:
        if age < below:
            return replace(child, stage=stage, work=work)
    return replace(child, co_living=False)


def _parent(
    roll: random.Random, names: Names, identity: UUID, head: Applicant, today: date
) -> Relative:
    born = head.born - timedelta(days=roll.randint(22 * YEAR, 32 * YEAR))
    male = roll.random() < 0.4  # noqa: PLR2004 - a share
    name = names.full(roll, male=male)
    if male:
        name = _surname(head.name) + names.given(roll, male=True)
    work = WorkStatus.RETIRED if age_on(born, today) > 60 else WorkStatus.FLEXIBLE  # noqa: PLR2004
    return Relative(
        identity, name, Relation.PARENT, male, born, work, health=roll.choice(tuple(Health)[:2])
    )


def _surname(name: str) -> str:
    return name[:2] if name[:2] in DOUBLE_SURNAMES else name[:1]
