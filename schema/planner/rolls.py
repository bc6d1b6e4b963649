"""Where figures are read from: the rows of a list, or one roll of them for all figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from schema.planner import plan
from schema.planner.model import ColumnField, GroupKey, Node, ToOneField
from schema.planner.scalars import CalendarDate
from schema.planner.sql import Json

FigurePart = plan.CountPlan | plan.FiguresPlan | plan.GroupsPlan
Rows = sa.Select[Any]
#: Beyond so many groups a roll is no smaller than what it saves.
LARGEST_ROLL = 50_000
GUESSES = {"Boolean": 2, "Int": 20, "String": 40, "Date": 5_000, "DateTime": 5_000}
GUESS = 5_000  # references and the like


def figure_parts(item: plan.ConnectionPlan) -> list[FigurePart]:
    """The counts, aggregates and groups that are selected of a list."""
    return [part for _, part in item.outputs if isinstance(part, FigurePart)]


def raw_name(key: GroupKey) -> str:
    """The column of a roll that a key is made from: a day, a reference, or the value itself."""
    return f"k_{key.through.local if key.through else key.column.name}"


def divide(parts: Sequence[FigurePart]) -> list[list[FigurePart]]:
    """Parts that one roll serves stand together; a roll stays small."""
    rolls: list[tuple[dict[str, int], list[FigurePart]]] = []
    for part in parts:
        own = {raw_name(key): _guess(key) for key in _keys(part)}
        for names, members in rolls:
            if _size({**names, **own}) <= LARGEST_ROLL:
                names.update(own)
                members.append(part)
                break
        else:
            rolls.append((own, [part]))
    return [members for _, members in rolls]


def needs_roll(parts: Sequence[FigurePart]) -> bool:
    """Whether these figures are better read from a roll than from the rows."""
    return len(parts) > 1 or any(key.bucket or key.through for p in parts for key in _keys(p))


def _keys(part: FigurePart) -> tuple[GroupKey, ...]:
    return part.by if isinstance(part, plan.GroupsPlan) else ()


def _guess(key: GroupKey) -> int:
    if key.through is None and key.column.kind.codes is not None:
        return len(key.column.kind.codes)
    return GUESS if key.through else GUESSES.get(key.column.kind.name, GUESS)


def _size(names: dict[str, int]) -> int:
    found = 1
    for guess in names.values():
        found *= guess
    return found


@dataclass(frozen=True, slots=True)
class Direct:
    """Figures straight from the rows."""

    source: sa.FromClause
    where: Sequence[sa.ColumnElement[bool]]

    def rows(self, columns: Sequence[Json], by: Sequence[GroupKey]) -> Rows:
        """``select … from table where …``."""
        del by
        return sa.select(*columns).select_from(self.source).where(*self.where)

    @staticmethod
    def count() -> Json:
        """The number of rows."""
        return sa.func.count()

    def measure(self, function: str, column: ColumnField) -> Json:
        """sum, avg, min or max of a column."""
        found: Json = getattr(sa.func, function)(column.expression(self.source))
        return found

    def key(self, key: GroupKey) -> Json:
        """The column itself: buckets and paths are read from a roll."""
        return key.column.expression(self.source)


@dataclass(slots=True)
class Roll:
    """Rows grouped once by all the keys of ``parts``, with what their measures need."""

    source: sa.FromClause
    where: Sequence[sa.ColumnElement[bool]]
    parts: Sequence[FigurePart]
    alias: Callable[[Node], sa.FromClause]
    visible: Callable[[ToOneField, sa.FromClause], Iterable[sa.ColumnElement[bool]]]
    cte: sa.CTE = field(init=False)
    _joined: dict[str, sa.FromClause] = field(default_factory=dict)

    def build(self, name: str, parent: sa.FromClause | None) -> sa.CTE:
        """The roll as a CTE named ``name``."""
        keys = {raw_name(k): self._raw(k) for part in self.parts for k in _keys(part)}
        columns = [value.label(label) for label, value in keys.items()]
        columns.append(sa.func.count().label("n"))
        columns += [value.label(label) for label, value in self._measures().items()]
        rows = sa.select(*columns).select_from(self.source).where(*self.where)
        rows = rows.group_by(*keys.values()) if keys else rows
        self.cte = (rows if parent is None else rows.correlate(parent)).cte(name)
        return self.cte

    def _raw(self, key: GroupKey) -> Json:
        if key.through is not None:
            return self.source.c[key.through.local]
        value = key.column.expression(self.source)
        if key.bucket is None or key.column.kind.annotation is CalendarDate:
            return value
        local = sa.func.timezone(sa.literal_column("'Asia/Shanghai'"), value)
        return sa.cast(local, sa.Date)

    def _measures(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for function, column in (m for part in self.parts for m in _measured(part)):
            value = column.expression(self.source)
            for name in ("sum", "count") if function == "avg" else (function,):
                found[f"{name}_{column.name}"] = getattr(sa.func, name)(value)
        return found

    def rows(self, columns: Sequence[Json], by: Sequence[GroupKey]) -> Rows:
        """``select … from roll``, joined with the rows at the end of the paths."""
        joined: sa.FromClause = self.cte
        for key in by:
            if key.through is not None:
                joined = self._join(joined, key.through)
        return sa.select(*columns).select_from(joined)

    def _join(self, joined: sa.FromClause, link: ToOneField) -> sa.FromClause:
        target = self._target(link)
        on = [target.c[link.remote] == self.cte.c[f"k_{link.local}"], *self.visible(link, target)]
        return joined.outerjoin(target, sa.and_(*on))

    def _target(self, link: ToOneField) -> sa.FromClause:
        if link.name not in self._joined:
            self._joined[link.name] = self.alias(link.target)
        return self._joined[link.name]

    def count(self) -> Json:
        """The number of rows."""
        return sa.cast(
            sa.func.coalesce(sa.func.sum(self.cte.c.n), sa.literal_column("0")), sa.BigInteger
        )

    def measure(self, function: str, column: ColumnField) -> Json:
        """sum, avg, min or max of a column, from the roll's own."""
        held = self.cte.c
        if function != "avg":
            again: Json = getattr(sa.func, function)(held[f"{function}_{column.name}"])
            return again
        size = sa.func.nullif(sa.func.sum(held[f"count_{column.name}"]), sa.literal_column("0"))
        found: Json = sa.func.sum(held[f"sum_{column.name}"]) / size
        return found

    def key(self, key: GroupKey) -> Json:
        """A date's bucket, the value at the end of a path, or the column."""
        if key.through is not None:
            return key.column.expression(self._target(key.through))
        value = self.cte.c[raw_name(key)]
        if key.bucket in {None, "day"}:
            return value
        unit: Json = sa.literal_column(f"'{key.bucket}'")
        return sa.cast(sa.func.date_trunc(unit, sa.cast(value, sa.DateTime)), sa.Date)


def _measured(part: FigurePart) -> Iterable[tuple[str, ColumnField]]:
    if isinstance(part, plan.CountPlan):
        return
    for _, output in part.outputs:
        if isinstance(output, plan.Measures):
            for _, column in output.columns:
                if isinstance(column, ColumnField):
                    yield output.function, column
