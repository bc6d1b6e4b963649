"""Serve each list below an object by an index with its order."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_assistance_record_union_paid": "assistance_record (union_id, paid_on desc, id desc)",
    "ix_assistance_record_person_paid": "assistance_record (person_id, paid_on desc, id desc)",
    "ix_finding_union_seen": "finding (union_id, first_seen_at desc, id desc)",
    "ix_finding_rule_seen": "finding (rule_code, first_seen_at desc, id desc)",
    "ix_finding_person_seen": "finding (person_id, first_seen_at desc, id desc)",
    "ix_finding_dossier_seen": "finding (dossier_id, first_seen_at desc, id desc)",
    "ix_finding_facility_seen": "finding (facility_id, first_seen_at desc, id desc)",
    "ix_finding_run_seen": "finding (run_id, first_seen_at desc, id desc)",
    "ix_job_run_schedule": "job_run (schedule_code, created_at desc, id desc)",
}
REPLACED = ("ix_finding_person", "ix_finding_dossier", "ix_finding_facility")


def upgrade() -> None:
    """Create the indexes and drop those that they replace."""
    for name, target in INDEXES.items():
        op.execute(f"create index {name} on {target}")
    for name in REPLACED:
        op.execute(f"drop index {name}")


def downgrade() -> None:
    """Undo it."""
    for name in INDEXES:
        op.execute(f"drop index {name}")
    for name in REPLACED:
        column = name.removeprefix("ix_finding_") + "_id"
        op.execute(f"create index {name} on finding ({column}) where {column} is not null")
