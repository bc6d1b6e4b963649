"""The shape that mutations share, said once: input, service, payload read back.

::

    FACILITY = payload("Facility", "阵地", facility=Facility)

    @strawberry.type
    class FacilitiesMutation:
        '''Mutations of facilities.'''

        register_facility = creates(
            service.register_facility, RegisterFacilityInput, FACILITY, "登记阵地"
        )
        change_facility_status = changes(
            service.change_facility_status, ChangeFacilityStatusInput, FACILITY, "变更阵地状态"
        )
        change_facility_statuses = each(
            service.change_facility_status, ChangeFacilityStatusInput, "批量变更阵地状态"
        )

What creates, pays or takes many rows at once needs an idempotency key; what changes a row
needs the version that was read. Both are refused at the program's start otherwise.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.planner.arguments import Given, IdempotencyKey
from schema.planner.fields import camel
from schema.planner.inputs import list_of
from schema.planner.matching import MARK
from schema.planner.mutations.binding import Service, bind
from schema.planner.mutations.bulk import (
    MOST_ROWS,
    BulkPayload,
    BulkPolicy,
    check_count,
    run_rows,
)
from schema.planner.mutations.failures import MutationError
from schema.planner.mutations.perform import Fields, perform
from schema.planner.readback import Reference, read_matching

Method = TypeVar("Method", bound=Callable[..., Any])
Context = Info[Any, Any]
# What every call that takes many rows is given beside them.
_BULK: Mapping[str, tuple[Any, Any]] = {
    "on_failure": (
        Annotated[BulkPolicy, strawberry.argument(description="有记录未通过时的处理")],
        BulkPolicy.REJECT_ALL,
    ),
    "idempotency_key": (IdempotencyKey, inspect.Parameter.empty),
}


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload type, and the fields of it that are rows."""

    python: type
    nodes: tuple[str, ...]


def mutation(description: str) -> Callable[[Method], Method]:
    """``strawberry.mutation`` that keeps the type of what it decorates."""
    return cast("Callable[[Method], Method]", strawberry.mutation(description=description))


def payload(name: str, term: str, **nodes: type) -> Payload:
    """``FacilityPayload { facility errors }``; without a node it says ``done``."""
    shown: dict[str, tuple[Any, Any]] = {
        field: (node | None, strawberry.field(default=None, description=_term(node)))
        for field, node in nodes.items()
    } or {"done": (bool, strawberry.field(default=False, description="已办成"))}
    shown["errors"] = (
        list[MutationError],
        strawberry.field(default_factory=list, description="失败原因"),
    )
    body: dict[str, Any] = {field: default for field, (_, default) in shown.items()}
    body["__annotations__"] = {field: kind for field, (kind, _) in shown.items()}
    body["__module__"] = __name__
    python = type(f"{name}Payload", (), body)
    return Payload(strawberry.type(python, description=f"{term}的办理结果"), tuple(nodes))


def creates(service: Service, given: type, shown: Payload, description: str, **names: str) -> Any:
    """A mutation that makes a row, pays, or starts something: it runs once for each key.

    ``names`` maps arguments of the service to input fields that are named otherwise.
    """
    return _declared(service, given, shown, description, names, keyed=True)


def changes(service: Service, given: type, shown: Payload, description: str, **names: str) -> Any:
    """A mutation that changes the row that its input names with the version read."""
    if "expected_version" not in _names(given):
        raise TypeError(f"{given.__name__} changes a row without expected_version")
    return _declared(service, given, shown, description, names, keyed=False)


def each(service: Service, given: type, description: str, **names: str) -> Any:
    """The same for up to a hundred rows at once, each judged by itself."""
    bound = bind(service, given, names)

    async def resolve(
        self: Any, info: Context, rows: Any, on_failure: BulkPolicy, **_key: Any
    ) -> Any:
        del self

        async def run(work: Work) -> Fields:
            return await run_rows(work, rows, on_failure, bound.call)

        return await perform(info, BulkPayload, run)

    listed = strawberry.argument(description="各条记录 (1–100)")
    rows = (Annotated[list_of(given), listed], inspect.Parameter.empty)
    return _mutation(resolve, description, {"rows": rows, **_BULK}, BulkPayload)


def matching(
    service: Service,
    given: type,
    shared: type,
    target: tuple[str, type],
    description: str,
    **names: str,
) -> Any:
    """The same for the rows that a filter finds, if they are as many as the caller expects.

    ``target`` is the root field and type of the list; ``shared`` holds what ``given`` has
    beside id and version, which are read anew.
    """
    bound = bind(service, given, names)
    root, kind = target

    async def resolve(
        self: Any,
        info: Context,
        input: Any,  # noqa: A002
        expected_count: int,
        on_failure: Any,
        **_key: Any,
    ) -> Any:
        del self

        async def run(work: Work) -> Fields:
            raw = info._raw_info  # noqa: SLF001 - strawberry keeps graphql-core's own info there
            total, found = await read_matching(raw, root, MOST_ROWS)
            check_count(total, expected_count)
            rows = [
                given(id=row["id"], expected_version=row["version"], **vars(input)) for row in found
            ]
            return await run_rows(work, rows, on_failure, bound.call)

        return await perform(info, BulkPayload, run)

    setattr(resolve, MARK, kind)
    count = strawberry.argument(description="预期的条数; 与实际不符时不办理")
    named = {
        "input": (_annotated(Given, shared), inspect.Parameter.empty),
        "expected_count": (Annotated[int, count], inspect.Parameter.empty),
    }
    return _mutation(resolve, description, {**named, **_BULK}, BulkPayload)


def _declared(
    service: Service,
    given: type,
    shown: Payload,
    description: str,
    names: Mapping[str, str],
    *,
    keyed: bool,
) -> Any:
    bound = bind(service, given, names)

    async def resolve(self: Any, info: Context, input: Any, **_key: Any) -> Any:  # noqa: A002
        del self

        async def run(work: Work) -> Fields:
            return _shown(shown, *await bound.call(work, input))

        return await perform(info, shown.python, run)

    parameters: dict[str, tuple[Any, Any]] = {
        "input": (_annotated(Given, given), inspect.Parameter.empty)
    }
    if keyed:
        parameters["idempotency_key"] = (IdempotencyKey, inspect.Parameter.empty)
    return _mutation(resolve, description, parameters, shown.python)


def _shown(shown: Payload, own: Any, arguments: Mapping[str, Any]) -> Fields:
    """References to the rows of a payload: the one that an argument names, or its own."""
    if not shown.nodes:
        return {"done": True}
    return {name: Reference(arguments.get(f"{name}_id") or own) for name in shown.nodes}


def _mutation(
    resolve: Callable[..., Awaitable[Any]],
    description: str,
    parameters: Mapping[str, tuple[Any, Any]],
    shown: type,
) -> Any:
    """A strawberry mutation whose arguments are given as data."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    listed = [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Context),
        *(
            inspect.Parameter(name, keyword, annotation=kind, default=default)
            for name, (kind, default) in parameters.items()
        ),
    ]
    made = cast("Any", resolve)
    made.__signature__ = inspect.Signature(listed, return_annotation=shown)
    kinds = {name: kind for name, (kind, _) in parameters.items()}
    made.__annotations__ = {"info": Context, **kinds, "return": shown}
    return strawberry.mutation(resolver=made, description=description)


def _annotated(generic: Any, given: type) -> Any:
    return generic[given]


def _names(given: type) -> set[str]:
    return {field.name for field in dataclasses.fields(given)}


def _term(node: type) -> str:
    made = node.__dict__["__node__"]
    return str(made.table.comment or camel(made.name))
