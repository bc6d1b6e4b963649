"""The vocabulary of ``types.py`` and ``queries.py``: what a type may say of itself.

::

    @node(tables.membership)
    class Membership:
        '''会籍: one person's membership of one union.'''

        id = column()                                   # GraphQL type, nullability and
        status = column(groupable=True)                 # description come from the table
        joined_on = column(sortable=True, groupable=True)
        person = to_one(Person, "person_id")
        union = to_one(UnionOrganisation, "union_id")

    extend(UnionOrganisation, members=connection(Membership, "union_id"))

    QUERIES = {
        "members": find_many(Membership, "会籍列表"),
        "member": find_one(Membership, "一条会籍"),
    }

A name in snake_case becomes camelCase in GraphQL. The access rule is the
table's own (``schema.core.table.protect``); it cannot be given here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
import strawberry

from schema.planner.model import (
    ColumnField,
    Expression,
    Field,
    GroupKey,
    Node,
    Page,
    Place,
    RootMany,
    RootOne,
    SearchRule,
    Sort,
    ToAnyField,
    ToManyField,
    ToOneField,
)
from schema.planner.scalars import Kind, kind_of

if TYPE_CHECKING:
    from schema.core.principal import Role

C = TypeVar("C", bound=type)
#: Lists below an object are short by default, so that nested ones stay affordable.
NESTED = Page(default=20, expected=20)
#: A list that usually holds a handful of rows (the dossiers of a member).
FEW = Page(default=20, expected=3)
Declaration = Callable[[str, Node], Field]


def camel(name: str) -> str:
    """``joined_on`` → ``joinedOn``."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def node_of(python: type) -> Node:
    """The node that ``@node`` made of a class."""
    found: Node = python.__dict__["__node__"]
    return found


def node(
    table: sa.Table,
    *,
    name: str | None = None,
    key: str = "id",
    effective: tuple[str, str] | None = None,
) -> Callable[[C], C]:
    """Make an object type of a class; its docstring is the GraphQL description.

    ``effective`` names the columns of the first day in force and of the first day no
    longer in force (null: open): lists then take ``asOf``, a day, and show what was in
    force on it, and without it the whole history.
    """

    def decorate(python: C) -> C:
        description = " ".join((python.__doc__ or table.comment or table.name).split())
        made = Node(name or python.__name__, table, description, python, key=key)
        made.effective = effective
        declared = {k: v for k, v in vars(python).items() if isinstance(v, _Declared)}
        for attribute in declared:
            delattr(python, attribute)
        strawberry.type(python, name=made.name, description=description)
        python.__node__ = made  # type: ignore[attr-defined]
        _add(made, {name: entry.make for name, entry in declared.items()})
        return python

    return decorate


def extend(python: type, **declared: Any) -> None:
    """Add fields to a type of a lower domain (``UnionOrganisation.members``).

    They stand behind its own, by name: which domain is imported first depends on the process.
    """
    target = node_of(python)
    _add(target, {name: entry.make for name, entry in declared.items()})
    target.extended |= {camel(name) for name in declared}
    own = {name: entry for name, entry in target.fields.items() if name not in target.extended}
    later = {name: target.fields[name] for name in sorted(target.extended)}
    target.fields = own | later


def _add(target: Node, declared: dict[str, Declaration]) -> None:
    for name, make in declared.items():
        if camel(name) in target.fields:
            message = f"{target.name}.{camel(name)} is declared twice"
            raise ValueError(message)
        target.fields[camel(name)] = make(name, target)


def searchable(
    python: type,
    *,
    name: str = "name",
    pinyin: str = "name_pinyin",
    codes: Iterable[str] = (),
    prefixes: bool = False,
) -> None:
    """Give the filter ``search``: see ``schema.planner.search``."""
    owner = node_of(python)
    for column_name in (name, pinyin, *codes):
        owner.column(column_name)
    owner.search = SearchRule(camel(name), name, pinyin, tuple(codes), prefixes)


def located(python: type, *, longitude: str = "longitude", latitude: str = "latitude") -> None:
    """Give the filter ``withinBox`` and the order ``nearest``; both columns in degrees."""
    owner = node_of(python)
    owner.place = Place(owner.column(longitude).name, owner.column(latitude).name)


def group_through(python: type, link: str, *columns: str) -> None:
    """Let ``groups`` group by columns at the end of a to-one link (``unionDivisionId``)."""
    owner = node_of(python)
    found = owner.fields[camel(link)]
    if not isinstance(found, ToOneField):
        message = f"{owner.name}.{camel(link)} does not lead to one row"
        raise TypeError(message)
    for name in columns:
        end = found.target.fields[camel(name)]
        if not isinstance(end, ColumnField) or not end.groupable:
            message = f"{found.target.name}.{camel(name)} cannot be grouped by"
            raise TypeError(message)
        owner.paths[camel(f"{link}_{name}")] = GroupKey(end, through=found)


@dataclass(frozen=True, slots=True)
class _Declared:
    make: Declaration


