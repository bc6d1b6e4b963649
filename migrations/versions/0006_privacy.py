"""Privacy: an audit that no door can avoid and that is chained, and the log of readers.

``schema.core.auditing`` puts the triggers on the tables after each upgrade. A row of the
audit stands for one changed row, or for the set of rows that one statement wrote
(``entity_ids``); ``rows`` says how many, none for an event that changed no row.
"""

# ruff: noqa: S608 - the texts of functions; no part of them comes from outside

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Run = Callable[[str], Any]

# The chain of a row: sha256(hash of the row before in its lane || sha256(content)).
CHAIN = """create function gonghui_audit_chain() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare
  head text := coalesce(current_setting('gonghui.audit_head', true), '');
  chosen smallint; before bigint; previous bytea;
begin
  if head <> '' then
    chosen := split_part(head, '/', 1);
    before := split_part(head, '/', 2);
    previous := decode(split_part(head, '/', 3), 'hex');
  else
    for i in 0..63 loop
      if pg_try_advisory_xact_lock(430682, (pg_backend_pid() + i) % 64) then
        chosen := (pg_backend_pid() + i) % 64; exit;
      end if;
    end loop;
    if chosen is null then
      chosen := pg_backend_pid() % 64;
      perform pg_advisory_xact_lock(430682, chosen);
    end if;
    select l.number, l.hash into before, previous from audit_lane l where l.lane = chosen;
  end if;
  new.lane := chosen;
  new.number := coalesce(before, 0) + 1;
  new.hash := sha256(coalesce(previous, '') || sha256(convert_to(jsonb_build_array(
    new.id, new.lane, new.number, extract(epoch from new.at), new.actor, new.request_id,
    new.action, new.entity, new.entity_id, new.rows, new.reason, new.address, new.changes
  )::text || coalesce(encode(sha256(array_send(new.entity_ids)), 'hex'), ''), 'UTF8')));
  perform set_config('gonghui.audit_head',
    new.lane || '/' || new.number || '/' || encode(new.hash, 'hex'), true);
  return new;
end $$"""
HEAD = """create function gonghui_audit_head() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare head text := coalesce(current_setting('gonghui.audit_head', true), '');
begin
  if head <> '' then
    insert into audit_lane (lane, number, hash) values (split_part(head, '/', 1)::smallint,
      split_part(head, '/', 2)::bigint, decode(split_part(head, '/', 3), 'hex'))
    on conflict (lane) do update set number = excluded.number, hash = excluded.hash;
  end if;
  return null;
end $$"""
# Who acts. Only the owner, whom row-level security does not bind, may go without a name.
ACTOR = """create function gonghui_actor() returns text language plpgsql stable as
$$ declare named text := coalesce(current_setting('gonghui.subject', true), '');
begin
  if named <> '' then return named; end if;
  if pg_has_role(session_user, 'gonghui_owner', 'member') then
    return 'database:' || session_user;
  end if;
  raise exception 'a write names its actor' using errcode = '42501';
end $$"""
MASK = """create function gonghui_audit_mask(value text) returns text language sql immutable as
$$ select case when value ~ '^\\d{4}-\\d\\d-\\d\\d' then left(value, 4)
   else left(value, 1) || '**' end $$"""
CHANGES = """create function gonghui_audit_changes(old jsonb, new jsonb, how jsonb)
returns jsonb language sql immutable as
$$ select coalesce(jsonb_object_agg(key, case
     when how->'secret' ? key then '["***", "***"]'::jsonb
     when how->'personal' ? key then
       jsonb_build_array(gonghui_audit_mask(old->>key), gonghui_audit_mask(new->>key))
     else jsonb_build_array(old->key, new->key) end), '{}')
   from jsonb_object_keys(old || new) key
   where not how->'quiet' ? key
     and coalesce(old->key, 'null') is distinct from coalesce(new->key, 'null') $$"""
_WRITTEN = "insert into audit_event (actor, request_id, action, entity, entity_id, rows, reason,"
_SET = f"{_WRITTEN} address, changes, entity_ids) values (who, asked, tg_op, tg_table_name, null,"
_DECLARED = """
  how jsonb := tg_argv[0];
  who text;
  asked text := coalesce(current_setting('gonghui.request', true), '');
  why text := nullif(current_setting('gonghui.reason', true), '');
  origin text := nullif(current_setting('gonghui.address', true), '');
  written bigint; ids uuid[]; digest text;"""
