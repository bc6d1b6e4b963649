"""Elections, cadres, committees and covered units as GraphQL shows them."""

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.organisation import tables
from schema.organisation.types.enterprises import Enterprise
from schema.organisation.types.masks import masked_chair, masked_name
from schema.organisation.types.unions import UnionOrganisation, flag, today
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import DATE


@node(tables.union_election)
class UnionElection:
    """工会选举: founding, renewal or by-election, with its quorum and result."""

    id = column()
    kind = column(groupable=True)
    held_on = column(sortable=True, groupable=True)
    delegates = column()
    present = column()
    votes = column()
    chair_name = column(mask=masked_chair, unmasked_for=SEES_NAMES)
    term_years = column(groupable=True)
    minutes = column()
    version = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.cadre_training)
class CadreTraining:
    """工会干部培训: a class that a cadre finished."""

    id = column()
    title = column()
    level = column(groupable=True)
    hours = column(summable=True)
    finished_on = column(sortable=True, groupable=True)
    passed = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


def _due(table: sa.FromClause) -> sa.ColumnElement[object]:
    return sa.func.gonghui_training_due(
        sa.cast(table.c.post, sa.Text), table.c.started_on, type_=sa.Date
    )


@node(tables.cadre_position)
class CadrePosition:
    """工会干部任职: who holds which post, since when, and whether trained in time."""

    id = column()
    post = column(groupable=True)
    name = column(mask=masked_name, unmasked_for=SEES_NAMES)
    full_time = column(groupable=True)
    started_on = column(sortable=True, groupable=True)
    ended_on = column(sortable=True, groupable=True)
    version = column()
    union_id = column(groupable=True)
    training_due_on = computed(
        _due, DATE, "新任主席培训期限 (参数 chair_training_months)", needs=("post", "started_on")
    )
    trained_in_time = flag(
        lambda table: sa.func.gonghui_trained_by(table.c.id, _due(table)),
        "已按期培训合格 (新任主席须在期限内)",
        "id",
        "post",
        "started_on",
    )
    training_overdue = flag(
        lambda table: sa.func.coalesce(
            sa.and_(
                table.c.ended_on.is_(None),
                _due(table) < today(),
                sa.not_(sa.func.gonghui_trained_by(table.c.id, sa.null())),
            ),
            sa.false(),
        ),
        "新任主席逾期未培训 (U3)",
        "id",
        "post",
        "started_on",
        "ended_on",
    )
    union = to_one(UnionOrganisation, "union_id", implied=True)
    election = to_one(UnionElection, "election_id", implied=True)
    trainings = connection(
        CadreTraining, "position_id", description="参加的培训", page=FEW, implied=True
    )


extend(CadreTraining, position=to_one(CadrePosition, "position_id", implied=True))


@node(tables.union_committee)
class UnionCommittee:
    """工会专门委员会: the women's committee, the audit committee."""

    id = column()
    kind = column(groupable=True)
    members = column(summable=True)
    formed_on = column(sortable=True, groupable=True)
    ended_on = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.covered_unit)
class CoveredUnit:
    """联合会覆盖单位: an enterprise that a joint federation or joint union covers."""

    id = column()
    workers_count = column(summable=True)
    joined_on = column(sortable=True, groupable=True)
    left_on = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)
    enterprise = to_one(Enterprise, "enterprise_id")


extend(
    UnionOrganisation,
    elections=connection(UnionElection, "union_id", description="历次选举", page=FEW),
    cadres=connection(CadrePosition, "union_id", description="工会干部", page=FEW),
    committees=connection(UnionCommittee, "union_id", description="专门委员会", page=FEW),
    covered_units=connection(CoveredUnit, "union_id", description="覆盖单位"),
)
