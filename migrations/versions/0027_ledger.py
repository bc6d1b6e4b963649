"""The ledger of memberships: steps, transfers by both unions, lapses, dues, cards, new forms.

The deadline of a transfer is computed from the working calendar and no longer stored. A union
that a member is being transferred to may take the row over: that is a policy of its own, for
the rows of an open transfer only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLES = (
    "membership_step",
    "lapse_proposal",
    "dues",
    "card_series",
    "membership_card",
    "platform_work",
    "home_union",
)
IMMUTABLE = ("membership_step",)
UNION_COLUMN = ("lapse_proposal", "dues")
STATES = "'REQUESTED','RELEASED','ACCEPTED','REJECTED','CANCELLED','COMPLETED'"
CHECKS = {
    "released": "status in ('REQUESTED', 'REJECTED', 'CANCELLED', 'COMPLETED')"
    " or released_on is not null",
    "decided": "(status in ('REQUESTED', 'RELEASED')) = (decided_on is null)",
    "ex_officio": "status <> 'COMPLETED' or basis is not null",
    "order": "(released_on is null or released_on >= requested_on)"
    " and (decided_on is null or decided_on >= coalesce(released_on, requested_on))",
}
OF_MEMBERSHIP = {
    "dues_base": "dues_base > 0",
    "lapse": "status <> 'LAPSED' or educated_on is not null",
    "expulsion": "status <> 'EXPELLED' or end_document is not null",
    "retention": "retention_ground is null or status = 'RETAINED'",
}
GROUNDS = (
    *("RETIREMENT", "UNEMPLOYMENT", "EMPLOYER_CLOSED", "UNION_LESS_EMPLOYER"),
    "OTHER",
)
STATUSES = (
    *("APPLIED", "APPROVED", "ACTIVE", "TRANSFERRING", "RETAINED"),
    *("LAPSED", "WITHDRAWN", "EXPELLED", "DECEASED"),
)
NEW_COLUMNS: tuple[tuple[str, type[sa.Date] | type[sa.Text], str], ...] = (
    ("released_on", sa.Date, "转出工会确认日期"),
    ("released_by", sa.Text, "转出确认人"),
    ("decided_by", sa.Text, "办结人"),
    ("dues_from", sa.Date, "会费自此月起由转入工会收取 (月首)"),
    ("basis", sa.Text, "依职权办结的依据"),
)
FUNCTIONS = (
    # Until when the union whose turn it is must act; nothing once the transfer is decided.
    """create function gonghui_transfer_due(stage text, requested date, released date)
returns date language sql stable parallel safe as
$$ select case stage
    when 'REQUESTED' then gonghui_working_day(requested,
      gonghui_figure('MEMBERSHIP', 'transfer_working_days', requested))
    when 'RELEASED' then gonghui_working_day(released,
      gonghui_figure('MEMBERSHIP', 'transfer_working_days', released))
    end $$""",
    # Whether both unions kept their working days, as far as the transfer has come.
    """create function gonghui_transfer_on_time(stage text, requested date, released date,
  decided date) returns boolean language sql stable parallel safe as
$$ select stage <> 'COMPLETED'
    and coalesce(released, decided, (now() at time zone 'Asia/Shanghai')::date)
      <= gonghui_transfer_due('REQUESTED', requested, null)
    and (released is null
      or coalesce(decided, (now() at time zone 'Asia/Shanghai')::date)
        <= gonghui_transfer_due('RELEASED', null, released)) $$""",
)
TODAY = "(now() at time zone 'Asia/Shanghai')::date"
STEPS_GO = """  delete from membership_step s using membership m
  where m.id = s.membership_id and m.person_id = wanted;
"""
# Whoever is made nameless takes the texts of his ledger along: they are written once.
DESTROY_PAYEE = """create or replace function gonghui_destroy_payee(wanted uuid)
returns bigint language plpgsql security definer set search_path = pg_catalog, public as
$$ declare gone bigint;
begin
  if not coalesce(gonghui_person_kept_until(wanted, true) <= {today}, false)
    or gonghui_held(wanted) then
    raise exception 'the person is still to be kept' using errcode = '23514';
  end if;
  perform set_config('gonghui.destroying', 'on', true);
{steps}  update payment_line l set holder_name = '***', account_mask = '***', line_hash = null
  from payee_account a where a.id = l.account_id and a.person_id = wanted;
  get diagnostics gone = row_count;
  perform set_config('gonghui.destroying', '', true);
  return gone;
