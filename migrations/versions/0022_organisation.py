# ruff: noqa: S608 - words of our own
"""The organisation: history of the tree, elections, cadres, checks, enterprises, union funds.

The history of unions is kept by triggers, so that no door can change the tree and forget it;
deadlines are functions of the working calendar and of parameters, never columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = (
    "union_version",
    "organisation_step",
    "union_election",
    "cadre_position",
    "cadre_training",
    "union_committee",
    "enterprise",
    "covered_unit",
    "six_haves",
    "six_haves_item",
    "three_shows",
    "home_assessment",
    "union_strength",
    "business_event",
    "union_budget",
    "union_ledger",
    "union_contribution",
    "fund_target",
)
# Rows that are written once and never changed.
IMMUTABLE = ("organisation_step", "union_ledger")
# Rows of the whole federation, or whose union another table names.
SIGNED = ("union_version", "enterprise", "business_event", "fund_target")

FUNCTIONS = (
    """create function gonghui_today() returns date language sql stable parallel safe as
$$ select (now() at time zone 'Asia/Shanghai')::date $$""",
    # Each union begins its history on the day it was founded, today at the latest.
    """create function gonghui_union_entered() returns trigger language plpgsql as
$$ begin
  insert into union_version (union_id, name, kind, level, parent_id, status, valid_from)
  select id, name, kind, level, parent_id, status,
    least(coalesce(founded_on, gonghui_today()), gonghui_today())
  from new_rows;
  return null;
end $$""",
    # What changes twice in a day leaves one version of that day.
    """create function gonghui_union_changed() returns trigger language plpgsql as
$$ begin
  update union_version v set name = n.name, kind = n.kind, level = n.level,
    parent_id = n.parent_id, status = n.status
  from new_rows n
  where v.union_id = n.id and v.valid_to is null and v.valid_from >= gonghui_today()
    and (n.name, n.kind, n.level, n.parent_id, n.status)
      is distinct from (v.name, v.kind, v.level, v.parent_id, v.status);
  update union_version v set valid_to = gonghui_today()
  from new_rows n
  where v.union_id = n.id and v.valid_to is null and v.valid_from < gonghui_today()
    and (n.name, n.kind, n.level, n.parent_id, n.status)
      is distinct from (v.name, v.kind, v.level, v.parent_id, v.status);
  insert into union_version (union_id, name, kind, level, parent_id, status, valid_from)
  select n.id, n.name, n.kind, n.level, n.parent_id, n.status, gonghui_today()
  from new_rows n
  where not exists (
    select 1 from union_version v where v.union_id = n.id and v.valid_to is null);
  return null;
end $$""",
    # Every difference between the closure and the tree of parents: none in a sound tree.
    """create function gonghui_tree_faults() returns bigint language sql stable as
$$ with recursive up(ancestor_id, descendant_id, depth) as (
    select id, id, 0 from union_organisation
    union all
    select u.parent_id, up.descendant_id, up.depth + 1 from up
    join union_organisation u on u.id = up.ancestor_id
    where u.parent_id is not null and up.depth < 20
  ), off as (
    (select ancestor_id, descendant_id, depth from up
      except select ancestor_id, descendant_id, depth from union_closure)
    union all
    (select ancestor_id, descendant_id, depth from union_closure
      except select ancestor_id, descendant_id, depth from up)
  )
  select (select count(*) from off) + (
    select count(*) from union_organisation u left join union_version v
      on v.union_id = u.id and v.valid_to is null
    where v.id is null or (v.name, v.level, v.parent_id, v.status)
      is distinct from (u.name, u.level, u.parent_id, u.status)) $$""",
    # The last day for the next step of establishing a union, or for its election.
    """create function gonghui_union_due(wanted uuid, state text, term_end date) returns date
language sql stable parallel safe as
$$ select case when state in ('ACTIVE', 'TERM_DUE') then term_end else (
  select gonghui_working_day(s.taken_on, gonghui_figure('UNION', case state
    when 'TARGET' then 'guide_working_days' when 'GUIDED' then 'prepare_working_days'
    when 'PREPARING' then 'apply_working_days' when 'APPLIED' then 'approval_working_days'
    when 'APPROVED' then 'congress_working_days'
    when 'CONGRESS_HELD' then 'registration_working_days'
    when 'REGISTERED' then 'activation_working_days' end, s.taken_on))
  from organisation_step s where s.subject_id = wanted and s.to_status = state
  order by s.id desc limit 1) end $$""",
    # Since when a working union has no chair; null with one.
    """create function gonghui_chair_vacant(wanted uuid) returns date
