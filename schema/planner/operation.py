"""Operations: parsed and validated once, compiled once for each shape, then only bound.

``counters`` counts parses and compiles, so that a test and the benchmark can
assert that a repeated query does neither.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableNode,
    parse,
    type_from_ast,
    validate,
)
from graphql import (
    Node as AstNode,
)
from graphql.execution import get_variable_values
from graphql.language import DocumentNode, OperationType, Visitor, visit
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from schema.core.principal import Principal
from schema.planner import cursors, plan
from schema.planner.analysis import Analysis, bad_input
from schema.planner.coercion import CoercionError, coercer
from schema.planner.compile import Compiler
from schema.planner.cost import check_cost, cost_of
from schema.planner.limits import Limits, check_document, refuse
from schema.planner.model import Node, RootField, Sort
from schema.planner.parameters import Getter, Parameters
from schema.planner.selection import Document, Selection
from schema.planner.values import Bound, shape_of

DIALECT = PGDialect_asyncpg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
SHAPES = 64
#: The variables of a stream's statements; no variable of a document is spelt so.
ANNOUNCED, LEAST = "!announced", "!least"
INTROSPECTION = frozenset({"__schema", "__type", "__typename"})
OPERATIONS = 1000


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement: text, a getter for each parameter, its cost."""

    sql: str
    getters: tuple[Getter, ...]
    cost: int

    def arguments(self, variables: Mapping[str, Any], principal: Principal) -> list[Any]:
        """The parameters of one request."""
        return [getter(variables, principal) for getter in self.getters]


@dataclass(slots=True)
class Counters:
    """How often the costly steps ran."""

    parsed: int = 0
    compiled: int = 0
    hits: int = 0


@dataclass(frozen=True, slots=True)
class Planner:
    """What an operation is planned against."""

    schema: GraphQLSchema
    roots: Mapping[str, RootField]
    scope_type: sa.types.TypeEngine[Any]
    limits: Limits
    trust_implied: bool = True
    #: The streams that show rows: name of the field, and the type of its rows.
    streams: Mapping[str, Node] = field(default_factory=dict)

    def analysis(self, document: Document, principal: Principal) -> Analysis:
        """One operation of one document, as a caller of this role may ask it."""
        return Analysis(self.schema, self.roots, document, self.limits.budget(principal.role))

    def compile(
        self, selections: list[Selection], document: Document, principal: Principal
    ) -> Statement:
        """One statement for root selections, for principals of this one's shape."""
        analysis = self.analysis(document, principal)
        return self.statement([(s.key, analysis.root(s)) for s in selections], principal)

    def follow(self, selection: Selection, document: Document, principal: Principal) -> Statement:
        """One statement for what a stream selects: of the rows ``ANNOUNCED``, in their order.

        A row that is not to be seen is null. The cost is that of one row.
        """
        inner = self.analysis(document, principal).object(self.streams[selection.name], selection)
        rows = plan.ProbePlan((inner,), Bound([], ANNOUNCED), 1)
        return self.statement([(selection.key, rows)], principal)

    def any_from(self, stream: str, principal: Principal) -> Statement:
        """One statement for the first row from the id ``LEAST`` on that is to be seen."""
        node = self.streams[stream]
        inner = plan.ObjectPlan(node, (("found", plan.Typename(node.name)),))
        given = {"id": {"gte": Bound("", LEAST)}}
        window = plan.Window((Sort(node.key),), 1, 1, filter=given)
        return self.statement([("rows", plan.ListPlan(inner, window, None))], principal)

    def statement(
        self,
        outputs: list[tuple[str, plan.RootPlan]],
        principal: Principal,
    ) -> Statement:
        """One statement for root plans; refuses what costs too much."""
        cost = cost_of(outputs)
        check_cost(cost, self.limits.budget(principal.role))
        parameters = Parameters.of(principal, self.scope_type)
        parameters.trust_implied &= self.trust_implied
        compiled = Compiler(parameters).statement(outputs, cost).compile(dialect=DIALECT)
        fixed = compiled.params
        getters = [
            parameters.getters.get(name) or _constant(fixed[name])
            for name in compiled.positiontup or ()
        ]
        return Statement(str(compiled), tuple(getters), cost)


