"""What a client learns of a failure: a stable code and safe words, nothing of our insides."""

import uuid
from collections.abc import Sequence
from typing import Any

import asyncpg
import sqlalchemy.exc
import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from schema.core.errors import DomainError
from schema.planner.pool import UnavailableError

log = structlog.get_logger(__name__)
SYNTAX, VALIDATION = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"


def error(code: str, message: str, **extensions: object) -> dict[str, Any]:
    """One entry of ``errors``."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def request_error(found: GraphQLError) -> dict[str, Any]:
    """A refusal before execution: syntax, validation, variables, limits."""
    formatted: dict[str, Any] = dict(found.formatted)
    default = SYNTAX if isinstance(found, GraphQLSyntaxError) else VALIDATION
    formatted["extensions"] = {"code": default, **(found.extensions or {})}
    return formatted


def execution_error(cause: BaseException) -> dict[str, Any]:
    """A failure while the operation ran; what was not expected is masked by an id."""
    if isinstance(cause, UnavailableError | sqlalchemy.exc.OperationalError | OSError):
        return error("UNAVAILABLE", "The database cannot be reached; try again.")
    if isinstance(cause, TimeoutError | asyncpg.QueryCanceledError):
        return error("TIMEOUT", "The query took too long; ask for less.")
    if isinstance(cause, asyncpg.DataError):
        return error("BAD_INPUT", "A value cannot be used here.")
    if isinstance(cause, DomainError):
        return error(cause.code.value, cause.message)
    if isinstance(cause, GraphQLError) and (cause.extensions or {}).get("code"):
        return request_error(cause)
    reference = uuid.uuid4().hex[:12]
    log.error("unexpected_error", reference=reference, kind=type(cause).__name__, exc_info=cause)
    return error("INTERNAL", f"Something went wrong; quote {reference}.", id=reference)


def executed_errors(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """The errors of graphql-core's executor, with their paths."""
    formatted = []
    for found in errors:
        entry = execution_error(found.original_error or found)
        if found.path is not None:
            entry["path"] = found.path
        formatted.append(entry)
    return formatted
