# ruff: noqa: S608 - the names are those of our own tables
"""Writing: idempotency keys, and figures that are maintained beside their rows."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What is counted: measure, status, category, year, amount of a row.
MEASURES = {
    "membership": ("MEMBERS", "status", "employment_form", "null::smallint", "0"),
    "dossier": ("DOSSIERS", "status", "category", "null::smallint", "0"),
    "assistance_record": (
        "ASSISTANCE",
        "status",
        "kind",
        "extract(year from paid_on)::smallint",
        "amount",
    ),
    "facility": ("FACILITIES", "status", "kind", "null::smallint", "0"),
    "finding": ("FINDINGS", "status", "severity::text", "null::smallint", "0"),
}
# The views that the schema reads: what state and category are called there, and their type.
VIEWS = {
    "member_figure": ("MEMBERS", "state as status", "category as employment_form"),
    "dossier_figure": ("DOSSIERS", "state as status", "category"),
    "assistance_figure": (
        "ASSISTANCE",
        "state as status",
        "category as kind",
        "year",
        "own_amount",
        "total_amount",
    ),
    "facility_figure": ("FACILITIES", "state as status", "category as kind"),
    "finding_figure": ("FINDINGS", "state as status", "category::smallint as severity"),
}
KEY = "union_id, measure, state, category, year"
DEFINER = "security definer set search_path = pg_catalog, public"
# Whoever changes the union tree or folds figures holds this lock (schema.organisation.service).
LOCK = "perform pg_advisory_xact_lock(hashtext('union_closure'))"
ADD_TOTALS = """on conflict on constraint uq_figure_key do update set
    total_count = figure.total_count + excluded.total_count,
    total_amount = figure.total_amount + excluded.total_amount"""

# The few pending deltas climb to their few ancestors: OFFSET 0 keeps PostgreSQL from going the
# other way, through every union of a subtree.
NOW = f"""create view figure_now as
select md5(concat_ws('|', {KEY}))::uuid as key, summed.* from (
  select {KEY}, sum(own_count)::bigint as own, sum(own_amount)::bigint as own_amount,
    sum(total_count)::bigint as total, sum(total_amount)::bigint as total_amount
  from (
    select {KEY}, own_count, own_amount, total_count, total_amount from figure
    union all
    select c.ancestor_id, d.measure, d.state, d.category, d.year,
      case c.depth when 0 then d.count else 0 end, case c.depth when 0 then d.amount else 0 end,
      d.count, d.amount
    from figure_delta d cross join lateral (
      select u.ancestor_id, u.depth from union_closure u
      where u.descendant_id = d.union_id offset 0
    ) c
    union all
    select null, measure, state, category, year,
      case when union_id is null then count else 0 end,
      case when union_id is null then amount else 0 end, count, amount
    from figure_delta
  ) part
  group by {KEY}
  having sum(own_count) <> 0 or sum(own_amount) <> 0
    or sum(total_count) <> 0 or sum(total_amount) <> 0
) summed"""
FOLD = f"""create function gonghui_fold_figures(most integer) returns bigint language plpgsql
{DEFINER} as
$$ declare folded bigint;
begin
  {LOCK};
  with taken as (
    delete from figure_delta where id in (select id from figure_delta order by id limit most)
    returning *
  ), spread as (
    select c.ancestor_id as union_id, t.measure, t.state, t.category, t.year,
      case c.depth when 0 then t.count else 0 end as own_count,
      case c.depth when 0 then t.amount else 0 end as own_amount,
      t.count as total_count, t.amount as total_amount
    from taken t join union_closure c on c.descendant_id = t.union_id
    union all
    select null, measure, state, category, year,
      case when union_id is null then count else 0 end,
      case when union_id is null then amount else 0 end, count, amount
    from taken
  ), entered as (
    insert into figure ({KEY}, own_count, own_amount, total_count, total_amount)
    select {KEY}, sum(own_count), sum(own_amount), sum(total_count), sum(total_amount)
    from spread group by {KEY}
    on conflict on constraint uq_figure_key do update set
      own_count = figure.own_count + excluded.own_count,
      own_amount = figure.own_amount + excluded.own_amount,
      total_count = figure.total_count + excluded.total_count,
      total_amount = figure.total_amount + excluded.total_amount
  )
  select count(*) into folded from taken;
  return folded;
