"""Dossiers in every state of SM-DOS, with households and the assessments they rest on.

The categories are not invented: ``schema.assistance.rules.assess`` judges each household by
the parameters and living standards in the database.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import day_between, dice, identities, weighted
from api.data.demo.households import Need, Relative, distribute, household, need
from api.data.demo.members import Applicant
from api.data.demo.names import Names
from api.data.demo.stories import (
    Dates,
    Story,
    back_again,
    is_overdue,
    is_planted,
    is_unaided,
    left_by_job,
    relapse,
)
from schema.assistance.rules import (
    Cause,
    DossierCategory,
    ExitChannel,
    FileLevel,
    RuleSet,
    SchoolStage,
    Standards,
    Verdict,
    assess,
    explain,
    next_review_on,
    review_days,
    window,
)
from schema.assistance.rules import DossierStatus as Status

DOSSIER: Final = (
    *("id", "number", "person_id", "membership_id", "union_id", "file_level", "category"),
    *("rule_set", "status", "primary_cause", "causes", "needs", "household_size", "applied_on"),
    *("opened_on", "last_review_on", "next_review_on", "notice_until", "exit_channel"),
    *("exit_proof", "exited_on", "status_reason", "monitor_until", "previous_dossier_id"),
)
HOUSEHOLD: Final = (
    *("id", "dossier_id", "person_id", "name", "relation", "sex", "birth_date", "co_living"),
    *("work_status", "health", "disability_level", "disability_class"),
    *("school_stage", "wage_income"),
    *("transfer_income", "insured"),
)
ASSESSMENT: Final = (
    *("id", "dossier_id", "assessed_on", "rule_set", "yearly_income", "rigid_expenditure"),
    *("accident_cost", "assets", "household_size", "living_standard", "multiplier"),
    *("per_capita_income", "per_capita_net", "category", "categories_met", "inputs"),
    *("window_from", "window_to", "explanation"),
)

IN_FORCE: Final = (Status.ACTIVE, Status.DUE_FOR_REVIEW, Status.REVIEWING, Status.SUSPENDED)
EXITED: Final = (Status.EXITED, Status.MONITORED, Status.CLOSED)
STATES: Final = weighted(
    (
        (Status.ACTIVE, 74),
        (Status.REVIEWING, 3),
        (Status.SUSPENDED, 1),
        (Status.EXITED, 4),
        (Status.MONITORED, 5),
        (Status.CLOSED, 4),
        (Status.DRAFT, 1),
        (Status.SUBMITTED, 2),
        (Status.VISITED, 2),
        (Status.FIRST_REVIEWED, 1),
        (Status.DATA_CHECKED, 1),
        (Status.PUBLIC_NOTICE, 1),
        (Status.REJECTED, 1),
    )
)
CATEGORIES: Final = weighted(
    ((DossierCategory.DEEP, 42), (DossierCategory.RELATIVE, 46), (DossierCategory.ACCIDENT_HIT, 12))
)
EXITS: Final = weighted(
    (
        (ExitChannel.E1_JOB, 38),
        (ExitChannel.E2_INSURE, 16),
        (ExitChannel.E3_ILLNESS, 18),
        (ExitChannel.E4_BACKSTOP, 18),
        (ExitChannel.X_VOLUNTARY, 5),
        (ExitChannel.X_MOVED, 5),
    )
)
LEVELS: Final = weighted(
    ((FileLevel.NATIONAL, 50), (FileLevel.PROVINCIAL, 20), (FileLevel.CITY, 30))
)
HISTORY_DAYS: Final = 3 * 365
MONITOR_DAYS: Final = 730
# A dossier without aid was opened so many days ago at least.
LONG_OPEN: Final = 430
COUPLE_EVERY: Final = 70  # of the married
COUPLE_AGES: Final = 12 * 365
PROOFS: Final = {
    ExitChannel.E1_JOB: "劳动合同及连续三个月工资流水",
    ExitChannel.E2_INSURE: "社会保险参保证明",
    ExitChannel.E3_ILLNESS: "大病保险结算单",
    ExitChannel.E4_BACKSTOP: "最低生活保障证",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the database says of need: factors, living standards by day, review intervals."""

    standards_on: Callable[[date], Standards]
    ordinary_days: int
    frequent_days: int


@dataclass(slots=True)
class Dossier:
    """A dossier as the aid given on it needs it."""

    id: UUID
    number: int
    applicant: Applicant
    status: Status
    category: DossierCategory | None
    cause: Cause
    opened_on: date | None
    ended_on: date | None
    family: list[Relative]


