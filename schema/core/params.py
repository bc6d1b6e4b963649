"""Thresholds, deadlines and amounts: effective-dated rows with their legal basis.

No such figure is a constant of the code; ``parameter`` gives the one in force
on a date. Their first values are ``Parameter``s of the domains' ``rules.py``.
"""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.table import identifier, metadata, record_columns


class ParameterErrorCode(Labelled):
    """Codes of parameters."""

    PARAMETER_MISSING = "PARAMETER_MISSING", "缺少有效的规则参数"


rule_parameter = sa.Table(
    "rule_parameter",
    metadata,
    identifier(),
    sa.Column("rule", sa.Text, nullable=False, comment="规则代码"),
    sa.Column("key", sa.Text, nullable=False, comment="参数名"),
    sa.Column("value", JSONB, nullable=False, comment="参数值"),
    sa.Column("valid_from", sa.Date, nullable=False, comment="生效日期"),
    sa.Column("valid_to", sa.Date, comment="失效日期 (不含)"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据 (文件与条款)"),
    *record_columns(),
    sa.UniqueConstraint("rule", "key", "valid_from"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    comment="规则参数",
)


async def parameters(connection: AsyncConnection, rule: str, on: date) -> dict[str, object]:
    """The parameters of a rule in force on a date, by key."""
    table = rule_parameter
    statement = (
        sa.select(table.c.key, table.c.value)
        .where(table.c.rule == rule, table.c.valid_from <= on)
        .where(sa.or_(table.c.valid_to.is_(None), table.c.valid_to > on))
    )
    return {row.key: row.value for row in await connection.execute(statement)}


def figure(values: Mapping[str, object], key: str) -> int:
    """A whole number among the parameters; raises DomainError PARAMETER_MISSING without it."""
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise DomainError(ParameterErrorCode.PARAMETER_MISSING, f"缺少有效的规则参数: {key}")
    return value
