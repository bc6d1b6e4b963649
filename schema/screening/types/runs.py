"""Plans, watch-lists and runs as GraphQL shows them."""

from schema.organisation.types import UnionOrganisation
from schema.planner.fields import column, connection, extend, node, to_one
from schema.screening import tables


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