_EACH = f"{_WRITTEN} address, changes) select who, asked, tg_op, tg_table_name,"
INSERTED = f"""create function gonghui_audit_insert() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set timezone = 'UTC' as
$$ declare {_DECLARED}
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  who := gonghui_actor();
  if how ? 'digest' then
    select array_agg(n.id order by n.id), encode(sha256(convert_to(
      string_agg(to_jsonb(n)::text, E'\\n' order by n.id), 'UTF8')), 'hex')
      into ids, digest from new_rows n;
    {_SET} written, why, origin, jsonb_build_object('digest', digest), ids);
  elsif written <= 100 then
    {_EACH} (to_jsonb(n)->>(how->>'key'))::uuid, 1, why, origin,
      gonghui_audit_changes('{{}}', to_jsonb(n), how) from new_rows n;
  else
    execute format('select array_agg(%s) from new_rows n', how->>'id') into ids;
    {_SET} written, why, origin, '{{}}', ids);
  end if;
  return null;
end $$"""
DELETED = f"""create function gonghui_audit_delete() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare {_DECLARED}
begin
  select count(*) into written from old_rows;
  if written = 0 then return null; end if;
  who := gonghui_actor();
  {_EACH} (to_jsonb(o)->>(how->>'key'))::uuid, 1, why, origin,
    gonghui_audit_changes(to_jsonb(o), '{{}}', how) from old_rows o;
  return null;
end $$"""
# Rows in which only bookkeeping changed (a run number, a counter's moment) share one row.
UPDATED = f"""create function gonghui_audit_update() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare {_DECLARED}
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  who := gonghui_actor();
  execute format(
    '{_WRITTEN} address, changes) select $1, $2, $3, $4, %1$s, 1, $5, $6,'
    ' gonghui_audit_changes(to_jsonb(o), to_jsonb(n), $7) from old_rows o'
    ' join new_rows n on %3$s where row(%2$s) is distinct from row(%4$s)',
    how->>'id', how->>'old', how->>'same', how->>'new')
  using who, asked, tg_op, tg_table_name::text, why, origin, how;
  execute format(
    'select array_agg(%1$s) from old_rows o'
    ' join new_rows n on %3$s where row(%2$s) is not distinct from row(%4$s)',
    how->>'id', how->>'old', how->>'same', how->>'new') into ids;
  if ids is not null then
    {_SET} cardinality(ids), why, origin, '{{}}', ids);
  end if;
  return null;
end $$"""
TRUNCATED = f"""create function gonghui_audit_truncate() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare {_DECLARED}
begin
  execute format('select count(*) from %I', tg_table_name) into written;
  if written = 0 then return null; end if;
  who := gonghui_actor();
  {_SET} written, why, origin, '{{}}', null);
  return null;
end $$"""
FUNCTIONS = (CHAIN, HEAD, ACTOR, MASK, CHANGES, INSERTED, UPDATED, DELETED, TRUNCATED)
CHAINED = """do $$ declare e record; begin
  for e in select * from audit_before order by at, id loop
    insert into audit_event (id, at, actor, request_id, action, entity, entity_id, changes)
    values (e.id, e.at, e.actor, e.request_id, e.action, e.entity, e.entity_id, e.changes);
  end loop;
end $$"""


def upgrade() -> None:
    """Chain the audit, and log who reads."""
    run = op.get_bind().exec_driver_sql
    op.create_table(
        "audit_lane",
        sa.Column("lane", sa.SmallInteger(), autoincrement=False, nullable=False, comment="链道"),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="最后一行的序号"),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="最后一行的散列"),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_audit_lane")),
        comment="审计链各链道的末端",
    )
    for column in (
        sa.Column("lane", sa.SmallInteger(), comment="链道"),
        sa.Column("number", sa.BigInteger(), comment="链道内序号, 连续"),
        sa.Column("hash", sa.LargeBinary(), comment="散列: 前一行散列与本行内容"),
        sa.Column(
            "rows",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="所写行数 (0 为不改行的事件)",
        ),
        sa.Column("entity_ids", sa.ARRAY(sa.Uuid()), comment="成批写入的各行标识"),
        sa.Column("reason", sa.Text(), comment="事由"),
        sa.Column("address", sa.Text(), comment="来源地址"),
    ):
        op.add_column("audit_event", column)
    for function in FUNCTIONS:
        run(function)
    _chain_what_is_there(run)
    for name in ("lane", "number", "hash"):
        op.alter_column("audit_event", name, nullable=False)
    op.create_unique_constraint(
        op.f("uq_audit_event_lane_number"), "audit_event", ["lane", "number"]
    )
    op.create_index(
        "ix_audit_event_set",
        "audit_event",
        ["entity", "at"],
        postgresql_where=sa.text("entity_ids is not null"),
    )
    run(
        "create trigger head after insert on audit_event"
        " for each statement execute function gonghui_audit_head()"
    )
    _log_readers(run)
    _fence_findings(run)


