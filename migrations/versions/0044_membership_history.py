"""The history of memberships: of which union, in which state, from a day to a day.

Triggers keep it, as they keep that of unions, so that no door can move a member and forget it.
What stood before is told again by the ledger.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TABLE = "membership_version"
STATUSES = (
    *("APPLIED", "APPROVED", "ACTIVE", "TRANSFERRING", "RETAINED"),
    *("LAPSED", "WITHDRAWN", "EXPELLED", "DECEASED"),
)
SIGNED = "(select gonghui_signed())"
FUNCTIONS = (
    # What a row says of its own past: a member since he joined, and since when no more.
    """create function gonghui_membership_entered() returns trigger language plpgsql as
$$ begin
  insert into membership_version (membership_id, union_id, status, valid_from, valid_to)
  select id, union_id, 'ACTIVE', joined_on, ended_on from new_rows
  where joined_on < ended_on and status not in ('APPLIED', 'APPROVED');
  insert into membership_version (membership_id, union_id, status, valid_from)
  select id, union_id, status, least(coalesce(ended_on, joined_on, gonghui_today()),
    gonghui_today())
  from new_rows;
  return null;
end $$""",
    # What changes twice in a day leaves one version of that day.
    """create function gonghui_membership_changed() returns trigger language plpgsql as
$$ begin
  update membership_version v set union_id = n.union_id, status = n.status
  from new_rows n join old_rows o on o.id = n.id
    and (o.union_id, o.status) is distinct from (n.union_id, n.status)
  where v.membership_id = n.id and v.valid_to is null and v.valid_from >= gonghui_today();
  update membership_version v set valid_to = gonghui_today()
  from new_rows n join old_rows o on o.id = n.id
    and (o.union_id, o.status) is distinct from (n.union_id, n.status)
  where v.membership_id = n.id and v.valid_to is null and v.valid_from < gonghui_today();
  insert into membership_version (membership_id, union_id, status, valid_from)
  select n.id, n.union_id, n.status, gonghui_today()
  from new_rows n join old_rows o on o.id = n.id
    and (o.union_id, o.status) is distinct from (n.union_id, n.status)
  where not exists (
    select 1 from membership_version v where v.membership_id = n.id and v.valid_to is null);
  return null;
end $$""",
    # The same from the ledger: each day's last word, with what the row says of its begin and end.
    """create function gonghui_membership_replay()
returns table (membership_id uuid, union_id uuid, status text, valid_from date, valid_to date)
language sql stable as
$$ with told as (
    select s.membership_id, s.union_id, s.to_status::text as status, s.taken_on as day,
      1 as rank, s.id as step from membership_step s
    union all
    select m.id, coalesce((select s.union_id from membership_step s where s.membership_id = m.id
      order by s.id limit 1), m.union_id), 'ACTIVE', m.joined_on, 0, null
    from membership m where m.joined_on is not null
    union all
    select m.id, m.union_id, m.status::text, coalesce(
      (select max(s.taken_on) from membership_step s where s.membership_id = m.id
        and s.to_status = m.status and s.union_id = m.union_id),
      m.ended_on, m.joined_on, gonghui_today()), 2, null
    from membership m
  ), daily as (
    select distinct on (t.membership_id, t.day) t.membership_id, t.union_id, t.status, t.day
    from told t order by t.membership_id, t.day, t.rank desc, t.step desc
  ), changed as (
    select d.*, lag((d.union_id, d.status)) over each is distinct from (d.union_id, d.status)
      as differs from daily d window each as (partition by d.membership_id order by d.day)
  )
  select c.membership_id, c.union_id, c.status, c.day,
    lead(c.day) over (partition by c.membership_id order by c.day)
  from changed c where c.differs $$""",
)
NAMES = (
    "gonghui_membership_replay()",
    "gonghui_membership_changed()",
    "gonghui_membership_entered()",
)


def upgrade() -> None:
    """One table, told from the ledger, kept by two triggers."""
    _create()
    _fence()
    for function in FUNCTIONS:
        op.execute(function)
    op.execute(
        "insert into membership_version (membership_id, union_id, status, valid_from, valid_to)"
        " select membership_id, union_id, status, valid_from, valid_to"
        " from gonghui_membership_replay()"
    )
    op.execute(
        "create trigger keep_history_new after insert on membership"
        " referencing new table as new_rows"
        " for each statement execute function gonghui_membership_entered()"
    )
    op.execute(
        "create trigger keep_history after update on membership"
        " referencing old table as old_rows new table as new_rows"
        " for each statement execute function gonghui_membership_changed()"
    )


def _create() -> None:
    op.create_table(
        TABLE,
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="当时所属工会"),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="当时会籍状态",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), comment="截止日期 (不含)"),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_membership_version_period")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}_{target}")
            )
            for column, target in (
                ("membership_id", "membership"),
                ("union_id", "union_organisation"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_version")),
        sa.UniqueConstraint(
            "membership_id",
            "valid_from",
            name=op.f("uq_membership_version_membership_id_valid_from"),
        ),
        comment="会籍沿革 (由触发器记载)",
    )
    op.create_index("ix_membership_version_membership", TABLE, ["membership_id", "id"])
    op.create_index("ix_membership_version_union", TABLE, ["union_id", "id"])
    op.create_index(
        "ix_membership_version_period", TABLE, ["union_id", "status", "valid_from", "valid_to"]
    )
    op.create_index(
        "uq_membership_version_open",
        TABLE,
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )


def _fence() -> None:
    """As the history of unions: whoever moves a member writes it, whichever union he leaves."""
    op.execute(f"grant select, insert, update, delete on {TABLE} to gonghui_writer")
    op.execute(f"grant select on {TABLE} to gonghui_reader")
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    op.execute(f"create policy readers on {TABLE} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {TABLE} to gonghui_writer using ({SIGNED}) with check ({SIGNED})"
    )
    op.execute(f"create policy migrations on {TABLE} to gonghui_owner using (true)")


def downgrade() -> None:
    """The ledger stays; the history goes with its triggers."""
    op.execute("drop trigger keep_history on membership")
    op.execute("drop trigger keep_history_new on membership")
    for name in NAMES:
        op.execute(f"drop function {name}")
    op.drop_table(TABLE)
