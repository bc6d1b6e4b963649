"""Assistance: working calendar, the dossier's process, funds, payment batches, deliveries.

Payments are guarded here a second time, whatever a service does: a locked batch is not edited
(trigger), a record is on its way or paid at most once (partial unique index), and the people
who ask, review, approve and pay are different ones (CHECK).
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from schema.core.calendar import announced_days

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "calendar_day",
    "fund_source",
    "aid_cap",
    "dossier_step",
    "household_visit",
    "exclusion_check",
    "evidence",
    "public_notice",
    "notice_objection",
    "monitoring_visit",
    "spot_check",
    "relief_target",
    "relief_base",
    "aid_approval",
    "aid_voucher",
    "aid_overlap",
    "payee_account",
    "payment_batch",
    "payment_line",
    "payment_return",
    "fund_entry",
    "delivery",
    "delivery_goods",
    "delivery_receipt",
    "mutual_aid_policy",
    "mutual_aid_member",
    "mutual_aid_claim",
)
# Rows that are written once and never changed.
IMMUTABLE = ("dossier_step", "relief_base", "aid_approval", "fund_entry")
# The column that names the union a row belongs to.
UNION_COLUMN = (
    "public_notice",
    "notice_objection",
    "relief_base",
    "aid_overlap",
    "payment_batch",
    "payment_line",
    "delivery",
    "delivery_receipt",
    "mutual_aid_member",
    "mutual_aid_claim",
)
# Columns that the readers' role may not read.
SECRET_COLUMNS = {
    "assistance_record": ("child_key", "voucher_hash"),
    "aid_voucher": ("voucher_hash",),
    "payee_account": ("account_cipher", "account_index"),
    "payment_batch": ("content_hash", "ticket_hash"),
    "payment_line": ("line_hash",),
    "payment_return": ("file_hash",),
    "mutual_aid_claim": ("invoice_hash",),
}

FUNCTIONS = (
    # The count-th working day after a day, by calendar_day, else Monday to Friday.
    """create function gonghui_working_day(start date, count integer) returns date
language sql stable parallel safe as
$$ select case when count <= 0 then start else (
  select d.day from (
    select g::date as day, row_number() over (order by g) as number
    from generate_series(start + 1, start + count * 2 + 30, interval '1 day') g
    left join calendar_day c on c.day = g::date
    where coalesce(c.is_workday, extract(isodow from g) < 6)
  ) d where d.number = count) end $$""",
    # A parameter of a rule in force on a day.
    """create function gonghui_figure(wanted_rule text, wanted_key text, at_day date) returns integer
