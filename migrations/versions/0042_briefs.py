"""The reports on public opinion; readers see everything but the files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SHOWN = (
    *("id", "kind", "starts_on", "ends_on", "revision", "state", "reason", "as_of", "figures"),
    *("problem", "created_at", "created_by", "updated_at", "updated_by", "version"),
)


def upgrade() -> None:
    """One table."""
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    op.create_table(
        "opinion_brief",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        _code("kind", "简报种类", "DAILY", "WEEKLY", "MONTHLY"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="起始日"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="截止日 (含)"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="第几版 (更正一次加一)"),
        _code("state", "简报状态", "WAITING", "READY", server_default="WAITING"),
        sa.Column("reason", sa.Text(), nullable=True, comment="更正原因"),
        sa.Column("as_of", moment, nullable=True, comment="数据时点"),
        sa.Column(
            "figures",
            JSONB(),
            nullable=True,
            comment="指标: [{key, label, definition, value, rows, link}]",
        ),
        _code("problem", "缺件原因", "FONT_MISSING", nullable=True),
        sa.Column("sheet", sa.LargeBinary(), nullable=True, comment="xlsx 文件"),
        sa.Column("page", sa.LargeBinary(), nullable=True, comment="PDF 文件"),
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_opinion_brief_period")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_opinion_brief_revision")),
        sa.CheckConstraint(
            "state <> 'READY' or (as_of is not null and figures is not null and sheet is not null"
            " and (page is not null or problem is not null))",
            name=op.f("ck_opinion_brief_ready"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_brief")),
        sa.UniqueConstraint(
            "kind", "starts_on", "revision", name=op.f("uq_opinion_brief_kind_starts_on_revision")
        ),
        comment="舆情简报",
    )
    op.create_index(
        "ix_opinion_brief_starts", "opinion_brief", [sa.text("starts_on DESC"), sa.text("id DESC")]
    )
    signed = "((select gonghui_signed()))"
    for statement in (
        "grant select, insert, update, delete on opinion_brief to gonghui_writer",
        f"grant select ({', '.join(SHOWN)}) on opinion_brief to gonghui_reader",
        "alter table opinion_brief enable row level security",
        "alter table opinion_brief force row level security",
        "create policy readers on opinion_brief for select to gonghui_reader using (true)",
        f"create policy writers on opinion_brief to gonghui_writer using {signed} with check {signed}",
        "create policy migrations on opinion_brief to gonghui_owner using (true)",
    ):
        op.execute(statement)


def _code(
    name: str,
    comment: str,
    *values: str,
    nullable: bool = False,
    server_default: str | None = None,
) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, server_default=server_default, comment=comment)


def downgrade() -> None:
    """Remove it."""
    op.drop_table("opinion_brief")
