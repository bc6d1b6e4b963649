"""What a plan costs: the objects it can return, and the rows it must look through.

An object costs 1 and whatever stands below it; its columns are free (the bounds
of the document hold them). A list costs its page size times its object. What
looks at rows without returning them costs a scan: a count, a sum, the groups,
each condition that follows a relation or looks inside a text. A scan of a whole
table (``SCAN``) is dearer than one of the rows below an object (``NESTED_SCAN``).
The cost stands in the answer, and a plan beyond the budget of the caller's role
is refused before any SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from schema.planner import plan
from schema.planner.limits import Budget
from schema.planner.model import AS_OF, ColumnField, Node

SCAN = 100
NESTED_SCAN = 10
TEXT_OPERATORS = frozenset({"contains"})


def cost_of(outputs: Sequence[tuple[str, plan.RootPlan]]) -> int:
    """The cost of a whole operation."""
    return sum(_cost(item, SCAN) for _, item in outputs)


def check_cost(cost: int, budget: Budget) -> None:
    """Raise GraphQLError COST_LIMIT when the plan is beyond the budget."""
    if cost > budget.cost:
        raise GraphQLError(
            f"The query costs {cost}; the limit is {budget.cost}. Ask for shorter lists.",
            extensions={"code": "COST_LIMIT", "cost": cost, "limit": budget.cost},
        )


def _cost(item: plan.Output | plan.Part | plan.RootPlan | str, scan: int) -> int:
    if isinstance(item, plan.ObjectPlan):
        return 1 + sum(_cost(inner, NESTED_SCAN) for _, inner in item.outputs)
    if isinstance(item, plan.OnePlan):
        return _cost(item.inner, scan)
    if isinstance(item, plan.AnyPlan):
        return max(_cost(inner, scan) for _, inner in item.choices)
    if isinstance(item, plan.ProbePlan):
        return (item.count or 1) * max(_cost(inner, scan) for inner in item.choices)
    if isinstance(item, plan.ListPlan):
        conditions = conditions_of(item.inner.node, item.window.filter) * scan
        return 1 + conditions + item.window.cost * _cost(item.inner, scan)
    if isinstance(item, plan.ConnectionPlan):
        conditions = conditions_of(item.node, item.window.filter) * scan
        return 1 + sum(_part(part, item.window.cost, conditions, scan) for _, part in item.outputs)
    return 0


def _part(part: plan.Part, rows: int, conditions: int, scan: int) -> int:
    if isinstance(part, plan.ObjectPlan):
        return conditions + rows * _cost(part, scan)
    if isinstance(part, plan.EdgePlan):
        return conditions + rows * (1 + sum(_cost(item, scan) for _, item in part.outputs))
    if isinstance(part, plan.GroupsPlan):
        return conditions + scan + part.first
    if isinstance(part, plan.CountPlan | plan.FiguresPlan):
        return conditions + scan
    return 0


def conditions_of(node: Node, given: Any) -> int:
    """How many conditions of a filter make every row a look-up or a search in a text."""
    found = 0
    for name, value in given.items() if isinstance(given, Mapping) else ():
        if name in {"and", "or"}:
            found += sum(conditions_of(node, item) for item in value or ())
        elif name == "not":
            found += conditions_of(node, value)
        else:
            found += _condition(node, name, value)
    return found


def _condition(node: Node, name: str, value: Any) -> int:
    if name == AS_OF:
        return 0
    entry = node.fields.get(name)
    if isinstance(entry, ColumnField):
        return len(TEXT_OPERATORS & set(value or ()))
    target = getattr(entry, "target", None)
    if target is None:
        return 1
    inner = [value]
    if isinstance(value, Mapping) and set(value) <= {"some", "none", "every"}:
        inner = list(value.values())
    return sum(1 + conditions_of(target, item) for item in inner)
