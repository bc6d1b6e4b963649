"""Rights cases: what is complained of, who handles it, by when; the case of an opinion event."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = (
    "rights_case",
    "rights_case_step",
)
IMMUTABLE = ("rights_case_step",)
ENTITIES = (
    *("USER", "AUDIT", "PARAMETER", "DIVISION", "UNION", "UNION_WORK", "ENTERPRISE", "UNION_FUND"),
    *("PERSON", "MEMBERSHIP", "TRANSFER", "FACILITY", "INSPECTION", "DOSSIER", "ASSISTANCE"),
    *(
        "STANDARD",
        "FEED_SOURCE",
        "REPORT",
        "OPINION",
        "SCREENING",
        "FINDING",
        "SCHEDULE",
        "PRIVACY",
    ),
)
STEPS = ("STEP", "TAKEN", "LEVEL", "NOTE", "PHONE_REPORT", "FORMAL_REPORT")


def upgrade() -> None:
    """Two tables, and the case that an event led to."""
    _kinds((*STEPS, "CASE"))
    _assigned((*ENTITIES, "RIGHTS_CASE"))
    _rights_case()
    _rights_case_step()
    op.add_column(
        "opinion_event", sa.Column("case_id", sa.Uuid(), nullable=True, comment="维权案件")
    )
    op.create_index(op.f("ix_opinion_event_case_id"), "opinion_event", ["case_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_opinion_event_case_id_rights_case"),
        "opinion_event",
        "rights_case",
        ["case_id"],
        ["id"],
    )
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        op.execute(f"grant select on {table} to gonghui_reader")
        if table in IMMUTABLE:
            op.execute(f"revoke update, delete on {table} from gonghui_writer")
            op.execute(
                f"create trigger written_once before update or delete on {table}"
                " for each row execute function gonghui_refuse_change()"
            )
        _fence(table)


def _kinds(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table opinion_step drop constraint ck_opinion_step_kind")
    op.execute(
        f"alter table opinion_step add constraint ck_opinion_step_kind check (kind in ({listed}))"
    )


def _assigned(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table assignment drop constraint ck_assignment_entity")
    op.execute(
        f"alter table assignment add constraint ck_assignment_entity check (entity in ({listed}))"
    )


def _fence(table: str) -> None:
    signed = "(select gonghui_signed())"
    if table == "rights_case":
        signed += " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer using ({signed}) with check ({signed})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _rights_case() -> None:
    op.create_table(
        "rights_case",
        _identifier(),
        sa.Column("number", sa.Text(), nullable=False, comment="案件编号"),
        sa.Column(
            "source",
            sa.Enum(
                "VISIT",
                "LETTER",
                "PHONE_12351",
                "ONLINE",
                "STATION",
                "TRANSFERRED_12345",
                "SCREENING",
                "SENTIMENT",
                "PARTNER",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="案件来源",
        ),
        sa.Column("origin_id", sa.Uuid(), nullable=True, comment="来源对象标识 (舆情事件等)"),
        sa.Column(
            "topic",
            sa.Enum(
                "T01",
                "T02",
                "T03",
                "T04",
                "T05",
                "T06",
                "T07",
                "T08",
                "T09",
                "T10",
                "T11",
                "T12",
                "T13",
                "T14",
                "T15",
                "T16",
                "T17",
                "T18",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="主题",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="标题"),
        sa.Column("facts", sa.Text(), nullable=False, comment="诉求与事实"),
        sa.Column("employer", sa.Text(), nullable=True, comment="被诉单位"),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True, comment="被诉企业"),
        sa.Column(
            "headcount", sa.Integer(), server_default="1", nullable=False, comment="涉及人数"
        ),
        sa.Column(
            "is_collective",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="集体案件",
        ),
        sa.Column("urgency", sa.SmallInteger(), nullable=False, comment="紧急程度: 1一般 … 4特急"),
        sa.Column(
            "is_restricted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="限制查看 (心理危机)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="承办工会"),
        sa.Column("owner_id", sa.Uuid(), nullable=True, comment="承办人"),
        sa.Column(
            "route",
            sa.Enum(
                "TRANSFER",
                "ASSIGN",
                "SUPERVISE",
                "JOINT",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="办理方式",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "REGISTERED",
                "TRIAGED",
                "ACCEPTED",
                "NOT_ACCEPTED",
                "ROUTED",
                "HANDLING",
                "MEDIATING",
                "REFERRED",
                "JOINT_HANDLING",
                "SUSPENDED",
                "RESOLVED",
                "PERFORMED_CHECKED",
                "CLOSED",
                "REOPENED",
                "WITHDRAWN",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="REGISTERED",
            nullable=False,
            comment="案件状态",
        ),
        sa.Column("status_reason", sa.Text(), nullable=True, comment="办理说明"),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="登记时间"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="本状态办理期限"),
        sa.Column("finish_on", sa.Date(), nullable=False, comment="办结期限"),
        sa.Column("suspended_on", sa.Date(), nullable=True, comment="中止日期 (期限停计)"),
        sa.Column(
            "outcome",
            sa.Enum(
                "SETTLED",
                "MEDIATED",
                "ARBITRATED",
                "LITIGATED",
                "INSPECTED",
                "WITHDRAWN",
                "REJECTED",
                "GUIDED",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="案件结果",
        ),
        sa.Column("recovered", sa.BigInteger(), nullable=True, comment="追回金额"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="结案时间"),
        *_record(),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_rights_case_headcount")),
        sa.CheckConstraint("recovered >= 0", name=op.f("ck_rights_case_recovered")),
        sa.CheckConstraint("urgency between 1 and 4", name=op.f("ck_rights_case_urgency")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_rights_case_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_rights_case_owner_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_rights_case_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_case")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_case_number")),
        sa.UniqueConstraint("source", "origin_id", name=op.f("uq_rights_case_source_origin_id")),
        comment="维权案件",
    )
    op.create_index(
        op.f("ix_rights_case_enterprise_id"), "rights_case", ["enterprise_id"], unique=False
    )
    op.create_index(op.f("ix_rights_case_owner_id"), "rights_case", ["owner_id"], unique=False)
    op.create_index(
        "ix_rights_case_registered",
        "rights_case",
        [sa.literal_column("registered_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_rights_case_status", "rights_case", ["status", "due_on", "id"], unique=False
    )
    op.create_index(
        "ix_rights_case_union", "rights_case", ["union_id", "registered_at", "id"], unique=False
    )


def _rights_case_step() -> None:
    op.create_table(
        "rights_case_step",
        _identifier(),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="维权案件"),
        sa.Column(
            "from_status",
            sa.Enum(
                "REGISTERED",
                "TRIAGED",
                "ACCEPTED",
                "NOT_ACCEPTED",
                "ROUTED",
                "HANDLING",
                "MEDIATING",
                "REFERRED",
                "JOINT_HANDLING",
                "SUSPENDED",
                "RESOLVED",
                "PERFORMED_CHECKED",
                "CLOSED",
                "REOPENED",
                "WITHDRAWN",
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
                "REGISTERED",
                "TRIAGED",
                "ACCEPTED",
                "NOT_ACCEPTED",
                "ROUTED",
                "HANDLING",
                "MEDIATING",
                "REFERRED",
                "JOINT_HANDLING",
                "SUSPENDED",
                "RESOLVED",
                "PERFORMED_CHECKED",
                "CLOSED",
                "REOPENED",
                "WITHDRAWN",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="新状态",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
        sa.Column("taken_by", sa.Text(), nullable=False, comment="办理人"),
        sa.Column("text", sa.Text(), nullable=True, comment="办理内容"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["rights_case.id"], name=op.f("fk_rights_case_step_case_id_rights_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_case_step")),
        comment="案件办理记录 (只增不改)",
        info={"immutable": True},
    )
    op.create_index("ix_rights_case_step_case", "rights_case_step", ["case_id", "id"], unique=False)


def _identifier() -> sa.Column:
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _record() -> list[sa.Column]:
    moment = sa.DateTime(timezone=True)
    now = sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def downgrade() -> None:
    """Remove them; the log forgets that cases were opened."""
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    op.execute("alter table opinion_step disable trigger written_once")
    op.execute("delete from opinion_step where kind = 'CASE'")
    op.execute("alter table opinion_step enable trigger written_once")
    _kinds(STEPS)
    op.execute("delete from assignment where entity = 'RIGHTS_CASE'")
    _assigned(ENTITIES)
    op.drop_constraint(
        op.f("fk_opinion_event_case_id_rights_case"), "opinion_event", type_="foreignkey"
    )
    op.drop_index(op.f("ix_opinion_event_case_id"), table_name="opinion_event")
    op.drop_column("opinion_event", "case_id")
    op.drop_table("rights_case_step")
    op.drop_table("rights_case")
