"""Cases as GraphQL shows them."""

import sqlalchemy as sa

from schema.accounts.types import User
from schema.membership.types.masks import withheld
from schema.organisation.types import Enterprise, UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, STRINGS
from schema.rights import tables
from schema.rights.rules import CASE_TRANSITIONS


@node(tables.rights_case)
class RightsCase:
    """维权案件: what workers complain of, who handles it, by when, and what came of it."""

    id = column()
    number = column(sortable=True)
    source = column(groupable=True)
    topic = column(groupable=True)
    title = withheld("title")
    facts = withheld("facts")
    employer = column(groupable=True)
    headcount = column(sortable=True, summable=True)
    is_collective = column(groupable=True)
    urgency = column(sortable=True, groupable=True)
    is_restricted = column()
    route = column(groupable=True)
    status = column(groupable=True)
    status_reason = withheld("status_reason")
    next_steps = computed(
        lambda table: sa.case(
            {
                status.value: sa.literal([to.value for to in legal], sa.ARRAY(sa.Text))
                for status, legal in CASE_TRANSITIONS.items()
            },
            value=table.c.status,
            else_=sa.literal([], sa.ARRAY(sa.Text)),
        ),
        STRINGS,
        "可办理的下一状态 (SM-CASE 状态代码; 是否有权办理另行判断)",
        needs=("status",),
        nullable=False,
    )
    registered_at = column(sortable=True, groupable=True)
    due_on = column(sortable=True)
    finish_on = column(sortable=True)
    is_overdue = computed(
        lambda table: sa.func.coalesce(
            sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date) > table.c.due_on,
            sa.false(),
        ),
        BOOLEAN,
        "本状态已超期",
        needs=("due_on",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    outcome = column(groupable=True)
    recovered = column(sortable=True, summable=True)
    closed_at = column(sortable=True, groupable=True)
    union_id = column(groupable=True)
    version = column()
    union = to_one(UnionOrganisation, "union_id")
    enterprise = to_one(Enterprise, "enterprise_id")
    owner = to_one(User, "owner_id")


@node(tables.rights_case_step)
class RightsCaseStep:
    """案件办理记录: one step of a case, with who took it and when."""

    id = column()
    from_status = column()
    to_status = column(groupable=True)
    taken_at = column(sortable=True)
    taken_by = column()
    text = withheld("text")
    case = to_one(RightsCase, "case_id", implied=True)


extend(
    RightsCase,
    steps=connection(RightsCaseStep, "case_id", description="办理记录", page=FEW, implied=True),
)
extend(
    UnionOrganisation,
    rights_cases=connection(
        RightsCase, "union_id", order=("-registered_at",), description="承办的维权案件"
    ),
)
