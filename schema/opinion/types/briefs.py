"""The reports as GraphQL shows them; their files come from ``/opinion-briefs/<id>``."""

import sqlalchemy as sa

from schema.membership.types.masks import withheld
from schema.opinion import tables
from schema.opinion.rules.briefs import BriefState
from schema.planner.fields import column, computed, node
from schema.planner.scalars import STRING


def _address(ending: str, shown: str) -> object:
    return computed(
        lambda table: sa.case(
            (
                sa.and_(table.c.state == BriefState.READY.value, _there(table, ending)),
                "/opinion-briefs/" + sa.cast(table.c.id, sa.Text) + "." + ending,
            )
        ),
        STRING,
        shown,
        needs=("id", "state", "problem"),
        filterable=False,
    )


def _there(table: sa.FromClause, ending: str) -> sa.ColumnElement[bool]:
    return sa.true() if ending == "xlsx" else table.c.problem.is_(None)


@node(tables.opinion_brief)
class OpinionBrief:
    """舆情简报: the figures of a day, week or month as of one moment, as xlsx and PDF."""

    id = column()
    kind = column(groupable=True)
    starts_on = column(sortable=True)
    ends_on = column(sortable=True)
    revision = column(sortable=True)
    state = column(groupable=True)
    reason = withheld("reason")
    as_of = column(sortable=True)
    figures = column(filterable=False)
    problem = column(groupable=True)
    sheet_address = _address("xlsx", "xlsx 下载地址 (未生成时为空)")
    page_address = _address("pdf", "PDF 下载地址 (未生成或缺字体时为空)")
    version = column()
