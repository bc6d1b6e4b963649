"""Recovery in parts, declared kin, reminders of proofs, conditions of workers from elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KINDS = ("JOB_FAILED", "OPINION_ALERT", "FINDING_ESCALATED")
NEW_KIND = "EVIDENCE_EXPIRES"
RELATIONS = (
    *("SELF", "SPOUSE", "SON", "DAUGHTER", "GRANDCHILD"),
    *("PARENT", "GRANDPARENT", "SIBLING", "OTHER"),
)
MIGRANT_DATES = (
    ("resident_since", "在本市居住起始日期 (外来务工人员)"),
    ("employed_since", "实际就业起始日期 (外来务工人员)"),
    ("contract_from", "劳动合同起 (外来务工人员)"),
    ("contract_until", "劳动合同止 (空为无固定期限)"),
)
# What came back in one sum until now becomes the one part of its recovery.
PARTS = """insert into recovery_payment
  (assistance_id, method, amount, received_on, received_by, remaining)
select a.id, 'REPAYMENT', a.amount, coalesce(a.recovered_on, a.updated_at::date), a.updated_by, 0
from assistance_record a where a.status = 'RECOVERED' and a.amount > 0"""


def upgrade() -> None:
    """New columns and two tables; a record may be repaid more than once."""
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    op.add_column(
        "dossier",
        sa.Column(
            "migrant",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="外来务工人员",
        ),
    )
    for name, comment in MIGRANT_DATES:
        op.add_column("dossier", sa.Column(name, sa.Date(), comment=comment))
    op.create_check_constraint(
        op.f("ck_dossier_contract"), "dossier", "contract_until >= contract_from"
    )
    op.add_column("evidence", sa.Column("warned_on", sa.Date(), comment="到期提醒日期"))
    _kinds((*KINDS, NEW_KIND))
    _create_kin()
    _create_recovery()
    _grant("kin_declaration", written_once=False)
    _grant("recovery_payment", written_once=True)
    op.execute(PARTS)
    op.add_column(
        "assistance_record",
        sa.Column(
            "recovered_amount",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="已追回金额 (分)",
        ),
    )
    # This table is shown column by column.
    op.execute("grant select (recovered_amount) on assistance_record to gonghui_reader")
    op.execute("update assistance_record set recovered_amount = amount where status = 'RECOVERED'")
    op.create_check_constraint(
        op.f("ck_assistance_record_recovered_amount"),
        "assistance_record",
        "recovered_amount between 0 and amount",
    )
    op.create_check_constraint(
        op.f("ck_assistance_record_recovered"),
        "assistance_record",
        "status <> 'RECOVERED' or recovered_amount = amount",
    )
    _once("kind = 'SPEND'")


def _create_kin() -> None:
    op.create_table(
        "kin_declaration",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="申报的工作人员"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="亲属 (职工)"),
        _code("relation", "与工作人员关系 (GB/T 4761)", *RELATIONS),
        sa.Column("declared_on", sa.Date(), nullable=False, comment="申报日期"),
        sa.Column("ended_on", sa.Date(), comment="撤销日期"),
        *_record(),
        sa.CheckConstraint("ended_on >= declared_on", name=op.f("ck_kin_declaration_period")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_kin_declaration_user_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kin_declaration_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin_declaration")),
        comment="亲属关系申报 (回避)",
    )
    op.create_index(
        "uq_kin_declaration_standing",
        "kin_declaration",
        ["user_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index("ix_kin_declaration_person", "kin_declaration", ["person_id", "id"])


def _create_recovery() -> None:
    op.create_table(
        "recovery_payment",
        _identifier(),
        sa.Column("assistance_id", sa.Uuid(), nullable=False, comment="帮扶记录"),
        _code("method", "追缴方式", "REPAYMENT", "SET_OFF"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="本次追回金额 (分)"),
        sa.Column("received_on", sa.Date(), nullable=False, comment="追回日期"),
        sa.Column("received_by", sa.Text(), nullable=False, comment="经办人"),
        sa.Column("remaining", sa.BigInteger(), nullable=False, comment="追回后尚欠 (分)"),
        sa.CheckConstraint(
            "amount > 0 and remaining >= 0", name=op.f("ck_recovery_payment_amount")
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_recovery_payment_assistance_id_assistance_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_payment")),
        sa.UniqueConstraint(
            "assistance_id", "remaining", name=op.f("uq_recovery_payment_assistance_id_remaining")
        ),
        comment="追缴回款 (只增不改)",
    )
    op.create_index("ix_recovery_payment_assistance", "recovery_payment", ["assistance_id", "id"])


def _grant(table: str, *, written_once: bool) -> None:
    """Both are guarded by what they hang on; a writer need only have said who he is."""
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select on {table} to gonghui_reader")
    if written_once:
        op.execute(f"revoke update, delete on {table} from gonghui_writer")
        op.execute(
            f"create trigger written_once before update or delete on {table}"
            " for each row execute function gonghui_refuse_change()"
        )
    signed = "(select gonghui_signed())"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer using ({signed}) with check ({signed})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _kinds(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table notification drop constraint ck_notification_kind")
    op.execute(
        f"alter table notification add constraint ck_notification_kind check (kind in ({listed}))"
    )


def _once(condition: str) -> None:
    op.drop_index("uq_fund_entry_once", table_name="fund_entry")
    op.create_index(
        "uq_fund_entry_once",
        "fund_entry",
        ["assistance_id", "kind"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


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


def _code(name: str, comment: str, *values: str) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False, comment=comment)


def downgrade() -> None:
    """One sum a recovery; parts of one that is open are forgotten with their rows."""
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    _once("kind in ('SPEND','RETURN')")
    for name in ("recovered", "recovered_amount"):
        op.drop_constraint(op.f(f"ck_assistance_record_{name}"), "assistance_record", type_="check")
    op.drop_column("assistance_record", "recovered_amount")
    op.drop_table("recovery_payment")
    op.drop_table("kin_declaration")
    op.execute(f"delete from notification where kind = '{NEW_KIND}'")  # noqa: S608 - our own word
    _kinds(KINDS)
    op.drop_column("evidence", "warned_on")
    op.drop_constraint(op.f("ck_dossier_contract"), "dossier", type_="check")
    for name in ("migrant", *(name for name, _ in MIGRANT_DATES)):
        op.drop_column("dossier", name)
