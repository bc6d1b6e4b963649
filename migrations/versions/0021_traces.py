"""Runs know the trace of the request that asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("job_run", sa.Column("trace", sa.Text(), comment="链路跟踪标识 (traceparent)"))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("job_run", "trace")
