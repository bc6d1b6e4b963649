"""Classes of training bases with their trainees, and the naming of demonstration bases."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = ("training_class", "class_trainee", "base_title")
SIGNED = "(select gonghui_signed())"
BY_UNION = f"{SIGNED} and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
SUBJECTS = ("UNION", "SIX_HAVES", "HOME", "BUDGET")
STATES = (
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
)
# Of the classes that ended in the year up to a day. Who is employed was so within the months
# that the parameter gives; of fewer than five people no mean income is told.
FIGURE = """create function gonghui_base_figure(wanted uuid, what text, day date) returns bigint
language sql stable parallel safe as
$$ select case what
    when 'trainees' then count(*)
    when 'passed' then count(*) filter (where t.passed)
    when 'employed' then count(*) filter (where t.passed and t.employed_on <= c.ends_on
      + make_interval(months => gonghui_figure('BASE', 'employed_months', day)))
    when 'income_gain' then case
      when count(*) filter (where t.wage_before is not null and t.wage_after is not null) >= 5
      then round(avg(t.wage_after - t.wage_before))::bigint end end
  from training_class c join class_trainee t on t.class_id = c.id
  where c.facility_id = wanted and c.ends_on <= day and c.ends_on > day - interval '1 year' $$"""


def upgrade() -> None:
    """Three tables, one figure, one more subject of the organisation's steps."""
    _create_class()
    _create_trainee()
    _create_title()
    for table in TABLES:
        _fence(table, BY_UNION if table == "base_title" else SIGNED)
    _subjects((*SUBJECTS, "BASE_TITLE"))
    op.execute(FIGURE)


def _fence(table: str, condition: str) -> None:
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select on {table} to gonghui_reader")
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _subjects(subjects: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{subject}'" for subject in subjects)
    op.drop_constraint(op.f("ck_organisation_step_subject"), "organisation_step")
    op.create_check_constraint(
        op.f("ck_organisation_step_subject"), "organisation_step", f"subject in ({listed})"
    )


def _create_class() -> None:
    op.create_table(
        "training_class",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="培训基地"),
        sa.Column("title", sa.Text(), nullable=False, comment="培训班"),
        sa.Column("trade", sa.Text(), nullable=False, comment="工种"),
        sa.Column("hours", sa.Integer(), nullable=False, comment="学时"),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="计划人数"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="开班日期"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="结业日期"),
        sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False, comment="经费 (分)"),
        *_record(),
        sa.CheckConstraint(
            "hours > 0 and capacity > 0 and cost >= 0", name=op.f("ck_training_class_size")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_class_period")),
        _refers("training_class", "facility_id", "facility"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_class")),
        sa.UniqueConstraint(
            "facility_id",
            "title",
            "starts_on",
            name=op.f("uq_training_class_facility_id_title_starts_on"),
        ),
        comment="培训班",
    )
    op.create_index("ix_training_class_facility", "training_class", ["facility_id", "id"])
    op.create_index(
        "ix_training_class_starts",
        "training_class",
        [sa.text("starts_on DESC"), sa.text("id DESC")],
    )


def _create_trainee() -> None:
    op.create_table(
        "class_trainee",
        _identifier(),
        sa.Column("class_id", sa.Uuid(), nullable=False, comment="培训班"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="学员会籍"),
        sa.Column("attendance", sa.Integer(), comment="出勤率 (万分比)"),
        sa.Column("score", sa.SmallInteger(), comment="成绩 (0–100)"),
        sa.Column("passed", sa.Boolean(), comment="合格 (空为未结业)"),
        sa.Column("certificate_number", sa.Text(), comment="证书编号"),
        sa.Column("employed_on", sa.Date(), comment="就业日期"),
        sa.Column("wage_before", sa.BigInteger(), comment="培训前月收入 (分)"),
        sa.Column("wage_after", sa.BigInteger(), comment="复核时月收入 (分)"),
        sa.Column("income_checked_on", sa.Date(), comment="收入复核日期"),
        *_record(),
        sa.CheckConstraint(
            "attendance between 0 and 10000", name=op.f("ck_class_trainee_attendance")
        ),
        sa.CheckConstraint("score between 0 and 100", name=op.f("ck_class_trainee_score")),
        sa.CheckConstraint(
            "wage_before >= 0 and wage_after >= 0", name=op.f("ck_class_trainee_wages")
        ),
        sa.CheckConstraint(
            "certificate_number is null or passed", name=op.f("ck_class_trainee_certificate")
        ),
        sa.CheckConstraint(
            "(income_checked_on is null) = (wage_after is null)",
            name=op.f("ck_class_trainee_income_check"),
        ),
        _refers("class_trainee", "class_id", "training_class"),
        _refers("class_trainee", "membership_id", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_trainee")),
        sa.UniqueConstraint(
            "class_id", "membership_id", name=op.f("uq_class_trainee_class_id_membership_id")
        ),
        comment="培训学员",
    )
    op.create_index("ix_class_trainee_class", "class_trainee", ["class_id", "id"])
    op.create_index("ix_class_trainee_membership", "class_trainee", ["membership_id", "id"])


def _create_title() -> None:
    states = sa.Enum(*STATES, name="status", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "base_title",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="培训基地"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="申报年度"),
        sa.Column("status", states, nullable=False, comment="命名状态"),
        sa.Column("notice_from", sa.Date(), comment="公示起始日期"),
        sa.Column("awarded_on", sa.Date(), comment="授牌日期"),
        sa.Column("rechecked_on", sa.Date(), comment="最近复查日期"),
        *_record(),
        _refers("base_title", "facility_id", "facility"),
        _refers("base_title", "union_id", "union_organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_title")),
        sa.UniqueConstraint("facility_id", "year", name=op.f("uq_base_title_facility_id_year")),
        comment="培训示范基地命名",
    )
    op.create_index("ix_base_title_facility", "base_title", ["facility_id", "id"])
    op.create_index("ix_base_title_union", "base_title", ["union_id", "id"])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


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


def downgrade() -> None:
    """Nothing is kept of classes and titles; their steps, written once, go with them."""
    op.execute("drop function gonghui_base_figure")
    op.execute("alter table organisation_step disable trigger user")
    op.execute("delete from organisation_step where subject = 'BASE_TITLE'")
    op.execute("alter table organisation_step enable trigger user")
    _subjects(SUBJECTS)
    for table in ("class_trainee", "training_class", "base_title"):
        op.drop_table(table)
