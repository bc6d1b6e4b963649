"""The rules over the large tables, each with how far a change reaches in it."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import IN_FORCE_DOSSIER_STATES, DossierStatus, NoticeSubject
from schema.assistance.tables import (
    assessment,
    assistance_record,
    dossier,
    dossier_step,
    evidence,
    exclusion_check,
    household_member,
    living_standard,
    notice_objection,
    public_notice,
)
from schema.facilities.rules import InspectionKind
from schema.facilities.tables import facility, inspection
from schema.membership.tables import membership, membership_transfer, person, person_secret
from schema.organisation.tables import (
    cadre_position,
    cadre_training,
    union_closure,
    union_committee,
)
from schema.organisation.tables import union_organisation as unit
from schema.screening.service.builtin.careers import retired_on, retirement_terms
from schema.screening.service.builtin.facilities import CYCLES
from schema.screening.service.builtin.hits import Question, Select, one_of
from schema.screening.service.builtin.reach import (
    Due,
    Narrowing,
    Path,
    month,
    passed,
    through,
    year,
)

_memberships = through(membership.c.person_id, membership.c.id)
_unions = through(membership.c.person_id, membership.c.union_id)
_aid = through(assistance_record.c.dossier_id, assistance_record.c.id)
_ONE = timedelta(days=1)


def _partners(ids: Sequence[UUID]) -> Select:
    """Persons with the document or the mobile of one of these, and these themselves."""
    own, other = person_secret.alias("own"), person_secret.alias("other")
    found = [
        sa.select(other.c.person_id)
        .join_from(own, other, own.c[name] == other.c[name])
        .where(one_of(own.c.person_id, ids))
        for name in ("document_index", "mobile_index")
    ]
    themselves = sa.select(person.c.id).where(one_of(person.c.id, ids))
    return sa.select(sa.union_all(*found, themselves).subquery())


def _heads(ids: Sequence[UUID]) -> Select:
    """Who may stand for the households of these persons: a head of theirs, or they alone."""
    heads = (
        sa.select(dossier.c.person_id)
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(one_of(household_member.c.person_id, ids))
    )
    themselves = sa.select(person.c.id).where(one_of(person.c.id, ids))
    return sa.select(sa.union_all(heads, themselves).subquery())


def _heads_of_dossiers(ids: Sequence[UUID]) -> Select:
    """The same for everybody in the household of these dossiers."""
    other, theirs = household_member.alias("other"), dossier.alias("theirs")
    member = household_member.c
    heads = (
        sa.select(theirs.c.person_id)
        .join_from(household_member, other, other.c.person_id == member.person_id)
        .join(theirs, theirs.c.id == other.c.dossier_id)
        .where(one_of(member.dossier_id, ids))
    )
    alone = sa.select(member.person_id).where(
        one_of(member.dossier_id, ids), member.person_id.is_not(None)
    )
    own = sa.select(dossier.c.person_id).where(one_of(dossier.c.id, ids))
    return sa.select(sa.union_all(heads, alone, own).subquery())


def _objected(ids: Sequence[UUID]) -> Select:
    return sa.select(public_notice.c.assistance_id).where(
        one_of(public_notice.c.id, ids), public_notice.c.assistance_id.is_not(None)
    )


def _transfers_left(before: Question, now: Question) -> Sequence[Select]:
    since = sa.func.coalesce(membership_transfer.c.released_on, membership_transfer.c.requested_on)
    days = (one.working_days_ago("working_days") for one in (before, now))
    return [sa.select(membership_transfer.c.membership_id).where(passed(since, *days))]


def _retired(before: Question, now: Question) -> Sequence[Select]:
    """Those born on a day from which some age of retirement leads into the days between."""
    months = {
        least + delay
        for least, _, _, most in (retirement_terms(now, sex) for sex in ("male", "female"))
        for delay in range(most + 1)
    }
    # Named day by day: of bounds to lie between, PostgreSQL would think them wide.
    days = {
        first + timedelta(days=number)
        for count in months
        for first in (_months_before(before.as_of + _ONE, count),)
        for number in range((_latest_before(now.as_of, count) - first).days + 1)
    }
    born = person.c.birth_date == sa.any_(sa.literal(sorted(days), sa.ARRAY(sa.Date)))
    retired = passed(retired_on(now), before.as_of, now.as_of)
    # An array is found through the index; a join would be planned for a third of all members.
    theirs = sa.func.array(sa.select(person.c.id).where(born, retired).scalar_subquery())
    return [sa.select(membership.c.id).where(membership.c.person_id == sa.any_(theirs))]


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    last = calendar.monthrange(count // 12, count % 12 + 1)[1]
    return date(count // 12, count % 12 + 1, min(day.day, last))


def _latest_before(day: date, months: int) -> date:
    """The latest day that so many months lead to this day: many lead to the end of a month."""
    found = _months_before(day, months)
    if day.day < calendar.monthrange(day.year, day.month)[1]:
        return found
    return found.replace(day=calendar.monthrange(found.year, found.month)[1])


def _contracts(before: Question, now: Question) -> Sequence[Select]:
    waited = [one.ago(one.number("days_after_hire")) - _ONE for one in (before, now)]
    ends = [one.ahead(one.number("days_before_end")) for one in (before, now)]
    hired = sa.and_(
        membership.c.contract_start_on.is_(None), passed(membership.c.hired_on, *waited)
    )
    ending = passed(membership.c.contract_end_on, *ends)
    return [sa.select(membership.c.id).where(condition) for condition in (hired, ending)]


def _reviews(before: Question, now: Question) -> Sequence[Select]:
    last = sa.func.coalesce(dossier.c.last_review_on, dossier.c.opened_on)
    due = sa.func.coalesce(dossier.c.next_review_on, last + sa.literal(now.number("cycle_days")))
    warned = [one.ahead(one.number("warn_days")) for one in (before, now)]
    over = passed(due, before.as_of - _ONE, now.as_of - _ONE)
    return [sa.select(dossier.c.id).where(sa.or_(passed(due, *warned), over))]


def _proofs(before: Question, now: Question) -> Sequence[Select]:
    ends = [one.ahead(one.number("days")) for one in (before, now)]
    return [sa.select(evidence.c.dossier_id).where(passed(evidence.c.valid_until, *ends))]


def _standards(before: Question, now: Question) -> Sequence[Select]:
    """Everybody in force when a standard began or ended."""
    table = living_standard.c
    turned = sa.exists().where(
        sa.or_(*(passed(c, before.as_of, now.as_of) for c in (table.valid_from, table.valid_to)))
    )
    return [sa.select(dossier.c.id).where(dossier.c.status.in_(IN_FORCE_DOSSIER_STATES), turned)]


def _applied(before: Question, now: Question) -> Sequence[Select]:
    """All that wait: they are few, and the days that they may wait are of many kinds."""
    del before, now
    waiting = ("DRAFT", "SUBMITTED", "VISITED", "FIRST_REVIEWED")
    states = [DossierStatus[name] for name in waiting]
    return [sa.select(dossier.c.id).where(dossier.c.status.in_(states))]


def _noticed(before: Question, now: Question) -> Sequence[Select]:
    return [
        sa.select(public_notice.c.dossier_id).where(
            public_notice.c.dossier_id.is_not(None),
            public_notice.c.subject == NoticeSubject.DOSSIER_EXIT,
            passed(public_notice.c.ends_on, before.as_of, now.as_of),
        )
    ]


def _unaided(before: Question, now: Question) -> Sequence[Select]:
    record = assistance_record.c
    found: list[Select] = []
    for key in ("days", "deep_days"):
        days = [one.ago(one.number(key)) for one in (before, now)]
        found.append(sa.select(dossier.c.id).where(passed(dossier.c.opened_on, *days)))
        unpaid = record.paid_on.is_(None)
        found += [
            sa.select(record.dossier_id).where(passed(record.paid_on, *days)),
            sa.select(record.dossier_id).where(passed(record.approved_on, *days), unpaid),
            sa.select(record.dossier_id).where(passed(record.requested_on, *days)),
        ]
    return found


def _uninspected(before: Question, now: Question) -> Sequence[Select]:
    found: list[Select] = []
    for kind, key in CYCLES.items():
        days = [one.ago(one.number(key)) - _ONE for one in (before, now)]
        seen = passed(inspection.c.inspected_on, *days)
        found.append(sa.select(facility.c.id).where(passed(facility.c.opened_on, *days)))
        found.append(
            sa.select(inspection.c.facility_id).where(
                inspection.c.kind == InspectionKind[kind.name], seen
            )
        )
    return found


def _vacant(before: Question, now: Question) -> Sequence[Select]:
    """Posts and unions that became so many months old, a little more to be sure."""
    found: list[Select] = []
    for key in ("vacant_months", "training_months"):
        first, last = (_months_before(one.as_of, one.number(key)) for one in (before, now))
        # Months of different lengths end on one day.
        days = (first - timedelta(days=4), last + timedelta(days=4))
        post = cadre_position.c
        found.append(sa.select(post.union_id).where(passed(post.ended_on, *days)))
        found.append(sa.select(post.union_id).where(passed(post.started_on, *days)))
        found.append(sa.select(unit.c.id).where(passed(unit.c.founded_on, *days)))
    return found


def _of_dossiers(*more: Path, due: Due | None = None) -> Narrowing:
    return Narrowing((Path(dossier.c.id), *more), due)


_of_memberships = (Path(membership.c.id), Path(person.c.id, _memberships))
_of_unions = (Path(membership.c.union_id), Path(person.c.id, _unions))

NARROWINGS: Mapping[str, Narrowing] = MappingProxyType(
    {
        "M1": Narrowing(
            (
                Path(person.c.id, _partners),
                Path(person_secret.c.person_id, _partners),
                Path(membership.c.person_id, _partners),
            ),
            lasting=True,
        ),
        "M2": Narrowing((Path(person.c.id), Path(membership.c.person_id))),
        "M3": Narrowing((Path(membership_transfer.c.membership_id),), _transfers_left),
        "M5": Narrowing(_of_memberships, _retired),
        "M6": Narrowing(_of_unions, period=month),
        "M7": Narrowing(_of_memberships, _contracts),
        "D1": _of_dossiers(due=_reviews),
        "D2": _of_dossiers(Path(evidence.c.dossier_id), due=_proofs),
        "D3": Narrowing(
            (
                Path(household_member.c.person_id),
                Path(
                    dossier.c.id,
                    through(household_member.c.dossier_id, household_member.c.person_id),
                ),
            )
        ),
        "D4": _of_dossiers(Path(assessment.c.dossier_id), due=_standards),
        "D5": _of_dossiers(Path(exclusion_check.c.dossier_id)),
        "D6": _of_dossiers(Path(dossier_step.c.dossier_id), due=_applied),
        "D10": _of_dossiers(Path(public_notice.c.dossier_id), due=_noticed),
        "D11": Narrowing(
            (Path(dossier.c.id), Path(assistance_record.c.dossier_id)), _unaided, year
        ),
        "A2": Narrowing(
            (
                Path(assistance_record.c.person_id, _heads),
                Path(household_member.c.person_id, _heads),
                Path(household_member.c.dossier_id, _heads_of_dossiers),
                Path(dossier.c.person_id),
                Path(dossier.c.id, _heads_of_dossiers),
            )
        ),
        "A6": Narrowing((Path(assistance_record.c.id), Path(household_member.c.dossier_id, _aid))),
        "A8": Narrowing((Path(assistance_record.c.id), Path(dossier.c.id, _aid))),
        "A11": Narrowing(
            (
                Path(assistance_record.c.id),
                Path(public_notice.c.assistance_id),
                Path(notice_objection.c.notice_id, _objected),
            )
        ),
        "F1": Narrowing((Path(facility.c.id), Path(inspection.c.facility_id)), _uninspected),
        "F6": Narrowing(
            (
                Path(unit.c.id),
                *_of_unions,
                Path(
                    facility.c.union_id,
                    through(union_closure.c.descendant_id, union_closure.c.ancestor_id),
                ),
            )
        ),
        "U3": Narrowing(
            (
                Path(unit.c.id),
                Path(cadre_position.c.union_id),
                Path(
                    cadre_training.c.position_id,
                    through(cadre_position.c.id, cadre_position.c.union_id),
                ),
            ),
            _vacant,
        ),
        "U11": Narrowing((*_of_unions, Path(union_committee.c.union_id))),
    }
)
#: Columns of which the audit is asked what they named before.
LINKS = frozenset(
    path.column.name
    for narrowing in NARROWINGS.values()
    for path in narrowing.paths
    if not path.column.primary_key
)
