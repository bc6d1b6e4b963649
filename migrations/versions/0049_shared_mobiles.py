"""Members who share a mobile number are looked at, too."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

GROUNDS = ("NAME_BIRTH_MOBILE", "NAME_MOBILE", "NAME_BIRTH")
SHARED = "SHARED_MOBILE"


def upgrade() -> None:
    """One more ground."""
    _grounds((*GROUNDS, SHARED))


def downgrade() -> None:
    """Pairs on this ground alone go."""
    op.execute(f"delete from duplicate_pair where ground = '{SHARED}'")  # noqa: S608 - our own
    _grounds(GROUNDS)


def _grounds(grounds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{ground}'" for ground in grounds)
    op.drop_constraint(op.f("ck_duplicate_pair_ground"), "duplicate_pair")
    op.create_check_constraint(
        op.f("ck_duplicate_pair_ground"), "duplicate_pair", f"ground in ({listed})"
    )
