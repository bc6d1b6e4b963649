"""What roles that read no names are shown in place of what is a person's own."""

from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.planner.fields import column
from schema.planner.scalars import Kind


def masked_name(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """``张*`` or ``张*明`` (see ``schema.core.vault.mask_name``)."""
    name = table.c.name
    length = sa.func.char_length(name)
    middle = sa.func.repeat("*", sa.func.greatest(length - 2, 1))
    last = sa.case((length > 2, sa.func.right(name, 1)), else_="")  # noqa: PLR2004
    return sa.func.concat(sa.func.left(name, 1), middle, last)


def masked_plate(plate: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """``湘F****8``: province and city, and the last character."""
    return sa.func.left(plate, 2) + "****" + sa.func.right(plate, 1)


def withheld(name: str) -> Any:
    """A text about a person: roles that read no names learn only that there is one."""

    def stars(table: sa.FromClause) -> sa.ColumnElement[Any]:
        return sa.case((table.c[name].is_not(None), sa.literal("***")))

    return column(mask=stars, unmasked_for=SEES_NAMES)


def unsaid(name: str, kind: Kind | None = None) -> Any:
    """A fact that is a person's own (health, wage): nothing to roles that read no names."""

    def nothing(table: sa.FromClause) -> sa.ColumnElement[Any]:
        return sa.cast(sa.null(), table.c[name].type)

    return column(kind=kind, mask=nothing, unmasked_for=SEES_NAMES)
