"""A connection without its pages: every row that the caller may see, as flat cells.

The request is put into a GraphQL query of the connection and takes the way of every query:
validated, coerced, planned. So a file obeys the filter, the access rules and the masks that
the list obeys. Only the last step differs: links become joins, and PostgreSQL writes each
row as text (see ``schema.planner.cells``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLSchema, parse, validate

from schema.core.principal import Principal
from schema.planner import plan
from schema.planner.analysis import bad_input
from schema.planner.cells import Cells
from schema.planner.compile import Compiler
from schema.planner.model import ColumnField, Node, RootMany
from schema.planner.operation import DIALECT, Operation, Planner
from schema.planner.parameters import Getter, Parameters
from schema.planner.read_marks import SIGN
from schema.planner.scalars import Kind
from schema.planner.selection import Document
from schema.planner.sql import ordered

MOST_COLUMNS = 60
BAD_COLUMNS = "EXPORT_COLUMNS"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be extracted: a root connection, its filter and order, paths of columns."""

    connection: str
    columns: tuple[str, ...] = ()
    filter: Any = None
    order_by: Any = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of the file: its path, its title, the kind of its values."""

    path: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement with its arguments, ready to run."""

    sql: str
    arguments: tuple[Any, ...]


Binder = Callable[[sa.Select[Any]], Bound]


@dataclass(frozen=True, slots=True)
class Extract:
    """The compiled extract of one principal.

    ``rows`` yields one row a line for the file, ``count`` their number; ``ids`` has the id of
    each row in a column for each of the ``tables`` whose values appear (null where none does).
    """

    columns: tuple[Cell, ...]
    rows: Bound
    count: Bound
    ids: Bound
    tables: tuple[str, ...]


def extract(planner: Planner, wanted: Wanted, principal: Principal, cells: Cells) -> Extract:
    """Compile an extract; raises GraphQLError for an unknown connection, column or filter."""
    connection, variables = _planned(planner, wanted, principal)
    (_, inner) = connection.outputs[0]
    if not isinstance(inner, plan.ObjectPlan):  # the document asks for nodes alone
        raise bad_input("The connection has no nodes.", BAD_COLUMNS)
    parameters = Parameters.of(principal, planner.scope_type)
    parameters.trust_implied &= planner.trust_implied
    bind = _binder(parameters, variables, principal)
    return _Joined(parameters, connection, cells).made(inner, bind)


def connection_node(planner: Planner, name: str) -> Node:
    """The type behind a root connection; raises GraphQLError when there is none."""
    entry = planner.roots.get(name)
    if not isinstance(entry, RootMany) or not entry.connection:
        raise bad_input(f"There is no list {name!r:.60}.", BAD_COLUMNS)
    return entry.target


def _planned(
    planner: Planner, wanted: Wanted, principal: Principal
) -> tuple[plan.ConnectionPlan, Mapping[str, Any]]:
    """The plan of the connection and its variables, by a document that asks for its nodes."""
    node = connection_node(planner, wanted.connection)
    paths = wanted.columns or tuple(_usual(node))
    if len(paths) > MOST_COLUMNS or len(set(paths)) != len(paths):
        raise bad_input(f"Name at most {MOST_COLUMNS} columns, each once.", BAD_COLUMNS)
    variables: dict[str, Any] = {}
    if wanted.filter is not None:
        variables["filter"] = wanted.filter
    if wanted.order_by is not None:
        variables["orderBy"] = wanted.order_by
    document = parse(_document(planner.schema, wanted.connection, variables, paths))
    errors = validate(planner.schema, document)
    if errors:
        raise errors[0]
    operation = Operation(planner, document, None)
    coerced = operation.coerce(variables)
    found = Document(planner.schema, operation.fragments, coerced)
    (selection,) = found.collect((operation.definition.selection_set,), "Query")
    planned = planner.analysis(found, principal).root(selection)
    if not isinstance(planned, plan.ConnectionPlan):
        raise bad_input("Only a list can be extracted.", BAD_COLUMNS)
    return planned, coerced


def _usual(node: Node) -> Iterator[str]:
    """Without a choice: what a person reads of the row itself, no ids and no structures."""
    for entry in node.columns():
        if entry.kind.name not in {"ID", "JSON"} and entry.name != "version":
            yield entry.name


