"""Notices of findings that went up the union tree; enterprises as subjects of findings."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = ("JOB_FAILED", "OPINION_ALERT")
SUBJECTS = (
    *("PERSON", "MEMBERSHIP", "UNION", "DOSSIER", "ASSISTANCE", "PAYMENT_LINE", "FUND"),
    *("FACILITY", "FEED_SOURCE", "OPINION_ALERT", "USER", "SCHEDULE"),
)
WITH_SUBJECT = ("finding", "screening_rule", "rule_snooze", "watch_list_entry")


def upgrade() -> None:
    """One more kind of notice, one more of subject."""
    _kinds((*BEFORE, "FINDING_ESCALATED"))
    for table in WITH_SUBJECT:
        _subjects(table, (*SUBJECTS, "ENTERPRISE"))


def downgrade() -> None:
    """The kinds that were; rows of the new ones go."""
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    for table in ("watch_list_entry", "rule_snooze", "finding", "screening_rule"):
        op.execute(f"delete from {table} where subject_type = 'ENTERPRISE'")  # noqa: S608
        _subjects(table, SUBJECTS)
    op.execute("delete from notification where kind = 'FINDING_ESCALATED'")
    _kinds(BEFORE)


def _kinds(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table notification drop constraint ck_notification_kind")
    op.execute(
        f"alter table notification add constraint ck_notification_kind check (kind in ({listed}))"
    )


def _subjects(table: str, codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    name = f"ck_{table}_subject_type"
    op.execute(f"alter table {table} drop constraint {name}")
    op.execute(f"alter table {table} add constraint {name} check (subject_type in ({listed}))")