end $$"""
FUNCTION_NAMES = (
    "gonghui_transfer_on_time(text, date, date, date)",
    "gonghui_transfer_due(text, date, date)",
)
# A member who is on his way may be read and taken over by the union that he is on his way to;
# the row as it will be is looked at, too, so his state does not tell.
COMING = """not (select gonghui_unlimited()) and (select gonghui_signed())
  and membership.id in (select t.membership_id from membership_transfer t
    where t.status in ('REQUESTED', 'RELEASED') and gonghui_in_scope(t.to_union_id))"""
LANDED = """(select gonghui_signed()) and exists (select from membership_transfer t
  where t.membership_id = membership.id and t.status in ('REQUESTED', 'RELEASED')
    and gonghui_in_scope(t.to_union_id)
    and membership.union_id in (t.from_union_id, t.to_union_id))"""


def upgrade() -> None:
    """New tables, two-sided transfers, the fence's door for a member on his way."""
    _create()
    _transfers()
    _memberships()
    op.execute("create sequence dues_receipt")
    op.execute("grant usage on sequence dues_receipt to gonghui_writer")
    for function in (*FUNCTIONS, DESTROY_PAYEE.format(today=TODAY, steps=STEPS_GO)):
        op.execute(function)
    signed = "(select gonghui_signed())"
    for table in TABLES:
        _grant(table)
        condition = signed
        if table in UNION_COLUMN:
            condition += " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
        _fence(table, condition)
    op.execute(f"create policy coming on membership for select to gonghui_writer using ({COMING})")
    op.execute(
        "create policy landing on membership for update to gonghui_writer"
        f" using (status = 'TRANSFERRING' and {COMING}) with check ({LANDED})"
    )