def column(
    name: str | None = None,
    *,
    kind: Kind | None = None,
    filterable: bool = True,
    sortable: bool = False,
    groupable: bool = False,
    summable: bool = False,
    mask: Expression | None = None,
    shown_as: Expression | None = None,
    unmasked_for: Iterable[Role] = (),
    needs: Iterable[str] = (),
) -> Any:
    """A column of the table (``name`` when it differs from the attribute).

    ``groupable`` allows ``groups(by:)`` (dates by year, quarter, month and day), ``summable``
    sum/avg/min/max, ``mask`` shows an expression of the table instead, except to
    ``unmasked_for``; only they may filter by it, and nobody sorts or groups by it.
    ``shown_as`` is a mask of a figure: it may be summed, coarsely (``planner.disclosure``);
    ``needs`` names the other columns that a mask reads.
    """

    def make(attribute: str, owner: Node) -> Field:
        source = owner.column(name or attribute)
        return ColumnField(
            name=camel(attribute),
            kind=kind or kind_of(source),
            nullable=bool(source.nullable),
            description=source.comment or attribute,
            expression=lambda table: table.c[source.name],
            needs=(source.name, *needs),
            filterable=filterable,
            sortable=sortable and mask is None and shown_as is None,
            groupable=groupable and mask is None,
            summable=summable and mask is None,
            mask=mask or shown_as,
            unmasked_for=frozenset(unmasked_for),
        )

    return _Declared(make)


def computed(
    expression: Expression,
    kind: Kind,
    description: str,
    *,
    needs: Iterable[str],
    nullable: bool = True,
    filterable: bool = False,
    groupable: bool = False,
    summable: bool = False,
) -> Any:
    """A value computed in SQL from the columns ``needs`` of the same row."""

    def make(attribute: str, owner: Node) -> Field:
        del owner
        return ColumnField(
            name=camel(attribute),
            kind=kind,
            nullable=nullable,
            description=description,
            expression=expression,
            needs=tuple(needs),
            filterable=filterable,
            groupable=groupable,
            summable=summable,
        )

    return _Declared(make)


def to_one(
    target: type,
    local: str,
    *,
    remote: str = "id",
    description: str | None = None,
    implied: bool = False,
) -> Any:
    """The one row of ``target`` that our column ``local`` points at; null if not visible.

    ``implied`` leaves out the target's access rule where our own rule says the same
    (an inspection is seen with its facility); a test compares the two.
    """

    def make(attribute: str, owner: Node) -> Field:
        comment = owner.column(local).comment if description is None else description
        return ToOneField(
            camel(attribute), node_of(target), local, remote, comment or attribute, implied
        )

    return _Declared(make)


def to_any(
    union: str,
    local: str,
    *,
    by: str,
    targets: Mapping[Any, type],
    description: str,
) -> Any:
    """A row of one of several types: our column ``by`` says which, ``local`` its id.

    ``targets`` leads from each value of ``by`` to a type; ``union`` names the GraphQL
    union of them::

        subject = to_any("FindingSubject", "subject_id", by="subject_type",
                         targets={SubjectType.PERSON: Person, …}, description="风险对象")
    """

    def make(attribute: str, owner: Node) -> Field:
        owner.column(local), owner.column(by)
        found = tuple((str(value), node_of(target)) for value, target in targets.items())
        return ToAnyField(camel(attribute), union, by, local, found, description)

    return _Declared(make)


def connection(
    target: type,
    remote: str,
    *,
    local: str = "id",
    order: Iterable[str] = ("id",),
    description: str | None = None,
    page: Page | None = None,
    implied: bool = False,
) -> Any:
    """A Relay connection to rows of ``target`` whose ``remote`` is our ``local``.

    ``order`` is the default order: column names, ``-name`` descending; ``implied``
    is as in ``to_one``.
    """
    return _many(
        target, remote, local, order, description, page or NESTED, connection=True, implied=implied
    )


def listing(
    target: type,
    remote: str,
    *,
    local: str = "id",
    order: Iterable[str] = ("id",),
    description: str | None = None,
    page: Page | None = None,
    implied: bool = False,
) -> Any:
    """A plain list, for the few rows that belong to one object (household members)."""
    return _many(
        target, remote, local, order, description, page or NESTED, connection=False, implied=implied
    )


def _many(
    target: type,
    remote: str,
    local: str,
    order: Iterable[str],
    description: str | None,
    page: Page,
    *,
    connection: bool,
    implied: bool,
) -> Any:
    def make(attribute: str, owner: Node) -> Field:
        del owner
        found = node_of(target)
        return ToManyField(
            camel(attribute),
            found,
            local,
            remote,
            description or found.description,
            sorts(order),
            connection,
            page,
            implied,
        )

    return _Declared(make)


def sorts(order: Iterable[str]) -> tuple[Sort, ...]:
    """``("-paid_on", "id")`` as sort keys."""
    return tuple(Sort(name.removeprefix("-"), name.startswith("-")) for name in order)


def find_one(target: type, description: str) -> RootOne:
    """A root field ``name(id: ID!)``: one row that the caller may see, or null."""
    return RootOne(node_of(target), description)


def find_many(
    target: type,
    description: str,
    *,
    order: Iterable[str] = ("id",),
    page: Page | None = None,
    connection: bool = True,
) -> RootMany:
    """A root field: every row that the caller may see, as a Relay connection."""
    return RootMany(node_of(target), description, sorts(order), connection, page or Page())
