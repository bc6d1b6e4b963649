"""The input types made for a node: its filter, its order keys, its group keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.enum import EnumValue
from strawberry.types.field import StrawberryField

from schema.core.enums import Labelled
from schema.planner.model import GroupKey, Node, ToManyField, ToOneField
from schema.planner.scalars import CalendarDate, Instant, Kind

OPERATORS = {
    "eq": "等于",
    "ne": "不等于",
    "in": "属于其中之一",
    "notIn": "不属于其中任何一个",
    "gt": "大于 (晚于)",
    "gte": "大于等于 (不早于)",
    "lt": "小于 (早于)",
    "lte": "小于等于 (不晚于)",
    "contains": "包含文字",
    "startsWith": "以文字开头",
    "isNull": "是否为空",
}
LISTS = frozenset({"in", "notIn"})
BUCKETS = {"YEAR": "year", "QUARTER": "quarter", "MONTH": "month", "DAY": "day"}
BUCKET_LABELS = {"year": "按年", "quarter": "按季", "month": "按月", "day": "按日"}


class OrderDirection(Labelled):
    """排序方向"""

    ASC = "ASC", "升序 (空值在后)"
    DESC = "DESC", "降序 (空值在前)"


def operators(kind: Kind) -> tuple[str, ...]:
    """The operators that a kind of value can be filtered by."""
    if kind.name in {"JSON", "Strings"}:
        return ("isNull",)
    if kind.name == "Boolean":
        return ("eq", "isNull")
    base: tuple[str, ...] = ("eq", "ne", "in", "notIn", "isNull")
    if kind.name == "String":
        return (*base, "contains", "startsWith")
    if kind.codes is not None or kind.name == "ID":
        return base
    return (*base, "gt", "gte", "lt", "lte")


def graphql_field(name: str, annotation: Any, description: str, **options: Any) -> StrawberryField:
    """A strawberry field with an explicit GraphQL name."""
    made = StrawberryField(
        python_name=name.rstrip("_"),
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        **options,
    )
    made.python_name = name
    return made


def input_type(name: str, description: str) -> type:
    """An empty strawberry input type; its fields are set when all types are known."""
    python = type(name, (), {"__module__": __name__, "__doc__": description})
    made: type = strawberry.input(python, name=name, description=description)
    return made


def set_fields(python: type, fields: Sequence[StrawberryField]) -> None:
    """Give a strawberry type its fields."""
    python.__strawberry_definition__.fields = list(fields)  # type: ignore[attr-defined]


def list_of(python: Any) -> Any:
    """The list type of a type that is made at run time."""
    return list[python]


def optional(name: str, annotation: Any, description: str) -> StrawberryField:
    """An input field that may be left out."""
    return graphql_field(name, annotation | None, description, default=strawberry.UNSET)


def graphql_enum(python: type[Labelled]) -> type[Labelled]:
    """Tell strawberry of a code list: labels become descriptions."""
    if "__strawberry_definition__" not in python.__dict__:
        summary = (python.__doc__ or python.__name__).split("\n")[0]
        strawberry.enum(python, name=python.__name__, description=summary)
        values: list[EnumValue] = python.__strawberry_definition__.values  # type: ignore[attr-defined]
        for value, member in zip(values, python, strict=True):
            value.description = member.label
    return python


def labelled(name: str, summary: str, members: dict[str, str]) -> type[Labelled]:
    """A code list made at run time: ``{NAME: label}``."""
    body = {key: (key, label) for key, label in members.items()}
    made = Labelled(name, body)  # type: ignore[arg-type]
    made.__doc__ = summary
    return graphql_enum(made)  # type: ignore[arg-type]


def constant_name(field_name: str) -> str:
    """``joinedOn`` → ``JOINED_ON``, the name of an order or group key."""
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in field_name)


def group_keys(node: Node) -> dict[str, GroupKey]:
    """The group keys of a node by name: columns, buckets of dates, paths."""
    keys: dict[str, GroupKey] = {}
    for column in node.columns():
        if not column.groupable:
            continue
        if column.kind.annotation in {CalendarDate, Instant}:
            for suffix, bucket in BUCKETS.items():
                keys[f"{constant_name(column.name)}_{suffix}"] = GroupKey(column, bucket)
        else:
            keys[constant_name(column.name)] = GroupKey(column)
    return keys | {constant_name(name): key for name, key in node.paths.items()}


def key_description(key: GroupKey) -> str:
    """What a group key is, in words."""
    if key.through is not None:
        return f"{key.through.description} 的{key.column.description}"
    label = BUCKET_LABELS.get(key.bucket or "")
    return f"{key.column.description} ({label})" if label else key.column.description


SEARCH = "检索: 名称中的汉字、全拼或拼音首字母, 或完整编号; 至少两个汉字或三个字母"
GEO_BOX = input_type("GeoBox", "经纬度框 (度).")
set_fields(
    GEO_BOX,
    [
        graphql_field("west", float, "西界经度"),
        graphql_field("south", float, "南界纬度"),
        graphql_field("east", float, "东界经度"),
        graphql_field("north", float, "北界纬度"),
    ],
)
GEO_POINT = input_type("GeoPoint", "一个位置 (度).")
set_fields(
    GEO_POINT,
    [
        graphql_field("longitude", float, "经度"),
        graphql_field("latitude", float, "纬度"),
    ],
)


@dataclass(slots=True)
class Inputs:
    """Makes and remembers the input types of all nodes of one schema."""

    filters: dict[str, type] = field(default_factory=dict)
    scalars: dict[str, type] = field(default_factory=dict)
    orders: dict[str, type] = field(default_factory=dict)
    groups: dict[str, type] = field(default_factory=dict)

    def scalar_filter(self, kind: Kind) -> type:
        """``DateFilter`` and the like."""
        name = f"{kind.name}Filter"
        if name not in self.scalars:
            made = input_type(name, f"对 {kind.name} 的条件: every operator given must hold.")
            annotation = graphql_enum(kind.codes) if kind.codes else kind.annotation
            set_fields(made, [self._operator(op, annotation) for op in operators(kind)])
            self.scalars[name] = made
        return self.scalars[name]

    @staticmethod
    def _operator(name: str, annotation: Any) -> StrawberryField:
        if name == "isNull":
            return optional(name, bool, OPERATORS[name])
        kind = list_of(annotation) if name in LISTS else annotation
        return optional(name, kind, OPERATORS[name])

    def filter_of(self, node: Node) -> type:
        """``MembershipFilter``: columns, relations, and / or / not."""
        name = f"{node.name}Filter"
        if name in self.filters:
            return self.filters[name]
        made = self.filters[name] = input_type(
            name, f"筛选 {node.name}: every condition given must hold."
        )
        fields = [
            optional(c.name, self.scalar_filter(c.kind), c.description)
            for c in node.columns()
            if c.filterable
        ]
        for entry in node.fields.values():
            if isinstance(entry, ToOneField):
                fields.append(optional(entry.name, self.filter_of(entry.target), entry.description))
            elif isinstance(entry, ToManyField):
                fields.append(
                    optional(entry.name, self.relation_of(entry.target), entry.description)
                )
        if node.search is not None:
            fields.append(optional("search", str, SEARCH))
        if node.place is not None:
            fields.append(optional("withinBox", GEO_BOX, "在经纬度框内 (含边界)"))
        fields += [
            optional("and", list_of(made), "全部成立"),
            optional("or", list_of(made), "至少一个成立"),
            optional("not", made, "不成立"),
        ]
        set_fields(made, fields)
        return made

    def relation_of(self, node: Node) -> type:
        """``MembershipRelationFilter``: some, none, every."""
        name = f"{node.name}RelationFilter"
        if name not in self.filters:
            made = self.filters[name] = input_type(name, f"对相关 {node.name} 的条件.")
            inner = self.filter_of(node)
            set_fields(
                made,
                [
                    optional("some", inner, "至少有一个符合"),
                    optional("none", inner, "没有符合的"),
                    optional("every", inner, "全部符合"),
                ],
            )
        return self.filters[name]

    def order_of(self, node: Node) -> type | None:
        """``MembershipOrder {field direction}``; None when nothing is sortable."""
        names = {constant_name(c.name): c.description for c in node.columns() if c.sortable}
        if not names:
            return None
        if node.name not in self.orders:
            keys = labelled(f"{node.name}OrderField", f"{node.name} 的排序字段", names)
            made = input_type(f"{node.name}Order", f"{node.name} 的一个排序键.")
            set_fields(
                made,
                [
                    graphql_field("field", keys, "排序字段"),
                    graphql_field(
                        "direction",
                        graphql_enum(OrderDirection),
                        "排序方向",
                        default=OrderDirection.ASC,
                    ),
                ],
            )
            self.orders[node.name] = made
        return self.orders[node.name]

    def group_by(self, node: Node) -> type | None:
        """``MembershipGroupBy``: the keys that ``groups`` may group by."""
        keys = group_keys(node)
        if not keys:
            return None
        if node.name not in self.groups:
            labels = {name: key_description(key) for name, key in keys.items()}
            self.groups[node.name] = labelled(
                f"{node.name}GroupBy", f"{node.name} 的分组依据", labels
            )
        return self.groups[node.name]