@dataclass(slots=True)
class Filing:
    """Rows in the order of the columns above, and the dossiers themselves."""

    dossiers: list[tuple[Any, ...]] = field(default_factory=list)
    relatives: list[tuple[Any, ...]] = field(default_factory=list)
    assessments: list[tuple[Any, ...]] = field(default_factory=list)
    made: list[Dossier] = field(default_factory=list)


class Dossiers:
    """Files a dossier for each applicant."""

    def __init__(self, seed: int, today: date, terms: Terms) -> None:
        self._roll = dice(seed, "dossiers")
        self._names = Names()
        self._ids = identities(seed, "dossier")
        self._relatives = identities(seed, "household_member")
        self._assessments = identities(seed, "assessment")
        self._today = today
        self._terms = terms

    def file(self, applicants: Sequence[Applicant]) -> Filing:
        """All dossiers with their rows."""
        filing = Filing()
        couples = dict(_plant_couples(applicants))
        left, again = relapse(applicants, couples, self._today)
        for number, applicant in enumerate(applicants):
            spouse = applicants[couples[number]] if number in couples else None
            if number == left:
                self._file(filing, number, applicant, None, left_by_job(self._today))
            elif number == again and left is not None:
                before = filing.made[left].id
                self._file(filing, number, applicants[left], None, back_again(self._today, before))
            else:
                self._file(filing, number, applicant, spouse)
        return filing

    def _file(
        self,
        filing: Filing,
        number: int,
        head: Applicant,
        spouse: Applicant | None,
        story: Story | None = None,
    ) -> None:
        roll = self._roll
        rolled = roll.choice(STATES) if not spouse else Status.ACTIVE
        status = Status.ACTIVE if is_planted(number) else rolled
        aimed = None if (status, story) == (Status.REJECTED, None) else roll.choice(CATEGORIES)
        reason = need(roll, aimed)
        family = household(
            roll, self._names, self._relatives, head, spouse, reason.cause, self._today
        )
        size = sum(relative.co_living for relative in family)
        days = review_days(
            aimed,
            [reason.cause.value],
            ordinary=self._terms.ordinary_days,
            frequent=self._terms.frequent_days,
        )
        # A story is told after the dice were rolled, so that the others fall as without it.
        dates = self._dates(number, status, days, head)
        if story is not None:
            status, dates = story.status, story.dates
        if story is None and is_overdue(number) and status is Status.ACTIVE and not spouse:
            status = Status.DUE_FOR_REVIEW
        identity = next(self._ids)
        verdict, income = self._assess(filing, identity, reason, size, _assessed(dates, days))
        distribute(family, income)
        filing.relatives.extend(_relative_row(identity, relative) for relative in family)
        made = Dossier(
            identity,
            number,
            head,
            status,
            verdict.category,
            reason.cause,
            dates.opened_on,
            dates.exited_on,
            family,
        )
        filing.made.append(made)
        filing.dossiers.append(self._row(made, dates, size, story))

    def _dates(self, number: int, status: Status, days: int, head: Applicant) -> Dates:
        """Dates that fit the state; some in force were not reviewed in time (D1)."""
        roll, today = self._roll, self._today
        first = max(today - timedelta(days=HISTORY_DAYS), head.joined_on + timedelta(days=30))
        if status not in IN_FORCE and status not in EXITED:
            return Dates(today - timedelta(days=roll.randint(3, 20)))
        overdue = is_overdue(number)
        latest = today - timedelta(days=days + 60 if overdue or status in EXITED else 45)
        if is_unaided(number):
            latest = min(latest, today - timedelta(days=LONG_OPEN))
        opened = day_between(roll, min(first, latest), latest)
        applied = opened - timedelta(days=roll.randint(15, 28))
        if status in EXITED:
            left = day_between(roll, opened + timedelta(days=days), today - timedelta(days=10))
            return Dates(applied, opened, left - timedelta(days=15), None, left)
        rounds = max((today - opened).days // days - overdue, 0)
        last = opened + timedelta(days=rounds * days)
        if overdue:
            last = min(last, today - timedelta(days=days + 20))
        following = next_review_on(last, days)
        return Dates(applied, opened, last if last > opened else None, following)

    def _assess(
        self, filing: Filing, dossier: UUID, reason: Need, size: int, on: Sequence[date]
    ) -> tuple[Verdict, int]:
        """An assessment for each day; the last verdict, and the income that it rests on."""
        for day in on:
            standards = self._terms.standards_on(day)
            facts = reason.facts(size, standards.living_standard)
            verdict = assess(RuleSet.RS_2021, facts, standards)
            inputs = {"household": asdict(facts), "standards": asdict(standards)}
            steps = explain(RuleSet.RS_2021, facts, standards, verdict)
            filing.assessments.append(
                (
                    next(self._assessments),
                    dossier,
                    day,
                    RuleSet.RS_2021.value,
                    facts.yearly_income,
                    facts.rigid_expenditure,
                    facts.accident_cost,
                    facts.assets,
                    size,
                    standards.living_standard,
                    standards.relative_multiplier,
                    verdict.per_capita_income,
                    verdict.per_capita_net,
                    verdict.category.value if verdict.category else None,
                    [category.value for category in verdict.categories],
                    json.dumps(inputs),
                    *window(day),
                    json.dumps([step.as_json() for step in steps]),
                )
            )
        return verdict, facts.yearly_income

    def _row(self, made: Dossier, dates: Dates, size: int, story: Story | None) -> tuple[Any, ...]:
        channel = self._roll.choice(EXITS) if dates.exited_on and story is None else None
        if story is not None:
            channel = story.channel
        watched = timedelta(days=MONITOR_DAYS)
        notice = dates.opened_on - timedelta(days=1) if dates.opened_on else None
        if made.status is Status.PUBLIC_NOTICE:
            notice = self._today + timedelta(days=3)
        return (
            made.id,
            f"DA{dates.applied_on.year}-{made.number:08d}",
            made.applicant.person_id,
            made.applicant.membership_id,
            made.applicant.union_id,
            self._roll.choice(LEVELS).value,
            made.category.value if made.category else None,
            RuleSet.RS_2021.value,
            made.status.value,
            made.cause.value,
            [made.cause.value],
            _wanted(made),
            size,
            dates.applied_on,
            dates.opened_on,
            dates.last_review_on,
            dates.next_review_on,
            notice,
            channel.value if channel else None,
            PROOFS.get(channel, "书面说明") if channel else None,
            dates.exited_on,
            _status_reason(made.status),
            dates.exited_on + watched if dates.exited_on else None,
            None if story is None else story.previous,
        )


def _assessed(dates: Dates, days: int) -> list[date]:
    """The application, then each review up to the last."""
    days_on = [dates.applied_on + timedelta(days=2)]
    last = dates.last_review_on
    if dates.opened_on is None or last is None:
        return days_on
    day = dates.opened_on + timedelta(days=days)
    while day < last:
        days_on.append(day)
        day += timedelta(days=days)
    return [*days_on, last]


def _relative_row(dossier: UUID, relative: Relative) -> tuple[Any, ...]:
    return (
        relative.id,
        dossier,
        relative.person_id,
        relative.name,
        relative.relation.value,
        relative.sex.value,
        relative.born,
        relative.co_living,
        relative.work.value,
        relative.health.value,
        relative.disability,
        relative.disabled.value if relative.disabled else None,
        relative.stage.value if relative.stage else None,
        relative.wage,
        relative.transfer,
        relative.stage is not SchoolStage.KINDERGARTEN,
    )


def _wanted(made: Dossier) -> list[str]:
    """What help the household wants, by its cause."""
    wants = {
        Cause.SELF_ILLNESS: ["LIVING", "MEDICAL"],
        Cause.FAMILY_ILLNESS: ["LIVING", "MEDICAL"],
        Cause.CHILD_SCHOOLING: ["STUDY"],
        Cause.LAYOFF: ["JOB", "TRAINING"],
        Cause.EMPLOYER_ARREARS: ["LEGAL", "LIVING"],
    }
    return wants.get(made.cause, ["LIVING"])


def _status_reason(status: Status) -> str | None:
    reasons = {
        Status.REJECTED: "家庭人均收入高于困难标准",
        Status.SUSPENDED: "家庭收入信息待核实",
    }
    return reasons.get(status)


def _plant_couples(applicants: Sequence[Applicant]) -> Iterator[tuple[int, int]]:
    """Pairs who are married to each other and have a dossier each (D3, A2), both ways round."""
    married = [number for number, applicant in enumerate(applicants) if applicant.married]
    for start in range(0, len(married), COUPLE_EVERY):
        head = applicants[married[start]]
        for other in married[start + 1 : start + COUPLE_EVERY]:
            match = applicants[other]
            near = abs((match.born - head.born).days) < COUPLE_AGES
            if near and match.male is not head.male:
                yield married[start], other
                yield other, married[start]
                break
