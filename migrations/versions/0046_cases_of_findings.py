"""The case that comes of a finding; the days by which contracts are screened each night."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column of its own, found from the case too; indexes of the rows that have such days."""
    op.add_column(
        "finding", sa.Column("case_id", sa.Uuid(), nullable=True, comment="据以立案的维权案件")
    )
    op.create_foreign_key(
        op.f("fk_finding_case_id_rights_case"), "finding", "rights_case", ["case_id"], ["id"]
    )
    op.execute(
        "create index ix_finding_case_seen on finding (case_id, first_seen_at desc, id desc)"
        " where case_id is not null"
    )
    op.execute(
        "create index ix_membership_contract_end on membership (contract_end_on)"
        " where contract_end_on is not null"
    )
    op.execute(
        "create index ix_membership_uncontracted on membership (hired_on)"
        " where contract_start_on is null and hired_on is not null"
    )


def downgrade() -> None:
    """As it was."""
    op.drop_index("ix_membership_uncontracted", "membership")
    op.drop_index("ix_membership_contract_end", "membership")
    op.drop_index("ix_finding_case_seen", "finding")
    op.drop_constraint(op.f("fk_finding_case_id_rights_case"), "finding", type_="foreignkey")
    op.drop_column("finding", "case_id")