end $$"""
# A subtree that is hung or cut brings its folded figures to those above, or takes them away;
# pending deltas find their way by the tree as it is when they are read or folded.
MOVED = f"""create function gonghui_move_figures() returns trigger language plpgsql
{DEFINER} as
$$ begin
  {LOCK};
  if tg_op = 'INSERT' then
    insert into figure ({KEY}, total_count, total_amount)
    select n.ancestor_id, f.measure, f.state, f.category, f.year,
      sum(f.own_count), sum(f.own_amount)
    from new_rows n join figure f on f.union_id = n.descendant_id
    group by 1, 2, 3, 4, 5 {ADD_TOTALS};
  else
    insert into figure ({KEY}, total_count, total_amount)
    select o.ancestor_id, f.measure, f.state, f.category, f.year,
      -sum(f.own_count), -sum(f.own_amount)
    from old_rows o join figure f on f.union_id = o.descendant_id
    group by 1, 2, 3, 4, 5 {ADD_TOTALS};
  end if;
  return null;
end $$"""
# Nobody else writes a table that is being emptied: all its figures and deltas are there to go.
EMPTIED = f"""create function gonghui_empty_figures() returns trigger language plpgsql
{DEFINER} as
$$ begin
  {LOCK};
  delete from figure where measure = tg_argv[0];
  delete from figure_delta where measure = tg_argv[0];
  return null;
end $$"""
# Both sides of each comparison are of one snapshot.
DRIFT = f"""create view figure_drift as
select {KEY}, sum(count)::bigint as count, sum(amount)::bigint as amount from (
  select {KEY}, count, amount from figure_live
  union all select {KEY}, -own_count, -own_amount from figure
  union all select {KEY}, -count, -amount from figure_delta
) part group by {KEY} having sum(count) <> 0 or sum(amount) <> 0"""
TOTAL_DRIFT = f"""create view figure_total_drift as
select {KEY}, sum(count)::bigint as count, sum(amount)::bigint as amount from (
  select c.ancestor_id as union_id, f.measure, f.state, f.category, f.year,
    f.own_count as count, f.own_amount as amount
  from figure f join union_closure c on c.descendant_id = f.union_id
  union all select null, measure, state, category, year, own_count, own_amount from figure
  union all select {KEY}, -total_count, -total_amount from figure
) part group by {KEY} having sum(count) <> 0 or sum(amount) <> 0"""
REBUILD = f"""create function gonghui_rebuild_figures() returns bigint language plpgsql
{DEFINER} as
$$ declare own bigint; above bigint;
begin
  {LOCK};
  perform gonghui_fold_figures(2147483647);
  insert into figure_delta ({KEY}, count, amount) select * from figure_drift;
  get diagnostics own = row_count;
  perform gonghui_fold_figures(2147483647);
  insert into figure ({KEY}, total_count, total_amount) select * from figure_total_drift
    {ADD_TOTALS};
  get diagnostics above = row_count;
  return own + above;