def _constant(value: Any) -> Getter:
    """The getter of a parameter that the planner itself set."""
    return lambda _variables, _principal: value


@dataclass(slots=True)
class Variable:
    """One declared variable: how to coerce it, and what of it shapes the statement."""

    name: str
    coerce: Callable[[Any], Any]
    shape: Callable[[Any], Any]
    required: bool
    default: Any
    has_default: bool


class Operation:
    """One operation of one document."""

    def __init__(self, planner: Planner, document: DocumentNode, name: str | None) -> None:
        self.planner, self.document = planner, document
        self.definition = _choose(document, name)
        self.fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self.kind = self.definition.operation
        self.variables = [self._variable(v) for v in self.definition.variable_definitions or ()]
        self.statements: OrderedDict[Any, Statement] = OrderedDict()
        names = set(_field_names(self))
        query = self.kind is OperationType.QUERY
        self.plannable = query and names <= {*planner.roots, "__typename"}
        #: Asks only of the schema: the answer never changes while the process lives.
        self.introspective = query and not self.variables and names <= INTROSPECTION
        self.answer: bytes | None = None
        self.asks_schema = not names.isdisjoint({"__schema", "__type"})

    def _variable(self, node: Any) -> Variable:
        name = node.variable.name.value
        kind = type_from_ast(self.planner.schema, node.type)
        uses = _uses(self, name)
        shape = shape_of(kind)
        if uses & {"first", "last"}:
            shape = _value
        elif uses & {"after", "before"}:
            shape = _cursor
        default = None
        if node.default_value is not None:
            coerced = get_variable_values(self.planner.schema, [node], {})
            default = getattr(coerced, "coerced", coerced)[name]
        required = node.type.kind == "non_null_type" and node.default_value is None
        return Variable(
            name, coercer(kind), shape, required, default, node.default_value is not None
        )

    def coerce(self, given: Mapping[str, Any] | None) -> dict[str, Any]:
        """The variables of a request, coerced; raises GraphQLError in graphql-core's words."""
        given = given or {}
        values: dict[str, Any] = {}
        try:
            for variable in self.variables:
                if variable.name in given:
                    values[variable.name] = variable.coerce(given[variable.name])
                elif variable.has_default:
                    values[variable.name] = variable.default
                elif variable.required:
                    raise CoercionError
        except CoercionError:
            raise self._explained(given) from None
        return values

    def _explained(self, given: Mapping[str, Any]) -> GraphQLError:
        definitions = list(self.definition.variable_definitions or ())
        found = get_variable_values(self.planner.schema, definitions, dict(given), max_errors=1)
        if isinstance(found, list) and found:
            first = found[0]
            return GraphQLError(first.message, first.nodes, extensions={"code": "BAD_INPUT"})
        return bad_input("A variable has a value that cannot be used.")

    def statement(
        self, variables: Mapping[str, Any], principal: Principal, counters: Counters
    ) -> Statement:
        """The statement for this shape of variables and principal, compiled at most once."""
        shape = (
            principal.shape,
            *[
                variable.shape(variables[variable.name]) if variable.name in variables else Ellipsis
                for variable in self.variables
            ],
        )
        return self._remembered(shape, counters, lambda: self._made(variables, principal))

    def _made(self, variables: Mapping[str, Any], principal: Principal) -> Statement:
        document = Document(self.planner.schema, self.fragments, variables)
        if self.kind is OperationType.SUBSCRIPTION:
            return self.planner.follow(self.followed(variables), document, principal)
        selections = document.collect((self.definition.selection_set,), "Query")
        return self.planner.compile(selections, document, principal)

    def followed(self, variables: Mapping[str, Any]) -> Selection:
        """The one root field of a subscription (validation sees to it that there is one)."""
        document = Document(self.planner.schema, self.fragments, variables)
        found = document.collect((self.definition.selection_set,), "Subscription")
        if len(found) != 1:
            raise bad_input("Subscribe to exactly one field.")
        return found[0]

    def any_from(self, stream: str, principal: Principal, counters: Counters) -> Statement:
        """``Planner.any_from`` for this shape of principal, compiled at most once."""
        shape = (LEAST, stream, principal.shape)
        return self._remembered(shape, counters, lambda: self.planner.any_from(stream, principal))

    def _remembered(
        self, shape: Any, counters: Counters, make: Callable[[], Statement]
    ) -> Statement:
        found = self.statements.get(shape)
        if found is not None:
            counters.hits += 1
            return found
        counters.compiled += 1
        made = make()
        if len(self.statements) >= SHAPES:
            self.statements.popitem(last=False)
        self.statements[shape] = made
        return made


