"""What a plan may cost at most: the number of objects it can return.

A list costs its page size times what stands below it; counting, summing and
grouping cost as much as a page, since they scan. Refused before any SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

from schema.planner import plan

SCAN = 20


def cost_of(outputs: Sequence[tuple[str, plan.RootPlan]]) -> int:
    """The cost of a whole operation."""
    return sum(_cost(item) for _, item in outputs)


def _cost(item: plan.Output | plan.Part | plan.RootPlan | str) -> int:
    if isinstance(item, plan.ObjectPlan):
        return 1 + sum(_cost(inner) for _, inner in item.outputs)
    if isinstance(item, plan.OnePlan):
        return _cost(item.inner)
    if isinstance(item, plan.ListPlan):
        return 1 + _rows(item.window) * _cost(item.inner)
    if isinstance(item, plan.ConnectionPlan):
        return 1 + sum(_part(part, _rows(item.window)) for _, part in item.outputs)
    return 0


def _part(part: plan.Part, rows: int) -> int:
    if isinstance(part, plan.ObjectPlan):
        return rows * _cost(part)
    if isinstance(part, plan.EdgePlan):
        return rows * (1 + sum(_cost(i) for _, i in part.outputs))
    if isinstance(part, plan.GroupsPlan):
        return SCAN + part.first
    if isinstance(part, plan.CountPlan | plan.FiguresPlan):
        return SCAN
    return 0


def _rows(window: plan.Window) -> int:
    return window.cost
