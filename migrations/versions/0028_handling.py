"""The handling of opinion events: log, clocks, changes of level, duty roster."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = (
    "duty_shift",
    "opinion_clock",
    "opinion_level_change",
    "opinion_step",
)
IMMUTABLE = ("opinion_step",)


def upgrade() -> None:
    """Four tables, and what an event keeps of its handling."""
    _duty_shift()
    _opinion_clock()
    _opinion_level_change()
    _opinion_step()
    op.add_column(
        "opinion_event", sa.Column("owner_id", sa.Uuid(), nullable=True, comment="承办人")
    )
    op.add_column(
        "opinion_event",
        sa.Column(
            "held_score", sa.Double(), nullable=True, comment="人工降级时的分值: 高于它才再自动升级"
        ),
    )
    op.add_column(
        "opinion_event",
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="办结时间"),
    )
    op.add_column(
        "opinion_event",
        sa.Column("is_solved", sa.Boolean(), nullable=True, comment="诉求已解决 (复盘结论)"),
    )
    op.add_column(
        "opinion_event", sa.Column("review_cause", sa.Text(), nullable=True, comment="复盘: 成因")
    )
    op.add_column(
        "opinion_event",
        sa.Column("review_lessons", sa.Text(), nullable=True, comment="复盘: 改进措施"),
    )
    op.create_index(op.f("ix_opinion_event_owner_id"), "opinion_event", ["owner_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_opinion_event_owner_id_app_user"),
        "opinion_event",
        "app_user",
        ["owner_id"],
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


def _fence(table: str) -> None:
    signed = "(select gonghui_signed())"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer using ({signed}) with check ({signed})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _duty_shift() -> None:
    op.create_table(
        "duty_shift",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="值班人"),
        sa.Column(
            "post",
            sa.Enum(
                "OFFICER",
                "LEADER",
                name="post",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="值班岗位",
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, comment="开始时间"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="结束时间"),
        sa.Column("note", sa.Text(), nullable=True, comment="说明 (联系方式、交接)"),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True, comment="取消时间"),
        *_record(),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_shift_period")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_duty_shift_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
        comment="舆情值班表",
    )
    op.create_index(
        "ix_duty_shift_time", "duty_shift", ["starts_at", "ends_at", "id"], unique=False
    )
    op.create_index("ix_duty_shift_user", "duty_shift", ["user_id", "starts_at"], unique=False)


def _opinion_clock() -> None:
    op.create_table(
        "opinion_clock",
        _identifier(),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="舆情事件"),
        sa.Column(
            "kind",
            sa.Enum(
                "CRISIS",
                "SCREENING",
                "PHONE_REPORT",
                "FIRST_REPORT",
                "FORMAL_REPORT",
                "REPLY",
                "ANSWER",
                "OBSERVATION",
                "MONITORING",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="时限种类",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="计时等级",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RUNNING",
                "MET",
                "CANCELLED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="RUNNING",
            nullable=False,
            comment="时限状态",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="起算时间"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="到期时间"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="停止时间"),
        sa.Column(
            "escalation",
            sa.SmallInteger(),
            server_default="0",
            nullable=False,
            comment="超时上报次数",
        ),
        sa.Column(
            "escalated_at", sa.DateTime(timezone=True), nullable=True, comment="最近超时上报时间"
        ),
        *_record(),
        sa.ForeignKeyConstraint(
            ["event_id"], ["opinion_event.id"], name=op.f("fk_opinion_clock_event_id_opinion_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_clock")),
        comment="舆情处置时限",
    )
    op.create_index(
        "ix_opinion_clock_due",
        "opinion_clock",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'RUNNING'"),
    )
    op.create_index(
        "ix_opinion_clock_event", "opinion_clock", ["event_id", "due_at", "id"], unique=False
    )
    op.create_index(
        "uq_opinion_clock_running",
        "opinion_clock",
        ["event_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status = 'RUNNING'"),
    )


def _opinion_level_change() -> None:
    op.create_table(
        "opinion_level_change",
        _identifier(),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="舆情事件"),
        sa.Column(
            "from_level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="from_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="原等级",
        ),
        sa.Column(
            "to_level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="to_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="新等级",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "REQUESTED",
                "APPLIED",
                "REFUSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="变更状态",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="理由"),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False, comment="提出时间"),
        sa.Column("requested_by", sa.Text(), nullable=False, comment="提出人"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="确认时间"),
        sa.Column("decided_by", sa.Text(), nullable=True, comment="确认人"),
        sa.Column("decision_note", sa.Text(), nullable=True, comment="确认意见"),
        *_record(),
        sa.CheckConstraint(
            "status = 'REQUESTED' or decided_by is null or decided_by <> requested_by",
            name=op.f("ck_opinion_level_change_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["opinion_event.id"],
            name=op.f("fk_opinion_level_change_event_id_opinion_event"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_level_change")),
        comment="舆情等级变更",
    )
    op.create_index(
        "ix_opinion_level_change_event",
        "opinion_level_change",
        ["event_id", "requested_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_opinion_level_change_open",
        "opinion_level_change",
        ["event_id"],
        unique=True,
        postgresql_where=sa.text("status = 'REQUESTED'"),
    )


def _opinion_step() -> None:
    op.create_table(
        "opinion_step",
        _identifier(),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="舆情事件"),
        sa.Column(
            "kind",
            sa.Enum(
                "STEP",
                "TAKEN",
                "LEVEL",
                "NOTE",
                "PHONE_REPORT",
                "FORMAL_REPORT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="记录种类",
        ),
        sa.Column(
            "from_status",
            sa.Enum(
                "DETECTED",
                "SCREENED",
                "FALSE_ALARM",
                "OUT_OF_AREA",
                "CONFIRMED",
                "REPORTED",
                "DISPATCHED",
                "VERIFYING",
                "RESPONDING",
                "SOLVING",
                "MONITORING",
                "CLOSED",
                "REVIEWED",
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
                "DETECTED",
                "SCREENED",
                "FALSE_ALARM",
                "OUT_OF_AREA",
                "CONFIRMED",
                "REPORTED",
                "DISPATCHED",
                "VERIFYING",
                "RESPONDING",
                "SOLVING",
                "MONITORING",
                "CLOSED",
                "REVIEWED",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="新状态",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="当时等级",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
        sa.Column("taken_by", sa.Text(), nullable=False, comment="办理人"),
        sa.Column("taker_name", sa.Text(), nullable=False, comment="办理人姓名"),
        sa.Column("text", sa.Text(), nullable=True, comment="办理内容"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["opinion_event.id"], name=op.f("fk_opinion_step_event_id_opinion_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_step")),
        comment="舆情处置记录 (只增不改)",
        info={"immutable": True},
    )
    op.create_index("ix_opinion_step_event", "opinion_step", ["event_id", "id"], unique=False)


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
    """Remove them."""
    op.drop_constraint(
        op.f("fk_opinion_event_owner_id_app_user"), "opinion_event", type_="foreignkey"
    )
    op.drop_index(op.f("ix_opinion_event_owner_id"), table_name="opinion_event")
    op.drop_column("opinion_event", "review_lessons")
    op.drop_column("opinion_event", "review_cause")
    op.drop_column("opinion_event", "is_solved")
    op.drop_column("opinion_event", "closed_at")
    op.drop_column("opinion_event", "held_score")
    op.drop_column("opinion_event", "owner_id")
    op.drop_table("opinion_step")
    op.drop_table("opinion_level_change")
    op.drop_table("opinion_clock")
    op.drop_table("duty_shift")
