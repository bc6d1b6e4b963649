"""Events and alerts as GraphQL shows them."""

import sqlalchemy as sa

from schema.accounts.types import User
from schema.membership.types.masks import withheld
from schema.opinion import tables
from schema.opinion.rules.states import TRANSITIONS
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, STRINGS
from schema.rights.types import RightsCase


@node(tables.opinion_event)
class OpinionEvent:
    """舆情事件: one matter that one or more posts tell of, with its level."""

    id = column()
    code = column(sortable=True)
    title = column()
    topic = column(groupable=True)
    employer = column(groupable=True)
    first_seen_at = column(sortable=True, groupable=True)
    last_seen_at = column(sortable=True)
    item_count = column(sortable=True, summable=True)
    cluster_count = column(sortable=True, summable=True)
    level = column(groupable=True)
    score = column(sortable=True)
    status = column(groupable=True)
    status_reason = column()
    screened_at = column(sortable=True)
    is_restricted = column()
    version = column()
    closed_at = column(sortable=True)
    is_solved = column(groupable=True)
    review_cause = withheld("review_cause")
    review_lessons = withheld("review_lessons")
    next_steps = computed(
        lambda table: sa.case(
            {
                status.value: sa.literal([to.value for to in legal], sa.ARRAY(sa.Text))
                for status, legal in TRANSITIONS.items()
            },
            value=table.c.status,
            else_=sa.literal([], sa.ARRAY(sa.Text)),
        ),
        STRINGS,
        "可办理的下一状态 (SM-EVT 状态代码; 是否有权办理另行判断)",
        needs=("status",),
        nullable=False,
    )
    division_id = column(groupable=True)
    division = to_one(Division, "division_id")
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id")
    owner = to_one(User, "owner_id")
    # Who may not see the case may still know that there is one.
    has_case = computed(
        lambda table: table.c.case_id.is_not(None),
        BOOLEAN,
        "已立维权案件",
        needs=("case_id",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    rights_case = to_one(RightsCase, "case_id")


@node(tables.opinion_alert)
class OpinionAlert:
    """舆情预警: a level reached, a deadline missed, a sudden rise; each once a window."""

    id = column()
    rule = column(groupable=True)
    subject = column()
    window = column()
    level = column(groupable=True)
    status = column(groupable=True)
    raised_at = column(sortable=True)
    topic = column(groupable=True)
    observed = column(sortable=True)
    usual = column()
    version = column()
    division = to_one(Division, "division_id")
    event = to_one(OpinionEvent, "event_id")


extend(
    OpinionEvent,
    alerts=connection(OpinionAlert, "event_id", order=("-raised_at",), description="预警"),
)
extend(
    Division,
    opinion_events=connection(
        OpinionEvent, "division_id", order=("-last_seen_at",), description="辖区舆情事件"
    ),
)