def _document(
    schema: GraphQLSchema, name: str, variables: Mapping[str, Any], paths: Sequence[str]
) -> str:
    """The query of a connection's nodes with the columns nested as their paths say."""
    query = schema.query_type
    arguments = query.fields[name].args if query is not None else {}
    declared = ", ".join(f"${each}: {arguments[each].type}" for each in variables)
    given = ", ".join(f"{each}: ${each}" for each in variables)
    return (
        f"query Extract{f'({declared})' if declared else ''}"
        f" {{ {name}{f'({given})' if given else ''}"
        f" {{ nodes {{ {' '.join(_selected(path) for path in paths)} }} }} }}"
    )


def _selected(path: str) -> str:
    parts = path.split(".")
    if not all(part.isidentifier() and part.isascii() for part in parts):
        raise bad_input(f"{path!r:.60} is not a column.", BAD_COLUMNS)
    return " { ".join(parts) + " }" * (len(parts) - 1)


@dataclass(slots=True)
class _Joined:
    """Builds the flat select: one outer join for each link, under the target's own rule."""

    parameters: Parameters
    connection: plan.ConnectionPlan
    cells: Cells
    compiler: Compiler = field(init=False)
    source: sa.FromClause = field(init=False)
    tree: sa.FromClause = field(init=False)
    identified: dict[str, sa.FromClause] = field(default_factory=dict)
    found: list[tuple[Cell, sa.ColumnElement[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.compiler = Compiler(self.parameters)
        self.source = self.tree = self.compiler.alias(self.connection.node)

    def made(self, inner: plan.ObjectPlan, bind: Binder) -> Extract:
        """The statements of the extract."""
        self._walk(inner, self.source, (), "")
        window, node = self.connection.window, self.connection.node
        where = self.compiler.where(node, self.source, None, None, window.filter, rows=None)
        chosen = (
            sa.select(*(value.label(f"v{i}") for i, (_, value) in enumerate(self.found)))
            .select_from(self.tree)
            .where(*where)
            .order_by(*(ordered(self.source, sort) for sort in window.order))
            # OFFSET keeps PostgreSQL from computing a value again wherever it is mentioned.
            .offset(sa.literal_column("0"))
            .subquery("r")
        )
        kinds = [cell.kind for cell, _ in self.found]
        rows = sa.select(*self.cells.line(list(chosen.c), kinds)).select_from(chosen)
        listed = sa.select(sa.func.count()).select_from(self.source).where(*where)
        keys = [source.c["id"] for source in self.identified.values()]
        ids = sa.select(*keys).select_from(self.tree).where(*where)
        return Extract(
            tuple(cell for cell, _ in self.found),
            bind(rows),
            bind(listed),
            bind(ids),
            tuple(self.identified),
        )

    def _walk(
        self, inner: plan.ObjectPlan, source: sa.FromClause, path: tuple[str, ...], title: str
    ) -> None:
        if inner.node.identified:
            self.identified.setdefault(inner.node.table.name, source)
        for key, item in inner.outputs:
            if key.startswith(SIGN):
                continue  # a file's reading is logged by ``ids``
            if isinstance(item, plan.Leaf):
                self._leaf(item.field, inner.node, source, (*path, key), title)
            elif isinstance(item, plan.OnePlan) and item.field is not None:
                link, target = item.field, self.compiler.alias(item.inner.node)
                visible = item.inner.node.visible(target, self.parameters.access(rows=1))
                match = [target.c[link.remote] == source.c[link.local]]
                match += [] if visible is None else [visible]
                self.tree = self.tree.outerjoin(target, sa.and_(*match))
                self._walk(item.inner, target, (*path, key), link.description)
            else:
                raise bad_input(f"{'.'.join((*path, key))} is not a column.", BAD_COLUMNS)

    def _leaf(
        self,
        entry: ColumnField,
        node: Node,
        source: sa.FromClause,
        path: tuple[str, ...],
        title: str,
    ) -> None:
        value = self.cells.revealed(entry, node, source)
        if value is None:
            value = entry.read(source, self.parameters.role)
        text = self.cells.value(value, entry.kind)
        own = entry.description
        taken = {cell.title for cell, _ in self.found}
        named = f"{title} {own}" if title and own in taken else own
        self.found.append(
            (Cell(".".join(path), self.cells.title(named, entry.kind), entry.kind), text)
        )


def _binder(parameters: Parameters, variables: Mapping[str, Any], principal: Principal) -> Binder:
    def bind(statement: sa.Select[Any]) -> Bound:
        compiled = statement.compile(dialect=DIALECT)
        getters: Mapping[str, Getter] = parameters.getters
        return Bound(
            str(compiled),
            tuple(
                getters[name](variables, principal) if name in getters else compiled.params[name]
                for name in compiled.positiontup or ()
            ),
        )

    return bind
