"""Enterprises and their business events as GraphQL shows them."""

import sqlalchemy as sa

from schema.organisation import tables
from schema.organisation.rules import NON_PUBLIC, WORKING_UNION_STATES
from schema.organisation.types.unions import Division, UnionOrganisation, flag, one_of, today
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import INT


def _union_works(table: sa.FromClause) -> sa.ColumnElement[bool]:
    union = tables.union_organisation.alias()
    return sa.exists(union.c.id).where(
        union.c.id == table.c.own_union_id, one_of(union.c.status, WORKING_UNION_STATES)
    )


def _limit(rule: str, key: str) -> sa.ColumnElement[int]:
    return sa.func.gonghui_figure(rule, key, today(), type_=sa.Integer)


@node(tables.business_event)
class BusinessEvent:
    """经营事件: arrears, layoffs and the like, as somebody reported them."""

    id = column()
    kind = column(groupable=True)
    happened_on = column(sortable=True, groupable=True)
    persons = column(summable=True)
    amount = column(summable=True)
    source = column()
    note = column()
    version = column()


@node(tables.enterprise)
class Enterprise:
    """企事业单位: an employer, with its union or without one."""

    id = column()
    credit_code = column()
    name = column(sortable=True)
    park_code = column(groupable=True)
    ownership = column(groupable=True)
    industry = column(groupable=True)
    headcount = column(sortable=True, summable=True)
    women = column(summable=True)
    dispatched = column(summable=True)
    migrants = column(summable=True)
    watch_level = column(groupable=True)
    watch_reason = column()
    version = column()
    union_id = column(groupable=True)
    own_union_id = column()
    division_id = column(groupable=True)
    non_public = flag(lambda table: one_of(table.c.ownership, NON_PUBLIC), "非公企业", "ownership")
    has_union = flag(_union_works, "已建会 (工会正常运转)", "own_union_id")
    union_missing = flag(
        lambda table: sa.and_(
            table.c.headcount >= _limit("UNION", "committee_members"),
            sa.not_(_union_works(table)),
        ),
        "达到人数而未建会 (U1, 参数 committee_members)",
        "headcount",
        "own_union_id",
    )
    dispatched_excess = flag(
        lambda table: (
            table.c.dispatched * 10_000
            > table.c.headcount * _limit("ENTERPRISE", "dispatched_share")
        ),
        "劳务派遣用工超过比例 (U6, 参数 dispatched_share)",
        "dispatched",
        "headcount",
    )
    event_score = computed(
        lambda table: sa.func.gonghui_event_score(table.c.id, table.c.headcount),
        INT,
        "经营事件风险分 (U12 的本单位部分, 参数 score_*)",
        needs=("id", "headcount"),
        nullable=False,
        filterable=True,
    )
    union = to_one(UnionOrganisation, "union_id")
    own_union = to_one(UnionOrganisation, "own_union_id")
    division = to_one(Division, "division_id")
    events = connection(
        BusinessEvent, "enterprise_id", description="经营事件", page=FEW, implied=True
    )


extend(BusinessEvent, enterprise=to_one(Enterprise, "enterprise_id", implied=True))
extend(
    UnionOrganisation,
    enterprises=connection(Enterprise, "union_id", description="主管的企事业单位"),
    employers=connection(Enterprise, "own_union_id", description="所在单位", page=FEW),
)