def _value(value: Any) -> Any:
    return value


def _cursor(value: Any) -> Any:
    return None if value is None else cursors.pattern(value)


def _choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    found = [
        d
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
        and (name is None or (d.name is not None and d.name.value == name))
    ]
    if len(found) != 1:
        message = (
            "Name the operation to run."
            if found or name is None
            else (f"There is no operation {name!r:.60}.")
        )
        raise bad_input(message, "OPERATION_NOT_FOUND")
    return found[0]


def _field_names(operation: Operation) -> Iterator[str]:
    """The root field names, through fragments; directives are not applied."""
    sets, seen = [operation.definition.selection_set], set[str]()
    while sets:
        for item in sets.pop().selections:
            if isinstance(item, FieldNode):
                yield item.name.value
                continue
            spread = getattr(item, "name", None)
            if spread is None:
                sets.append(item.selection_set)  # type: ignore[attr-defined]
            elif spread.value not in seen:
                seen.add(spread.value)
                sets.append(operation.fragments[spread.value].selection_set)


def _uses(operation: Operation, variable: str) -> set[str]:
    """The names of the arguments that take the variable directly."""
    found: set[str] = set()

    class Uses(Visitor):
        def enter_argument(self, node: Any, *_rest: object) -> None:
            if isinstance(node.value, VariableNode) and node.value.name.value == variable:
                found.add(node.name.value)

    visitor = Uses()
    parts: list[AstNode] = [operation.definition, *operation.fragments.values()]
    for part in parts:
        visit(part, visitor)
    return found


@dataclass(slots=True)
class OperationCache:
    """The operations seen lately, by document text and operation name."""

    planner: Planner
    counters: Counters = field(default_factory=Counters)
    _found: OrderedDict[tuple[str, str | None], Operation] = field(default_factory=OrderedDict)

    def get(self, query: str, name: str | None) -> Operation:
        """The operation; raises GraphQLError (or a list of them in ``OperationErrors``)."""
        key = (query, name)
        operation = self._found.get(key)
        if operation is None:
            operation = self._make(query, name)
            if len(self._found) >= OPERATIONS:
                self._found.popitem(last=False)
            self._found[key] = operation
        return operation

    def _make(self, query: str, name: str | None) -> Operation:
        self.counters.parsed += 1
        limits = self.planner.limits
        try:
            document = parse(query, max_tokens=limits.tokens)
        except GraphQLSyntaxError as found:
            if "tokens" in found.message and str(limits.tokens) in found.message:
                refuse("tokens", limits.tokens + 1, limits.tokens)
            raise
        except RecursionError:
            raise bad_input("The document is nested too deeply.", "DEPTH_LIMIT") from None
        check_document(document, limits)
        errors = validate(self.planner.schema, document)
        if errors:
            raise OperationErrors(errors)
        return Operation(self.planner, document, name)


class OperationErrors(Exception):  # noqa: N818
    """The document does not validate."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("invalid document")
        self.errors = errors
