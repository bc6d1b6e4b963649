"""Filter inputs as SQL predicates.

A condition that is given always counts: an explicit null is refused, never
dropped (``isNull`` asks for null).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from schema.planner.analysis import bad_input
from schema.planner.model import AS_OF, ColumnField, Field, Node, Place, ToManyField, ToOneField
from schema.planner.parameters import Parameters
from schema.planner.scalars import DATE, Kind
from schema.planner.search import search

Predicate = sa.ColumnElement[bool]
Compare = Callable[[sa.ColumnElement[Any], sa.ColumnElement[Any]], Predicate]

DEPTH, CONDITIONS = 10, 200
OWN = frozenset({AS_OF, "search", "withinBox"})
DEGREES = Kind("Float", float, sa.Numeric(), lambda given: Decimal(str(given)))

COMPARISONS: dict[str, Compare] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "contains": lambda column, value: sa.func.strpos(column, value) > sa.literal_column("0"),
    "startsWith": sa.func.starts_with,
}


def check_filter(given: Any) -> None:
    """Refuse a filter that is nested or written out beyond reason; code FILTER_LIMIT."""
    level, found = [given], 0
    for _ in range(DEPTH):
        level = [inner for item in level for inner in _below(item)]
        found += len(level)
        if found > CONDITIONS:
            break
    if level:
        message = f"A filter has at most {CONDITIONS} conditions, {DEPTH} levels deep."
        raise bad_input(message, "FILTER_LIMIT")


def _below(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


@dataclass(frozen=True, slots=True)
class Filters:
    """Compiles filters of one statement; every relation it crosses keeps its access rule."""

    parameters: Parameters
    alias: Callable[[Node], sa.FromClause]

    def predicate(self, node: Node, source: sa.FromClause, given: Any) -> Predicate:
        """All conditions of one filter object."""
        if given is None:
            message = "A filter may not be null."
            raise bad_input(message)
        parts = [self._entry(node, source, name, value) for name, value in given.items()]
        return sa.and_(sa.true(), *parts)

    def _entry(self, node: Node, source: sa.FromClause, name: str, value: Any) -> Predicate:
        if value is None:
            raise bad_input(f"Condition {name} is null; leave it out or use isNull.")
        if name == "and":
            return sa.and_(sa.true(), *(self.predicate(node, source, item) for item in value))
        if name == "or":
            return sa.or_(sa.false(), *(self.predicate(node, source, item) for item in value))
        if name == "not":
            return sa.not_(self.predicate(node, source, value))
        if name in OWN:
            return self._own(node, source, name, value)
        entry = node.fields[name]
        if isinstance(entry, ColumnField):
            return self._column(entry, source, value)
        if isinstance(entry, ToOneField):
            return self._exists(entry, source, value)
        if isinstance(entry, ToManyField):
            return self._relation(entry, source, value)
        raise bad_input(f"You may not filter by {name}.")

    def _own(self, node: Node, source: sa.FromClause, name: str, value: Any) -> Predicate:
        """Conditions of the node itself: in force on a day, found by a text, in a box."""
        if name == AS_OF and node.effective is not None:
            return self._in_force(node.effective, source, value)
        if name == "search" and node.search is not None:
            self._allowed(node.fields[node.search.field])
            return search(node.search, source, value, self.parameters)
        if name == "withinBox" and node.place is not None:
            return self._box(node.place, source, value)
        raise bad_input(f"You may not filter by {name}.")

    def _column(self, entry: ColumnField, source: sa.FromClause, given: Any) -> Predicate:
        self._allowed(entry)
        column = entry.expression(source)
        parts = []
        for operator, value in given.items():
            if value is None:
                raise bad_input(f"{entry.name}.{operator} is null; use isNull.")
            parts.append(self._compare(column, operator, value, entry.kind))
        return sa.and_(sa.true(), *parts)

    def _allowed(self, entry: Field) -> None:
        if isinstance(entry, ColumnField) and not (
            entry.mask is None or self.parameters.role in entry.unmasked_for
        ):
            raise bad_input(f"You may not filter by {entry.name}.", "FORBIDDEN_FIELD")

    def _in_force(self, period: tuple[str, str], source: sa.FromClause, day: Any) -> Predicate:
        begin, end = (source.c[name] for name in period)
        on = self.parameters.value(day, DATE)
        return sa.and_(sa.or_(begin.is_(None), begin <= on), sa.or_(end.is_(None), end > on))

    def _box(self, place: Place, source: sa.FromClause, given: Any) -> Predicate:
        side = {name: self.parameters.value(value, DEGREES) for name, value in given.items()}
        return sa.and_(
            source.c[place.longitude].between(side["west"], side["east"]),
            source.c[place.latitude].between(side["south"], side["north"]),
        )

    def _compare(
        self, column: sa.ColumnElement[Any], operator: str, value: Any, kind: Kind
    ) -> Predicate:
        if operator == "isNull":
            return column.is_(None) if value.value else column.is_not(None)
        if operator == "in":
            return column == sa.any_(self.parameters.array(value, kind))
        if operator == "notIn":
            return sa.or_(column.is_(None), column != sa.all_(self.parameters.array(value, kind)))
        return COMPARISONS[operator](column, self.parameters.value(value, kind))

    def _exists(
        self,
        entry: ToOneField | ToManyField,
        source: sa.FromClause,
        given: Any,
        *,
        negate: bool = False,
    ) -> Predicate:
        target = self.alias(entry.target)
        if isinstance(given, dict) and "search" in given and not negate:
            return self._found(entry, source, target, given)
        where = [target.c[entry.remote] == source.c[entry.local]]
        visible = entry.target.visible(target, self.parameters.access(rows=1))
        if visible is not None:
            where.append(visible)
        inner = self.predicate(entry.target, target, given)
        where.append(sa.not_(inner) if negate else inner)
        return sa.exists(sa.select(sa.literal_column("1")).select_from(target).where(*where))

    def _found(
        self,
        entry: ToOneField | ToManyField,
        source: sa.FromClause,
        target: sa.FromClause,
        given: Any,
    ) -> Predicate:
        """What a search finds is gathered first: few rows, whatever the planner guesses."""
        where = [self.predicate(entry.target, target, given)]
        visible = entry.target.visible(target, self.parameters.access(rows=None))
        if visible is not None:
            where.append(visible)
        chosen = sa.select(target.c[entry.remote]).where(*where)
        return source.c[entry.local] == sa.any_(sa.func.array(chosen.scalar_subquery()))

    def _relation(self, entry: ToManyField, source: sa.FromClause, given: Any) -> Predicate:
        parts: list[Predicate] = []
        for quantifier, inner in given.items():
            if quantifier == "some":
                parts.append(self._exists(entry, source, inner))
            elif quantifier == "none":
                parts.append(sa.not_(self._exists(entry, source, inner)))
            else:
                parts.append(sa.not_(self._exists(entry, source, inner, negate=True)))
        return sa.and_(sa.true(), *parts)
