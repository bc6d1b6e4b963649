"""One page of a connection, read once however many parts of it are selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from schema.planner import cursors, plan
from schema.planner.model import Sort
from schema.planner.sql import (
    EMPTY_ARRAY,
    Json,
    build_object,
    correlated,
    limited,
    needed,
    ordered,
    text,
)

if TYPE_CHECKING:
    from schema.planner.compile import Compiler


class Page:
    """One page of a connection, read once however many parts of it are selected."""

    def __init__(
        self,
        compiler: Compiler,
        item: plan.ConnectionPlan,
        parent: sa.FromClause | None,
        rolls: Sequence[sa.CTE] = (),
    ) -> None:
        self.compiler, self.item, self.parent, self.rolls = compiler, item, parent, rolls
        kinds = [p for _, p in item.outputs if isinstance(p, plan.ObjectPlan | plan.EdgePlan)]
        self.info_wanted = any(isinstance(p, plan.PageInfoPlan) for _, p in item.outputs)
        self.shared = self.info_wanted or len(kinds) > 1
        self._fetched: sa.CTE | None = None
        self._page: sa.CTE | None = None

    @property
    def order(self) -> tuple[Sort, ...]:
        """The order in which rows are fetched: reversed when paging backward."""
        order = self.item.window.order
        if not self.item.window.backward:
            return order
        return tuple(s.flipped() for s in order)

    def _base(self, source: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        window, node = self.item.window, self.item.node
        where = self.compiler.where(
            node, source, self.item.link, self.parent, window.filter, rows=window.size
        )
        cursor = window.before if window.backward else window.after
        if cursor is not None:
            where.append(
                cursors.beyond(
                    node,
                    window.order,
                    source,
                    cursor,
                    self.compiler.parameters,
                    before=window.backward,
                )
            )
        return where

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        for _, part in self.item.outputs:
            if isinstance(part, plan.ObjectPlan):
                names |= dict.fromkeys(needed(part))
            elif isinstance(part, plan.EdgePlan):
                for _, item in part.outputs:
                    if isinstance(item, plan.ObjectPlan):
                        names |= dict.fromkeys(needed(item))
        order = self.item.window.order
        return list(names | dict.fromkeys(s.column for s in order if s.expression is None))

    def _rows(self) -> sa.CTE:
        """The rows of the page as a CTE: ``size + 1`` fetched when pageInfo is asked for."""
        if self._page is None:
            source = self.compiler.alias(self.item.node)
            size = self.item.window.size
            columns = [source.c[name] for name in self._names()]
            columns += [s.of(source).label(s.column) for s in self.order if s.expression]
            chosen = sa.select(*columns).where(*self._base(source))
            more = None if size is None else size + (1 if self.info_wanted else 0)
            chosen = correlated(limited(chosen, source, self.order, more), self.parent)
            self._fetched = chosen.cte(self.compiler.name("f"))
            fetched = self._fetched
            page = sa.select(fetched)
            if self.info_wanted:
                page = limited(page, fetched, self.order, size)
            if self.item.window.backward:
                inner = page.subquery(self.compiler.name("s"))
                page = limited(sa.select(inner), inner, self.item.window.order, None)
            self._page = page.cte(self.compiler.name("n"))
        return self._page

    def around(self, envelope: Json) -> Json:
        """The connection's envelope, with the page's CTEs beside it."""
        beside = [*self.rolls]
        if self._fetched is not None and self._page is not None:
            beside += [self._fetched, self._page]
        if not beside:
            return envelope
        chosen = sa.select(envelope).add_cte(*beside, nest_here=True)
        return chosen.scalar_subquery()

    def nodes(self, part: plan.ObjectPlan) -> Json:
        """``nodes``."""
        if self.shared or self.item.window.backward:
            return self.compiler.array(part, self.compiler.over(part, self._rows()))
        source = self.compiler.alias(self.item.node)
        rows = self.compiler.rows(part, source, self._base(source), self.item.window, self.parent)
        return self.compiler.array(part, rows)

    def edges(self, part: plan.EdgePlan) -> Json:
        """``edges``."""
        page = self._rows()
        pairs: list[tuple[str, Json]] = []
        for key, item in part.outputs:
            if isinstance(item, plan.ObjectPlan):
                columns = self.compiler.outputs(item, page)
                row = sa.select(*columns).correlate(page).subquery(self.compiler.name("o"))
                pairs.append((key, self.compiler.wrap(item, row, sa.func.row_to_json)))
            elif isinstance(item, plan.Typename):
                pairs.append((key, text(item.name)))
            else:
                pairs.append(
                    (key, cursors.expression(self.item.node, self.item.window.order, page))
                )
        found = sa.func.json_agg(build_object(pairs))
        return sa.select(sa.func.coalesce(found, EMPTY_ARRAY)).select_from(page).scalar_subquery()

    def info(self, part: plan.PageInfoPlan) -> Json:
        """``pageInfo``."""
        pairs = [(key, self._fact(name)) for key, name in part.outputs]
        return build_object(pairs)

    def _fact(self, name: str) -> Json:
        window = self.item.window
        if name == "__typename":
            return text("PageInfo")
        page = self._rows()
        if name in {"startCursor", "endCursor"}:
            order = [ordered(page, s.flipped() if name == "endCursor" else s) for s in window.order]
            cursor = cursors.expression(self.item.node, window.order, page)
            return (
                sa.select(cursor)
                .select_from(page)
                .order_by(*order)
                .limit(sa.literal_column("1"))
                .scalar_subquery()
            )
        ahead = (name == "hasNextPage") != window.backward
        if not ahead:
            came_from = window.before if window.backward else window.after
            return sa.true() if came_from is not None else sa.false()
        if window.size is None or self._fetched is None:
            return sa.false()
        fetched = self._fetched
        return (
            sa.select(sa.func.count() > sa.literal_column(str(window.size)))
            .select_from(fetched)
            .scalar_subquery()
        )
