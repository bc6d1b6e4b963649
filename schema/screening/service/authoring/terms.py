"""The fields and values of a condition, looked up in the registry under the author's rights."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLError

from schema.accounts.access import entity_of
from schema.accounts.rules import Action, is_allowed
from schema.core.roles import Department, Role
from schema.core.table import access_rule
from schema.planner.model import ColumnField, Node, ToManyField, ToOneField
from schema.planner.scalars import Kind, parse_date, parse_instant
from schema.screening.rules.expression import ORDERED

LONGEST_TEXT, MOST_VALUES = 200, 200


class TermError(Exception):
    """A word of a condition that cannot be used; its text says why."""


@dataclass(frozen=True, slots=True)
class Author:
    """In which role a condition was written: it may use what that role may see."""

    role: Role
    department: Department | None = None

    def sees(self, node: Node) -> bool:
        """Whether the role may read this type at all."""
        entity = entity_of(access_rule(node.table))
        return entity is None or is_allowed(self.role, entity, Action.READ, self.department)


def column_field(author: Author, node: Node, name: str) -> ColumnField:
    """A column that the author may compare; raises TermError."""
    found = node.fields.get(name)
    if not isinstance(found, ColumnField):
        raise TermError(f"{node.name} 没有字段 {name}")
    if not author.sees(node):
        raise TermError(f"无权使用 {node.name}")
    masked = found.mask is not None and author.role not in found.unmasked_for
    if masked or not found.filterable:
        raise TermError(f"无权使用字段 {name}")
    return found


def link_field(author: Author, node: Node, name: str) -> ToOneField:
    """A link to one row; raises TermError."""
    found = node.fields.get(name)
    if not isinstance(found, ToOneField):
        raise TermError(f"{node.name} 没有关联 {name}")
    if not author.sees(found.target):
        raise TermError(f"无权使用 {found.target.name}")
    return found


def relation_field(author: Author, node: Node, name: str) -> ToManyField:
    """A relation to many rows; raises TermError."""
    found = node.fields.get(name)
    if not isinstance(found, ToManyField):
        raise TermError(f"{node.name} 没有一对多的关联 {name}")
    if not author.sees(found.target):
        raise TermError(f"无权使用 {found.target.name}")
    return found


def operand(kind: Kind, operator: str, value: object) -> sa.ColumnElement[Any]:
    """A value as a parameter of the field's type; raises TermError."""
    if operator in ORDERED and (not kind.ordered or kind.codes is not None):
        raise TermError("该字段不能比较大小")
    if operator == "startsWith" and (not isinstance(kind.sql, sa.Text) or kind.codes is not None):
        raise TermError("只有文本字段可以按开头比较")
    if operator != "in":
        return sa.literal(_value(kind, value), kind.sql)
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise TermError(f"须为 1 至 {MOST_VALUES} 个值的列表")
    return sa.literal([_value(kind, item) for item in value], sa.ARRAY(kind.sql))


def _value(kind: Kind, value: object) -> object:
    if kind.codes is not None:
        if value not in kind.codes.__members__:
            raise TermError(f"须为 {', '.join(kind.codes.__members__)} 之一")
        return value
    try:
        return _plain(kind, value)
    except (GraphQLError, ValueError, ArithmeticError) as error:
        raise TermError(f"值与字段类型 {kind.name} 不符") from error


def _plain(kind: Kind, value: object) -> object:
    if kind.name == "Date":
        return parse_date(value)
    if kind.name == "DateTime":
        return parse_instant(value)
    if kind.name in {"Int", "Long", "Fen"}:
        return _whole(value)
    if kind.name in {"Float", "Decimal"}:
        number = Decimal(str(value))
        return float(number) if kind.name == "Float" else number
    if kind.name == "Boolean":
        return _exactly(bool, value)
    if kind.name == "ID" and kind.convert is not None:
        return kind.convert(value)
    if kind.name != "String":
        raise ValueError(kind.name)
    text = _exactly(str, value)
    if len(str(text)) > LONGEST_TEXT:
        raise ValueError(kind.name)
    return text


def _whole(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**53:
        raise ValueError(value)
    return value


def _exactly(python: type, value: object) -> object:
    if not isinstance(value, python):
        raise ValueError(value)  # noqa: TRY004 - all of these are one fault to the author
    return value


def shown(kind: Kind, value: object) -> str:
    """A value in a sentence: code lists by their labels."""
    if isinstance(value, list):
        return "、".join(shown(kind, item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if kind.codes is not None:
        return f"“{kind.codes[str(value)].label}”"
    return value.isoformat() if isinstance(value, date) else str(value)
