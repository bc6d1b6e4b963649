"""Divisions and unions as GraphQL shows them."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.core.enums import Labelled
from schema.organisation import tables
from schema.organisation.rules import WORKING_UNION_STATES
from schema.organisation.types.masks import masked_chair
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    node,
    searchable,
    to_one,
)
from schema.planner.scalars import BOOLEAN, DATE


def today() -> sa.ColumnElement[Any]:
    """The Asia/Shanghai date of the statement."""
    return sa.func.gonghui_today(type_=sa.Date)


def one_of(column: sa.ColumnElement[Any], codes: Iterable[Labelled]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of the codes, in a form that needs no late expansion."""
    return sa.or_(*(column == code for code in codes))


def when_working(condition: sa.ColumnElement[Any], table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The condition for unions whose committee is in office, false for the others."""
    working = one_of(table.c.status, WORKING_UNION_STATES)
    return sa.case((working, sa.func.coalesce(condition, sa.false())), else_=sa.false())


def flag(expression: Any, description: str, *needs: str) -> Any:
    """A yes or no of a union, by which lists are filtered and grouped."""
    return computed(
        expression,
        BOOLEAN,
        description,
        needs=needs,
        nullable=False,
        filterable=True,
        groupable=True,
    )


def _near(table: sa.FromClause) -> sa.ColumnElement[Any]:
    days = sa.func.gonghui_figure("UNION", "term_warning_days", today(), type_=sa.Integer)
    return when_working(table.c.term_end_on.between(today(), today() + days), table)


@node(tables.division, effective=("valid_from", "valid_to"))
class Division:
    """行政区划: administrative division, with the period in which its code was in force."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    level = column(sortable=True, groupable=True)
    valid_from = column()
    valid_to = column()
    version = column()


@node(tables.union_organisation)
class UnionOrganisation:
    """工会组织: a union, from the city federation down to groups, in the territorial tree."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    kind = column(groupable=True)
    level = column(sortable=True, groupable=True)
    status = column(groupable=True)
    credit_code = column()
    founded_on = column(sortable=True, groupable=True)
    term_start_on = column()
    term_end_on = column(sortable=True)
    chair_name = column(mask=masked_chair, unmasked_for=SEES_NAMES)
    employer_name = column()
    area_kind = column(groupable=True)
    workers_count = column(sortable=True, summable=True)
    guide_name = column()
    merged_into_id = column()
    due_on = computed(
        lambda table: sa.func.gonghui_union_due(
            table.c.id, sa.cast(table.c.status, sa.Text), table.c.term_end_on
        ),
        DATE,
        "下一步办理期限 (按工作日计算; 已建会的为届满日期)",
        needs=("id", "status", "term_end_on"),
    )
    term_overdue = flag(
        lambda table: when_working(table.c.term_end_on < today(), table),
        "已届满未换届 (U2)",
        "status",
        "term_end_on",
    )
    term_near = flag(_near, "九十日内届满 (参数 term_warning_days)", "status", "term_end_on")
    chair_vacant = flag(
        lambda table: when_working(sa.func.gonghui_chair_vacant(table.c.id).is_not(None), table),
        "主席缺位",
        "id",
        "status",
    )
    chair_overdue = flag(
        lambda table: when_working(sa.func.gonghui_chair_overdue(table.c.id), table),
        "主席缺位超过期限 (U3, 参数 chair_vacancy_months)",
        "id",
        "status",
    )
    women_committee_missing = flag(
        lambda table: when_working(sa.func.gonghui_women_committee_missing(table.c.id), table),
        "女会员达到人数而未建女职工委员会 (U11, 参数 women_committee_members)",
        "id",
        "status",
    )
    three_shows_complete = flag(
        lambda table: when_working(sa.func.gonghui_shows_complete(table.c.id), table),
        "“三亮”齐全 (最近一次检查)",
        "id",
        "status",
    )
    union_station_home = flag(
        lambda table: when_working(sa.func.gonghui_union_station_home(table.c.id), table),
        "会、站、家一体化: 有工会、开放的服务站点和有效的职工之家称号",
        "id",
        "status",
    )
    weak = flag(
        lambda table: when_working(
            sa.func.gonghui_is_weak(table.c.id, sa.cast(sa.extract("year", today()), sa.Integer)),
            table,
        ),
        "本年度力量薄弱",
        "id",
        "status",
    )
    address = column()
    phone = column()
    version = column()
    parent_id = column()
    division_id = column(groupable=True)
    division = to_one(Division, "division_id")


searchable(UnionOrganisation, codes=("code", "credit_code"))
extend(
    Division,
    parent=to_one(Division, "parent_id"),
    children=connection(Division, "parent_id", order=("code",), description="下级区划"),
    unions=connection(UnionOrganisation, "division_id", description="辖区内的工会"),
)
extend(
    UnionOrganisation,
    parent=to_one(UnionOrganisation, "parent_id"),
    industry_parent=to_one(UnionOrganisation, "industry_parent_id"),
    children=connection(
        UnionOrganisation, "parent_id", order=("code",), description="直接下级工会"
    ),
)


@node(tables.union_version, effective=("valid_from", "valid_to"))
class UnionVersion:
    """工会组织沿革: what a union was called and whom it stood under, from a day to a day."""

    id = column()
    union_id = column()
    name = column(sortable=True)
    kind = column(groupable=True)
    level = column(groupable=True)
    parent_id = column(groupable=True)
    status = column(groupable=True)
    valid_from = column(sortable=True)
    valid_to = column(sortable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)
    parent = to_one(UnionOrganisation, "parent_id")


@node(tables.organisation_step)
class OrganisationStep:
    """组织业务办理记录: one step, with who took it and when."""

    id = column()
    subject = column(groupable=True)
    subject_id = column()
    from_status = column()
    to_status = column(groupable=True)
    taken_on = column(sortable=True, groupable=True)
    taken_by = column()
    note = column()
    document_number = column()
    union = to_one(UnionOrganisation, "union_id")


extend(
    UnionOrganisation,
    merged_into=to_one(UnionOrganisation, "merged_into_id"),
    history=connection(UnionVersion, "union_id", description="沿革", page=FEW, implied=True),
    children_history=connection(
        UnionVersion, "parent_id", description="历史上的直接下级 (以 asOf 查询某日)"
    ),
    steps=connection(OrganisationStep, "subject_id", description="建会办理记录", page=FEW),
)
