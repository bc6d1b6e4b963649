"""The index that the audit is read by: the latest first, from any day."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The order of the list."""
    op.execute("create index ix_audit_event_at on audit_event (at desc, id desc)")


def downgrade() -> None:
    """As it was."""
    op.drop_index("ix_audit_event_at", "audit_event")
