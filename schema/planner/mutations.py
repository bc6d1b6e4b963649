"""What ``mutations.py`` of the domains share: errors as data, one transaction a field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar, cast

import msgspec
import sqlalchemy.exc
import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.types import Info

from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Principal
from schema.core.work import Work
from schema.planner.readback import reference
from schema.planner.scalars import JsonValue

P = TypeVar("P")
Method = TypeVar("Method", bound=Callable[..., Any])

# What a guard of the database means to the caller, by SQLSTATE: uniqueness, a
# reference to nothing, a value outside its bounds.
GUARDS = {
    "23505": ErrorCode.DUPLICATE,
    "23P01": ErrorCode.DUPLICATE,
    "23503": ErrorCode.NOT_FOUND,
    "23514": ErrorCode.INVALID,
}


def mutation(description: str) -> Callable[[Method], Method]:
    """``strawberry.mutation`` that keeps the type of what it decorates."""
    return cast("Callable[[Method], Method]", strawberry.mutation(description=description))


@strawberry.type(description="可预期的失败: what was wrong and where in the input.")
class MutationError:
    """One expected failure."""

    code: str = strawberry.field(description="稳定代码 (CONFLICT, DUPLICATE, …)")
    path: list[str] = strawberry.field(description="输入中的位置")
    message: str = strawberry.field(description="说明")
    details: JsonValue | None = strawberry.field(
        description="细节: current values of a conflict, legal next states", default=None
    )


class WriteContext(Protocol):
    """What a resolver's context must offer for writes."""

    principal: Principal
    engine: AsyncEngine


async def perform(
    info: Info[Any, Any],
    payload: Callable[..., P],
    use_case: Callable[[Work], Awaitable[dict[str, object]]],
) -> P:
    """Run a use case in a transaction of its own and make the payload of its result.

    ``use_case(work)`` returns the payload's fields. An expected failure rolls
    everything back and becomes ``payload(errors=[…])``, and so does a guard of
    the database that fires first (``GUARDS``).
    """
    context = cast("WriteContext", info.context)
    try:
        async with transaction(context.engine, context.principal) as work:
            fields = await use_case(work)
    except DomainError as error:
        return payload(errors=[_as_data(error)])
    except sqlalchemy.exc.IntegrityError as error:
        guard = GUARDS.get(getattr(error.orig, "sqlstate", ""))
        if guard is None:
            raise
        return payload(errors=[_as_data(DomainError(guard))])
    return payload(**fields)


def _as_data(error: DomainError) -> MutationError:
    details = cast("JsonValue | None", msgspec.to_builtins(error.details, enc_hook=str) or None)
    path = [str(part) for part in error.path]
    return MutationError(code=error.code.value, path=path, message=error.message, details=details)


__all__ = ["MutationError", "WriteContext", "mutation", "perform", "reference"]
