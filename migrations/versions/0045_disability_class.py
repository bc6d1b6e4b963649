"""The class of a disability beside its level (GB/T 26341)."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

CLASSES = ("VISUAL", "HEARING", "SPEECH", "PHYSICAL", "INTELLECTUAL", "MENTAL", "MULTIPLE")
LISTED = ", ".join(f"'{name}'" for name in CLASSES)


def upgrade() -> None:
    """Nothing is known of those who are on file: the class stays open."""
    op.add_column(
        "household_member",
        sa.Column("disability_class", sa.String(40), comment="残疾类别 (GB/T 26341)"),
    )
    op.create_check_constraint(
        op.f("ck_household_member_disability_class"),
        "household_member",
        f"disability_class in ({LISTED})",
    )
    op.create_check_constraint(
        op.f("ck_household_member_disability_class_level"),
        "household_member",
        "disability_class is null or disability_level is not null",
    )


def downgrade() -> None:
    """The level stays."""
    op.drop_column("household_member", "disability_class")
