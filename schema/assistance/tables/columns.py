"""Columns that the tables of assistance share."""

import sqlalchemy as sa


def money(name: str, comment: str, *, nullable: bool = False) -> sa.Column[int]:
    """An amount in integer fen, 0 unless given."""
    default = None if nullable else "0"
    return sa.Column(
        name, sa.BigInteger, nullable=nullable, server_default=default, comment=f"{comment} (分)"
    )