def _chain_what_is_there(run: Run) -> None:
    """Rows of before the chain are taken into its first lane in their order."""
    run("alter table audit_event disable trigger written_once")
    run("create temporary table audit_before on commit drop as select * from audit_event")
    run("delete from audit_event")
    run(
        "create trigger chain before insert on audit_event"
        " for each row execute function gonghui_audit_chain()"
    )
    run(CHAINED)
    run(
        "insert into audit_lane (lane, number, hash) select distinct on (lane) lane, number, hash"
        " from audit_event order by lane, number desc"
    )
    run("alter table audit_event enable trigger written_once")


def _log_readers(run: Run) -> None:
    op.create_table(
        "access_log",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="时间",
        ),
        sa.Column("actor", sa.Text(), nullable=False, comment="查阅者"),
        sa.Column("actor_name", sa.Text(), nullable=False, comment="查阅者姓名"),
        sa.Column("role", sa.Text(), nullable=False, comment="角色"),
        sa.Column(
            "kind",
            sa.Enum(
                "READ",
                "REVEAL",
                "EXPORT",
                "SUBJECT_ACCESS",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="查阅方式",
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "DOSSIER_REVIEW",
                "CASE_HANDLING",
                "PAYMENT",
                "AUDIT",
                "MEMBER_REQUEST",
                "MEMBERSHIP",
                "STATISTICS",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="目的",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="目的说明"),
        sa.Column("entity", sa.Text(), nullable=False, comment="对象类型 (表)"),
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="对象标识"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="所涉职工"),
        sa.Column(
            "fields",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="明文字段",
        ),
        sa.Column("request_id", sa.Text(), nullable=False, comment="请求编号"),
        sa.Column("address", sa.Text(), nullable=True, comment="来源地址"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
        comment="查阅记录 (只增不改)",
    )
    op.create_index("ix_access_log_person", "access_log", ["person_id", "at", "id"])
    op.create_index("ix_access_log_entity", "access_log", ["entity_id", "at"])
    op.create_index("ix_access_log_actor", "access_log", ["actor", "kind", "at"])
    op.create_index(
        "ix_access_log_at",
        "access_log",
        [sa.literal_column("at DESC"), sa.literal_column("id DESC")],
    )
    for statement in (
        "grant select on audit_lane to gonghui_writer",
        "grant select, insert on access_log to gonghui_writer",
        "grant select on access_log to gonghui_reader",
        (
            "create trigger written_once before update or delete on access_log"
            " for each row execute function gonghui_refuse_change()"
        ),
    ):
        run(statement)
    _fence("access_log", "(select gonghui_signed())", run)


def _fence_findings(run: Run) -> None:
    signed = "(select gonghui_signed())"
    _fence(
        "finding",
        f"{signed} and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))",
        run,
    )


def _fence(table: str, condition: str, run: Run) -> None:
    for statement in (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy readers on {table} for select to gonghui_reader using (true)",
        (
            f"create policy writers on {table} to gonghui_writer"
            f" using ({condition}) with check ({condition})"
        ),
        f"create policy migrations on {table} to gonghui_owner using (true)",
    ):
        run(statement)


def downgrade() -> None:
    """Take the chain, the triggers and the log away; the audit rows stay."""
    for policy in ("readers", "writers", "migrations"):
        op.execute(f"drop policy {policy} on finding")
    op.execute("alter table finding no force row level security")
    op.execute("alter table finding disable row level security")
    op.drop_table("access_log")
    for name in ("insert", "update", "delete", "truncate", "chain", "head"):
        op.execute(f"drop function gonghui_audit_{name}() cascade")
    op.execute("drop function gonghui_audit_changes(jsonb, jsonb, jsonb)")
    op.execute("drop function gonghui_audit_mask(text)")
    op.execute("drop function gonghui_actor()")
    op.drop_index("ix_audit_event_set", "audit_event")
    for name in ("lane", "number", "hash", "rows", "entity_ids", "reason", "address"):
        op.drop_column("audit_event", name)
    op.drop_table("audit_lane")
