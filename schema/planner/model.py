"""What the planner knows of a type: its table, and how each field is read.

``fields.py`` is the vocabulary that domains write; this is what it produces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from schema.core.table import access_rule

if TYPE_CHECKING:
    from schema.core.principal import Access, Role
    from schema.planner.scalars import Kind

#: The condition that ``asOf`` is turned into; no field is called so.
AS_OF = "asOf~"
Expression = Callable[[sa.FromClause], sa.ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A column of the table, or an expression over its columns (``needs`` names them)."""

    name: str
    kind: Kind
    nullable: bool
    description: str
    expression: Expression
    needs: tuple[str, ...]
    filterable: bool = True
    sortable: bool = False
    groupable: bool = False
    summable: bool = False
    mask: Expression | None = None
    unmasked_for: frozenset[Role] = frozenset()

    def read(self, source: sa.FromClause, role: Role) -> sa.ColumnElement[Any]:
        """The value as a caller of this role may see it."""
        if self.mask is not None and role not in self.unmasked_for:
            return self.mask(source)
        return self.expression(source)


@dataclass(frozen=True, slots=True)
class ToOneField:
    """The row of ``target`` whose ``remote`` column equals our ``local`` column.

    Null when there is none or when the caller may not see it. ``implied`` says that
    whoever sees our row sees that row by the target's own rule, so that the rule
    need not be asked again on this way.
    """

    name: str
    target: Node
    local: str
    remote: str
    description: str
    implied: bool = False


@dataclass(frozen=True, slots=True)
class ToManyField:
    """Rows of ``target`` whose ``remote`` equals our ``local``: a connection or a plain list."""

    name: str
    target: Node
    local: str
    remote: str
    description: str
    order: tuple[Sort, ...]
    connection: bool
    page: Page
    implied: bool = False


@dataclass(frozen=True, slots=True)
class ToAnyField:
    """The row that our column ``local`` points at, of the type that ``by`` names.

    ``targets`` leads from a value of ``by`` to a type; the GraphQL type is the union
    ``union`` of them. Null when there is no such row or the caller may not see it.
    """

    name: str
    union: str
    by: str
    local: str
    targets: tuple[tuple[str, Node], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page sizes: ``default`` without ``first``, at most ``maximum`` (None: no limit).

    ``expected`` is what a list without ``first`` counts in the cost of a query.
    """

    default: int | None = 50
    maximum: int | None = 100
    expected: int = 50


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order; nulls come last ascending and first descending.

    ``expression`` computes the key where it is no column of the table (a distance).
    """

    column: str
    descending: bool = False
    expression: Expression | None = None

    def of(self, source: sa.FromClause) -> sa.ColumnElement[Any]:
        """The key of a row of ``source``: the table, or a page that carries it."""
        if self.expression is not None and self.column not in source.c:
            return self.expression(source)
        return source.c[self.column]

    def flipped(self) -> Sort:
        """The key in the other direction."""
        return Sort(self.column, not self.descending, self.expression)

    def nullable(self, table: sa.Table) -> bool:
        """Whether a row may have no such key."""
        return self.expression is not None or bool(table.c[self.column].nullable)


@dataclass(frozen=True, slots=True)
class SearchRule:
    """What ``filter: {search}`` looks through: columns of name, pinyin, and exact codes.

    ``prefixes`` are found by indexes; without it the whole texts are searched.
    ``field`` is the name's own field, whose mask forbids to search.
    """

    field: str
    name: str
    pinyin: str
    codes: tuple[str, ...] = ()
    prefixes: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The columns that say where a row is, in degrees."""

    longitude: str
    latitude: str


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What ``groups`` may group by: a column, a date's bucket, or a column at the end of a link."""

    column: ColumnField
    bucket: str | None = None
    through: ToOneField | None = None


Field = ColumnField | ToOneField | ToManyField | ToAnyField


@dataclass(eq=False, slots=True, repr=False)
class Node:
    """An object type bound to one table."""

    name: str
    table: sa.Table
    description: str
    python: type
    fields: dict[str, Field] = field(default_factory=dict)
    key: str = "id"
    paths: dict[str, GroupKey] = field(default_factory=dict)
    search: SearchRule | None = None
    place: Place | None = None
    effective: tuple[str, str] | None = None
    extended: set[str] = field(default_factory=set)  # names of fields that other domains added

    def __repr__(self) -> str:
        return f"Node({self.name})"  # nodes refer to each other: their fields would never end

    def column(self, name: str) -> sa.Column[Any]:
        """The table's column of that name."""
        return self.table.c[name]

    def visible(self, source: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
        """The access predicate on ``source``, an alias of the table; None for every row."""
        return access_rule(self.table)(source, access)

    @property
    def identified(self) -> bool:
        """Whether the key is an id that no other table has, so that ``node(id)`` finds it."""
        return self.key == "id" and isinstance(self.table.c["id"].type, sa.Uuid)

    def columns(self) -> list[ColumnField]:
        """The fields that are columns, in declared order."""
        return [f for f in self.fields.values() if isinstance(f, ColumnField)]


@dataclass(frozen=True, slots=True)
class RootOne:
    """A root field that returns one row by its key, or null."""

    target: Node
    description: str


@dataclass(frozen=True, slots=True)
class RootMany:
    """A root field that returns a connection, or a plain list."""

    target: Node
    description: str
    order: tuple[Sort, ...]
    connection: bool = True
    page: Page = Page()


@dataclass(frozen=True, slots=True)
class RootAny:
    """``node(id)``, or with ``many`` ``nodes(ids)``: rows of any of the types, or null."""

    targets: tuple[Node, ...]
    description: str
    many: bool = False


RootField = RootOne | RootMany | RootAny