end $$"""
COUNT_DRIFT = f"""create function gonghui_figures_drift() returns bigint language sql stable
{DEFINER} as
$$ select (select count(*) from figure_drift) + (select count(*) from figure_total_drift) $$"""
FUNCTIONS = {
    "gonghui_fold_figures(integer)": FOLD,
    "gonghui_rebuild_figures()": REBUILD,
    "gonghui_figures_drift()": COUNT_DRIFT,
}


def _counting(table: str) -> str:
    """The trigger function of a table: what a statement adds to each figure, if it does."""
    measure, state, category, year, amount = MEASURES[table]
    row = f"union_id, '{measure}', {state}, {category}, {year}"
    into = f"insert into figure_delta ({KEY}, count, amount)"
    return f"""create function gonghui_count_{table}() returns trigger language plpgsql
{DEFINER} as
$$ begin
  if tg_op = 'INSERT' then
    {into} select {row}, count(*), sum({amount}) from new_rows group by 1, 2, 3, 4, 5;
  elsif tg_op = 'DELETE' then
    {into} select {row}, -count(*), -sum({amount}) from old_rows group by 1, 2, 3, 4, 5;
  else
    {into} select u, m, s, g, y, sum(n), sum(a) from (
      select {row}, 1, {amount} from new_rows
      union all select {row}, -1, -{amount} from old_rows
    ) as both_sides (u, m, s, g, y, n, a)
    group by u, m, s, g, y having sum(n) <> 0 or sum(a) <> 0;
  end if;
  return null;
