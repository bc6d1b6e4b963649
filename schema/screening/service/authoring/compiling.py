"""An analyst's condition as a select over the whole set, with its sentence and explanation.

Fields and relations are the registry's own; links to one row become outer joins, figures over
relations are grouped once and joined, so that no subject is looked up by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

import sqlalchemy as sa

from schema.planner.filters import COMPARISONS
from schema.planner.model import ColumnField, Node, ToManyField
from schema.planner.scalars import INT, LONG, Kind
from schema.screening.rules import Fault, Path, SubjectType
from schema.screening.rules.expression import AGGREGATES, GROUPS, OPERATORS, shape_faults
from schema.screening.service.authoring.subjects import SUBJECTS
from schema.screening.service.authoring.terms import (
    Author,
    TermError,
    column_field,
    link_field,
    operand,
    relation_field,
    shown,
)
from schema.screening.service.builtin.hits import Column, Select, hits, text

SHOWN_ROWS = 20
SEALED = sa.literal("***")
Json = Mapping[str, Any]


@dataclass(slots=True)
class Scope:
    """The rows that a condition speaks of: their type, their alias, what is joined to them."""

    node: Node
    source: sa.FromClause
    joined: Any
    links: dict[tuple[str, ...], tuple[Node, sa.FromClause]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One node that tells something of a hit: its place, its words, its value, its rows."""

    path: Path
    words: str
    holds: Column
    value: Column
    rows: tuple[str, Column] | None = None


@dataclass(slots=True)
class Compiled:
    """What a condition becomes; ``selected`` only without faults."""

    sentence: str
    faults: list[Fault]
    selected: Select | None = None


def compile_rule(subject: SubjectType, expression: object, author: Author, as_of: date) -> Compiled:
    """Check a condition and build its select; ``faults`` tells, place by place, what is wrong."""
    faults = shape_faults(expression)
    known = SUBJECTS.get(subject)
    if known is None:
        faults.append(Fault(("subjectType",), "不能对该类对象编写规则"))
    if faults or known is None:
        return Compiled("", faults)
    source = known.node.table.alias()
    scope = Scope(known.node, source, source)
    compiler = _Compiler(author, as_of)
    condition, words = compiler.condition(scope, cast("Json", expression), ())
    if not author.sees(known.node):
        compiler.faults.append(Fault(("subjectType",), "无权使用该类对象"))
    if compiler.faults:
        return Compiled(words, compiler.faults)
    evidence = {leaf.words: leaf.value for leaf in compiler.leaves}
    rows = dict(leaf.rows for leaf in compiler.leaves if leaf.rows)
    selected = (
        hits(
            subject=source.c.id,
            union=known.union(source),
            key=text(source.c.id),
            evidence=evidence,
            rows=rows,
        )
        .add_columns(sa.func.jsonb_build_array(*map(_told, compiler.leaves)).label("nodes"))
        .select_from(scope.joined)
        .where(condition)
    )
    return Compiled(words, [], selected)


def _told(leaf: Leaf) -> Column:
    return sa.func.jsonb_build_object(
        "path", ".".join(map(str, leaf.path)), "words", leaf.words, "holds", leaf.holds
    ).op("||")(sa.func.jsonb_build_object("value", leaf.value))


