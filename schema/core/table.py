"""How tables are written: one MetaData, common columns, code-list columns, the access rule.

A table names its access rule once, with ``protect``; the planner refuses to
compile a table that has none.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.principal import Access

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)

AccessRule = Callable[[sa.FromClause, Access], sa.ColumnElement[bool] | None]


def identifier() -> sa.Column[Any]:
    """The primary key: a UUID of version 7, made by PostgreSQL, in time order."""
    return sa.Column(
        "id",
        sa.Uuid,
        primary_key=True,
        server_default=sa.text("uuidv7()"),
        comment="标识 (UUIDv7)",
    )


def record_columns() -> list[sa.Column[Any]]:
    """Who wrote the row and when, and the version that guards against lost updates."""
    moment = sa.DateTime(timezone=True)
    now = sa.func.now()
    return [
        sa.Column("created_at", moment, nullable=False, server_default=now, comment="创建时间"),
        sa.Column("created_by", sa.Text, nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, nullable=False, server_default=now, comment="更新时间"),
        sa.Column("updated_by", sa.Text, nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1", comment="版本号"),
    ]


def code(name: str, codes: type[Labelled], comment: str, **options: Any) -> sa.Column[Any]:
    """A column that holds one member of a code list, checked by PostgreSQL."""
    kind = sa.Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
    options.setdefault("nullable", False)
    return sa.Column(name, kind, comment=comment, **options)


def reference(
    name: str, target: str, comment: str, *, nullable: bool = False, index: bool = True
) -> sa.Column[Any]:
    """A foreign key to ``target.id``, indexed unless another index serves it."""
    return sa.Column(
        name,
        sa.Uuid,
        sa.ForeignKey(f"{target}.id"),
        nullable=nullable,
        index=index,
        comment=comment,
    )


_rules: dict[sa.Table, AccessRule] = {}


def protect(table: sa.Table, rule: AccessRule) -> None:
    """Name the access rule of a table, once: a predicate, ``None`` for every row."""
    if table in _rules:
        message = f"table {table.name} has an access rule already"
        raise ValueError(message)
    _rules[table] = rule


def access_rule(table: sa.Table) -> AccessRule:
    """The access rule of a table; a table without one cannot be read."""
    rule = _rules.get(table)
    if rule is None:
        message = f"table {table.name} has no access rule"
        raise LookupError(message)
    return rule


def nobody(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool]:
    """Access rule of tables that no query may read (secrets, sessions, ciphertext)."""
    del table, access
    return sa.false()


def everybody(table: sa.FromClause, access: Access) -> None:
    """Access rule of reference data that every signed-in user may read."""
    del table, access