language sql stable parallel safe as
$$ select coalesce(max(p.ended_on), (select coalesce(u.founded_on, u.created_at::date)
     from union_organisation u where u.id = wanted))
   from cadre_position p where p.union_id = wanted and p.post = 'CHAIR'
   having not coalesce(bool_or(p.ended_on is null), false) $$""",
    """create function gonghui_chair_overdue(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select coalesce(gonghui_chair_vacant(wanted) + make_interval(months => gonghui_figure(
     'UNION', 'chair_vacancy_months', gonghui_today())) < gonghui_today(), false) $$""",
    # Ten women members and no committee of theirs: tells the threshold, never the number.
    """create function gonghui_women_committee_missing(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select not exists (select 1 from union_committee c
     where c.union_id = wanted and c.kind = 'WOMEN' and c.ended_on is null)
   and (select count(*) from membership m join person p on p.id = m.person_id
     where m.union_id = wanted and m.status = 'ACTIVE' and p.sex = 'FEMALE')
     >= gonghui_figure('UNION', 'women_committee_members', gonghui_today()) $$""",
    """create function gonghui_shows_complete(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select coalesce((select num_nonnulls(s.plate_photo, s.chair_notice, s.third_item) = 3
     from three_shows s where s.union_id = wanted
     order by s.checked_on desc limit 1), false) $$""",
    # Union, station and home in one (会、站、家一体化).
    """create function gonghui_union_station_home(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select exists (select 1 from facility f where f.union_id = wanted
       and f.kind in ('SERVICE_STATION', 'LOVE_STATION') and f.status = 'OPEN')
   and exists (select 1 from home_assessment h where h.union_id = wanted
       and h.status in ('IN_FORCE', 'RECHECKED')) $$""",
    """create function gonghui_is_weak(wanted uuid, in_year integer) returns boolean
language sql stable parallel safe as
$$ select coalesce((select s.weak from union_strength s
     where s.union_id = wanted and s.year = in_year), false) $$""",
    """create function gonghui_is_grassroots(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select coalesce((select u.level >= 6 from union_organisation u where u.id = wanted), false) $$""",
    """create function gonghui_six_haves_met(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select not exists (select 1 from six_haves_item i where i.assessment_id = wanted
     and not i.met and i.rectified_on is null) $$""",
    """create function gonghui_rectify_due(wanted uuid) returns date
language sql stable parallel safe as
$$ select gonghui_working_day(a.confirmed_on, gonghui_figure(
     'UNION', 'rectify_working_days', a.confirmed_on))
   from six_haves a where a.id = wanted and a.confirmed_on is not null $$""",
    # A new chair is trained within a year (by calendar months).
    """create function gonghui_training_due(post text, start date) returns date
language sql stable parallel safe as
$$ select case when post = 'CHAIR' then (start + make_interval(months => gonghui_figure(
     'UNION', 'chair_training_months', start)))::date end $$""",
    """create function gonghui_trained_by(wanted uuid, due date) returns boolean
language sql stable parallel safe as
$$ select exists (select 1 from cadre_training t where t.position_id = wanted and t.passed
     and (due is null or t.finished_on <= due)) $$""",
    """create function gonghui_contribution_due(in_year integer, in_quarter integer) returns date
language sql stable parallel safe as
$$ select gonghui_working_day(q.ends, gonghui_figure(
     'UNION', 'contribution_working_days', q.ends))
   from (select (make_date(in_year, in_quarter * 3, 1)
     + interval '1 month - 1 day')::date as ends) q $$""",
    # What the enterprise's own events of the window add to its score (U12, its first part).
    """create function gonghui_event_score(wanted uuid, heads integer) returns integer
language sql stable parallel safe as
$$ select coalesce(sum(gonghui_figure('ENTERPRISE', 'score_' || lower(k.kind),
     gonghui_today())), 0)::integer
   from (select distinct e.kind from business_event e where e.enterprise_id = wanted
     and e.kind <> 'RELOCATION'
     and e.happened_on > gonghui_today()
       - gonghui_figure('ENTERPRISE', 'score_days', gonghui_today())
     and (e.kind <> 'LAYOFF'
       or e.persons >= gonghui_figure('ENTERPRISE', 'layoff_persons', gonghui_today())
       or e.persons * 10000 >= heads
         * gonghui_figure('ENTERPRISE', 'layoff_share', gonghui_today()))) k $$""",
    # Money spent in a year, on whom: the lines of the budget that a list shows, summed.
    """create function gonghui_fund_spent(in_year integer, grassroots boolean, weak boolean)
returns bigint language sql stable parallel safe as
$$ select coalesce(sum(b.spent), 0)::bigint from union_budget b where b.year = in_year
     and (not grassroots or gonghui_is_grassroots(b.beneficiary_id))
     and (not weak or gonghui_is_weak(b.beneficiary_id, b.year)) $$""",
)
FUNCTION_NAMES = (
    "gonghui_fund_spent(integer, boolean, boolean)",
    "gonghui_event_score(uuid, integer)",
    "gonghui_contribution_due(integer, integer)",
    "gonghui_trained_by(uuid, date)",
    "gonghui_training_due(text, date)",
    "gonghui_rectify_due(uuid)",
    "gonghui_six_haves_met(uuid)",
    "gonghui_is_grassroots(uuid)",
    "gonghui_is_weak(uuid, integer)",
    "gonghui_union_station_home(uuid)",
    "gonghui_shows_complete(uuid)",
    "gonghui_women_committee_missing(uuid)",
    "gonghui_chair_overdue(uuid)",
    "gonghui_chair_vacant(uuid)",
    "gonghui_union_due(uuid, text, date)",
    "gonghui_tree_faults()",
    "gonghui_union_changed()",
    "gonghui_union_entered()",
    "gonghui_today()",
)
NEW_ENTITIES = "".join(
    f"'{name}'::character varying, " for name in ("UNION_WORK", "ENTERPRISE", "UNION_FUND")
)


def upgrade() -> None:
    """New tables and columns, the history of the unions that stand, functions, fences."""
    _create()
    op.add_column("union_organisation", sa.Column("guide_name", sa.Text(), comment="建会指导员"))
    op.add_column(
        "union_organisation", sa.Column("merged_into_id", sa.Uuid(), comment="并入的工会")
    )
    op.create_foreign_key(
        "fk_union_organisation_merged_into_id_union_organisation",
        "union_organisation",
        "union_organisation",
        ["merged_into_id"],
        ["id"],
    )
    op.create_index(
        "ix_union_organisation_merged_into_id", "union_organisation", ["merged_into_id"]
    )
    for function in FUNCTIONS:
        op.execute(function)
    op.execute(
        "insert into union_version (union_id, name, kind, level, parent_id, status, valid_from)"
        " select id, name, kind, level, parent_id, status,"
        " least(coalesce(founded_on, gonghui_today()), gonghui_today()) from union_organisation"
    )
    op.execute(
        "create trigger keep_history_new after insert on union_organisation"
        " referencing new table as new_rows"
        " for each statement execute function gonghui_union_entered()"
    )
    op.execute(
        "create trigger keep_history after update on union_organisation"
        " referencing new table as new_rows"
        " for each statement execute function gonghui_union_changed()"
    )
    _entities("array[", f"array[{NEW_ENTITIES}")
    for table in TABLES:
        _grant(table)
        _fence(table)


def _entities(before: str, after: str) -> None:
    """Change the list of what may be assigned, whatever stands in it."""
    quoted = [text.replace("'", "''") for text in (before, after)]
    op.execute(
        "do $$ declare wanted text; begin"
        " select pg_get_constraintdef(oid) into wanted from pg_constraint"
        " where conrelid = 'assignment'::regclass and conname = 'ck_assignment_entity';"
        " wanted := regexp_replace(wanted, 'array\\[', 'array[', 'i');"
        f" wanted := replace(wanted, '{quoted[0]}', '{quoted[1]}');"
        " alter table assignment drop constraint ck_assignment_entity;"
        " execute 'alter table assignment add constraint ck_assignment_entity ' || wanted;"
        " end $$"
    )


def _grant(table: str) -> None:
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select on {table} to gonghui_reader")
    if table in IMMUTABLE:
        op.execute(f"revoke update, delete on {table} from gonghui_writer")
        op.execute(
            f"create trigger written_once before update or delete on {table}"
            " for each row execute function gonghui_refuse_change()"
        )


def _fence(table: str) -> None:
    condition = "(select gonghui_signed())"
    if table == "union_budget":  # the union that gives and the one that uses the money
        condition += (
            " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id)"
            " or gonghui_in_scope(beneficiary_id))"
        )
    elif table not in SIGNED:
        condition += " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def downgrade() -> None:
    """Take all of it away."""
    op.execute("drop trigger keep_history on union_organisation")
    op.execute("drop trigger keep_history_new on union_organisation")
    for function in FUNCTION_NAMES:
        op.execute(f"drop function {function}")
    for table in reversed(TABLES):
        op.execute(f"drop table if exists {table} cascade")
    op.drop_column("union_organisation", "merged_into_id")
    op.drop_column("union_organisation", "guide_name")
    op.execute("delete from assignment where entity in ('UNION_WORK', 'ENTERPRISE', 'UNION_FUND')")
    _entities(NEW_ENTITIES, "")


def _create() -> None:
    op.create_table(
        "union_version",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("name", sa.Text(), nullable=False, comment="工会名称"),
        sa.Column(
            "kind",
            sa.Enum(
                "FEDERATION",
                "TOWNSHIP_UNION",
                "PARK_UNION",
                "INDUSTRY_UNION",
                "JOINT_FEDERATION",
                "GRASSROOTS_UNION",
                "JOINT_UNION",
                "BRANCH",
                "GROUP",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="工会组织类型",
        ),
        sa.Column("level", sa.SmallInteger(), nullable=False, comment="层级"),
        sa.Column("parent_id", sa.Uuid(), nullable=True, comment="上级工会"),
        sa.Column(
            "status",
            sa.Enum(
                "TARGET",
                "GUIDED",
                "PREPARING",
                "APPLIED",
                "APPROVED",
                "CONGRESS_HELD",
                "REGISTERED",
                "ACTIVE",
                "TERM_DUE",
                "MERGED",
                "DISSOLVED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="建会状态",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="截止日期 (不含)"),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_union_version_period")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_version_parent_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_version_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_version")),
        sa.UniqueConstraint(
            "union_id", "valid_from", name=op.f("uq_union_version_union_id_valid_from")
        ),
        comment="工会组织沿革 (由触发器记载)",
    )
    op.create_index("ix_union_version_parent", "union_version", ["parent_id", "id"], unique=False)
    op.create_index("ix_union_version_union", "union_version", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_union_version_open",
        "union_version",
        ["union_id"],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "organisation_step",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "subject",
            sa.Enum(
                "UNION",
                "SIX_HAVES",
                "HOME",
                "BUDGET",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="办理对象",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="办理对象标识"),
        sa.Column("from_status", sa.Text(), nullable=True, comment="原状态"),
        sa.Column("to_status", sa.Text(), nullable=False, comment="新状态"),
        sa.Column("taken_on", sa.Date(), nullable=False, comment="办理日期"),
        sa.Column("taken_by", sa.Text(), nullable=False, comment="办理人"),
        sa.Column("note", sa.Text(), nullable=True, comment="意见或原因"),
        sa.Column("document_number", sa.Text(), nullable=True, comment="文号"),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_organisation_step_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_step")),
        comment="组织业务办理记录 (只增不改)",
    )
    op.create_index(
        "ix_organisation_step_subject", "organisation_step", ["subject_id", "id"], unique=False
    )
    op.create_index(
        "ix_organisation_step_union", "organisation_step", ["union_id", "id"], unique=False
    )
    op.create_table(
        "union_election",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "kind",
            sa.Enum(
                "FOUNDING",
                "RENEWAL",
                "BY_ELECTION",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="选举种类",
        ),
        sa.Column("held_on", sa.Date(), nullable=False, comment="选举日期"),
        sa.Column("delegates", sa.Integer(), nullable=False, comment="应到人数"),
        sa.Column("present", sa.Integer(), nullable=False, comment="实到人数"),
        sa.Column("votes", sa.Integer(), nullable=False, comment="主席得票"),
        sa.Column("chair_name", sa.Text(), nullable=False, comment="当选主席"),
        sa.Column("term_years", sa.SmallInteger(), nullable=True, comment="任期年数 (补选为空)"),
        sa.Column("minutes", sa.Text(), nullable=False, comment="选举记录编号"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint("present * 3 >= delegates * 2", name=op.f("ck_union_election_quorum")),
        sa.CheckConstraint(
            "present between 1 and delegates", name=op.f("ck_union_election_present")
        ),
        sa.CheckConstraint("term_years in (3, 5)", name=op.f("ck_union_election_years")),
        sa.CheckConstraint(
            "votes <= present and votes * 2 > delegates", name=op.f("ck_union_election_majority")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_election_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_election")),
        sa.UniqueConstraint("union_id", "held_on", name=op.f("uq_union_election_union_id_held_on")),
        comment="工会选举",
    )
    op.create_index("ix_union_election_union", "union_election", ["union_id", "id"], unique=False)
    op.create_table(
        "cadre_position",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "post",
            sa.Enum(
                "CHAIR",
                "VICE_CHAIR",
                "COMMITTEE_MEMBER",
                "WOMEN_DIRECTOR",
                "WOMEN_COMMISSIONER",
                "AUDIT_DIRECTOR",
                "ORGANISER",
                "UNION_WORKER",
                name="post",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="职务",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="姓名"),
        sa.Column("full_time", sa.Boolean(), nullable=False, comment="专职"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="任职日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="免职日期"),
        sa.Column("election_id", sa.Uuid(), nullable=True, comment="选举"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "ended_on is null or ended_on >= started_on", name=op.f("ck_cadre_position_period")
        ),
        sa.ForeignKeyConstraint(
            ["election_id"],
            ["union_election.id"],
            name=op.f("fk_cadre_position_election_id_union_election"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_cadre_position_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre_position")),
        comment="工会干部任职",
    )
    op.create_index(
        op.f("ix_cadre_position_election_id"), "cadre_position", ["election_id"], unique=False
    )
    op.create_index("ix_cadre_position_union", "cadre_position", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_cadre_position_single",
        "cadre_position",
        ["union_id", "post"],
        unique=True,
        postgresql_where=sa.text(
            "ended_on is null and post in ('CHAIR','WOMEN_DIRECTOR','AUDIT_DIRECTOR')"
        ),
    )
    op.create_table(
        "cadre_training",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("position_id", sa.Uuid(), nullable=False, comment="干部任职"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("title", sa.Text(), nullable=False, comment="培训班"),
        sa.Column(
            "level",
            sa.Enum(
                "COUNTY",
                "PREFECTURE",
                "PROVINCE",
                "NATIONAL",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="培训层级",
        ),
        sa.Column("hours", sa.SmallInteger(), nullable=False, comment="学时"),
        sa.Column("finished_on", sa.Date(), nullable=False, comment="结业日期"),
        sa.Column("passed", sa.Boolean(), nullable=False, comment="合格"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint("hours between 1 and 400", name=op.f("ck_cadre_training_hours")),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["cadre_position.id"],
            name=op.f("fk_cadre_training_position_id_cadre_position"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_cadre_training_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre_training")),
        sa.UniqueConstraint(
            "position_id",
            "title",
            "finished_on",
            name=op.f("uq_cadre_training_position_id_title_finished_on"),
        ),
        comment="工会干部培训",
    )
    op.create_index(
        "ix_cadre_training_position", "cadre_training", ["position_id", "id"], unique=False
    )
    op.create_index("ix_cadre_training_union", "cadre_training", ["union_id", "id"], unique=False)
    op.create_table(
        "union_committee",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "kind",
            sa.Enum(
                "WOMEN", "AUDIT", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="委员会",
        ),
        sa.Column("members", sa.SmallInteger(), nullable=False, comment="委员人数"),
        sa.Column("formed_on", sa.Date(), nullable=False, comment="成立日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="撤销日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "ended_on is null or ended_on >= formed_on", name=op.f("ck_union_committee_period")
        ),
        sa.CheckConstraint("members > 0", name=op.f("ck_union_committee_members")),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_committee_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_committee")),
        comment="工会专门委员会",
    )
    op.create_index("ix_union_committee_union", "union_committee", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_union_committee_open",
        "union_committee",
        ["union_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "enterprise",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("credit_code", sa.Text(), nullable=False, comment="统一社会信用代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="单位名称"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="属地主管工会"),
        sa.Column("own_union_id", sa.Uuid(), nullable=True, comment="本单位工会"),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="所在区划"),
        sa.Column("park_code", sa.Text(), nullable=True, comment="园区 (楼宇、市场) 内部代码"),
        sa.Column(
            "ownership",
            sa.Enum(
                "STATE",
                "COLLECTIVE",
                "PRIVATE",
                "FOREIGN",
                "INSTITUTION",
                "ORGAN",
                name="ownership",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="单位性质",
        ),
        sa.Column("industry", sa.Text(), nullable=True, comment="行业代码 (GB/T 4754)"),
        sa.Column(
            "headcount", sa.Integer(), server_default="0", nullable=False, comment="职工人数"
        ),
        sa.Column("women", sa.Integer(), server_default="0", nullable=False, comment="女职工人数"),
        sa.Column(
            "dispatched", sa.Integer(), server_default="0", nullable=False, comment="劳务派遣人数"
        ),
        sa.Column(
            "migrants", sa.Integer(), server_default="0", nullable=False, comment="农民工人数"
        ),
        sa.Column(
            "watch_level",
            sa.Enum(
                "NONE",
                "WATCH",
                "URGENT",
                name="watch_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="NONE",
            nullable=False,
            comment="关注级别",
        ),
        sa.Column("watch_reason", sa.Text(), nullable=True, comment="关注原因"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "park_code ~ '^P-[0-9]{6}-[0-9]{3}$'", name=op.f("ck_enterprise_park_code")
        ),
        sa.CheckConstraint(
            "least(headcount, women, dispatched, migrants) >= 0 and greatest(women, dispatched, migrants) <= headcount",
            name=op.f("ck_enterprise_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_enterprise_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["own_union_id"],
            ["union_organisation.id"],
            name=op.f("fk_enterprise_own_union_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_enterprise_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_enterprise_credit_code")),
        comment="企事业单位",
    )
    op.create_index("ix_enterprise_division", "enterprise", ["division_id", "id"], unique=False)
    op.create_index("ix_enterprise_name", "enterprise", ["name", "id"], unique=False)
    op.create_index("ix_enterprise_own_union", "enterprise", ["own_union_id", "id"], unique=False)
    op.create_index("ix_enterprise_union", "enterprise", ["union_id", "id"], unique=False)
    op.create_table(
        "covered_unit",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="联合会"),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False, comment="企业"),
        sa.Column("workers_count", sa.Integer(), nullable=False, comment="覆盖职工人数"),
        sa.Column("joined_on", sa.Date(), nullable=False, comment="加入日期"),
        sa.Column("left_on", sa.Date(), nullable=True, comment="退出日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "left_on is null or left_on >= joined_on", name=op.f("ck_covered_unit_period")
        ),
        sa.CheckConstraint("workers_count >= 0", name=op.f("ck_covered_unit_workers_count")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_covered_unit_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_covered_unit_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covered_unit")),
        comment="联合会覆盖单位",
    )
    op.create_index(
        "ix_covered_unit_enterprise", "covered_unit", ["enterprise_id", "id"], unique=False
    )
    op.create_index("ix_covered_unit_union", "covered_unit", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_covered_unit_open",
        "covered_unit",
        ["enterprise_id"],
        unique=True,
        postgresql_where=sa.text("left_on is null"),
    )
    op.create_table(
        "six_haves",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "status",
            sa.Enum(
                "SELF_ASSESSED",
                "TOWNSHIP_REVIEWED",
                "CITY_CONFIRMED",
                "RETURNED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="评估状态",
        ),
        sa.Column("confirmed_on", sa.Date(), nullable=True, comment="确认日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_six_haves_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_six_haves")),
        sa.UniqueConstraint("union_id", "year", name=op.f("uq_six_haves_union_id_year")),
        comment="六有评估",
    )
    op.create_index("ix_six_haves_union", "six_haves", ["union_id", "id"], unique=False)
    op.create_index("ix_six_haves_year", "six_haves", ["year", "id"], unique=False)
    op.create_table(
        "six_haves_item",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("assessment_id", sa.Uuid(), nullable=False, comment="六有评估"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "item",
            sa.Enum(
                "ELECTED_CHAIR",
                "SOUND_ORGANISATION",
                "ACTIVITIES",
                "RULES",
                "OWN_FUNDS",
                "SATISFIED_MEMBERS",
                name="item",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="项目",
        ),
        sa.Column("met", sa.Boolean(), nullable=False, comment="达标"),
        sa.Column("evidence", sa.Text(), nullable=False, comment="佐证"),
        sa.Column("rectified_on", sa.Date(), nullable=True, comment="整改完成日期"),
        sa.Column("rectification", sa.Text(), nullable=True, comment="整改情况"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "rectified_on is null or not met", name=op.f("ck_six_haves_item_rectified")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["six_haves.id"],
            name=op.f("fk_six_haves_item_assessment_id_six_haves"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_six_haves_item_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_six_haves_item")),
        sa.UniqueConstraint(
            "assessment_id", "item", name=op.f("uq_six_haves_item_assessment_id_item")
        ),
        comment="六有评估项目",
    )
    op.create_index(
        "ix_six_haves_item_assessment", "six_haves_item", ["assessment_id", "id"], unique=False
    )
    op.create_index("ix_six_haves_item_union", "six_haves_item", ["union_id", "id"], unique=False)
    op.create_table(
        "three_shows",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="检查日期"),
        sa.Column("plate_photo", sa.Text(), nullable=True, comment="亮牌子: 照片编号"),
        sa.Column("chair_notice", sa.Text(), nullable=True, comment="亮身份: 公示照片编号"),
        sa.Column("third_item", sa.Text(), nullable=True, comment="第三亮: 佐证"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_three_shows_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_three_shows")),
        sa.UniqueConstraint(
            "union_id", "checked_on", name=op.f("uq_three_shows_union_id_checked_on")
        ),
        comment="三亮检查",
    )
    op.create_index("ix_three_shows_union", "three_shows", ["union_id", "id"], unique=False)
    op.create_table(
        "home_assessment",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "kind",
            sa.Enum(
                "MODEL_HOME",
                "MODEL_SMALL_HOME",
                "ADVANCED_NON_PUBLIC",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="评定种类",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "COUNTY",
                "PREFECTURE",
                "PROVINCE",
                "NATIONAL",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="评定级别",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "status",
            sa.Enum(
                "CALL",
                "NOMINATED",
                "UNIT_NOTICE",
                "TOWNSHIP_REVIEWED",
                "CITY_REVIEWED",
                "CITY_NOTICE",
                "OBJECTION",
                "DECIDED",
                "AWARDED",
                "IN_FORCE",
                "RECHECKED",
                "REVOKED",
                "EXPIRED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="评选状态",
        ),
        sa.Column("join_rate", sa.Integer(), nullable=True, comment="入会率 (万分比)"),
        sa.Column("satisfaction", sa.Integer(), nullable=True, comment="会员满意度 (万分比)"),
        sa.Column("member_votes", sa.Integer(), nullable=True, comment="参加测评会员数"),
        sa.Column("notice_from", sa.Date(), nullable=True, comment="公示起"),
        sa.Column("awarded_on", sa.Date(), nullable=True, comment="授牌日期"),
        sa.Column("rechecked_on", sa.Date(), nullable=True, comment="最近复查日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "join_rate between 0 and 10000", name=op.f("ck_home_assessment_join_rate")
        ),
        sa.CheckConstraint(
            "satisfaction between 0 and 10000", name=op.f("ck_home_assessment_satisfaction")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_home_assessment_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_assessment")),
        sa.UniqueConstraint(
            "union_id",
            "kind",
            "level",
            "year",
            name=op.f("uq_home_assessment_union_id_kind_level_year"),
        ),
        comment="职工之家评定",
    )
    op.create_index("ix_home_assessment_union", "home_assessment", ["union_id", "id"], unique=False)
    op.create_table(
        "union_strength",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("weak", sa.Boolean(), nullable=False, comment="力量薄弱"),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False, comment="原因 (代码)"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "reasons <@ array['NO_FULL_TIME','FEW_MEMBERS','LOW_FUNDS','NO_VENUE','CHAIR_VACANT']",
            name=op.f("ck_union_strength_reason_codes"),
        ),
        sa.CheckConstraint(
            "weak = (cardinality(reasons) > 0)", name=op.f("ck_union_strength_reasons")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_strength_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_strength")),
        sa.UniqueConstraint("union_id", "year", name=op.f("uq_union_strength_union_id_year")),
        comment="基层工会力量评估",
    )
    op.create_index("ix_union_strength_union", "union_strength", ["union_id", "id"], unique=False)
    op.create_table(
        "business_event",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False, comment="企业"),
        sa.Column(
            "kind",
            sa.Enum(
                "ARREARS",
                "LAYOFF",
                "INSURANCE_STOP",
                "POWER_DROP",
                "RELOCATION",
                "ACCIDENT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="经营事件",
        ),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="发生日期"),
        sa.Column("persons", sa.Integer(), nullable=True, comment="涉及人数"),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="涉及金额 (分)"),
        sa.Column("source", sa.Text(), nullable=False, comment="来源"),
        sa.Column("note", sa.Text(), nullable=True, comment="说明"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint("persons >= 0 and amount >= 0", name=op.f("ck_business_event_amounts")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_business_event_enterprise_id_enterprise"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_event")),
        sa.UniqueConstraint(
            "enterprise_id",
            "kind",
            "happened_on",
            name=op.f("uq_business_event_enterprise_id_kind_happened_on"),
        ),
        comment="企业经营事件",
    )
    op.create_index(
        "ix_business_event_enterprise", "business_event", ["enterprise_id", "id"], unique=False
    )
    op.create_index(
        "ix_business_event_happened", "business_event", ["happened_on", "id"], unique=False
    )
    op.create_table(
        "union_budget",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="编列预算的工会"),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False, comment="使用经费的工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "item",
            sa.Enum(
                "GRASSROOTS_SUBSIDY",
                "ACTIVITIES",
                "TRAINING",
                "RIGHTS",
                "WELFARE",
                "ADMINISTRATION",
                "CAPITAL",
                "DUES",
                "CONTRIBUTION",
                name="item",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="经费项目",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="项目名称"),
        sa.Column(
            "amount", sa.BigInteger(), server_default="0", nullable=False, comment="预算 (分)"
        ),
        sa.Column(
            "allotted", sa.BigInteger(), server_default="0", nullable=False, comment="已下拨 (分)"
        ),
        sa.Column(
            "spent", sa.BigInteger(), server_default="0", nullable=False, comment="已支出 (分)"
        ),
        sa.Column(
            "status",
            sa.Enum(
                "BUDGETED",
                "ALLOTTED",
                "SPENT",
                "AUDITED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="项目状态",
        ),
        sa.Column("audit_report", sa.Text(), nullable=True, comment="审计报告文号"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint("allotted between 0 and amount", name=op.f("ck_union_budget_allotted")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_union_budget_amount")),
        sa.CheckConstraint("spent between 0 and allotted", name=op.f("ck_union_budget_spent")),
        sa.ForeignKeyConstraint(
            ["beneficiary_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_budget_beneficiary_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_budget_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_budget")),
        sa.UniqueConstraint(
            "union_id",
            "beneficiary_id",
            "year",
            "item",
            "title",
            name=op.f("uq_union_budget_union_id_beneficiary_id_year_item_title"),
        ),
        comment="工会经费项目",
    )
    op.create_index(
        "ix_union_budget_beneficiary", "union_budget", ["beneficiary_id", "id"], unique=False
    )
    op.create_index("ix_union_budget_union", "union_budget", ["union_id", "id"], unique=False)
    op.create_index("ix_union_budget_year", "union_budget", ["year", "id"], unique=False)
    op.create_table(
        "union_ledger",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("budget_id", sa.Uuid(), nullable=True, comment="经费项目"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "item",
            sa.Enum(
                "GRASSROOTS_SUBSIDY",
                "ACTIVITIES",
                "TRAINING",
                "RIGHTS",
                "WELFARE",
                "ADMINISTRATION",
                "CAPITAL",
                "DUES",
                "CONTRIBUTION",
                name="item",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="经费项目",
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "INCOME",
                "EXPENSE",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="收支方向",
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="金额 (分)"),
        sa.Column("booked_on", sa.Date(), nullable=False, comment="记账日期"),
        sa.Column("booked_by", sa.Text(), nullable=False, comment="记账人"),
        sa.Column("voucher", sa.Text(), nullable=False, comment="凭证号"),
        sa.Column("note", sa.Text(), nullable=True, comment="摘要"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_union_ledger_amount")),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["union_budget.id"], name=op.f("fk_union_ledger_budget_id_union_budget")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_ledger_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_ledger")),
        sa.UniqueConstraint(
            "union_id", "year", "voucher", name=op.f("uq_union_ledger_union_id_year_voucher")
        ),
        comment="工会经费台账 (只增不改)",
    )
    op.create_index("ix_union_ledger_budget", "union_ledger", ["budget_id", "id"], unique=False)
    op.create_index("ix_union_ledger_union", "union_ledger", ["union_id", "id"], unique=False)
    op.create_table(
        "union_contribution",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False, comment="企业"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="收缴工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("quarter", sa.SmallInteger(), nullable=False, comment="季度"),
        sa.Column(
            "wages", sa.BigInteger(), server_default="0", nullable=False, comment="工资总额 (分)"
        ),
        sa.Column("due", sa.BigInteger(), server_default="0", nullable=False, comment="应缴 (分)"),
        sa.Column("paid", sa.BigInteger(), server_default="0", nullable=False, comment="已缴 (分)"),
        sa.Column("paid_on", sa.Date(), nullable=True, comment="缴清日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "(paid_on is not null) = (paid = due)", name=op.f("ck_union_contribution_paid_on")
        ),
        sa.CheckConstraint("quarter between 1 and 4", name=op.f("ck_union_contribution_quarter")),
        sa.CheckConstraint(
            "wages >= 0 and due >= 0 and paid between 0 and due",
            name=op.f("ck_union_contribution_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_union_contribution_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_contribution_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_contribution")),
        sa.UniqueConstraint(
            "enterprise_id",
            "year",
            "quarter",
            name=op.f("uq_union_contribution_enterprise_id_year_quarter"),
        ),
        comment="工会经费拨缴",
    )
    op.create_index(
        "ix_union_contribution_enterprise",
        "union_contribution",
        ["enterprise_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_union_contribution_union", "union_contribution", ["union_id", "id"], unique=False
    )
    op.create_table(
        "fund_target",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "grassroots_share", sa.Integer(), nullable=False, comment="用于基层目标 (万分比)"
        ),
        sa.Column("weak_share", sa.Integer(), nullable=False, comment="用于薄弱工会目标 (万分比)"),
        sa.Column("basis", sa.Text(), nullable=False, comment="依据"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "grassroots_share between 0 and 10000 and weak_share between 0 and 10000",
            name=op.f("ck_fund_target_shares"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_target")),
        sa.UniqueConstraint("year", name=op.f("uq_fund_target_year")),
        comment="工会经费倾斜目标",
    )