class _Compiler:
    """One pass over a condition; faults are gathered, never raised."""

    def __init__(self, author: Author, as_of: date) -> None:
        self.author = author
        self.as_of = as_of
        self.faults: list[Fault] = []
        self.leaves: list[Leaf] = []

    def condition(
        self, scope: Scope, given: Json, path: Path, *, inner: bool = False
    ) -> tuple[Column, str]:
        """A predicate on the rows of ``scope``, and its sentence."""
        for word, joint in GROUPS.items():
            if word in given:
                parts = [
                    self.condition(scope, part, (*path, word, number), inner=inner)
                    for number, part in enumerate(given[word])
                ]
                combine = sa.and_ if word == "all" else sa.or_
                said = f", {joint} ".join(words for _, words in parts)
                return combine(*(part for part, _ in parts)), f"({said})"
        if "not" in given:
            part, words = self.condition(scope, given["not"], (*path, "not"), inner=inner)
            return sa.not_(sa.func.coalesce(part, sa.false())), f"并非{words}"
        try:
            leaf = self._leaf(scope, given, path, inner=inner)
        except TermError as error:
            self.faults.append(Fault(path, str(error)))
            return sa.false(), ""
        if not inner:
            self.leaves.append(leaf)
        return leaf.holds, leaf.words

    def _leaf(self, scope: Scope, given: Json, path: Path, *, inner: bool) -> Leaf:
        for word in AGGREGATES:
            if word in given:
                if inner:
                    raise TermError("关联条件内不能再统计关联")
                return self._figure(scope, given, word, path)
        entry, column, label = self._column(scope, given["field"])
        # A sealed value may be compared by whoever sees it, but is never written down.
        value = SEALED if entry.mask is not None else column
        if "missing" in given:
            empty = column.is_(None) if given["missing"] else column.is_not(None)
            return Leaf(path, f"{label}{'为空' if given['missing'] else '不为空'}", empty, value)
        if "within" in given:
            holds, words = self._within(entry, column, given["within"])
        else:
            holds, words = self._compare(entry.kind, column, given)
        return Leaf(path, label + words, holds, value)

    def _column(self, scope: Scope, name: str) -> tuple[ColumnField, Column, str]:
        """``person.migrant``: the field at the end of links, joined when first used."""
        *links, last = name.split(".")
        node, source, label = scope.node, scope.source, ""
        for number, link in enumerate(links):
            found = link_field(self.author, node, link)
            place = tuple(links[: number + 1])
            if place not in scope.links:
                target = found.target.table.alias()
                scope.joined = scope.joined.outerjoin(
                    target, target.c[found.remote] == source.c[found.local]
                )
                scope.links[place] = (found.target, target)
            node, source = scope.links[place]
            label += f"{found.description}的"
        entry = column_field(self.author, node, last)
        return entry, entry.expression(source), label + entry.description

    def _compare(self, kind: Kind, column: Column, given: Json) -> tuple[Column, str]:
        operator, value = given["is"], given["value"]
        words = f"{OPERATORS[operator]}{shown_safely(kind, value)}"
        right = operand(kind, operator, value)
        if operator == "in":
            return column == sa.any_(right), words
        return COMPARISONS[operator](column, right), words

    def _within(self, entry: ColumnField, column: Column, given: Json) -> tuple[Column, str]:
        """A day within so many days before or after the day judged by, both included."""
        if entry.kind.name not in {"Date", "DateTime"}:
            raise TermError("只有日期字段可以限定期间")
        day = column
        if entry.kind.name == "DateTime":
            day = sa.cast(sa.func.timezone("Asia/Shanghai", column), sa.Date)
        days, ahead = given["days"], given.get("direction", "past") == "next"
        first = self.as_of if ahead else self.as_of - timedelta(days=days)
        last = self.as_of + timedelta(days=days) if ahead else self.as_of
        return day.between(first, last), f"在{'今后' if ahead else '最近'} {days} 天内"

    def _figure(self, scope: Scope, given: Json, word: str, path: Path) -> Leaf:
        """A figure over a relation: grouped once over all rows, then joined."""
        told = given[word]
        relation = relation_field(self.author, scope.node, told["of"])
        target = relation.target.table.alias()
        inner = Scope(relation.target, target, target)
        conditions, words = self._of_relation(inner, told, (*path, word))
        remote = target.c[relation.remote]
        value, kind, label = self._value(inner, told, word)
        grouped = (
            sa.select(remote.label("owner"), value.label("value"))
            .select_from(inner.joined)
            .where(remote.is_not(None), *conditions)
            .group_by(remote)
            .subquery()
        )
        local = scope.source.c[relation.local]
        scope.joined = scope.joined.outerjoin(grouped, grouped.c.owner == local)
        figure: Column = grouped.c.value
        if word in {"count", "sum"}:
            figure = sa.func.coalesce(figure, 0)
        holds, compared = self._compare(kind, figure, given)
        said = f"{relation.description}{words}的{label}{compared}"
        rows = _rows(relation, inner, conditions, local)
        return Leaf(path, said, holds, figure, (relation.target.table.name, rows))

    def _of_relation(self, inner: Scope, told: Json, path: Path) -> tuple[list[Column], str]:
        conditions: list[Column] = []
        words = ""
        if "where" in told:
            part, said = self.condition(inner, told["where"], (*path, "where"), inner=True)
            conditions.append(part)
            words += f"({said})"
        if "within" in told:
            entry, column, label = self._column(inner, told["within"]["field"])
            part, said = self._within(entry, column, told["within"])
            conditions.append(part)
            words += f"({label}{said})"
        return conditions, words

    def _value(self, inner: Scope, told: Json, word: str) -> tuple[Column, Kind, str]:
        if word == "count":
            return sa.func.count(), INT, AGGREGATES[word]
        entry, column, label = self._column(inner, told["field"])
        if entry.mask is not None:
            raise TermError("不能统计加密或掩码的字段")
        if word == "sum" and not entry.summable:
            raise TermError("该字段不能合计")
        if not entry.kind.ordered or entry.kind.codes is not None:
            raise TermError("该字段不能统计")
        kind = LONG if word == "sum" and entry.kind is INT else entry.kind
        figure: Column = getattr(sa.func, word)(column)
        return sa.cast(figure, kind.sql), kind, f"{label}{AGGREGATES[word]}"


def _rows(relation: ToManyField, inner: Scope, conditions: list[Column], local: Column) -> Column:
    """The rows that a figure counted, a few of them; computed for hits only."""
    ids = (
        sa.select(inner.source.c.id)
        .select_from(inner.joined)
        .where(inner.source.c[relation.remote] == local, *conditions)
        .order_by(inner.source.c.id)
        .limit(SHOWN_ROWS)
        .correlate_except(inner.joined, *(source for _, source in inner.links.values()))
    )
    return sa.func.to_jsonb(sa.func.array(ids.scalar_subquery()))


def shown_safely(kind: Kind, value: object) -> str:
    """A value in words; raises TermError for one that is not of the code list."""
    try:
        return shown(kind, value)
    except KeyError as error:
        raise TermError("值不在代码表中") from error
