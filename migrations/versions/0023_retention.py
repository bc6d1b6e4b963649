"""How long data is kept: holds, proofs of destruction, requests of persons; runs are fenced.

What is written once may still be destroyed when its time has passed: by functions of the
owner that look at the time themselves, so that the writers' role gains no right to delete.
"""

# ruff: noqa: S608 - names of tables of our own

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TODAY = "(now() at time zone 'Asia/Shanghai')::date"
REFUSE = """create or replace function gonghui_refuse_change() returns trigger language plpgsql as
$$ begin
  {passed}raise exception 'rows of % are written once', tg_table_name using errcode = '23514';
end $$"""
PASSED = "if tg_op = 'DELETE' and gonghui_destroying(tg_relid) then return old; end if;\n  "
GUARD_LINE = """create or replace function gonghui_guard_line() returns trigger language plpgsql as
$$ declare stage text;
begin
  {passed}select status into stage from payment_batch
  where id = coalesce(new.batch_id, old.batch_id);
  if tg_op = 'UPDATE' then
    if stage <> 'BUILDING' and (old.batch_id, old.assistance_id, old.account_id, old.attempt,
        old.amount, old.idempotency_key, old.holder_name)
      is distinct from (new.batch_id, new.assistance_id, new.account_id, new.attempt,
        new.amount, new.idempotency_key, new.holder_name) then
      raise exception 'a locked batch is not edited' using errcode = '23514';
    end if;
    if old.status = 'SUCCESS' and new.status <> 'SUCCESS' then
      raise exception 'a paid line stays paid' using errcode = '23514';
    end if;
    return new;
  end if;
  if stage <> 'BUILDING' then
    raise exception 'a locked batch is not edited' using errcode = '23514';
  end if;
  return coalesce(new, old);
end $$"""
LINE_PASSED = "if tg_op = 'UPDATE' and gonghui_destroying(tg_relid) then return new; end if;\n  "
DESTROYS = "language plpgsql security definer set search_path = pg_catalog, public"
FUNCTIONS = {
    # Only inside a function of the owner: the setting alone gives the writers nothing.
    "gonghui_destroying(oid)": """create function gonghui_destroying(relation oid)
returns boolean language sql stable as
$$ select coalesce(current_setting('gonghui.destroying', true), '') = 'on'
   and pg_has_role(current_user, (select relowner from pg_class where oid = relation), 'usage') $$""",
    "gonghui_held(uuid)": """create function gonghui_held(person uuid) returns boolean
language sql stable parallel safe as
$$ select exists (select from legal_hold h where h.person_id = person and h.lifted_on is null) $$""",
    # Until when a dossier's content is kept; null while it is open.
    "gonghui_dossier_kept_until(uuid)": f"""create function gonghui_dossier_kept_until(wanted uuid)
returns date language sql stable parallel safe as
$$ select (coalesce(d.exited_on, (select max(s.taken_on) from dossier_step s
       where s.dossier_id = d.id), d.applied_on)
     + make_interval(years => gonghui_figure('RETENTION', 'dossier_years', {TODAY})))::date
   from dossier d where d.id = wanted
     and d.status in ('EXITED', 'MONITORED', 'CLOSED', 'REJECTED') $$""",
    # Until when a person is kept by name; null while a membership, a dossier or aid stands.
    # Asked for by himself, only what the law wants kept counts.
    "gonghui_person_kept_until(uuid, boolean)": f"""create function
  gonghui_person_kept_until(wanted uuid, asked boolean)
returns date language sql stable parallel safe as
$$ select case when exists (select from membership m where m.person_id = wanted
       and m.ended_on is null)
     or exists (select from dossier d where d.person_id = wanted and d.destroyed_on is null)
     or exists (select from assistance_record a where a.person_id = wanted
       and a.paid_on is null and a.status not in ('REJECTED', 'WITHDRAWN', 'RECOVERED'))
     then null
   else greatest(
     (select (coalesce(max(m.ended_on), p.created_at::date) + make_interval(years => case
        when asked then 0 else gonghui_figure('RETENTION', 'membership_years', {TODAY}) end))::date
      from membership m where m.person_id = wanted),
     (select (max(a.paid_on) + make_interval(years =>
        gonghui_figure('RETENTION', 'voucher_years', {TODAY})))::date
      from assistance_record a where a.person_id = wanted))
   end from person p where p.id = wanted $$""",
    "gonghui_destroy_dossier(uuid)": f"""create function gonghui_destroy_dossier(wanted uuid)
returns bigint {DESTROYS} as
$$ declare gone bigint; steps bigint;
begin
  if not coalesce(gonghui_dossier_kept_until(wanted) <= {TODAY}, false)
    or gonghui_held((select person_id from dossier where id = wanted)) then
    raise exception 'the dossier is still to be kept' using errcode = '23514';
  end if;
  perform set_config('gonghui.destroying', 'on', true);
  delete from assessment where dossier_id = wanted;
  get diagnostics gone = row_count;
  delete from dossier_step where dossier_id = wanted;
  get diagnostics steps = row_count;
  perform set_config('gonghui.destroying', '', true);
  return gone + steps;
end $$""",
    "gonghui_destroy_payee(uuid)": f"""create function gonghui_destroy_payee(wanted uuid)
returns bigint {DESTROYS} as
$$ declare gone bigint;
begin
  if not coalesce(gonghui_person_kept_until(wanted, true) <= {TODAY}, false)
    or gonghui_held(wanted) then
    raise exception 'the person is still to be kept' using errcode = '23514';
  end if;
  perform set_config('gonghui.destroying', 'on', true);
  update payment_line l set holder_name = '***', account_mask = '***', line_hash = null
  from payee_account a where a.id = l.account_id and a.person_id = wanted;
  get diagnostics gone = row_count;
  perform set_config('gonghui.destroying', '', true);
  return gone;
end $$""",
    # Entries that one statement wrote go together: the audit holds one digest of them.
    "gonghui_forget_reads(integer)": f"""create function gonghui_forget_reads(days integer)
returns bigint {DESTROYS} as
$$ declare gone bigint; before timestamptz;
begin
  before := now() - make_interval(days => greatest(days, 180,
    gonghui_figure('RETENTION', 'access_log_days', {TODAY})));
  perform set_config('gonghui.destroying', 'on', true);
  delete from access_log l where l.at < before and not exists (
    select from access_log held where held.at = l.at and gonghui_held(held.person_id));
  get diagnostics gone = row_count;
  perform set_config('gonghui.destroying', '', true);
  return gone;
end $$""",
}
DESTROYERS = tuple(name for name in FUNCTIONS if "destroy_" in name or "forget_" in name)
TABLES = ("legal_hold", "destruction", "person_request")


