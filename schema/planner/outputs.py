"""The output types made for a node: object, connection, edge, aggregate, group.

The fields carry no resolvers: a planned value is found in the answer by its
response key (see ``schema.planner.schema``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Union

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from schema.planner.inputs import (
    GEO_POINT,
    Inputs,
    graphql_enum,
    group_keys,
    key_description,
    list_of,
    set_fields,
)
from schema.planner.model import (
    ColumnField,
    Field,
    GroupKey,
    Node,
    RootAny,
    RootField,
    RootMany,
    RootOne,
    ToAnyField,
    ToManyField,
    ToOneField,
)
from schema.planner.scalars import CalendarDate, Kind, Long


class PlannedField(StrawberryField):
    """A field that the planner answers."""


def planned(
    name: str, annotation: Any, description: str, arguments: list[StrawberryArgument] | None = None
) -> PlannedField:
    """A planned field; ``arguments`` are given by name and type."""
    made = PlannedField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
    )
    made.arguments = arguments or []
    return made


def argument(name: str, annotation: Any, description: str) -> StrawberryArgument:
    """An argument with an explicit GraphQL name."""
    return StrawberryArgument(name, name, StrawberryAnnotation(annotation), description=description)


def output_type(name: str, description: str) -> type:
    """An empty strawberry object type."""
    python = type(name, (), {"__module__": __name__, "__doc__": description})
    made: type = strawberry.type(python, name=name, description=description)
    return made


PAGE_INFO = output_type("PageInfo", "分页信息: where a page stands in its list.")
set_fields(
    PAGE_INFO,
    [
        planned("hasNextPage", bool, "之后是否还有"),
        planned("hasPreviousPage", bool, "之前是否还有"),
        planned("startCursor", str | None, "本页首条的游标"),
        planned("endCursor", str | None, "本页末条的游标"),
    ],
)


def _node_interface() -> Any:
    description = "可按标识查询的对象: whatever node(id) may return."
    python = type("Node", (), {"__module__": __name__, "__doc__": description})
    made = strawberry.interface(python, name="Node", description=description)
    set_fields(made, [planned("id", strawberry.ID, "标识 (全平台唯一)")])
    return made


NODE = _node_interface()


@dataclass(slots=True)
class Outputs:
    """Makes and remembers the output types of all nodes of one schema."""

    inputs: Inputs = field(default_factory=Inputs)
    nodes: dict[str, Node] = field(default_factory=dict)
    connections: dict[str, type] = field(default_factory=dict)
    unions: dict[str, Any] = field(default_factory=dict)
    figure_fields: dict[str, list[StrawberryField]] = field(default_factory=dict)

    def object_of(self, node: Node) -> type:
        """The node's own object type, with all its fields."""
        if node.name not in self.nodes:
            self.nodes[node.name] = node
            if node.identified:
                definition = node.python.__strawberry_definition__  # type: ignore[attr-defined]
                definition.interfaces = [NODE.__strawberry_definition__]
            set_fields(node.python, [self.field_of(entry) for entry in node.fields.values()])
        return node.python

    def field_of(self, entry: Field) -> StrawberryField:
        """The strawberry field of a declared field."""
        if isinstance(entry, ColumnField):
            annotation = self.annotation(entry.kind)
            if entry.nullable:
                annotation = annotation | None
            return planned(entry.name, annotation, entry.description)
        if isinstance(entry, ToOneField):
            target: Any = self.object_of(entry.target) | None
            return planned(entry.name, target, entry.description)
        if isinstance(entry, ToAnyField):
            return planned(entry.name, self.union_of(entry) | None, entry.description)
        return self.many(entry.name, entry.target, entry.description, entry)

    def union_of(self, entry: ToAnyField) -> Any:
        """``FindingSubject``: one of several object types."""
        if entry.union not in self.unions:
            members = tuple(self.object_of(node) for _, node in entry.targets)
            made = strawberry.union(entry.union, description=f"{entry.description}: 其中之一.")
            self.unions[entry.union] = Annotated[Union[members], made]  # noqa: UP007 - of a tuple
        return self.unions[entry.union]

    def root(self, name: str, entry: RootField) -> StrawberryField:
        """The strawberry field of a root field."""
        if isinstance(entry, RootOne):
            key = argument("id", strawberry.ID, "标识")
            return planned(name, self.object_of(entry.target) | None, entry.description, [key])
        if isinstance(entry, RootAny):
            return self._any(name, entry)
        return self.many(name, entry.target, entry.description, entry)

    @staticmethod
    def _any(name: str, entry: RootAny) -> StrawberryField:
        one: Any = NODE | None
        if entry.many:
            ids = argument("ids", list_of(strawberry.ID), "标识 (至多 100 个)")
            return planned(name, list_of(one), entry.description, [ids])
        return planned(name, one, entry.description, [argument("id", strawberry.ID, "标识")])

    def many(
        self, name: str, target: Node, description: str, entry: ToManyField | RootMany
    ) -> StrawberryField:
        """A connection or list field with its arguments."""
        if entry.connection:
            return planned(
                name, self.connection_of(target), description, self.paging(target, relay=True)
            )
        items = list_of(self.object_of(target))
        return planned(name, items, description, self.paging(target, relay=False))

    def paging(self, target: Node, *, relay: bool) -> list[StrawberryArgument]:
        """first, after, last, before, filter, orderBy."""
        made = [argument("first", int | None, "取前几条 (1–100)")]
        if relay:
            made += [
                argument("after", str | None, "从此游标之后取"),
                argument("last", int | None, "取后几条 (1–100)"),
                argument("before", str | None, "取此游标之前"),
            ]
        made.append(argument("filter", self.inputs.filter_of(target) | None, "筛选条件"))
        order = self.inputs.order_of(target)
        if order is not None:
            made.append(argument("orderBy", list_of(order) | None, "排序"))
        if target.effective is not None:
            made.append(argument("asOf", CalendarDate | None, "只取该日有效的 (缺省: 全部历史)"))
        if target.place is not None:
            made.append(argument("nearest", GEO_POINT | None, "由近到远 (代替 orderBy)"))
        return made

    @staticmethod
    def annotation(kind: Kind) -> Any:
        """What strawberry is told of a kind."""
        return graphql_enum(kind.codes) if kind.codes else kind.annotation

    def connection_of(self, node: Node) -> type:
        """``MembershipConnection``."""
        name = f"{node.name}Connection"
        if name in self.connections:
            return self.connections[name]
        made = self.connections[name] = output_type(name, f"{node.name} 的列表 (Relay).")
        edge = output_type(f"{node.name}Edge", f"{node.name} 列表中的一条.")
        item = self.object_of(node)
        set_fields(edge, [planned("cursor", str, "游标"), planned("node", item, "内容")])
        fields = [
            planned("nodes", list_of(item), "本页内容"),
            planned("edges", list_of(edge), "本页内容, 连同游标"),
            planned("pageInfo", PAGE_INFO, "分页信息"),
            planned("totalCount", int, "符合条件且有权查看的总数"),
            planned("aggregate", self.aggregate_of(node), "汇总 (同一筛选与范围)"),
        ]
        by = self.inputs.group_by(node)
        if by is not None:
            group = self.group_of(node)
            fields.append(
                planned(
                    "groups",
                    list_of(group),
                    "分组汇总 (同一筛选与范围)",
                    [
                        argument("by", list_of(by), "分组依据"),
                        argument("first", int | None, "最多几组 (默认 100, 至多 1000)"),
                    ],
                )
            )
        set_fields(made, fields)
        return made

    def figures(self, node: Node) -> list[StrawberryField]:
        """count, and sum, avg, min, max of the summable columns."""
        if node.name in self.figure_fields:
            return self.figure_fields[node.name]
        fields: list[StrawberryField] = [planned("count", int, "个数")]
        summable = [c for c in node.columns() if c.summable]
        if summable:
            for name, label in {"sum": "合计", "avg": "平均", "min": "最小", "max": "最大"}.items():
                part = output_type(f"{node.name}{name.capitalize()}", f"{node.name} 的{label}.")
                set_fields(
                    part,
                    [
                        planned(c.name, self._figure(name, c.kind) | None, c.description)
                        for c in summable
                    ],
                )
                fields.append(planned(name, part, label))
        self.figure_fields[node.name] = fields
        return fields

    @staticmethod
    def _figure(name: str, kind: Kind) -> Any:
        if name == "avg":
            return float
        if name == "sum":
            return Long if kind.name == "Int" else kind.annotation
        return kind.annotation

    def aggregate_of(self, node: Node) -> type:
        """``MembershipAggregate``."""
        made = output_type(f"{node.name}Aggregate", f"{node.name} 的汇总.")
        set_fields(made, self.figures(node))
        return made

    def group_of(self, node: Node) -> type:
        """``MembershipGroup`` with its key; a part of the key that was not asked for is null."""
        made = output_type(f"{node.name}Group", f"{node.name} 的一个分组.")
        key = output_type(f"{node.name}GroupKey", f"{node.name} 的分组键.")
        set_fields(
            key,
            [
                planned(camel_key(name), self._key(by) | None, key_description(by))
                for name, by in group_keys(node).items()
            ],
        )
        set_fields(made, [planned("key", key, "分组键"), *self.figures(node)])
        return made

    def _key(self, key: GroupKey) -> Any:
        return CalendarDate if key.bucket else self.annotation(key.column.kind)


def camel_key(name: str) -> str:
    """``JOINED_ON_YEAR`` → ``joinedOnYear``."""
    head, *rest = name.lower().split("_")
    return head + "".join(word.capitalize() for word in rest)
