"""How names of officials are shown to those who work on de-identified figures."""

from typing import Any

import sqlalchemy as sa


def masked_name(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """``张*`` (see ``schema.core.vault.mask_name``)."""
    return sa.func.concat(sa.func.left(table.c.name, 1), "*")


def masked_chair(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The same of a chair's name, null for none."""
    name = table.c.chair_name
    return sa.case((name.is_not(None), sa.func.concat(sa.func.left(name, 1), "*")))