def upgrade() -> None:
    """Create the tables and the functions, and fence them."""
    _create()
    op.add_column(
        "person",
        sa.Column("anonymised_on", sa.Date(), comment="去标识化日期 (保存期满或本人请求)"),
    )
    op.add_column(
        "dossier", sa.Column("destroyed_on", sa.Date(), comment="内容销毁日期 (保存期满)")
    )
    for function in FUNCTIONS.values():
        op.execute(function)
    op.execute(REFUSE.format(passed=PASSED))
    op.execute(GUARD_LINE.format(passed=LINE_PASSED))
    for name in DESTROYERS:
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to gonghui_writer")
    for table in TABLES:
        op.execute(f"grant select, insert, update on {table} to gonghui_writer")
        _fence(table)
    op.execute("revoke update on destruction from gonghui_writer")
    op.execute(
        "create trigger written_once before update or delete on destruction"
        " for each row execute function gonghui_refuse_change()"
    )
    op.execute("grant select on legal_hold, destruction to gonghui_reader")
    op.execute(
        "grant select (id, person_id, kind, state, filed_on, due_on, answered_on, answer,"
        " created_at, created_by, updated_at, updated_by, version)"
        " on person_request to gonghui_reader"
    )


def _fence(table: str) -> None:
    signed = "(select gonghui_signed())"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer using ({signed}) with check ({signed})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def downgrade() -> None:
    """Keep everything for ever again."""
    op.execute(REFUSE.format(passed=""))
    op.execute(GUARD_LINE.format(passed=""))
    for name in reversed(FUNCTIONS):
        op.execute(f"drop function {name}")
    op.drop_column("dossier", "destroyed_on")
    op.drop_column("person", "anonymised_on")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create() -> None:
    op.create_table(
        "legal_hold",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("basis", sa.Text(), nullable=False, comment="保全依据 (文号、案号)"),
        sa.Column("placed_on", sa.Date(), nullable=False, comment="保全日期"),
        sa.Column("lifted_on", sa.Date(), nullable=True, comment="解除日期"),
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
            "lifted_on is null or lifted_on >= placed_on", name=op.f("ck_legal_hold_period")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        comment="数据保全 (暂停销毁)",
    )
    op.create_index("ix_legal_hold_person", "legal_hold", ["person_id", "lifted_on"], unique=False)
    op.create_table(
        "destruction",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "DOSSIER",
                "PERSON",
                "ACCESS_LOG",
                "FEED_AUTHOR",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="销毁对象",
        ),
        sa.Column("entity_id", sa.Uuid(), nullable=True, comment="对象标识 (成批销毁的为空)"),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="销毁或清除的行数"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="保存期满日期"),
        sa.Column("basis", sa.Text(), nullable=False, comment="依据"),
        sa.Column("destroyed_on", sa.Date(), nullable=False, comment="销毁日期"),
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
        sa.CheckConstraint("rows >= 0", name=op.f("ck_destruction_rows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        comment="销毁记录 (只增不改)",
        info={"immutable": True},
    )
    op.create_index(
        "ix_destruction_date",
        "destruction",
        [sa.literal_column("destroyed_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("ix_destruction_entity", "destruction", ["entity_id"], unique=False)
    op.create_table(
        "person_request",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="申请人 (职工)"),
        sa.Column(
            "kind",
            sa.Enum(
                "ACCESS",
                "CORRECTION",
                "ERASURE",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="申请事项",
        ),
        sa.Column(
            "state",
            sa.Enum(
                "FILED",
                "GRANTED",
                "REFUSED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("content_cipher", sa.LargeBinary(), nullable=True, comment="申请内容密文"),
        sa.Column("filed_on", sa.Date(), nullable=False, comment="受理日期"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="办理期限"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="答复日期"),
        sa.Column("answer", sa.Text(), nullable=True, comment="答复或不予办理的理由"),
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
            "(state = 'FILED') = (answered_on is null)", name=op.f("ck_person_request_answered")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_request_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
        comment="个人信息权利申请",
        info={"persons": True},
    )
    op.create_index(
        "ix_person_request_person",
        "person_request",
        ["person_id", sa.literal_column("filed_on DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_person_request_state", "person_request", ["state", "due_on", "id"], unique=False
    )
