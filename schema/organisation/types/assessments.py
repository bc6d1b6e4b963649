"""Six-haves, three-shows, model homes and weak unions as GraphQL shows them."""

import sqlalchemy as sa

from schema.organisation import tables
from schema.organisation.rules import SelectionStatus
from schema.organisation.types.unions import OrganisationStep, UnionOrganisation, flag, today
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import DATE


@node(tables.six_haves_item)
class SixHavesItemCheck:
    """六有评估项目: one of the six, met or not, with its evidence and what was mended."""

    id = column()
    year = column(groupable=True)
    item = column(groupable=True)
    met = column(groupable=True)
    evidence = column()
    rectified_on = column(groupable=True)
    rectification = column()
    version = column()
    union_id = column(groupable=True)
    rectify_due_on = computed(
        lambda table: sa.case(
            (
                sa.and_(sa.not_(table.c.met), table.c.rectified_on.is_(None)),
                sa.func.gonghui_rectify_due(table.c.assessment_id),
            )
        ),
        DATE,
        "整改期限 (按工作日计算, 参数 rectify_working_days)",
        needs=("assessment_id", "met", "rectified_on"),
    )
    overdue = flag(
        lambda table: sa.func.coalesce(
            sa.and_(
                sa.not_(table.c.met),
                table.c.rectified_on.is_(None),
                sa.func.gonghui_rectify_due(table.c.assessment_id, type_=sa.Date) < today(),
            ),
            sa.false(),
        ),
        "逾期未整改 (U4)",
        "assessment_id",
        "met",
        "rectified_on",
    )
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.six_haves)
class SixHaves:
    """六有评估: the yearly check of a union by itself, its township and the city."""

    id = column()
    year = column(sortable=True, groupable=True)
    status = column(groupable=True)
    confirmed_on = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    compliant = flag(
        lambda table: sa.func.gonghui_six_haves_met(table.c.id),
        "六项全部达标 (含已整改)",
        "id",
    )
    union = to_one(UnionOrganisation, "union_id", implied=True)
    items = connection(
        SixHavesItemCheck, "assessment_id", description="各项", page=FEW, implied=True
    )
    steps = connection(
        OrganisationStep, "subject_id", description="办理记录", page=FEW, implied=True
    )


def _all_shown(table: sa.FromClause) -> sa.ColumnElement[bool]:
    shown = (table.c.plate_photo, table.c.chair_notice, table.c.third_item)
    return sa.and_(*(part.is_not(None) for part in shown))


@node(tables.three_shows)
class ThreeShows:
    """三亮检查: the plate, the chair's identity, and the third item of the place."""

    id = column()
    checked_on = column(sortable=True, groupable=True)
    plate_photo = column()
    chair_notice = column()
    third_item = column()
    version = column()
    union_id = column(groupable=True)
    complete = flag(
        _all_shown,
        "三项齐全",
        "plate_photo",
        "chair_notice",
        "third_item",
    )
    union = to_one(UnionOrganisation, "union_id", implied=True)


def _notice_end(table: sa.FromClause) -> sa.ColumnElement[object]:
    days = sa.func.gonghui_figure(
        "UNION", "selection_notice_working_days", table.c.notice_from, type_=sa.Integer
    )
    return sa.func.gonghui_working_day(table.c.notice_from, days, type_=sa.Date)


def _recheck(table: sa.FromClause) -> sa.ColumnElement[object]:
    last = sa.func.coalesce(table.c.rechecked_on, table.c.awarded_on)
    years = sa.func.gonghui_figure("UNION", "home_recheck_years", last, type_=sa.Integer)
    due = sa.cast(last + sa.func.make_interval(years), sa.Date)
    return sa.case((table.c.status == SelectionStatus.IN_FORCE, due))


@node(tables.home_assessment)
class HomeAssessment:
    """职工之家评定: a union's way to the title of model home, and its rechecks."""

    id = column()
    kind = column(groupable=True)
    level = column(groupable=True)
    year = column(sortable=True, groupable=True)
    status = column(groupable=True)
    join_rate = column()
    satisfaction = column()
    member_votes = column()
    notice_from = column()
    awarded_on = column(groupable=True)
    rechecked_on = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    notice_ends_on = computed(
        _notice_end, DATE, "公示截止 (含, 按工作日计算)", needs=("notice_from",)
    )
    recheck_due_on = computed(
        _recheck,
        DATE,
        "复查期限 (参数 home_recheck_years)",
        needs=("status", "awarded_on", "rechecked_on"),
    )
    recheck_overdue = flag(
        lambda table: sa.func.coalesce(_recheck(table) < today(), sa.false()),
        "逾期未复查",
        "status",
        "awarded_on",
        "rechecked_on",
    )
    union = to_one(UnionOrganisation, "union_id", implied=True)
    steps = connection(
        OrganisationStep, "subject_id", description="办理记录", page=FEW, implied=True
    )


@node(tables.union_strength)
class UnionStrength:
    """基层工会力量评估: whether a union is weak in a year, and why."""

    id = column()
    year = column(sortable=True, groupable=True)
    weak = column(groupable=True)
    reasons = column(filterable=False)
    version = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


extend(
    UnionOrganisation,
    six_haves=connection(SixHaves, "union_id", description="历年六有评估", page=FEW),
    three_shows=connection(ThreeShows, "union_id", description="三亮检查", page=FEW),
    homes=connection(HomeAssessment, "union_id", description="职工之家评定", page=FEW),
    strengths=connection(UnionStrength, "union_id", description="历年力量评估", page=FEW),
)
