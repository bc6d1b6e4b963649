"""Figures of members: key groups, dues in arrears, the joining rate; regions of document numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

FUNCTIONS = {
    # Which key groups a member belongs to, as far as his membership tells (P18).
    "gonghui_key_groups(uuid, boolean, text)": """create function
  gonghui_key_groups(person uuid, frontline boolean, employment_form text)
returns text[] language sql stable parallel safe as
$$ select array_remove(array[
     case when frontline then 'FRONTLINE' end,
     case when (select p.migrant from person p where p.id = person) then 'MIGRANT' end,
     case when employment_form = 'DISPATCHED' then 'DISPATCHED' end], null) $$""",
    # What a member owes of the months before this one, in fen.
    "gonghui_dues_owed(uuid)": """create function gonghui_dues_owed(wanted uuid)
returns bigint language sql stable parallel safe as
$$ select coalesce(sum(d.amount), 0)::bigint from dues d
   where d.membership_id = wanted and d.status = 'DUE'
     and d.month < date_trunc('month', now() at time zone 'Asia/Shanghai')::date $$""",
    # Active members of a union and all below it, in basis points of the workers of the units
    # that have a union; nothing where fewer than five members would be told.
    "gonghui_joining_rate(uuid)": """create function gonghui_joining_rate(wanted uuid)
returns integer language sql stable parallel safe as
$$ with m as (
     select coalesce(sum(f.total), 0) as members from member_figure f
     where f.union_id = wanted and f.status in ('ACTIVE', 'TRANSFERRING')
   ), w as (
     select coalesce(sum(u.workers_count), 0) as workers from union_closure c
     join union_organisation u on u.id = c.descendant_id
     where c.ancestor_id = wanted and u.status in ('ACTIVE', 'TERM_DUE')
       and not exists (select from union_organisation k where k.parent_id = u.id)
   )
   select case when w.workers > 0 and m.members >= 5
     then round(m.members * 10000 / w.workers)::integer end from m, w $$""",
}
REGIONS = "'CURRENT', 'ABOLISHED', 'UNKNOWN'"


def upgrade() -> None:
    """A column and three functions."""
    kind = sa.Enum(
        "CURRENT",
        "ABOLISHED",
        "UNKNOWN",
        name="document_region",
        native_enum=False,
        create_constraint=False,
        length=40,
    )
    op.add_column("person", sa.Column("document_region", kind, comment="证件号码的区划 (仅提示)"))
    op.create_check_constraint(
        op.f("ck_person_document_region"), "person", f"document_region in ({REGIONS})"
    )
    for statement in FUNCTIONS.values():
        op.execute(statement)


def downgrade() -> None:
    """Nothing is told of regions, groups, arrears and rates."""
    for name in reversed(FUNCTIONS):
        op.execute(f"drop function {name}")
    op.drop_column("person", "document_region")
