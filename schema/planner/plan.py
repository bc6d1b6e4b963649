"""The plan of a query: what to read, as a tree that cost and compile walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schema.planner.model import (
    ColumnField,
    GroupKey,
    Node,
    Sort,
    ToAnyField,
    ToManyField,
    ToOneField,
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of the row."""

    field: ColumnField


@dataclass(frozen=True, slots=True)
class Typename:
    """``__typename``, known beforehand."""

    name: str


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """The selected fields of one object, by response key."""

    node: Node
    outputs: tuple[tuple[str, Output], ...]


@dataclass(frozen=True, slots=True)
class OnePlan:
    """A to-one link, or (``field`` None) the root row whose key is ``key``."""

    inner: ObjectPlan
    field: ToOneField | None = None
    key: Any = None


@dataclass(frozen=True, slots=True)
class AnyPlan:
    """A link to one of several types: (value of the column ``field.by``, what to read then)."""

    field: ToAnyField
    choices: tuple[tuple[str, ObjectPlan], ...]


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """Rows by their ids alone, looked for type after type; ``count`` is None for one row."""

    choices: tuple[ObjectPlan, ...]
    key: Any
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list: page size, direction, cursors, order, filter."""

    order: tuple[Sort, ...]
    size: int | None
    cost: int
    backward: bool = False
    after: Any = None
    before: Any = None
    filter: Any = None
    nearest: Any = None


@dataclass(frozen=True, slots=True)
class ListPlan:
    """A plain list; ``link`` leads to it from another object."""

    inner: ObjectPlan
    window: Window
    link: ToManyField | None


@dataclass(frozen=True, slots=True)
class EdgePlan:
    """The selected fields of an edge: cursor and node, by response key."""

    outputs: tuple[tuple[str, str | ObjectPlan | Typename], ...]


@dataclass(frozen=True, slots=True)
class PageInfoPlan:
    """The selected fields of ``pageInfo``: (response key, field name)."""

    outputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CountPlan:
    """``totalCount``."""


@dataclass(frozen=True, slots=True)
class FiguresPlan:
    """count and sum/avg/min/max: (key, "count" | Typename | (function, (key, column)…))."""

    outputs: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """``sum { amount }``: one function over selected columns."""

    function: str
    columns: tuple[tuple[str, ColumnField | Typename], ...]


@dataclass(frozen=True, slots=True)
class GroupsPlan:
    """``groups(by:)``: keys to group by, the selected key parts, the figures."""

    by: tuple[GroupKey, ...]
    first: int
    outputs: tuple[tuple[str, Figure | tuple[tuple[str, int | Typename | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class ConnectionPlan:
    """A Relay connection: its window, and what of it was selected, by response key."""

    node: Node
    window: Window
    link: ToManyField | None
    outputs: tuple[tuple[str, Part], ...]


Figure = str | Typename | Measures
Part = ObjectPlan | EdgePlan | PageInfoPlan | CountPlan | FiguresPlan | GroupsPlan | Typename
Output = Leaf | Typename | OnePlan | AnyPlan | ListPlan | ConnectionPlan
RootPlan = OnePlan | ProbePlan | ListPlan | ConnectionPlan | Typename