def _transfers() -> None:
    for name, kind, comment in NEW_COLUMNS:
        op.add_column("membership_transfer", sa.Column(name, kind(), comment=comment))
    op.drop_constraint(op.f("ck_membership_transfer_status"), "membership_transfer", type_="check")
    op.drop_index("uq_membership_transfer_open", table_name="membership_transfer")
    # Until now it was the old union that asked, which was its consent.
    op.execute(
        "update membership_transfer set released_on = requested_on, released_by = created_by,"
        " status = case status when 'REQUESTED' then 'RELEASED' else status end,"
        " decided_on = case when status <> 'REQUESTED'"
        " then greatest(requested_on, coalesce(decided_on, updated_at::date)) end"
    )
    op.execute(
        f"alter table membership_transfer add constraint ck_membership_transfer_status"
        f" check (status in ({STATES}))"
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(
            op.f(f"ck_membership_transfer_{name}"), "membership_transfer", condition
        )
    op.create_index(
        "uq_membership_transfer_open",
        "membership_transfer",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("status in ('REQUESTED','RELEASED')"),
    )
    op.drop_column("membership_transfer", "due_on")


def _memberships() -> None:
    op.add_column(
        "membership",
        sa.Column(
            "retention_ground",
            sa.Enum(
                *GROUNDS,
                name="retention_ground",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            comment="保留会籍情形",
        ),
    )
    listed = ", ".join(f"'{ground}'" for ground in GROUNDS)
    op.create_check_constraint(
        op.f("ck_membership_retention_ground"), "membership", f"retention_ground in ({listed})"
    )
    op.add_column(
        "membership",
        sa.Column("dues_base", sa.BigInteger(), comment="会费缴费基数 (月基本工资, 分)"),
    )
    op.execute(
        "update membership set educated_on = coalesce(ended_on, joined_on) where status = 'LAPSED'"
        " and educated_on is null"
    )
    op.execute(
        "update membership set end_document = '未登记' where status = 'EXPELLED'"
        " and end_document is null"
    )
    for name, condition in OF_MEMBERSHIP.items():
        op.create_check_constraint(op.f(f"ck_membership_{name}"), "membership", condition)


def _grant(table: str) -> None:
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select on {table} to gonghui_reader")
    if table in IMMUTABLE:
        op.execute(f"revoke update, delete on {table} from gonghui_writer")
        op.execute(
            f"create trigger written_once before update or delete on {table}"
            " for each row execute function gonghui_refuse_change()"
        )


def _fence(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _create() -> None:
    op.create_table(
        "membership_step",
        _identifier(),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="办理时所属工会"),
        _code("from_status", "原状态", *STATUSES, nullable=True),
        _code("to_status", "新状态", *STATUSES),
        sa.Column("taken_on", sa.Date(), nullable=False, comment="办理日期"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
        sa.Column("taken_by", sa.Text(), nullable=False, comment="办理人"),
        sa.Column("reason", sa.Text(), nullable=True, comment="原因"),
        sa.Column("document", sa.Text(), nullable=True, comment="决定文号"),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_membership_step_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_membership_step_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_step")),
        comment="会籍台账 (只增不改)",
    )
    op.create_index(
        "ix_membership_step_membership", "membership_step", ["membership_id", "id"], unique=False
    )
    op.create_table(
        "lapse_proposal",
        _identifier(),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        _code(
            "status",
            "办理状态",
            "PROPOSED",
            "EDUCATED",
            "CONFIRMED",
            "DISMISSED",
        ),
        sa.Column("proposed_on", sa.Date(), nullable=False, comment="提出日期"),
        sa.Column("unpaid_since", sa.Date(), nullable=False, comment="未缴会费起始月 (月首)"),
        sa.Column("grounds", sa.Text(), nullable=False, comment="提出的依据"),
        sa.Column("educated_on", sa.Date(), nullable=True, comment="教育谈话日期"),
        sa.Column("educated_by", sa.Text(), nullable=True, comment="谈话人"),
        sa.Column("took_part", sa.Boolean(), nullable=True, comment="谈话查明参加过工会组织生活"),
        sa.Column("good_reason", sa.Boolean(), nullable=True, comment="谈话查明有正当理由"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="决定日期"),
        sa.Column("decided_by", sa.Text(), nullable=True, comment="决定人 (工会主席)"),
        sa.Column("note", sa.Text(), nullable=True, comment="谈话或决定说明"),
        *_record(),
        sa.CheckConstraint(
            "(status in ('CONFIRMED', 'DISMISSED')) = (decided_on is not null)",
            name=op.f("ck_lapse_proposal_decided"),
        ),
        sa.CheckConstraint(
            "status <> 'CONFIRMED' or (educated_on is not null and decided_by is not null"
            " and not took_part and not good_reason)",
            name=op.f("ck_lapse_proposal_decision"),
        ),
        sa.CheckConstraint(
            "educated_on is null or educated_on >= proposed_on", name=op.f("ck_lapse_proposal_talk")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_lapse_proposal_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_lapse_proposal_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapse_proposal")),
        comment="自动退会提议 (须经教育与主席决定)",
    )
    op.create_index(
        "ix_lapse_proposal_membership", "lapse_proposal", ["membership_id", "id"], unique=False
    )
    op.create_index(
        "ix_lapse_proposal_union", "lapse_proposal", ["union_id", "status", "id"], unique=False
    )
    op.create_index(
        "uq_lapse_proposal_open",
        "lapse_proposal",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("status in ('PROPOSED','EDUCATED')"),
    )
    op.create_table(
        "dues",
        _identifier(),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="收缴工会"),
        sa.Column("month", sa.Date(), nullable=False, comment="所属月份 (月首)"),
        _code("status", "会费状态", "DUE", "PAID", "WAIVED"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="会费 (分): 应缴或实缴"),
        sa.Column("kept_amount", sa.BigInteger(), nullable=False, comment="本工会留成 (分)"),
        sa.Column("passed_amount", sa.BigInteger(), nullable=False, comment="上解上级工会 (分)"),
        sa.Column("paid_on", sa.Date(), nullable=True, comment="缴纳日期"),
        sa.Column("receipt_number", sa.Text(), nullable=True, comment="会费收据号"),
        sa.Column("reason", sa.Text(), nullable=True, comment="免缴或更正原因"),
        *_record(),
        sa.CheckConstraint(
            "amount > 0 and kept_amount >= 0 and passed_amount >= 0 and kept_amount + passed_amount = amount",
            name=op.f("ck_dues_amounts"),
        ),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_dues_month")),
        sa.CheckConstraint(
            "(status = 'PAID') = (paid_on is not null)"
            " and (status = 'PAID') = (receipt_number is not null)",
            name=op.f("ck_dues_payment"),
        ),
        sa.CheckConstraint("status <> 'WAIVED' or reason is not null", name=op.f("ck_dues_waiver")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_dues_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_dues_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("membership_id", "month", name=op.f("uq_dues_membership_id_month")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_dues_receipt_number")),
        comment="会费 (按月)",
    )
    op.create_index("ix_dues_month", "dues", ["month", "id"], unique=False)
    op.create_index("ix_dues_union", "dues", ["union_id", "month", "id"], unique=False)
    op.create_table(
        "card_series",
        _identifier(),
        sa.Column("prefix", sa.Text(), nullable=False, comment="号段前缀"),
        sa.Column("digits", sa.SmallInteger(), nullable=False, comment="流水号位数"),
        sa.Column("next_number", sa.BigInteger(), nullable=False, comment="下一个流水号"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="停用日期"),
        *_record(),
        sa.CheckConstraint("prefix ~ '^[0-9]{1,10}$'", name=op.f("ck_card_series_prefix")),
        sa.CheckConstraint("digits between 4 and 12", name=op.f("ck_card_series_digits")),
        sa.CheckConstraint("next_number >= 1", name=op.f("ck_card_series_next_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_series")),
        sa.UniqueConstraint("prefix", name=op.f("uq_card_series_prefix")),
        comment="会员证号段",
    )
    op.create_table(
        "membership_card",
        _identifier(),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("number", sa.Text(), nullable=False, comment="会员证号"),
        _code(
            "status",
            "会员证状态",
            "VALID",
            "LOST",
            "REPLACED",
            "CANCELLED",
        ),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="发证日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="失效日期"),
        sa.Column("reason", sa.Text(), nullable=True, comment="补换或注销原因"),
        sa.Column("replaces_id", sa.Uuid(), nullable=True, comment="所替换的会员证"),
        *_record(),
        sa.CheckConstraint(
            "(status = 'VALID') = (ended_on is null)", name=op.f("ck_membership_card_validity")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_membership_card_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["membership_card.id"],
            name=op.f("fk_membership_card_replaces_id_membership_card"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_card")),
        sa.UniqueConstraint("number", name="uq_membership_card_by_number"),
        comment="会员证",
    )
    op.create_index(
        "ix_membership_card_membership", "membership_card", ["membership_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_membership_card_replaces_id"), "membership_card", ["replaces_id"], unique=False
    )
    op.create_index(
        "uq_membership_card_valid",
        "membership_card",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("status = 'VALID'"),
    )
    op.create_table(
        "platform_work",
        _identifier(),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        _code(
            "platform",
            "平台",
            "MEITUAN",
            "ELEME",
            "DIDI",
            "HUOLALA",
            "MANBANG",
            "SHUNFENG",
            "ZHONGTONG",
            "OTHER",
        ),
        _code(
            "relation",
            "与平台的关系",
            "EMPLOYED",
            "LABOUR_SERVICE",
            "CROWDSOURCED",
            "SELF_EMPLOYED",
        ),
        sa.Column("vehicle_plate", sa.Text(), nullable=True, comment="车牌号"),
        sa.Column("work_area", sa.Text(), nullable=True, comment="作业区域"),
        _code(
            "verified_by",
            "核验方式",
            "PLATFORM_LIST",
            "SELFIE_IN_APP",
            "STATION_VISIT",
            nullable=True,
        ),
        sa.Column("verified_on", sa.Date(), nullable=True, comment="核验日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="离开平台日期"),
        *_record(),
        sa.CheckConstraint(
            "(verified_by is null) = (verified_on is null)",
            name=op.f("ck_platform_work_verification"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_platform_work_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_work")),
        sa.UniqueConstraint(
            "membership_id", "platform", name=op.f("uq_platform_work_membership_id_platform")
        ),
        comment="新就业形态从业情况",
    )
    op.create_index(
        "ix_platform_work_membership", "platform_work", ["membership_id", "id"], unique=False
    )
    op.create_index("ix_platform_work_platform", "platform_work", ["platform", "id"], unique=False)
    op.create_table(
        "home_union",
        _identifier(),
        _code(
            "kind",
            "归口方式",
            "PLATFORM_STATION",
            "INDUSTRY",
            "CATCH_ALL",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="归口工会"),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="适用区划"),
        _code(
            "platform",
            "适用平台",
            "MEITUAN",
            "ELEME",
            "DIDI",
            "HUOLALA",
            "MANBANG",
            "SHUNFENG",
            "ZHONGTONG",
            "OTHER",
            nullable=True,
        ),
        _code(
            "new_form_group",
            "适用群体",
            "TRUCK_DRIVER",
            "COURIER",
            "CARE_WORKER",
            "DOMESTIC_WORKER",
            "MALL_PROMOTER",
            "FOOD_RIDER",
            "ESTATE_AGENT",
            "SECURITY_GUARD",
            "RIDE_DRIVER",
            nullable=True,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="启用日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="停用日期 (不含)"),
        *_record(),
        sa.CheckConstraint(
            "(kind = 'INDUSTRY') = (new_form_group is not null)",
            name=op.f("ck_home_union_of_group"),
        ),
        sa.CheckConstraint(
            "(kind = 'PLATFORM_STATION') = (platform is not null)",
            name=op.f("ck_home_union_of_platform"),
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_home_union_period")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_home_union_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_home_union_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_union")),
        comment="新就业形态劳动者归口工会 (含兜底建会)",
    )
    op.create_index(
        "ix_home_union_division", "home_union", ["division_id", "kind", "id"], unique=False
    )
    op.create_index(op.f("ix_home_union_union_id"), "home_union", ["union_id"], unique=False)


def _identifier() -> sa.Column[object]:
    made = sa.text("uuidv7()")
    return sa.Column("id", sa.Uuid(), server_default=made, nullable=False, comment="标识 (UUIDv7)")


def _record() -> list[sa.Column[object]]:
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def _code(name: str, comment: str, *values: str, nullable: bool = False) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def downgrade() -> None:
    """One union asks, one answers, by a stored day; nothing is kept of the ledger."""
    op.execute(DESTROY_PAYEE.format(today=TODAY, steps=""))
    op.execute("drop policy landing on membership")
    op.execute("drop policy coming on membership")
    for name in reversed(OF_MEMBERSHIP):
        op.drop_constraint(op.f(f"ck_membership_{name}"), "membership", type_="check")
    op.drop_column("membership", "retention_ground")
    op.drop_column("membership", "dues_base")
    op.execute("drop sequence dues_receipt")
    for table in reversed(TABLES):
        op.drop_table(table)
    _old_transfers()
    for function in FUNCTION_NAMES:
        op.execute(f"drop function {function}")


def _old_transfers() -> None:
    for name in CHECKS:
        op.drop_constraint(
            op.f(f"ck_membership_transfer_{name}"), "membership_transfer", type_="check"
        )
    op.drop_constraint(op.f("ck_membership_transfer_status"), "membership_transfer", type_="check")
    op.drop_index("uq_membership_transfer_open", table_name="membership_transfer")
    op.add_column("membership_transfer", sa.Column("due_on", sa.Date(), comment="应办结日期"))
    op.execute(
        "update membership_transfer set due_on = gonghui_working_day(requested_on, 10),"
        " status = case status when 'RELEASED' then 'REQUESTED' when 'CANCELLED' then 'REJECTED'"
        " when 'COMPLETED' then 'ACCEPTED' else status end"
    )
    op.alter_column("membership_transfer", "due_on", nullable=False)
    op.execute(
        "alter table membership_transfer add constraint ck_membership_transfer_status"
        " check (status in ('REQUESTED','ACCEPTED','REJECTED'))"
    )
    op.create_index(
        "uq_membership_transfer_open",
        "membership_transfer",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("status = 'REQUESTED'"),
    )
    for name, _kind, _comment in reversed(NEW_COLUMNS):
        op.drop_column("membership_transfer", name)
