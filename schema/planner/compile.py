"""From plan to one SQL statement whose single value is the answer's ``data``.

The forms are the measured ones (see deploy/decisions): ``json_agg`` over the
composite row; where, order and limit in the innermost select and nested
sub-selects one level outside it; page sizes as literals; correlated
sub-selects for relations; never jsonb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.planner import plan
from schema.planner.analysis import DISTANCE, check_ids
from schema.planner.disclosure import guarded, large_enough
from schema.planner.figures import Source, figures_select, groups_array
from schema.planner.filters import Filters, check_filter
from schema.planner.model import Node, Sort, ToManyField, ToOneField
from schema.planner.page import Page
from schema.planner.parameters import Parameters
from schema.planner.rolls import Direct, Roll, divide, figure_parts, needs_roll
from schema.planner.scalars import FLOAT, ID
from schema.planner.sql import (
    EMPTY_ARRAY,
    Json,
    build_object,
    correlated,
    key_kind,
    limited,
    needed,
    needs_builder,
    nested,
    text,
)


class Compiler:
    """Compiles the plans of one statement."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.filters = Filters(parameters, self.alias)
        self._count = 0
        self._figures: dict[int, Source] = {}

    def name(self, prefix: str) -> str:
        """A fresh name within the statement."""
        self._count += 1
        return f"{prefix}{self._count}"

    def alias(self, node: Node) -> sa.FromClause:
        """A fresh alias of the node's table."""
        return node.table.alias(self.name("t"))

    def statement(self, outputs: Sequence[tuple[str, plan.RootPlan]], cost: int) -> sa.Select[Any]:
        """``select json_build_object('data', …, 'extensions', …)``: the whole answer.

        The cost is known when the statement is made, so that it is a constant of it.
        """
        rolls: list[sa.CTE] = []
        for items in _equal_lists([item for _, item in outputs]):
            rolls += self._share(items, None)
        parts = [(key, self.root(item)) for key, item in outputs]
        extensions = sa.literal_column(f"'{{\"cost\":{cost}}}'::json", sa.JSON())
        whole = build_object([("data", build_object(parts)), ("extensions", extensions)])
        return sa.select(whole).add_cte(*rolls)

    def root(self, item: plan.RootPlan) -> Json:
        """The JSON of one root field."""
        if isinstance(item, plan.Typename):
            return text(item.name)
        if isinstance(item, plan.OnePlan):
            key = self.parameters.value(item.key, key_kind(item.inner.node))
            return self._one(item.inner, key, None, None)
        if isinstance(item, plan.ProbePlan):
            return self._probe(item)
        if isinstance(item, plan.ListPlan):
            return self._list(item, None)
        return self._connection(item, None)

    # -- rows ------------------------------------------------------------------

    def _one(
        self,
        inner: plan.ObjectPlan,
        key: Json,
        link: ToOneField | None,
        parent: sa.FromClause | None,
    ) -> Json:
        source = self.alias(inner.node)
        where = [source.c[link.remote if link else inner.node.key] == key]
        where += self._visible(inner.node, source, link, rows=1)
        rows = self.rows(inner, source, where, plan.Window((), None, 1), parent)
        return self.wrap(inner, rows, sa.func.row_to_json)

    def _any(self, item: plan.AnyPlan, parent: sa.FromClause) -> Json:
        """CASE looks only into the table that the row's own type column names."""
        key = parent.c[item.field.local]
        choices = {value: self._one(inner, key, None, parent) for value, inner in item.choices}
        return sa.case(
            *(
                (parent.c[item.field.by] == sa.literal_column(f"'{value}'"), found)
                for value, found in choices.items()
            )
        )

    def _probe(self, item: plan.ProbePlan) -> Json:
        """COALESCE stops at the first table that has the id, and its row must be visible."""
        if item.count is None:
            key = self.parameters.value(item.key, ID)
            return self._first(item, key, None)
        ids = self.parameters.array(item.key, ID, check=check_ids)
        asked = sa.func.unnest(ids).table_valued("id", with_ordinality="place")
        asked = asked.render_derived(self.name("k"))
        found = aggregate_order_by(self._first(item, asked.c.id, asked), asked.c.place)
        every = sa.select(sa.func.coalesce(sa.func.json_agg(found), EMPTY_ARRAY))
        return every.select_from(asked).scalar_subquery()

    def _first(self, item: plan.ProbePlan, key: Json, parent: sa.FromClause | None) -> Json:
        return sa.func.coalesce(*(self._one(inner, key, None, parent) for inner in item.choices))

    def wrap(self, inner: plan.ObjectPlan, rows: sa.Subquery, function: Any) -> Json:
        """``select f(o) from (…) o``: the object's keys are the columns of ``o``."""
        if not needs_builder([key for key, _ in inner.outputs]):
            return sa.select(function(rows.table_valued())).select_from(rows).scalar_subquery()
        pairs = [(key, rows.c[i]) for i, (key, _) in enumerate(inner.outputs)]
        built = build_object(pairs)
        if function is sa.func.row_to_json:
            return sa.select(built).select_from(rows).scalar_subquery()
        return sa.select(function(built)).select_from(rows).scalar_subquery()

    def array(self, inner: plan.ObjectPlan, rows: sa.Subquery) -> Json:
        """The rows as a JSON array, empty rather than null."""
        return sa.func.coalesce(self.wrap(inner, rows, sa.func.json_agg), EMPTY_ARRAY)

    def rows(
        self,
        inner: plan.ObjectPlan,
        source: sa.FromClause,
        where: Sequence[sa.ColumnElement[bool]],
        window: plan.Window,
        parent: sa.FromClause | None,
        order: Sequence[Sort] | None = None,
    ) -> sa.Subquery:
        """One column for each output; nested sub-selects stand outside the limit."""
        order = window.order if order is None else order
        if not nested(inner):
            flat = sa.select(*self.outputs(inner, source)).select_from(source).where(*where)
            flat = correlated(limited(flat, source, order, window.size), parent)
            return flat.subquery(self.name("o"))
        names = needed(inner)
        base = sa.select(*(source.c[name] for name in names)).select_from(source).where(*where)
        base = correlated(limited(base, source, order, window.size), parent)
        return self.over(inner, base.subquery(self.name("b")))

    def over(self, inner: plan.ObjectPlan, page: sa.FromClause) -> sa.Subquery:
        """The object's outputs over rows that are already chosen."""
        chosen = sa.select(*self.outputs(inner, page)).select_from(page)
        return chosen.subquery(self.name("o"))

    def outputs(self, inner: plan.ObjectPlan, source: sa.FromClause) -> list[sa.Label[Any]]:
        """One labelled column for each selected field."""
        short = needs_builder([key for key, _ in inner.outputs])
        labels = [
            self._output(item, source).label(f"c{i}" if short else key)
            for i, (key, item) in enumerate(inner.outputs)
        ]
        return labels or [sa.null().label("c0")]

    def _output(self, item: plan.Output, source: sa.FromClause) -> Json:
        if isinstance(item, plan.Leaf):
            value = item.field.read(source, self.parameters.role)
            return sa.cast(value, sa.Text) if item.field.kind.as_text else value
        if isinstance(item, plan.Typename):
            return text(item.name)
        if isinstance(item, plan.OnePlan):
            link = item.field
            if link is None:
                return sa.null()
            return self._one(item.inner, source.c[link.local], link, source)
        if isinstance(item, plan.AnyPlan):
            return self._any(item, source)
        if isinstance(item, plan.ListPlan):
            return self._list(item, source)
        return self._connection(item, source)

    def _visible(
        self,
        node: Node,
        source: sa.FromClause,
        link: ToOneField | ToManyField | None,
        *,
        rows: int | None,
    ) -> list[sa.ColumnElement[bool]]:
        predicate = node.visible(source, self.parameters.access(rows=rows))
        implied = link is not None and link.implied and self.parameters.trust_implied
        # What the role may not read at all is not implied by anything.
        if predicate is None or (implied and not isinstance(predicate, sa.False_)):
            return []
        return [predicate]

    # -- lists -----------------------------------------------------------------

    def where(
        self,
        node: Node,
        source: sa.FromClause,
        link: ToManyField | None,
        parent: sa.FromClause | None,
        given: Any,
        *,
        rows: int | None,
    ) -> list[sa.ColumnElement[bool]]:
        """Parent link, access and filter: what list, count and groups share.

        ``rows`` bounds how many are read; below a parent the link bounds them too.
        """
        if parent is not None and rows is None:
            rows = 1
        where: list[sa.ColumnElement[bool]] = []
        if link is not None and parent is not None:
            where.append(source.c[link.remote] == parent.c[link.local])
        where += self._visible(node, source, link, rows=rows)
        if given is not None:
            check_filter(given)
            where.append(self.filters.predicate(node, source, given))
        return where

    def _placed(self, node: Node, window: plan.Window) -> plan.Window:
        """The order by distance with its expression, once the point is a parameter.

        On so small a map a degree of longitude is the cosine of the latitude of a degree of
        latitude; the square is enough to compare.
        """
        if window.nearest is None or node.place is None:
            return window
        place = node.place
        here = {name: self.parameters.value(v, FLOAT) for name, v in window.nearest.items()}
        shrink = sa.func.cosd(here["latitude"])

        def distance(source: sa.FromClause) -> sa.ColumnElement[Any]:
            east = (sa.cast(source.c[place.longitude], FLOAT.sql) - here["longitude"]) * shrink
            north = sa.cast(source.c[place.latitude], FLOAT.sql) - here["latitude"]
            return east * east + north * north

        order = (Sort(DISTANCE, expression=distance), *window.order[1:])
        return replace(window, order=order)

    def _list(self, item: plan.ListPlan, parent: sa.FromClause | None) -> Json:
        item = replace(item, window=self._placed(item.inner.node, item.window))
        source = self.alias(item.inner.node)
        window, node = item.window, item.inner.node
        where = self.where(node, source, item.link, parent, window.filter, rows=window.size)
        rows = self.rows(item.inner, source, where, item.window, parent)
        return self.array(item.inner, rows)

    def _connection(self, item: plan.ConnectionPlan, parent: sa.FromClause | None) -> Json:
        rolls = [] if parent is None else self._share([item], parent)
        item = replace(item, window=self._placed(item.node, item.window))
        page = Page(self, item, parent, rolls)
        envelope = build_object([(key, self._part(part, page)) for key, part in item.outputs])
        return page.around(envelope)

    def _part(self, part: plan.Part, page: Page) -> Json:
        if isinstance(part, plan.Typename):
            return text(part.name)
        if isinstance(part, plan.ObjectPlan):
            return page.nodes(part)
        if isinstance(part, plan.EdgePlan):
            return page.edges(part)
        if isinstance(part, plan.PageInfoPlan):
            return page.info(part)
        source = self._figures[id(part)]
        if isinstance(part, plan.GroupsPlan):
            held = large_enough(source)
            return groups_array(part, source, page.parent, self.name("g"), held)
        chosen = figures_select(part, source)
        return correlated(chosen, page.parent).scalar_subquery()

    def _share(
        self, items: Sequence[plan.ConnectionPlan], parent: sa.FromClause | None
    ) -> list[sa.CTE]:
        """Give the figures of equal lists their sources; returns the rolls among these."""
        rolls: list[sa.CTE] = []
        for parts in divide([part for item in items for part in figure_parts(item)]):
            node, link, given = items[0].node, items[0].link, items[0].window.filter
            source = self.alias(node)
            where = self.where(node, source, link, parent, given, rows=None)
            found: Source
            if needs_roll(parts):
                found = roll = Roll(source, where, parts, self.alias, self._at_the_end)
                rolls.append(roll.build(self.name("r"), parent))
            else:
                found = Direct(source, where)
            shown = guarded(found, node, self.parameters.role)
            self._figures |= {id(part): shown for part in parts}
        return rolls

    def _at_the_end(self, link: ToOneField, target: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        return self._visible(link.target, target, link, rows=None)


def _equal_lists(items: Sequence[plan.RootPlan]) -> list[list[plan.ConnectionPlan]]:
    """Root connections over the same rows: same type, same filter."""
    found: list[list[plan.ConnectionPlan]] = []
    for item in items:
        if not isinstance(item, plan.ConnectionPlan):
            continue
        for group in found:
            if (group[0].node, group[0].window.filter) == (item.node, item.window.filter):
                group.append(item)
                break
        else:
            found.append([item])
    return found
