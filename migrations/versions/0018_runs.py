"""Runs keep a log; schedules keep to the working calendar and show their next slot."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEPT_LINES = 100
# One place for the form of a line; the slice keeps the newest.
RUN_LOG = f"""
create function run_log(lines text[], line text) returns text[]
language sql stable set search_path = pg_catalog, public as $$
    select (lines || (
        to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')
        || ' ' || line
    ))[greatest(1, cardinality(lines) - {KEPT_LINES - 2}) :]
$$
"""


def upgrade() -> None:
    """Add the columns and the function that adds a line."""
    op.add_column(
        "schedule",
        sa.Column(
            "days",
            sa.Enum(
                "ALL",
                "WORKING",
                "RESTING",
                name="days",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="ALL",
            comment="运行日",
        ),
    )
    op.add_column("schedule", sa.Column("next_slot_at", MOMENT, comment="下一时点"))
    op.add_column(
        "job_run",
        sa.Column(
            "log",
            sa.ARRAY(sa.Text()),
            nullable=False,
            server_default="{}",
            comment="运行日志 (最近 100 行, 不含个人信息)",
        ),
    )
    op.execute(RUN_LOG)
    op.execute("revoke all on function run_log(text[], text) from public")
    op.execute("grant execute on function run_log(text[], text) to gonghui_writer")


def downgrade() -> None:
    """Forget the logs."""
    op.execute("drop function run_log(text[], text)")
    op.drop_column("job_run", "log")
    op.drop_column("schedule", "next_slot_at")
    op.drop_column("schedule", "days")
