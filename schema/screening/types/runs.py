"""Plans, watch-lists and runs as GraphQL shows them."""

from typing import Any

import sqlalchemy as sa

from schema.organisation.types import UnionOrganisation
from schema.planner.fields import column, computed, connection, extend, node, to_one
from schema.planner.scalars import DATE
from schema.screening import tables
from schema.screening.rules import PlanRhythm, PlanStatus


@node(tables.watch_list)
class WatchList:
    """重点名单: whom key screening looks at."""

    id = column()
    code = column(sortable=True)
    name = column()
    purpose = column()
    version = column()


@node(tables.watch_list_entry)
class WatchListEntry:
    """重点名单成员: from its entry to its leaving, each with a reason."""

    id = column()
    subject_type = column(groupable=True)
    subject_id = column()
    reason = column()
    entered_on = column(sortable=True)
    review_on = column(sortable=True)
    left_on = column(sortable=True)
    leave_reason = column()
    version = column()
    list = to_one(WatchList, "list_id")
    union = to_one(UnionOrganisation, "union_id")


_TODAY = sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date)

_MONTHS = {"month": 1, "quarter": 3}


def _first_of_next(unit: str, day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    begun = sa.func.date_trunc(unit, sa.cast(day, sa.DateTime))
    return sa.cast(begun + sa.text(f"interval '{_MONTHS[unit]} months'"), sa.Date)


def next_run_on(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The day on which ``is_due`` says yes next; null when the plan rests or is over."""
    last = table.c.last_run_on
    due = sa.case(
        (last.is_(None), table.c.starts_on),
        (table.c.rhythm == PlanRhythm.DAILY, last + 1),
        (table.c.rhythm == PlanRhythm.WEEKLY, last + 7),
        (table.c.rhythm == PlanRhythm.MONTHLY, _first_of_next("month", last)),
        (table.c.rhythm == PlanRhythm.QUARTERLY, _first_of_next("quarter", last)),
    )
    day = sa.func.greatest(due, table.c.starts_on, _TODAY)
    in_time = sa.or_(table.c.ends_on.is_(None), day <= table.c.ends_on)
    active = table.c.status == PlanStatus.ACTIVE
    return sa.case((sa.and_(active, due.is_not(None), in_time), day))


@node(tables.screening_plan)
class ScreeningPlan:
    """排查计划: which rules, over whom, how often, from when to when."""

    id = column()
    code = column(sortable=True)
    name = column()
    kind = column(groupable=True)
    status = column(groupable=True)
    rule_codes = column()
    target_group = column(groupable=True)
    rhythm = column(groupable=True)
    starts_on = column(sortable=True)
    ends_on = column(sortable=True)
    owner = column()
    checklist = column()
    last_run_on = column(sortable=True)
    next_run_on = computed(
        next_run_on,
        DATE,
        "下次运行日期 (不再运行的为空)",
        needs=("status", "rhythm", "starts_on", "ends_on", "last_run_on"),
    )
    closing_report = column()
    version = column()
    watch_list = to_one(WatchList, "watch_list_id")


@node(tables.screening_run)
class ScreeningRun:
    """排查运行: the rules of a kind carried out once over all rows."""

    id = column()
    kind = column(groupable=True)
    rule_codes = column()
    as_of = column(sortable=True, groupable=True)
    state = column(groupable=True)
    mode = column(groupable=True)
    planned = column(sortable=True)
    evaluated = column(sortable=True)
    counts = column()
    errors = column()
    hits = column(sortable=True, summable=True)
    opened = column(sortable=True, summable=True)
    resolved = column(sortable=True, summable=True)
    suppressed = column(sortable=True, summable=True)
    created_at = column(sortable=True)
    started_at = column(sortable=True)
    finished_at = column(sortable=True)
    version = column()
    plan = to_one(ScreeningPlan, "plan_id")


extend(
    ScreeningPlan,
    runs=connection(
        ScreeningRun, "plan_id", order=("-created_at",), description="此计划的各次运行"
    ),
)
extend(
    WatchList,
    entries=connection(WatchListEntry, "list_id", order=("id",), description="名单成员"),
)
