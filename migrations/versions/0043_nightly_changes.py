"""A nightly run of what changed, and findings that are touched without touching an index.

The index by the latest run forbade heap-only updates: each night every known finding was
entered anew into all its indexes. A run lists the findings that it opened instead.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

LIVE = "status in ('OPEN','ASSIGNED','IN_PROGRESS','SNOOZED','DISMISSED')"
UNSETTLED = f"{LIVE} and (missed_runs > 0 or previous_id is not null)"
LATEST = "first_seen_at desc, id desc"
SUBJECTS = ("person", "dossier", "facility")


def upgrade() -> None:
    """The indexes, and what the rules of a run were judged by."""
    for name in ("live_rule", "rule", "run_seen", *(f"{one}_seen" for one in SUBJECTS)):
        op.drop_index(f"ix_finding_{name}", "finding")
    op.execute(f"create index ix_finding_live_rule on finding (rule_code, subject_id) where {LIVE}")
    op.execute(
        f"create index ix_finding_unsettled on finding (rule_code, subject_id) where {UNSETTLED}"
    )
    op.execute(f"create index ix_finding_first_run on finding (first_run_id, {LATEST})")
    for one in SUBJECTS:
        op.execute(
            f"create index ix_finding_{one}_seen on finding ({one}_id, {LATEST})"
            f" where {one}_id is not null"
        )
    op.add_column(
        "screening_run",
        sa.Column("terms", JSONB(), comment="各规则判定口径的摘要: {规则: 摘要}"),
    )


def downgrade() -> None:
    """As it was."""
    op.drop_column("screening_run", "terms")
    for name in ("live_rule", "unsettled", "first_run", *(f"{one}_seen" for one in SUBJECTS)):
        op.drop_index(f"ix_finding_{name}", "finding")
    op.execute(f"create index ix_finding_live_rule on finding (rule_code) where {LIVE}")
    op.execute("create index ix_finding_rule on finding (rule_code, id)")
    for one in (*SUBJECTS, "run"):
        op.execute(f"create index ix_finding_{one}_seen on finding ({one}_id, {LATEST})")
