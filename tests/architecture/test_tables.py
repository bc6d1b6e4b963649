"""Every table has an access rule and comments; every relation has an index that serves it."""

import pytest
import sqlalchemy as sa

from schema.core.table import access_rule, nobody
from schema.metadata import metadata
from schema.planner.model import Node, ToManyField
from schema.root import platform_schema

TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_has_an_access_rule_and_comments(table: sa.Table) -> None:
    assert access_rule(table) is not None
    assert table.comment
    assert [c.name for c in table.c if not c.comment] == []


def test_secrets_are_shown_by_no_type() -> None:
    shown = [
        f"{node.name}.{field.name}"
        for node in platform_schema().nodes.values()
        for field in node.columns()
        if access_rule(node.table) is nobody
        or any(node.table.c[name].info.get("secret") for name in field.needs)
    ]
    assert shown == []


def _leading(table: sa.Table) -> list[list[str]]:
    indexes = [[_column(e) for e in index.expressions] for index in table.indexes]
    unique = [
        [c.name for c in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    return indexes + unique


def _column(expression: object) -> str:
    name = getattr(expression, "name", None) or str(expression)
    return str(name).split()[0]


def test_each_relation_has_an_index() -> None:
    """Without one, a nested list scans its whole table for each parent."""
    missing = []
    for node in platform_schema().nodes.values():
        for field in node.fields.values():
            if isinstance(field, ToManyField) and not _served(field.target, field):
                order = [sort.column for sort in field.order]
                missing.append(f"{field.target.table.name}({field.remote}, {order})")
    assert missing == []


def _served(target: Node, field: ToManyField) -> bool:
    wanted = [field.remote, *(sort.column for sort in field.order)]
    return any(found[: len(wanted)] == wanted for found in _leading(target.table))
