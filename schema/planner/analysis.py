"""From selection to plan: resolves fields and arguments against the nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema

from schema.planner import plan
from schema.planner.inputs import constant_name, group_keys
from schema.planner.limits import ORDINARY, Budget
from schema.planner.model import (
    AS_OF,
    ColumnField,
    Node,
    Page,
    RootAny,
    RootField,
    RootMany,
    RootOne,
    Sort,
    ToAnyField,
    ToManyField,
    ToOneField,
)
from schema.planner.outputs import camel_key
from schema.planner.read_marks import read_mark
from schema.planner.selection import Document, Selection
from schema.planner.values import MISSING, Bound, argument

TYPE_TAG = "!type"  # no response key is spelt so
DISTANCE = "distance~"  # the order of nearest; no column is called so
MAXIMUM_IDS = 100
MAXIMUM_GROUPS = 1000
DEFAULT_GROUPS = 100


def bad_input(message: str, code: str = "BAD_INPUT") -> GraphQLError:
    """A refusal of the request, with a stable code."""
    return GraphQLError(message, extensions={"code": code})


@dataclass(frozen=True, slots=True)
class Analysis:
    """One operation against one schema.

    ``tagged`` adds to objects of a union or interface the name of their type under
    ``TYPE_TAG``, by which graphql-core's executor knows them.
    """

    schema: GraphQLSchema
    roots: Mapping[str, RootField]
    document: Document
    budget: Budget = ORDINARY
    tagged: bool = False

    def root(self, selection: Selection) -> plan.RootPlan:
        """The plan of a root field."""
        if selection.name == "__typename":
            return plan.Typename("Query")
        entry = self.roots[selection.name]
        query = self.schema.query_type
        given = self._arguments(selection, query) if query else {}
        if isinstance(entry, RootOne):
            return plan.OnePlan(self.object(entry.target, selection), key=given["id"])
        if isinstance(entry, RootAny):
            return self._probe(selection, entry, given)
        return self._many(selection, entry, given, None)

    def object(self, node: Node, selection: Selection) -> plan.ObjectPlan:
        """The plan of an object below ``selection``."""
        chosen = self.document.below(selection, node.name)
        outputs = tuple((s.key, self._output(node, s)) for s in chosen)
        return plan.ObjectPlan(node, (*read_mark(node), *outputs))

    def _variant(self, node: Node, selection: Selection) -> plan.ObjectPlan:
        """The plan of an object that is one of several types."""
        found = self.object(node, selection)
        tag = ((TYPE_TAG, plan.Typename(node.name)),) if self.tagged else ()
        return plan.ObjectPlan(node, (*found.outputs, *tag))

    def _probe(
        self, selection: Selection, entry: RootAny, given: Mapping[str, Any]
    ) -> plan.ProbePlan:
        """Types that the document asks more of come first: they are the likelier ones."""
        choices = [self._variant(node, selection) for node in entry.targets]
        choices.sort(key=lambda choice: -len(choice.outputs))
        if not entry.many:
            return plan.ProbePlan(tuple(choices), given["id"])
        ids = given["ids"]
        count = len(ids) if isinstance(ids, list) else MAXIMUM_IDS
        check_ids(count)
        return plan.ProbePlan(tuple(choices), ids, count)

    def _output(self, node: Node, selection: Selection) -> plan.Output:
        if selection.name == "__typename":
            return plan.Typename(node.name)
        entry = node.fields[selection.name]
        if isinstance(entry, ColumnField):
            return plan.Leaf(entry)
        if isinstance(entry, ToOneField):
            return plan.OnePlan(self.object(entry.target, selection), field=entry)
        if isinstance(entry, ToAnyField):
            choices = [(value, self._variant(node, selection)) for value, node in entry.targets]
            return plan.AnyPlan(entry, tuple(choices))
        owner = self.schema.get_type(node.name)
        given = self._arguments(selection, owner)
        return self._many(selection, entry, given, entry)

    def _many(
        self,
        selection: Selection,
        entry: ToManyField | RootMany,
        given: Mapping[str, Any],
        link: ToManyField | None,
    ) -> plan.ListPlan | plan.ConnectionPlan:
        window = self._window(entry.target, entry.order, entry.page, given)
        if not entry.connection:
            return plan.ListPlan(self.object(entry.target, selection), window, link)
        node = entry.target
        chosen = self.document.below(selection, f"{node.name}Connection")
        outputs = tuple((s.key, self._part(node, s)) for s in chosen)
        return plan.ConnectionPlan(node, window, link, outputs)

    def _arguments(self, selection: Selection, owner: Any) -> dict[str, Any]:
        if not isinstance(owner, GraphQLObjectType):
            raise bad_input("not an object type")
        declared = owner.fields[selection.name].args
        given = {}
        for entry in selection.nodes[0].arguments or ():
            kind = declared[entry.name.value].type
            value = argument(entry.value, kind, self.document.variables)
            if value is not MISSING and value is not None:
                given[entry.name.value] = value
        return given

    def _window(
        self, node: Node, default: tuple[Sort, ...], page: Page, given: Mapping[str, Any]
    ) -> plan.Window:
        first, last = _size(given, "first"), _size(given, "last")
        if first is not None and last is not None:
            raise bad_input("Give first or last, not both.")
        if ("after" in given and last is not None) or ("before" in given and last is None):
            raise bad_input("Use after with first, before with last.")
        size = first if last is None else last
        cost = page.expected if size is None else size
        if size is None:
            size = page.default if page.maximum is not None else None
        self._check_page(size, page)
        order = _order(node, given["orderBy"]) if given.get("orderBy") else default
        if "nearest" in given:
            if given.get("orderBy"):
                raise bad_input("Give orderBy or nearest, not both.")
            order = (Sort(DISTANCE),)
        return plan.Window(
            _with_key(node, order),
            size,
            cost,
            last is not None,
            given.get("after"),
            given.get("before"),
            _in_force(given),
            given.get("nearest"),
        )

    def _check_page(self, size: int | None, page: Page) -> None:
        if size is None or page.maximum is None:
            return
        maximum = max(page.maximum, self.budget.page)
        if size > maximum:
            raise bad_input(f"A page has at most {maximum} entries.", "PAGE_TOO_LARGE")

    def _part(self, node: Node, selection: Selection) -> plan.Part:
        name = selection.name
        if name == "__typename":
            return plan.Typename(f"{node.name}Connection")
        if name == "nodes":
            return self.object(node, selection)
        if name == "edges":
            chosen = self.document.below(selection, f"{node.name}Edge")
            return plan.EdgePlan(tuple(self._edge(node, s) for s in chosen))
        if name == "pageInfo":
            chosen = self.document.below(selection, "PageInfo")
            return plan.PageInfoPlan(tuple((s.key, s.name) for s in chosen))
        if name == "totalCount":
            return plan.CountPlan()
        if name == "aggregate":
            chosen = self.document.below(selection, f"{node.name}Aggregate")
            return plan.FiguresPlan(self._figures(node, chosen, "Aggregate"))
        return self._groups(node, selection)

    def _edge(
        self, node: Node, selection: Selection
    ) -> tuple[str, str | plan.ObjectPlan | plan.Typename]:
        if selection.name == "node":
            return selection.key, self.object(node, selection)
        if selection.name == "__typename":
            return selection.key, plan.Typename(f"{node.name}Edge")
        return selection.key, "cursor"

    def _figures(
        self, node: Node, chosen: list[Selection], suffix: str
    ) -> tuple[tuple[str, plan.Figure], ...]:
        figures: list[tuple[str, plan.Figure]] = []
        for selection in chosen:
            if selection.name == "count":
                figures.append((selection.key, "count"))
            elif selection.name == "__typename":
                figures.append((selection.key, plan.Typename(node.name + suffix)))
            else:
                figures.append((selection.key, self._measures(node, selection)))
        return tuple(figures)

    def _measures(self, node: Node, selection: Selection) -> plan.Measures:
        columns: list[tuple[str, ColumnField | plan.Typename]] = []
        kind = node.name + selection.name.capitalize()
        for part in self.document.below(selection, kind):
            if part.name == "__typename":
                columns.append((part.key, plan.Typename(kind)))
            else:
                entry = node.fields[part.name]
                if isinstance(entry, ColumnField):
                    columns.append((part.key, entry))
        return plan.Measures(selection.name, tuple(columns))

    def _groups(self, node: Node, selection: Selection) -> plan.GroupsPlan:
        owner = self.schema.get_type(f"{node.name}Connection")
        given = self._arguments(selection, owner)
        keys = group_keys(node)
        names = [str(item.value) for item in given["by"]]
        if not names or len(set(names)) != len(names):
            raise bad_input("Group by at least one key, each once.")
        first = _size(given, "first") or DEFAULT_GROUPS
        if first > MAXIMUM_GROUPS:
            raise bad_input(f"At most {MAXIMUM_GROUPS} groups.", "PAGE_TOO_LARGE")
        outputs: list[tuple[str, Any]] = []
        for part in self.document.below(selection, f"{node.name}Group"):
            if part.name == "key":
                outputs.append((part.key, self._key(node, names, part)))
            else:
                outputs += self._figures(node, [part], "Group")
        by = tuple(keys[name] for name in names)
        return plan.GroupsPlan(by, first, tuple(outputs))

    def _key(
        self, node: Node, names: list[str], selection: Selection
    ) -> tuple[tuple[str, int | plan.Typename | None], ...]:
        places = {camel_key(name): index for index, name in enumerate(names)}
        parts: list[tuple[str, int | plan.Typename | None]] = []
        for part in self.document.below(selection, f"{node.name}GroupKey"):
            if part.name == "__typename":
                parts.append((part.key, plan.Typename(f"{node.name}GroupKey")))
            else:
                parts.append((part.key, places.get(part.name)))
        return tuple(parts)


def check_ids(count: int) -> None:
    """Refuse more ids than one request may ask for."""
    if count > MAXIMUM_IDS:
        raise bad_input(f"Ask for at most {MAXIMUM_IDS} ids.", "TOO_MANY_IDS")


def _in_force(given: Mapping[str, Any]) -> Any:
    """The filter, and the day asked for as one more condition of it."""
    if "asOf" not in given:
        return given.get("filter")
    day = {AS_OF: given["asOf"]}
    return {"and": [given["filter"], day]} if given.get("filter") else day


def _size(given: Mapping[str, Any], name: str) -> int | None:
    found = given.get(name)
    if not isinstance(found, Bound):
        return None
    if not isinstance(found.value, int) or found.value < 1:
        raise bad_input(f"{name} must be at least 1.")
    return found.value


def _order(node: Node, given: Any) -> tuple[Sort, ...]:
    items = given if isinstance(given, list) else [given]
    columns = {constant_name(c.name): c for c in node.columns() if c.sortable}
    found = []
    for item in items:
        direction = item.get("direction")
        descending = direction is not None and str(direction.value) == "DESC"
        found.append(Sort(columns[str(item["field"].value)].needs[0], descending))
    if len({sort.column for sort in found}) != len(found):
        raise bad_input("Order by each field once.")
    return tuple(found)


def _with_key(node: Node, order: tuple[Sort, ...]) -> tuple[Sort, ...]:
    """The order made total: the key last, in the direction of the key before it."""
    if any(sort.column == node.key for sort in order):
        return order
    descending = order[-1].descending if order else False
    return (*order, Sort(node.key, descending))
