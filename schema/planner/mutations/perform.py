"""One transaction a field: failures are data, and a key's answer is given again as it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

import msgspec
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.types import Info

from schema.core import idempotency
from schema.core.database import transaction
from schema.core.errors import ErrorCode
from schema.core.principal import Principal
from schema.core.refusals import refused
from schema.core.vault import vault
from schema.core.work import Work
from schema.planner.mutations.failures import RefusedError, as_data, expected
from schema.planner.mutations.stored import restore, store

P = TypeVar("P")
Fields = dict[str, object]
UseCase = Callable[[Work], Awaitable[Fields]]

KEY = "idempotencyKey"
#: What is over when the caller waited, or proved who he is, and sends the same call again.
PASSING = frozenset({ErrorCode.BUSY.value, "STEP_UP_REQUIRED"})


class WriteContext(Protocol):
    """What a resolver's context must offer for writes."""

    principal: Principal
    engine: AsyncEngine


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a mutation: its name, its input by GraphQL name, its idempotency key."""

    operation: str
    sent: Mapping[str, Any]
    key: str | None

    def digest(self) -> bytes:
        """A keyed hash of the input: it may hold a national ID, which a plain one would betray."""
        text = msgspec.json.encode(self.sent, enc_hook=str, order="deterministic").decode()
        return vault().blind_index(self.operation, text)

    def failed(self, cause: Exception) -> Fields | None:
        """The payload's fields for an expected failure; None for any other."""
        error = expected(cause)
        if error is None:
            return None
        more = error.fields if isinstance(error, RefusedError) else {}
        inner = self.sent.get("input")
        named = {**self.sent, **inner} if isinstance(inner, Mapping) else self.sent
        return {**more, "errors": [as_data(error, named)]}


async def perform(info: Info[Any, Any], payload: Callable[..., P], use_case: UseCase) -> P:
    """Run a use case in a transaction of its own and make the payload of its result.

    ``use_case(work)`` returns the payload's fields. An expected failure rolls
    everything back and becomes ``payload(errors=[…])``, and so does a guard of
    the database that fires first. When the field is called with an
    ``idempotencyKey``, it runs once: equal calls are answered from what it stored.
    """
    context = cast("WriteContext", info.context)
    call = call_of(info)
    causes: list[Exception] = []
    try:
        async with transaction(context.engine, context.principal) as work:
            running = use_case(work) if call.key is None else _once(work, call, use_case, causes)
            fields = await running
    except Exception as cause:
        failed = call.failed(cause)
        if failed is None:
            raise
        causes.append(cause)
        fields = failed
    for refusal in causes:
        await refused(context.engine, context.principal, call.operation, call.sent, refusal)
    return payload(**fields)


def call_of(info: Info[Any, Any]) -> Call:
    """What the client asked: the field's arguments, coerced, the key apart."""
    raw = info._raw_info  # noqa: SLF001 - strawberry keeps graphql-core's own info there
    field = raw.parent_type.fields[raw.field_name]
    coerced: Any = getattr(raw.variable_values, "coerced", raw.variable_values)
    variables = VariableValues({}, dict(coerced))
    sent = dict(get_argument_values(field, raw.field_nodes[0], variables))
    inner = sent.get("input")
    if KEY not in sent and isinstance(inner, Mapping) and KEY in inner:
        sent["input"] = {name: value for name, value in inner.items() if name != KEY}
        return Call(raw.field_name, sent, inner[KEY])
    key = sent.pop(KEY, None)
    return Call(raw.field_name, sent, key)


async def _once(work: Work, call: Call, use_case: UseCase, causes: list[Exception]) -> Fields:
    """Run a keyed call, or answer it from the one before; both end in one commit.

    The expected failure that is stored is added to ``causes``.
    """
    key = cast("str", call.key)
    stored = await idempotency.claim(work, key, call.operation, call.digest())
    if stored is not None:
        return cast("Fields", restore(stored))
    try:
        async with work.connection.begin_nested():
            fields = await use_case(work)
    except Exception as cause:
        failed = call.failed(cause)
        if failed is None or _passing(cause):
            raise
        fields = failed
        causes.append(cause)
    await idempotency.keep(work, key, store(fields), refused=bool(causes))
    return fields


def _passing(cause: Exception) -> bool:
    """A failure that the same call may not meet again, and that no key should remember."""
    error = expected(cause)
    return error is not None and error.code.value in PASSING