language sql stable parallel safe as
$$ select (value #>> '{}')::integer from rule_parameter
   where rule = wanted_rule and key = wanted_key and valid_from <= at_day
     and (valid_to is null or valid_to > at_day) limit 1 $$""",
    # Working days on which the clock of an application stood still: returned to the applicant.
    """create function gonghui_dossier_held(wanted uuid, since date) returns integer
language sql stable parallel safe as
$$ select coalesce(sum(held.days), 0)::integer from (
  select (
    select count(*) from generate_series(back.taken_on + 1, coalesce(again.taken_on,
      (now() at time zone 'Asia/Shanghai')::date), interval '1 day') g
    left join calendar_day c on c.day = g::date
    where coalesce(c.is_workday, extract(isodow from g) < 6)
  ) as days
  from dossier_step back
  left join lateral (select s.taken_on from dossier_step s
    where s.dossier_id = wanted and s.from_status = 'RETURNED' and s.id > back.id
    order by s.id limit 1) again on true
  where back.dossier_id = wanted and back.to_status = 'RETURNED' and back.taken_on >= since
) held $$""",
    # Until when the dossier's present step must be done: computed, never stored.
    """create function gonghui_dossier_due(wanted uuid) returns date
language sql stable parallel safe as
$$ select case
    when d.status in ('SUBMITTED', 'VISITED', 'FIRST_REVIEWED') then least(
      gonghui_working_day(entry.taken_on, gonghui_figure('DOSSIER', case d.status
        when 'SUBMITTED' then 'visit_working_days'
        when 'VISITED' then 'first_review_working_days'
        else 'data_check_working_days' end, entry.taken_on)),
      decision.due)
    when d.status in ('DATA_CHECKED', 'OBJECTION') then decision.due
    when d.status = 'REJECTED' then gonghui_working_day(entry.taken_on,
      gonghui_figure('DOSSIER', 'reconsideration_working_days', entry.taken_on))
    when d.status in ('ACTIVE', 'DUE_FOR_REVIEW', 'REVIEWING') then d.next_review_on
    when d.status = 'MONITORED' then d.monitor_until
    end
  from dossier d
  left join lateral (select s.taken_on from dossier_step s
    where s.dossier_id = d.id and s.to_status = d.status order by s.id desc limit 1) entry on true
  left join lateral (select min(s.taken_on) as taken_on from dossier_step s
    where s.dossier_id = d.id and s.to_status = 'SUBMITTED') asked on true
  left join lateral (select gonghui_working_day(asked.taken_on,
      gonghui_figure('DOSSIER', 'decision_working_days', asked.taken_on)
      + gonghui_dossier_held(d.id, asked.taken_on)) as due
    where asked.taken_on is not null) decision on true
  where d.id = wanted $$""",
    # Whether a dossier of a base was lifted in the target's year and has not come back in it.
    """create function gonghui_lifted(wanted_target uuid, wanted_dossier uuid) returns boolean
language sql stable parallel safe as
$$ select d.exit_channel like 'E%' and extract(year from d.exited_on) = t.year
     and not exists (select 1 from dossier again
       where again.previous_dossier_id = d.id and extract(year from again.applied_on) = t.year)
   from dossier d, relief_target t where d.id = wanted_dossier and t.id = wanted_target $$""",
    # The share (basis points) that a year's target asks for today; the whole one afterwards.
    """create function gonghui_pace(target_year smallint, share integer) returns integer
language sql stable parallel safe as
$$ select least(greatest((now() at time zone 'Asia/Shanghai')::date
     - make_date(target_year, 1, 1) + 1, 0), 365) * share / 365 $$""",
    """create function gonghui_guard_line() returns trigger language plpgsql as
$$ declare stage text;
begin
  select status into stage from payment_batch where id = coalesce(new.batch_id, old.batch_id);
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
end $$""",
    """create function gonghui_guard_batch() returns trigger language plpgsql as
$$ begin
  if old.status <> 'BUILDING' and (old.line_count, old.total, old.content_hash, old.channel)
    is distinct from (new.line_count, new.total, new.content_hash, new.channel) then
    raise exception 'a locked batch is not edited' using errcode = '23514';
  end if;
  return new;
end $$""",
)
FUNCTION_NAMES = (
    "gonghui_guard_batch()",
    "gonghui_guard_line()",
    "gonghui_pace(smallint, integer)",
    "gonghui_lifted(uuid, uuid)",
    "gonghui_dossier_due(uuid)",
    "gonghui_dossier_held(uuid, date)",
    "gonghui_figure(text, text, date)",
    "gonghui_working_day(date, integer)",
)
AID_COLUMNS = (
    "fund_id",
    "checked_by",
    "refusal",
    "verified_on",
    "verification",
    "recovery_notice_on",
    "recovered_on",
    "child_key",
)
COUNTING = "'APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN'"


def upgrade() -> None:
    """New tables and columns, guards, the calendar of the known years."""
    _create()
    _extend()
    for function in FUNCTIONS:
        op.execute(function)
    op.execute(
        "create trigger guard_line before insert or update or delete on payment_line"
        " for each row execute function gonghui_guard_line()"
    )
    op.execute(
        "create trigger guard_batch before update on payment_batch"
        " for each row execute function gonghui_guard_batch()"
    )
    for table in TABLES:
        _grant(table)
    _readable("assistance_record")
    _seed_calendar()  # before the fence: it lets in no owner but gonghui_owner
    signed = "(select gonghui_signed())"
    for table in TABLES:
        condition = signed
        if table in UNION_COLUMN:
            condition += " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
        _fence(table, condition)


def _grant(table: str) -> None:
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    _readable(table)
    if table in IMMUTABLE:
        op.execute(f"revoke update, delete on {table} from gonghui_writer")
        op.execute(
            f"create trigger written_once before update or delete on {table}"
            " for each row execute function gonghui_refuse_change()"
        )


def _readable(table: str) -> None:
    """The readers' role reads all columns but the secret ones."""
    hidden = SECRET_COLUMNS.get(table)
    if hidden is None:
        op.execute(f"grant select on {table} to gonghui_reader")
        return
    names = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    shown = ", ".join(f'"{name}"' for name in names if name not in hidden)
    op.execute(f"revoke all on {table} from gonghui_reader")
    op.execute(f"grant select ({shown}) on {table} to gonghui_reader")


def _fence(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _extend() -> None:
    """Columns of the tables that exist."""
    op.add_column("dossier", sa.Column("monitor_until", sa.Date(), comment="监测截止日期 (退出后)"))
    op.add_column(
        "household_member",
        sa.Column(
            "excluded_income",
            sa.BigInteger(),
            nullable=False,
            server_default="0",
            comment="不计入的收入: 优抚金、奖学金、政府救助 (年) (分)",
        ),
    )
    for name, kind, comment in (
        ("window_from", sa.Date(), "核算期起 (申请月前十二个整月)"),
        ("window_to", sa.Date(), "核算期止"),
    ):
        op.add_column("assessment", sa.Column(name, kind, comment=comment))
    op.add_column(
        "assessment",
        sa.Column(
            "explanation",
            postgresql.JSONB(),
            nullable=False,
            server_default="[]",
            comment="逐步说明: 步骤、算式、结果、依据",
        ),
    )
    _extend_aid()


def _extend_aid() -> None:
    for name, kind, comment in (
        ("fund_id", sa.Uuid(), "资金"),
        ("checked_by", sa.Text(), "基层核实人"),
        ("refusal", sa.String(40), "不批准事由"),
        ("verified_on", sa.Date(), "回访日期"),
        ("verification", sa.Text(), "回访记录"),
        ("recovery_notice_on", sa.Date(), "追缴通知日期"),
        ("recovered_on", sa.Date(), "追回日期"),
        ("child_key", sa.LargeBinary(), "就学子女与学年的盲索引"),
    ):
        op.add_column("assistance_record", sa.Column(name, kind, comment=comment))
    op.create_foreign_key(
        "fk_assistance_record_fund_id_fund_source",
        "assistance_record",
        "fund_source",
        ["fund_id"],
        ["id"],
    )
    op.create_index("ix_assistance_record_fund_id", "assistance_record", ["fund_id"])
    op.create_index(
        "uq_assistance_record_child",
        "assistance_record",
        ["child_key"],
        unique=True,
        postgresql_where=sa.text(f"status in ({COUNTING})"),
    )
    op.execute(
        "alter table assistance_record add constraint ck_assistance_record_refusal"
        " check (refusal in ('DUPLICATE','OVER_CAP','INELIGIBLE','INCOMPLETE','OTHER'))"
    )
    op.execute(
        "alter table assistance_record add constraint ck_assistance_record_four_eyes check ("
        "requested_by <> checked_by and requested_by <> reviewed_by"
        " and requested_by <> approved_by and requested_by <> paid_by"
        " and checked_by <> approved_by and checked_by <> paid_by"
        " and reviewed_by <> approved_by and reviewed_by <> paid_by and approved_by <> paid_by)"
    )


def _seed_calendar() -> None:
    """The days that the State Council announced, as far as the library knows them."""
    now = datetime.now(UTC)
    table = sa.table(
        "calendar_day",
        *(
            sa.column(name)
            for name in ("day", "is_workday", "note", "created_by", "updated_by", "created_at")
        ),
    )
    rows = [
        {
            "day": known.day,
            "is_workday": known.is_workday,
            "note": known.note,
            "created_by": "job:migration",
            "updated_by": "job:migration",
            "created_at": now,
        }
        for known in announced_days()
    ]
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    op.bulk_insert(table, rows)


def downgrade() -> None:
    """Take all of it away."""
    for table in reversed(TABLES):
        op.execute(f"drop table if exists {table} cascade")
    for function in FUNCTION_NAMES:
        op.execute(f"drop function {function}")
    op.execute("alter table assistance_record drop constraint ck_assistance_record_four_eyes")
    op.execute("alter table assistance_record drop constraint ck_assistance_record_refusal")
    for name in AID_COLUMNS:
        op.drop_column("assistance_record", name)
    op.execute("revoke all on assistance_record from gonghui_reader")
    op.execute("grant select on assistance_record to gonghui_reader")
    for name in ("window_from", "window_to", "explanation"):
        op.drop_column("assessment", name)
    op.drop_column("household_member", "excluded_income")
    op.drop_column("dossier", "monitor_until")


def _create() -> None:
    op.create_table(
        "calendar_day",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="日期"),
        sa.Column("is_workday", sa.Boolean(), nullable=False, comment="是否工作日"),
        sa.Column("note", sa.Text(), nullable=False, comment="说明 (节假日名称、调休上班)"),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
        comment="工作日历 (节假日与调休)",
    )
    op.create_table(
        "fund_source",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="资金代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="资金名称"),
        sa.Column(
            "level",
            sa.Enum(
                "CENTRAL_FISCAL",
                "PROVINCIAL_FISCAL",
                "PROVINCIAL_UNION",
                "PREFECTURE",
                "LOCAL_FISCAL",
                "LOCAL_UNION",
                "DONATION",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="资金来源层级",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("document_number", sa.Text(), nullable=False, comment="下达文号"),
        sa.Column(
            "allowed_kinds",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="可用于的帮扶类型 (空为不限)",
        ),
        sa.Column(
            "allowed_categories",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="可用于的困难类别 (空为不限)",
        ),
        sa.Column(
            "amount", sa.BigInteger(), server_default="0", nullable=False, comment="下达金额 (分)"
        ),
        sa.Column(
            "reserved", sa.BigInteger(), server_default="0", nullable=False, comment="已批未付 (分)"
        ),
        sa.Column(
            "spent", sa.BigInteger(), server_default="0", nullable=False, comment="已支出 (分)"
        ),
        sa.Column("spend_by", sa.Date(), nullable=False, comment="使用期限"),
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
            "reserved >= 0 and spent >= 0 and reserved + spent <= amount",
            name=op.f("ck_fund_source_budget"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_source")),
        sa.UniqueConstraint("code", name=op.f("uq_fund_source_code")),
        comment="帮扶资金",
    )
    op.create_index("ix_fund_source_level", "fund_source", ["level", "year", "id"], unique=False)
    op.create_table(
        "aid_cap",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "fund_level",
            sa.Enum(
                "CENTRAL_FISCAL",
                "PROVINCIAL_FISCAL",
                "PROVINCIAL_UNION",
                "PREFECTURE",
                "LOCAL_FISCAL",
                "LOCAL_UNION",
                "DONATION",
                name="fund_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="资金来源层级 (空为不限)",
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "LIVING",
                "MEDICAL",
                "STUDY",
                "ACCIDENT",
                "LEGAL",
                "JOB",
                "TRAIN",
                "WARM",
                "COOL",
                "MUTUAL",
                "TEMP",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="帮扶类型",
        ),
        sa.Column(
            "category",
            sa.Enum(
                "DIBAO_HOUSEHOLD",
                "DIBAO_MARGIN",
                "ACCIDENT_HIT",
                "DEEP",
                "RELATIVE",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="困难类别 (空为不限)",
        ),
        sa.Column(
            "school_stage",
            sa.Enum(
                "KINDERGARTEN",
                "PRIMARY",
                "JUNIOR_HIGH",
                "SENIOR_HIGH",
                "VOCATIONAL",
                "COLLEGE",
                "UNIVERSITY",
                "POSTGRADUATE",
                name="school_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="就学阶段 (空为不限)",
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "HOUSEHOLD",
                "PERSON",
                "CASE",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="限额口径",
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="限额 (分)"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="失效日期 (不含)"),
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
        sa.CheckConstraint("amount > 0", name=op.f("ck_aid_cap_amount")),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_aid_cap_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_cap")),
        comment="救助限额",
    )
    op.create_index("ix_aid_cap_kind", "aid_cap", ["kind", "valid_from", "id"], unique=False)
    op.create_table(
        "dossier_step",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column(
            "from_status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "VISITED",
                "FIRST_REVIEWED",
                "DATA_CHECKED",
                "APPROVED_PENDING_NOTICE",
                "PUBLIC_NOTICE",
                "OBJECTION",
                "ACTIVE",
                "DUE_FOR_REVIEW",
                "REVIEWING",
                "SUSPENDED",
                "EXITING",
                "EXIT_NOTICE",
                "EXITED",
                "MONITORED",
                "CLOSED",
                "RETURNED",
                "REJECTED",
                "MOVED_OUT",
                "VOIDED",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="原状态",
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "VISITED",
                "FIRST_REVIEWED",
                "DATA_CHECKED",
                "APPROVED_PENDING_NOTICE",
                "PUBLIC_NOTICE",
                "OBJECTION",
                "ACTIVE",
                "DUE_FOR_REVIEW",
                "REVIEWING",
                "SUSPENDED",
                "EXITING",
                "EXIT_NOTICE",
                "EXITED",
                "MONITORED",
                "CLOSED",
                "RETURNED",
                "REJECTED",
                "MOVED_OUT",
                "VOIDED",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="新状态",
        ),
        sa.Column("taken_on", sa.Date(), nullable=False, comment="办理日期"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
        sa.Column("taken_by", sa.Text(), nullable=False, comment="办理人"),
        sa.Column("note", sa.Text(), nullable=True, comment="意见或原因"),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_step_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_step")),
        comment="档案办理记录 (只增不改)",
        info={"immutable": True},
    )
    op.create_index("ix_dossier_step_dossier", "dossier_step", ["dossier_id", "id"], unique=False)
    op.create_table(
        "household_visit",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("visited_on", sa.Date(), nullable=False, comment="入户日期"),
        sa.Column("visitors", sa.ARRAY(sa.Text()), nullable=False, comment="入户人员 (两人以上)"),
        sa.Column("photo", sa.Text(), nullable=False, comment="现场照片编号"),
        sa.Column("findings", sa.Text(), nullable=False, comment="入户情况"),
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
        sa.CheckConstraint("cardinality(visitors) >= 2", name=op.f("ck_household_visit_visitors")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_household_visit_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_visit")),
        comment="入户走访",
    )
    op.create_index(
        "ix_household_visit_dossier", "household_visit", ["dossier_id", "id"], unique=False
    )
    op.create_table(
        "exclusion_check",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column(
            "exclusion",
            sa.Enum(
                "SECOND_HOME",
                "BUSINESS",
                "COSTLY_SCHOOL",
                "VEHICLE",
                "REFUSED_CHECK",
                "FALSE_STATEMENT",
                name="exclusion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="核查事项",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="数据来源部门"),
        sa.Column(
            "result",
            sa.Enum(
                "CLEAR",
                "HIT",
                "UNCLEAR",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="核查结果",
        ),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="核查日期"),
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
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_exclusion_check_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_check")),
        comment="不予建档情形核查",
    )
    op.create_index(
        "ix_exclusion_check_dossier", "exclusion_check", ["dossier_id", "id"], unique=False
    )
    op.create_table(
        "evidence",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column(
            "kind",
            sa.Enum(
                "IDENTITY",
                "INCOME",
                "MEDICAL",
                "DISABILITY_CARD",
                "ENROLMENT",
                "UNEMPLOYMENT",
                "BACKSTOP_CERTIFICATE",
                "ACCIDENT",
                "AUTHORISATION",
                "CONTRACT",
                "INSURANCE",
                "SETTLEMENT",
                "STATEMENT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="材料种类",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="材料名称"),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="出具日期"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="有效期止 (空为长期)"),
        sa.Column("file_reference", sa.Text(), nullable=True, comment="附件编号"),
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
            "valid_until is null or valid_until >= issued_on", name=op.f("ck_evidence_validity")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_evidence_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        comment="证明材料",
    )
    op.create_index("ix_evidence_dossier", "evidence", ["dossier_id", "id"], unique=False)
    op.create_index("ix_evidence_valid_until", "evidence", ["valid_until", "id"], unique=False)
    op.create_table(
        "public_notice",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "DOSSIER_OPENING",
                "DOSSIER_EXIT",
                "AID",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="公示事项",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=True, comment="档案"),
        sa.Column("assistance_id", sa.Uuid(), nullable=True, comment="帮扶记录"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="公示单位"),
        sa.Column("text", sa.Text(), nullable=False, comment="公示内容 (脱敏)"),
        sa.Column("place", sa.Text(), nullable=False, comment="公示地点"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="公示起"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="公示止 (含)"),
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
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_public_notice_period")),
        sa.CheckConstraint(
            "num_nonnulls(dossier_id, assistance_id) = 1", name=op.f("ck_public_notice_subject_row")
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_public_notice_assistance_id_assistance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_public_notice_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_public_notice_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        comment="公示",
    )
    op.create_index(
        "ix_public_notice_assistance", "public_notice", ["assistance_id", "id"], unique=False
    )
    op.create_index("ix_public_notice_dossier", "public_notice", ["dossier_id", "id"], unique=False)
    op.create_index("ix_public_notice_ends", "public_notice", ["ends_on", "id"], unique=False)
    op.create_index("ix_public_notice_union", "public_notice", ["union_id", "id"], unique=False)
    op.create_table(
        "notice_objection",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("notice_id", sa.Uuid(), nullable=False, comment="公示"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="公示单位"),
        sa.Column("raised_on", sa.Date(), nullable=False, comment="提出日期"),
        sa.Column("content", sa.Text(), nullable=False, comment="异议内容"),
        sa.Column(
            "status",
            sa.Enum(
                "OPEN",
                "UPHELD",
                "DISMISSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="OPEN",
            nullable=False,
            comment="处理状态",
        ),
        sa.Column("answer", sa.Text(), nullable=True, comment="处理结论"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="处理日期"),
        sa.Column("answered_by", sa.Text(), nullable=True, comment="处理人"),
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
            "status = 'OPEN' or answered_on is not null", name=op.f("ck_notice_objection_answered")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["public_notice.id"],
            name=op.f("fk_notice_objection_notice_id_public_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_notice_objection_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_objection")),
        comment="公示异议",
    )
    op.create_index(
        "ix_notice_objection_notice", "notice_objection", ["notice_id", "id"], unique=False
    )
    op.create_index(
        "ix_notice_objection_union", "notice_objection", ["union_id", "id"], unique=False
    )
    op.create_table(
        "monitoring_visit",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("visited_on", sa.Date(), nullable=False, comment="回访日期"),
        sa.Column("relapsed", sa.Boolean(), nullable=False, comment="返困"),
        sa.Column("findings", sa.Text(), nullable=False, comment="回访情况"),
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
            ["dossier_id"], ["dossier.id"], name=op.f("fk_monitoring_visit_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_visit")),
        comment="退出后监测回访 (防返困)",
    )
    op.create_index(
        "ix_monitoring_visit_dossier", "monitoring_visit", ["dossier_id", "id"], unique=False
    )
    op.create_table(
        "spot_check",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="抽查日期"),
        sa.Column(
            "result",
            sa.Enum(
                "CONSISTENT",
                "DEVIATING",
                "FALSE",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="抽查结果",
        ),
        sa.Column("findings", sa.Text(), nullable=False, comment="抽查情况"),
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
            ["dossier_id"], ["dossier.id"], name=op.f("fk_spot_check_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint(
            "dossier_id", "checked_on", name=op.f("uq_spot_check_dossier_id_checked_on")
        ),
        comment="年度抽查",
    )
    op.create_index("ix_spot_check_dossier", "spot_check", ["dossier_id", "id"], unique=False)
    op.create_table(
        "relief_target",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("base_on", sa.Date(), nullable=False, comment="基数日期"),
        sa.Column("share", sa.Integer(), nullable=False, comment="目标比例 (万分比)"),
        sa.Column("base_count", sa.Integer(), nullable=False, comment="基数 (户)"),
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
        sa.CheckConstraint("share between 1 and 10000", name=op.f("ck_relief_target_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_target")),
        sa.UniqueConstraint("year", name=op.f("uq_relief_target_year")),
        comment="解困脱困目标",
    )
    op.create_table(
        "relief_base",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("target_id", sa.Uuid(), nullable=False, comment="目标"),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="建档工会"),
        sa.Column(
            "category",
            sa.Enum(
                "DIBAO_HOUSEHOLD",
                "DIBAO_MARGIN",
                "ACCIDENT_HIT",
                "DEEP",
                "RELATIVE",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="基数日困难类别",
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_relief_base_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["relief_target.id"], name=op.f("fk_relief_base_target_id_relief_target")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_relief_base_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_base")),
        sa.UniqueConstraint(
            "target_id", "dossier_id", name=op.f("uq_relief_base_target_id_dossier_id")
        ),
        comment="解困脱困基数 (快照, 不可更改)",
        info={"immutable": True},
    )
    op.create_index("ix_relief_base_dossier", "relief_base", ["dossier_id", "id"], unique=False)
    op.create_index("ix_relief_base_target", "relief_base", ["target_id", "id"], unique=False)
    op.create_index("ix_relief_base_union", "relief_base", ["union_id", "id"], unique=False)
    op.create_table(
        "aid_approval",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("assistance_id", sa.Uuid(), nullable=False, comment="帮扶记录"),
        sa.Column(
            "level",
            sa.Enum(
                "CENTRE_HEAD",
                "VICE_CHAIR",
                "CHAIR_MEETING",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="审批层级",
        ),
        sa.Column("round", sa.SmallInteger(), nullable=False, comment="审批轮次"),
        sa.Column("approved_on", sa.Date(), nullable=False, comment="同意日期"),
        sa.Column("approved_by", sa.Text(), nullable=False, comment="同意人"),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_aid_approval_assistance_id_assistance_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_approval")),
        sa.UniqueConstraint(
            "assistance_id",
            "round",
            "approved_by",
            name=op.f("uq_aid_approval_assistance_id_round_approved_by"),
        ),
        comment="救助审批意见 (只增不改)",
        info={"immutable": True},
    )
    op.create_table(
        "aid_voucher",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("assistance_id", sa.Uuid(), nullable=False, comment="帮扶记录"),
        sa.Column("voucher_hash", sa.LargeBinary(), nullable=False, comment="票据指纹"),
        sa.Column("number_mask", sa.Text(), nullable=False, comment="票据号码 (掩码)"),
        sa.Column(
            "amount", sa.BigInteger(), server_default="0", nullable=False, comment="票据金额 (分)"
        ),
        sa.Column(
            "active", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="占用中"
        ),
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
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_aid_voucher_assistance_id_assistance_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_voucher")),
        comment="救助票据",
    )
    op.create_index(
        op.f("ix_aid_voucher_assistance_id"), "aid_voucher", ["assistance_id"], unique=False
    )
    op.create_index(
        "uq_aid_voucher_once",
        "aid_voucher",
        ["voucher_hash"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "aid_overlap",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column("department", sa.Text(), nullable=False, comment="发放部门 (民政、教育等)"),
        sa.Column("programme", sa.Text(), nullable=False, comment="救助项目"),
        sa.Column("period_key", sa.Text(), nullable=False, comment="期间"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="金额 (分)"),
        sa.Column("reported_on", sa.Date(), nullable=False, comment="登记日期"),
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
        sa.CheckConstraint("amount > 0", name=op.f("ck_aid_overlap_amount")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_aid_overlap_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_aid_overlap_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_overlap")),
        sa.UniqueConstraint(
            "person_id",
            "department",
            "programme",
            "period_key",
            name=op.f("uq_aid_overlap_person_id_department_programme_period_key"),
        ),
        comment="其他部门救助 (提示, 不阻止)",
    )
    op.create_index("ix_aid_overlap_person", "aid_overlap", ["person_id", "id"], unique=False)
    op.create_index("ix_aid_overlap_union", "aid_overlap", ["union_id", "id"], unique=False)
    op.create_table(
        "payee_account",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="户主 (职工)"),
        sa.Column(
            "kind",
            sa.Enum(
                "BANK_CARD",
                "SOCIAL_SECURITY_CARD",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="账户类型",
        ),
        sa.Column("holder_name", sa.Text(), nullable=False, comment="户名"),
        sa.Column("bank_name", sa.Text(), nullable=False, comment="开户行"),
        sa.Column("account_mask", sa.Text(), nullable=False, comment="账号 (掩码)"),
        sa.Column("account_cipher", sa.LargeBinary(), nullable=False, comment="账号密文"),
        sa.Column("account_index", sa.LargeBinary(), nullable=False, comment="账号盲索引"),
        sa.Column(
            "active", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="使用中"
        ),
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
            ["person_id"], ["person.id"], name=op.f("fk_payee_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
        comment="收款账户",
    )
    op.create_index("ix_payee_account_person", "payee_account", ["person_id", "id"], unique=False)
    op.create_index(
        "uq_payee_account_number",
        "payee_account",
        ["account_index"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "uq_payee_account_person",
        "payee_account",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "payment_batch",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="批次号"),
        sa.Column("title", sa.Text(), nullable=False, comment="批次名称"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="发放工会"),
        sa.Column(
            "channel",
            sa.Enum(
                "BANK_FILE",
                "DIRECT",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="发放渠道",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "BUILDING",
                "LOCKED",
                "FINANCE_CHECKED",
                "LEADER_APPROVED",
                "EXPORTED",
                "BANK_RETURNED",
                "RECONCILED",
                "CLOSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="BUILDING",
            nullable=False,
            comment="批次状态",
        ),
        sa.Column("line_count", sa.Integer(), server_default="0", nullable=False, comment="笔数"),
        sa.Column(
            "total", sa.BigInteger(), server_default="0", nullable=False, comment="总金额 (分)"
        ),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True, comment="内容指纹 (锁定时)"),
        sa.Column("built_by", sa.Text(), nullable=False, comment="编制人"),
        sa.Column("locked_on", sa.Date(), nullable=True, comment="锁定日期"),
        sa.Column("finance_checked_by", sa.Text(), nullable=True, comment="财务审核人"),
        sa.Column("leader_approved_by", sa.Text(), nullable=True, comment="审批领导"),
        sa.Column("leader_approved_on", sa.Date(), nullable=True, comment="审批日期"),
        sa.Column("released_by", sa.Text(), nullable=True, comment="送银行经办人"),
        sa.Column("released_on", sa.Date(), nullable=True, comment="送银行日期"),
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=True, comment="一次性取件码指纹"),
        sa.Column(
            "ticket_until", sa.DateTime(timezone=True), nullable=True, comment="取件码有效期"
        ),
        sa.Column(
            "collected_at", sa.DateTime(timezone=True), nullable=True, comment="银行文件取走时间"
        ),
        sa.Column("reconciled_by", sa.Text(), nullable=True, comment="对账人"),
        sa.Column("reconciled_on", sa.Date(), nullable=True, comment="对账日期"),
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
            "status = 'BUILDING' or content_hash is not null", name=op.f("ck_payment_batch_locked")
        ),
        sa.CheckConstraint(
            "built_by <> finance_checked_by and built_by <> leader_approved_by and finance_checked_by <> leader_approved_by and leader_approved_by <> released_by",
            name=op.f("ck_payment_batch_four_eyes"),
        ),
        sa.CheckConstraint("line_count >= 0 and total >= 0", name=op.f("ck_payment_batch_sums")),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_payment_batch_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_batch_number")),
        comment="发放批次",
    )
    op.create_index("ix_payment_batch_status", "payment_batch", ["status", "id"], unique=False)
    op.create_index("ix_payment_batch_union", "payment_batch", ["union_id", "id"], unique=False)
    op.create_table(
        "payment_line",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=False, comment="批次"),
        sa.Column("assistance_id", sa.Uuid(), nullable=False, comment="帮扶记录"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="申报工会"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="收款账户"),
        sa.Column("attempt", sa.SmallInteger(), nullable=False, comment="第几次发放"),
        sa.Column("idempotency_key", sa.Text(), nullable=False, comment="幂等键"),
        sa.Column("holder_name", sa.Text(), nullable=False, comment="户名"),
        sa.Column("account_mask", sa.Text(), nullable=False, comment="账号 (掩码)"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="金额 (分)"),
        sa.Column("line_hash", sa.LargeBinary(), nullable=True, comment="明细指纹"),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "SENT",
                "SUCCESS",
                "FAILED",
                "CORRECTED",
                "REQUEUED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="PENDING",
            nullable=False,
            comment="明细状态",
        ),
        sa.Column("failure", sa.Text(), nullable=True, comment="失败原因 (银行)"),
        sa.Column("gateway_reference", sa.Text(), nullable=True, comment="银行流水号"),
        sa.Column("settled_on", sa.Date(), nullable=True, comment="结果日期"),
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
            "status <> 'FAILED' or failure is not null", name=op.f("ck_payment_line_failed")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_line_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["payee_account.id"],
            name=op.f("fk_payment_line_account_id_payee_account"),
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_payment_line_assistance_id_assistance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payment_batch.id"], name=op.f("fk_payment_line_batch_id_payment_batch")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_payment_line_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_line")),
        sa.UniqueConstraint(
            "assistance_id", "attempt", name=op.f("uq_payment_line_assistance_id_attempt")
        ),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_payment_line_idempotency_key")),
        comment="发放明细",
    )
    op.create_index(
        op.f("ix_payment_line_account_id"), "payment_line", ["account_id"], unique=False
    )
    op.create_index(
        "ix_payment_line_assistance", "payment_line", ["assistance_id", "id"], unique=False
    )
    op.create_index("ix_payment_line_batch", "payment_line", ["batch_id", "id"], unique=False)
    op.create_index("ix_payment_line_status", "payment_line", ["status", "id"], unique=False)
    op.create_index("ix_payment_line_union", "payment_line", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_payment_line_live",
        "payment_line",
        ["assistance_id"],
        unique=True,
        postgresql_where=sa.text("status in ('PENDING','SENT','SUCCESS')"),
    )
    op.create_table(
        "payment_return",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=False, comment="批次"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="回盘文件名"),
        sa.Column("file_hash", sa.LargeBinary(), nullable=False, comment="文件指纹"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="行数"),
        sa.Column("succeeded", sa.Integer(), nullable=False, comment="成功笔数"),
        sa.Column("failed", sa.Integer(), nullable=False, comment="失败笔数"),
        sa.Column("refused", sa.Integer(), nullable=False, comment="有误行数"),
        sa.Column(
            "problems",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="有误行: 行号、代码、说明",
        ),
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
            ["batch_id"],
            ["payment_batch.id"],
            name=op.f("fk_payment_return_batch_id_payment_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_return")),
        sa.UniqueConstraint(
            "batch_id", "file_hash", name=op.f("uq_payment_return_batch_id_file_hash")
        ),
        comment="银行回盘",
    )
    op.create_index("ix_payment_return_batch", "payment_return", ["batch_id", "id"], unique=False)
    op.create_table(
        "fund_entry",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("fund_id", sa.Uuid(), nullable=False, comment="资金"),
        sa.Column(
            "kind",
            sa.Enum(
                "APPROPRIATION",
                "RESERVE",
                "RELEASE",
                "SPEND",
                "RETURN",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="分录",
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="金额 (分)"),
        sa.Column("assistance_id", sa.Uuid(), nullable=True, comment="帮扶记录"),
        sa.Column("line_id", sa.Uuid(), nullable=True, comment="发放明细"),
        sa.Column("entered_on", sa.Date(), nullable=False, comment="记账日期"),
        sa.Column("entered_by", sa.Text(), nullable=False, comment="记账人"),
        sa.Column("note", sa.Text(), nullable=True, comment="摘要"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fund_entry_amount")),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_fund_entry_assistance_id_assistance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund_source.id"], name=op.f("fk_fund_entry_fund_id_fund_source")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payment_line.id"], name=op.f("fk_fund_entry_line_id_payment_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entry")),
        comment="资金台账 (只增不改)",
        info={"immutable": True},
    )
    op.create_index(
        op.f("ix_fund_entry_assistance_id"), "fund_entry", ["assistance_id"], unique=False
    )
    op.create_index("ix_fund_entry_fund", "fund_entry", ["fund_id", "id"], unique=False)
    op.create_index(op.f("ix_fund_entry_line_id"), "fund_entry", ["line_id"], unique=False)
    op.create_index(
        "uq_fund_entry_once",
        "fund_entry",
        ["assistance_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind in ('SPEND','RETURN')"),
    )
    op.create_table(
        "delivery",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="活动编号"),
        sa.Column("title", sa.Text(), nullable=False, comment="活动名称"),
        sa.Column(
            "season",
            sa.Enum(
                "JOBS",
                "COOL",
                "STUDY",
                "WARM",
                name="season",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="四送类别",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="主办工会"),
        sa.Column("fund_id", sa.Uuid(), nullable=True, comment="资金"),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "APPROVED",
                "OPEN",
                "RUNNING",
                "FINISHED",
                "ARCHIVED",
                "CANCELLED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="DRAFT",
            nullable=False,
            comment="活动状态",
        ),
        sa.Column(
            "sites", sa.ARRAY(sa.Text()), server_default="{}", nullable=False, comment="地点"
        ),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="开始日期"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="结束日期"),
        sa.Column("approved_by", sa.Text(), nullable=True, comment="批准人"),
        sa.Column(
            "evidence_reference", sa.Text(), nullable=True, comment="佐证材料编号 (签收表、照片)"
        ),
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
            "status not in ('FINISHED','ARCHIVED') or evidence_reference is not null",
            name=op.f("ck_delivery_evidence"),
        ),
        sa.CheckConstraint("created_by <> approved_by", name=op.f("ck_delivery_four_eyes")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_delivery_period")),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund_source.id"], name=op.f("fk_delivery_fund_id_fund_source")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_delivery_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("number", name=op.f("uq_delivery_number")),
        comment="四送活动",
    )
    op.create_index(op.f("ix_delivery_fund_id"), "delivery", ["fund_id"], unique=False)
    op.create_index("ix_delivery_season", "delivery", ["season", "year", "id"], unique=False)
    op.create_index("ix_delivery_union", "delivery", ["union_id", "id"], unique=False)
    op.create_table(
        "delivery_goods",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("delivery_id", sa.Uuid(), nullable=False, comment="活动"),
        sa.Column("name", sa.Text(), nullable=False, comment="物品"),
        sa.Column("quantity", sa.Integer(), nullable=False, comment="备货数量"),
        sa.Column("issued", sa.Integer(), server_default="0", nullable=False, comment="已发数量"),
        sa.Column(
            "unit_price", sa.BigInteger(), server_default="0", nullable=False, comment="单价 (分)"
        ),
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
            "issued >= 0 and issued <= quantity", name=op.f("ck_delivery_goods_stock")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_delivery_goods_unit_price")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_goods_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_goods")),
        sa.UniqueConstraint("delivery_id", "name", name=op.f("uq_delivery_goods_delivery_id_name")),
        comment="四送物资",
    )
    op.create_index(
        "ix_delivery_goods_delivery", "delivery_goods", ["delivery_id", "id"], unique=False
    )
    op.create_table(
        "delivery_receipt",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("delivery_id", sa.Uuid(), nullable=False, comment="活动"),
        sa.Column("goods_id", sa.Uuid(), nullable=False, comment="物品"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="主办工会"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="受送人 (如为会员)"),
        sa.Column(
            "recipient_group",
            sa.Enum(
                "DOSSIER",
                "FRONTLINE",
                "OUTDOOR",
                "RIDER",
                "MODEL_WORKER",
                "ACCIDENT_FAMILY",
                name="recipient_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="受送对象",
        ),
        sa.Column("recipient_name", sa.Text(), nullable=False, comment="受送人姓名"),
        sa.Column("quantity", sa.Integer(), nullable=False, comment="数量"),
        sa.Column("handed_on", sa.Date(), nullable=False, comment="发放日期"),
        sa.Column("handed_by", sa.Text(), nullable=False, comment="发放人"),
        sa.Column("signature_reference", sa.Text(), nullable=True, comment="签收凭证编号"),
        sa.Column("signed_on", sa.Date(), nullable=True, comment="签收日期"),
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
            "(signed_on is null) = (signature_reference is null)",
            name=op.f("ck_delivery_receipt_signature"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_delivery_receipt_quantity")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_receipt_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"],
            ["delivery_goods.id"],
            name=op.f("fk_delivery_receipt_goods_id_delivery_goods"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_delivery_receipt_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_delivery_receipt_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_receipt")),
        comment="四送发放与签收",
    )
    op.create_index(
        "ix_delivery_receipt_delivery", "delivery_receipt", ["delivery_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_receipt_goods_id"), "delivery_receipt", ["goods_id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_receipt_person_id"), "delivery_receipt", ["person_id"], unique=False
    )
    op.create_index(
        "ix_delivery_receipt_union", "delivery_receipt", ["union_id", "id"], unique=False
    )
    op.create_index(
        "uq_delivery_receipt_person",
        "delivery_receipt",
        ["goods_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("person_id is not null"),
    )
    op.create_table(
        "mutual_aid_policy",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "fee", sa.BigInteger(), server_default="0", nullable=False, comment="互助费 (分)"
        ),
        sa.Column(
            "benefit_table",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="给付档次: [{above: 分, share: 万分比}]",
        ),
        sa.Column(
            "most", sa.BigInteger(), server_default="0", nullable=False, comment="年度最高给付 (分)"
        ),
        sa.Column("enrol_from", sa.Date(), nullable=False, comment="参加登记起"),
        sa.Column("enrol_to", sa.Date(), nullable=False, comment="参加登记止"),
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
        sa.CheckConstraint("enrol_to >= enrol_from", name=op.f("ck_mutual_aid_policy_period")),
        sa.CheckConstraint("fee >= 0 and most > 0", name=op.f("ck_mutual_aid_policy_amounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutual_aid_policy")),
        sa.UniqueConstraint("year", name=op.f("uq_mutual_aid_policy_year")),
        comment="职工医疗互助计划",
    )
    op.create_table(
        "mutual_aid_member",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("policy_id", sa.Uuid(), nullable=False, comment="互助计划"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="参加职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column(
            "paid_by",
            sa.Enum(
                "SELF",
                "UNION",
                "EMPLOYER",
                name="paid_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="缴费方",
        ),
        sa.Column("enrolled_on", sa.Date(), nullable=False, comment="参加日期"),
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
            ["person_id"], ["person.id"], name=op.f("fk_mutual_aid_member_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["mutual_aid_policy.id"],
            name=op.f("fk_mutual_aid_member_policy_id_mutual_aid_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_mutual_aid_member_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutual_aid_member")),
        sa.UniqueConstraint(
            "policy_id", "person_id", name=op.f("uq_mutual_aid_member_policy_id_person_id")
        ),
        comment="医疗互助参加人",
    )
    op.create_index(
        "ix_mutual_aid_member_person", "mutual_aid_member", ["person_id", "id"], unique=False
    )
    op.create_index(
        "ix_mutual_aid_member_policy", "mutual_aid_member", ["policy_id", "id"], unique=False
    )
    op.create_index(
        "ix_mutual_aid_member_union", "mutual_aid_member", ["union_id", "id"], unique=False
    )
    op.create_table(
        "mutual_aid_claim",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="申报编号"),
        sa.Column("member_id", sa.Uuid(), nullable=False, comment="参加人"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column(
            "status",
            sa.Enum(
                "CLAIM_FILED",
                "REVIEWED",
                "PAID",
                "REFUSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="申报状态",
        ),
        sa.Column("admitted_on", sa.Date(), nullable=False, comment="入院日期"),
        sa.Column("discharged_on", sa.Date(), nullable=False, comment="出院日期"),
        sa.Column("filed_on", sa.Date(), nullable=False, comment="申报日期"),
        sa.Column("filed_by", sa.Text(), nullable=False, comment="申报经办人"),
        sa.Column(
            "self_paid",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="个人自付 (分)",
        ),
        sa.Column(
            "benefit", sa.BigInteger(), server_default="0", nullable=False, comment="互助给付 (分)"
        ),
        sa.Column("invoice_hash", sa.LargeBinary(), nullable=False, comment="结算单指纹"),
        sa.Column("reviewed_by", sa.Text(), nullable=True, comment="审核人"),
        sa.Column("refusal_reason", sa.Text(), nullable=True, comment="不予给付原因"),
        sa.Column("assistance_id", sa.Uuid(), nullable=True, comment="给付记录"),
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
        sa.CheckConstraint("discharged_on >= admitted_on", name=op.f("ck_mutual_aid_claim_stay")),
        sa.CheckConstraint("filed_by <> reviewed_by", name=op.f("ck_mutual_aid_claim_four_eyes")),
        sa.CheckConstraint(
            "self_paid > 0 and benefit >= 0", name=op.f("ck_mutual_aid_claim_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_mutual_aid_claim_assistance_id_assistance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["mutual_aid_member.id"],
            name=op.f("fk_mutual_aid_claim_member_id_mutual_aid_member"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_mutual_aid_claim_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutual_aid_claim")),
        sa.UniqueConstraint("invoice_hash", name=op.f("uq_mutual_aid_claim_invoice_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_mutual_aid_claim_number")),
        comment="医疗互助申报",
    )
    op.create_index(
        op.f("ix_mutual_aid_claim_assistance_id"),
        "mutual_aid_claim",
        ["assistance_id"],
        unique=False,
    )
    op.create_index(
        "ix_mutual_aid_claim_member", "mutual_aid_claim", ["member_id", "id"], unique=False
    )
    op.create_index(
        "ix_mutual_aid_claim_status", "mutual_aid_claim", ["status", "id"], unique=False
    )
    op.create_index(
        "ix_mutual_aid_claim_union", "mutual_aid_claim", ["union_id", "id"], unique=False
    )
