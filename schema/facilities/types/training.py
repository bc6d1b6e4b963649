"""Training bases at work as GraphQL shows them: classes, trainees, titles, the year's figures."""

from typing import Any

import sqlalchemy as sa

from schema.facilities import tables
from schema.facilities.types.demand import TrainingBase
from schema.facilities.types.places import Facility
from schema.membership.types import Membership, unsaid, withheld
from schema.organisation.rules import SelectionStatus
from schema.organisation.types import OrganisationStep, UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, DATE, FEN, INT

_TODAY = sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date)


def _flag(expression: Any, term: str, *needs: str) -> Any:
    return computed(
        expression, BOOLEAN, term, needs=needs, nullable=False, filterable=True, groupable=True
    )


@node(tables.class_trainee)
class ClassTrainee:
    """培训学员: a member in a class, what came of it, and the income before and after."""

    id = column()
    attendance = column()
    score = unsaid("score")
    passed = column(groupable=True)
    certificate_number = withheld("certificate_number")
    employed_on = column(sortable=True)
    wage_before = unsaid("wage_before", kind=FEN)
    wage_after = unsaid("wage_after", kind=FEN)
    income_checked_on = column(sortable=True)
    employed = _flag(lambda table: table.c.employed_on.is_not(None), "已就业", "employed_on")
    version = column()
    membership = to_one(Membership, "membership_id", implied=True)


def _trainees(*where: str) -> Any:
    """How many trainees of a class have all these columns true or filled."""

    def counted(table: sa.FromClause) -> sa.ColumnElement[Any]:
        trainee = tables.class_trainee.alias().c
        filled = [
            trainee[name].is_(True) if name == "passed" else trainee[name].is_not(None)
            for name in where
        ]
        query = sa.select(sa.func.count()).where(trainee.class_id == table.c.id, *filled)
        return query.correlate(table).scalar_subquery()

    return counted


@node(tables.training_class)
class TrainingClass:
    """培训班: a class of a training base, and how many it trained."""

    id = column()
    title = column()
    trade = column(groupable=True)
    hours = column(summable=True)
    capacity = column(summable=True)
    starts_on = column(sortable=True, groupable=True)
    ends_on = column(sortable=True, groupable=True)
    cost = column(kind=FEN, summable=True)
    enrolled = computed(_trainees(), INT, "学员人数", needs=("id",), nullable=False, summable=True)
    passed = computed(
        _trainees("passed"), INT, "合格人数", needs=("id",), nullable=False, summable=True
    )
    employed = computed(
        _trainees("employed_on"), INT, "就业人数", needs=("id",), nullable=False, summable=True
    )
    version = column()
    facility = to_one(Facility, "facility_id")
    trainees = connection(ClassTrainee, "class_id", description="学员")


def _after(years: str, months: str, start: Any) -> sa.ColumnElement[Any]:
    """The day so many years and months of a parameter after another."""

    def term(key: str) -> sa.ColumnElement[Any]:
        if not key:
            return sa.literal(0)
        return sa.func.gonghui_figure("BASE", key, start, type_=sa.Integer)

    return sa.cast(start + sa.func.make_interval(term(years), term(months)), sa.Date)


def _held(table: sa.FromClause, day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A day that counts while the title is held."""
    states = (SelectionStatus.AWARDED, SelectionStatus.IN_FORCE, SelectionStatus.RECHECKED)
    return sa.case((sa.or_(*(table.c.status == state for state in states)), day))


def _ends(table: sa.FromClause) -> sa.ColumnElement[Any]:
    return _held(table, _after("title_years", "", table.c.awarded_on))


def _recheck(table: sa.FromClause) -> sa.ColumnElement[Any]:
    last = sa.func.coalesce(table.c.rechecked_on, table.c.awarded_on)
    return _held(table, _after("", "recheck_months", last))


_NEEDS = ("status", "awarded_on", "rechecked_on")


@node(tables.base_title)
class BaseTitle:
    """培训示范基地命名: a base's way to the title, its term and its yearly rechecks."""

    id = column()
    year = column(sortable=True, groupable=True)
    status = column(groupable=True)
    notice_from = column()
    awarded_on = column(sortable=True, groupable=True)
    rechecked_on = column()
    ends_on = computed(_ends, DATE, "命名期满 (参数 title_years)", needs=_NEEDS)
    recheck_due_on = computed(_recheck, DATE, "复查期限 (参数 recheck_months)", needs=_NEEDS)
    recheck_overdue = _flag(
        lambda table: sa.func.coalesce(_recheck(table) < _TODAY, sa.false()),
        "逾期未复查",
        *_NEEDS,
    )
    expired = _flag(
        lambda table: sa.func.coalesce(_ends(table) < _TODAY, sa.false()), "命名已期满", *_NEEDS
    )
    version = column()
    facility = to_one(Facility, "facility_id")
    union = to_one(UnionOrganisation, "union_id")
    steps = connection(OrganisationStep, "subject_id", description="办理记录", page=FEW)


def _year(what: str, term: str, kind: Any = INT) -> Any:
    """A figure of the twelve months that end today."""
    return computed(
        lambda table: sa.func.gonghui_base_figure(table.c.facility_id, what, _TODAY),
        kind,
        term,
        needs=("facility_id",),
        summable=what in {"trainees", "passed", "employed"},
    )


extend(
    TrainingBase,
    trainees=_year("trainees", "近一年结业学员"),
    passed=_year("passed", "近一年合格学员"),
    employed=_year("employed", "近一年合格且按期就业的学员"),
    income_gain=_year("income_gain", "近一年学员月收入平均增加 (分; 少于五人不显示)", FEN),
)
extend(
    Facility,
    training_classes=connection(TrainingClass, "facility_id", description="培训班"),
    base_titles=connection(BaseTitle, "facility_id", description="示范基地命名", page=FEW),
)
extend(
    Membership,
    trainings=connection(ClassTrainee, "membership_id", description="参加的培训", page=FEW),
)
