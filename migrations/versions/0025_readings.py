"""What the models think of a post, beside what the rules make of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column, and the right to read it."""
    comment = "模型判断 (负面概率, 主题, 严重度, 模型版本)"
    op.add_column("feed_item", sa.Column("reading", sa.Text(), comment=comment))
    op.execute("grant select (reading) on feed_item to gonghui_reader")


def downgrade() -> None:
    """Without it."""
    op.drop_column("feed_item", "reading")