end $$"""


def _live() -> str:
    """A live count of everything, from the rows themselves."""
    parts = [
        f"select union_id, '{measure}' as measure, {state} as state, {category} as category,"
        f" {year} as year, count(*) as count, sum({amount})::bigint as amount from {table}"
        " group by 1, 2, 3, 4, 5"
        for table, (measure, state, category, year, amount) in MEASURES.items()
    ]
    return "create view figure_live as " + " union all ".join(parts)


def _triggers() -> Iterator[tuple[str, str, str, str]]:
    """Trigger name, table, event, function."""
    for table in MEASURES:
        for event in ("insert", "update", "delete"):
            yield f"figures_{event}", table, event, f"gonghui_count_{table}"
    for event in ("insert", "delete"):
        yield f"figures_{event}", "union_closure", event, "gonghui_move_figures"


def _watch(name: str, table: str, event: str, function: str) -> None:
    sides = {
        "insert": "new table as new_rows",
        "delete": "old table as old_rows",
        "update": "old table as old_rows new table as new_rows",
    }
    op.execute(
        f"create trigger {name} after {event} on {table} referencing {sides[event]}"
        f" for each statement execute function {function}()"
    )


def upgrade() -> None:
    """Make both, and count what is there already."""
    _idempotency_key()
    _figures()
    for view in (NOW, _live(), DRIFT, TOTAL_DRIFT):
        op.execute(view)
    for name, (measure, *columns) in VIEWS.items():
        shown = ", ".join(["key", "union_id", *columns, "own", "total"])
        op.execute(
            f"create view {name} as select {shown} from figure_now where measure = '{measure}'"
        )
        op.execute(f"grant select on {name} to gonghui_reader, gonghui_writer")
    for name, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to gonghui_writer")
    op.execute(MOVED)
    for table in MEASURES:
        op.execute(_counting(table))
    for trigger in _triggers():
        _watch(*trigger)
    op.execute(EMPTIED)
    for table, (measure, *_) in MEASURES.items():
        op.execute(
            f"create trigger figures_truncate after truncate on {table}"
            f" for each statement execute function gonghui_empty_figures('{measure}')"
        )
    op.execute("select gonghui_rebuild_figures()")


def _idempotency_key() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "idempotency_key",
        _identifier(),
        sa.Column("subject", sa.Text(), nullable=False, comment="操作者"),
        sa.Column("key", sa.Text(), nullable=False, comment="幂等键"),
        sa.Column("operation", sa.Text(), nullable=False, comment="操作名称"),
        sa.Column("input_digest", sa.LargeBinary(), nullable=False, comment="输入的带密钥摘要"),
        sa.Column("state", sa.String(40), nullable=False, comment="状态"),
        sa.Column("result", postgresql.JSONB(), comment="结果 (仅标识与失败原因)"),
        sa.Column("created_at", moment, nullable=False, comment="登记时间"),
        sa.Column("expires_at", moment, nullable=False, comment="到期时间"),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_key"),
        sa.UniqueConstraint("subject", "key", name="uq_idempotency_key_subject_key"),
        sa.CheckConstraint(
            "char_length(key) between 1 and 255", name=op.f("ck_idempotency_key_key")
        ),
        sa.CheckConstraint(
            "expires_at >= created_at + interval '24 hours'", name=op.f("ck_idempotency_key_kept")
        ),
        sa.CheckConstraint(
            "state in ('RUNNING', 'SUCCEEDED', 'REFUSED')", name=op.f("ck_idempotency_key_state")
        ),
        comment="幂等键",
    )
    op.create_index("ix_idempotency_key_expires", "idempotency_key", ["expires_at"])
    op.execute("revoke all on idempotency_key from gonghui_reader")
    op.execute("grant select, insert, update, delete on idempotency_key to gonghui_writer")
    op.execute("alter table idempotency_key enable row level security")
    op.execute("alter table idempotency_key force row level security")
    # A key is its subject's own; whoever cleans up sees those that have expired.
    own = "subject = current_setting('gonghui.subject', true)"
    op.execute(f"create policy own on idempotency_key to gonghui_writer using ({own})")
    op.execute(
        "create policy expired on idempotency_key for delete to gonghui_writer"
        " using (expires_at <= now())"
    )
    op.execute(
        "create policy expired_seen on idempotency_key for select to gonghui_writer"
        " using (expires_at <= now())"
    )
    op.execute("create policy migrations on idempotency_key to gonghui_owner using (true)")


def _figures() -> None:
    op.create_table(
        "figure",
        _identifier(),
        *_keys(),
        _sum("own_count", "本级个数"),
        _sum("own_amount", "本级金额 (分)"),
        _sum("total_count", "含下级个数"),
        _sum("total_amount", "含下级金额 (分)"),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sa.UniqueConstraint(
            "union_id",
            "measure",
            "state",
            "category",
            "year",
            name="uq_figure_key",
            postgresql_nulls_not_distinct=True,
        ),
        _measures("figure"),
        comment="汇总数 (已归并)",
    )
    op.create_table(
        "figure_delta",
        _identifier(),
        *_keys(),
        _sum("count", "个数变化"),
        _sum("amount", "金额变化 (分)"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_delta"),
        _measures("figure_delta"),
        comment="汇总数的变化 (待归并)",
    )
    op.create_index("ix_figure_delta_measure", "figure_delta", ["measure", "union_id"])
    for table in ("figure", "figure_delta"):
        op.execute(f"revoke all on {table} from gonghui_reader, gonghui_writer")


def _identifier() -> sa.Column[object]:
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _keys() -> list[sa.Column[object]]:
    return [
        sa.Column("union_id", sa.Uuid(), comment="工会 (空为全部)"),
        sa.Column("measure", sa.String(40), nullable=False, comment="统计对象"),
        sa.Column("state", sa.Text(), nullable=False, comment="状态"),
        sa.Column("category", sa.Text(), comment="类别"),
        sa.Column("year", sa.SmallInteger(), comment="年度"),
    ]


def _sum(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0", comment=comment)


def _measures(table: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{measure[0]}'" for measure in MEASURES.values())
    return sa.CheckConstraint(f"measure in ({listed})", name=op.f(f"ck_{table}_measure"))


def downgrade() -> None:
    """Take both away."""
    for name, table, _, _ in _triggers():
        op.execute(f"drop trigger {name} on {table}")
    for table in MEASURES:
        op.execute(f"drop trigger figures_truncate on {table}")
        op.execute(f"drop function gonghui_count_{table}()")
    helpers = ("gonghui_move_figures()", "gonghui_empty_figures()")
    for name in (*helpers, *reversed(FUNCTIONS)):
        op.execute(f"drop function {name}")
    for name in (*VIEWS, "figure_total_drift", "figure_drift", "figure_live", "figure_now"):
        op.execute(f"drop view {name}")
    for table in ("figure_delta", "figure", "idempotency_key"):
        op.drop_table(table)
