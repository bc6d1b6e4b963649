"""The indexes that the lists of routes and deliveries are read by."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index a list, in its order."""
    op.create_index("ix_alert_delivery_alert", "alert_delivery", ["alert_id", "id"])
    op.drop_index("ix_alert_route_channel_id", "alert_route")
    op.create_index("ix_alert_route_channel", "alert_route", ["channel_id", "id"])


def downgrade() -> None:
    """As they were."""
    op.drop_index("ix_alert_route_channel", "alert_route")
    op.create_index("ix_alert_route_channel_id", "alert_route", ["channel_id"])
    op.drop_index("ix_alert_delivery_alert", "alert_delivery")
