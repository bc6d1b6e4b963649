"""Notices of findings that went up the union tree."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BEFORE = ("JOB_FAILED", "OPINION_ALERT")


def upgrade() -> None:
    """One more kind of notice."""
    _kinds((*BEFORE, "FINDING_ESCALATED"))


def downgrade() -> None:
    """The kinds that were; notices of the new one go."""
    op.execute("delete from notification where kind = 'FINDING_ESCALATED'")
    _kinds(BEFORE)


def _kinds(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table notification drop constraint ck_notification_kind")
    op.execute(
        f"alter table notification add constraint ck_notification_kind check (kind in ({listed}))"
    )
