"""Expected failures as data: a code, the place in the input, and what a conflict is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
import sqlalchemy.exc
import strawberry

from schema.core.audit import plain
from schema.core.errors import ConflictError, DomainError, ErrorCode
from schema.planner.fields import camel
from schema.planner.mutations.stored import storable
from schema.planner.scalars import JsonValue

# What a guard of the database means to the caller, by SQLSTATE: uniqueness, a
# reference to nothing, a value outside its bounds; locks that others hold too long.
GUARDS = {
    "23505": ErrorCode.DUPLICATE,
    "23P01": ErrorCode.DUPLICATE,
    "23503": ErrorCode.NOT_FOUND,
    "23514": ErrorCode.INVALID,
    "55P03": ErrorCode.BUSY,
    "40P01": ErrorCode.BUSY,
    "40001": ErrorCode.BUSY,
}


@storable
@strawberry.type(description="冲突字段: one field of the input that differs from the row.")
class ConflictField:
    """A field that the caller sent and somebody else has changed, or never had so."""

    name: str = strawberry.field(description="字段")
    current: JsonValue | None = strawberry.field(description="现值", default=None)
    yours: JsonValue | None = strawberry.field(description="提交的值", default=None)


@storable
@strawberry.type(description="版本冲突: what the row is now.")
class VersionConflict:
    """The version to read again, and the fields that differ."""

    current_version: int = strawberry.field(description="现版本号")
    fields: list[ConflictField] = strawberry.field(description="与提交不同的字段")


@storable
@strawberry.type(description="可预期的失败: what was wrong and where in the input.")
class MutationError:
    """One expected failure."""

    code: str = strawberry.field(description="稳定代码 (CONFLICT, DUPLICATE, …)")
    path: list[str] = strawberry.field(description="输入中的位置")
    message: str = strawberry.field(description="说明")
    details: JsonValue | None = strawberry.field(
        description="细节: legal next states and the like", default=None
    )
    conflict: VersionConflict | None = strawberry.field(
        description="版本冲突 (代码为 CONFLICT 时)", default=None
    )


class RefusedError(DomainError):
    """A refusal whose payload has more to tell than its error (the rows of a bulk call)."""

    def __init__(self, code: ErrorCode, fields: Mapping[str, object]) -> None:
        super().__init__(code)
        self.fields = dict(fields)


def expected(cause: Exception) -> DomainError | None:
    """The expected failure that an exception stands for, if it does for one."""
    if isinstance(cause, DomainError):
        return cause
    if isinstance(cause, sqlalchemy.exc.DBAPIError):
        guard = GUARDS.get(getattr(cause.orig, "sqlstate", None) or "")
        return None if guard is None else DomainError(guard)
    return None


def as_data(error: DomainError, sent: Mapping[str, Any]) -> MutationError:
    """The error of a payload; ``sent`` is the caller's input by GraphQL name."""
    details = cast("JsonValue | None", msgspec.to_builtins(error.details, enc_hook=str) or None)
    path = [str(part) for part in error.path]
    conflict = _difference(error, sent) if isinstance(error, ConflictError) else None
    return MutationError(
        code=error.code.value,
        path=path,
        message=error.message,
        details=details,
        conflict=conflict,
    )


def _difference(error: ConflictError, sent: Mapping[str, Any]) -> VersionConflict:
    fields = [
        ConflictField(name=camel(name), current=_json(current), yours=_json(sent[camel(name)]))
        for name, current in error.current.items()
        if camel(name) in sent and not _same(current, sent[camel(name)])
    ]
    version = cast("int", error.current["version"])
    return VersionConflict(current_version=version, fields=fields)


def _same(current: object, yours: object) -> bool:
    return current == yours or plain(current) == plain(yours)


def _json(value: object) -> JsonValue | None:
    return cast("JsonValue | None", plain(value))
