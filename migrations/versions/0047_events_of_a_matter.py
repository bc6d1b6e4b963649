"""Events of the same matter are found by place and by employer, however many are in hand."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """By topic alone the intake read all of them for each chunk."""
    op.drop_index("ix_opinion_event_joining", "opinion_event")
    op.execute(
        "create index ix_opinion_event_joining on opinion_event (topic, division_id, last_seen_at)"
    )
    op.execute(
        "create index ix_opinion_event_employer on opinion_event (employer, topic, last_seen_at)"
        " where employer is not null"
    )


def downgrade() -> None:
    """As it was."""
    op.drop_index("ix_opinion_event_employer", "opinion_event")
    op.drop_index("ix_opinion_event_joining", "opinion_event")
    op.execute("create index ix_opinion_event_joining on opinion_event (topic, last_seen_at)")
