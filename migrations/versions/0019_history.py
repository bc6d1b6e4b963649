"""Dossiers and aid of before the platform carry their source; migrated ones have none."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("dossier", "assistance_record")


def upgrade() -> None:
    """One column each; the readers' role is let in by column where it was before."""
    for table in TABLES:
        comment = "历史数据来源 (空为在系统内办理)"
        op.add_column(table, sa.Column("imported_from", sa.Text(), nullable=True, comment=comment))
    op.execute("grant select (imported_from) on assistance_record to gonghui_reader")


def downgrade() -> None:
    """Drop it."""
    for table in TABLES:
        op.drop_column(table, "imported_from")
