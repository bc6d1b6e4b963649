"""What a client learns of a failure: a stable code and safe words, nothing of our insides."""

import re
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
#: graphql-core's guesses at what was meant, which tell names of the schema.
_SUGGESTION = re.compile(r"\s*Did you mean\b.*", re.DOTALL)
#: What the rest of a message is cut to; it repeats parts of the document.
_LONGEST = 400
#: The meaning of PostgreSQL's SQLSTATEs, by their first characters.
_STATES = {
    "08": "UNAVAILABLE",
    "53": "UNAVAILABLE",
    "57P": "UNAVAILABLE",
    "57014": "TIMEOUT",
    "25P": "TIMEOUT",
    "55P03": "BUSY",
    "40": "BUSY",
    "22": "BAD_INPUT",
}
_WORDS = {
    "UNAVAILABLE": "The database cannot be reached; try again.",
    "TIMEOUT": "The query took too long; ask for less.",
    "BUSY": "数据正被他人处理, 请稍后重试 (others are at this data, try again).",
    "BAD_INPUT": "A value cannot be used here.",
}


def error(code: str, message: str, **extensions: object) -> dict[str, Any]:
    """One entry of ``errors``."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def request_error(found: GraphQLError) -> dict[str, Any]:
    """A refusal before execution: syntax, validation, variables, limits."""
    formatted: dict[str, Any] = dict(found.formatted)
    default = SYNTAX if isinstance(found, GraphQLSyntaxError) else VALIDATION
    formatted["message"] = _SUGGESTION.sub("", found.message)[:_LONGEST]
    formatted["extensions"] = {"code": default, **(found.extensions or {})}
    return formatted


def execution_error(cause: BaseException) -> dict[str, Any]:
    """A failure while the operation ran; what was not expected is masked by an id."""
    if isinstance(cause, DomainError):
        return error(cause.code.value, cause.message)
    if isinstance(cause, GraphQLError) and (cause.extensions or {}).get("code"):
        return request_error(cause)
    code = _code_of(cause)
    if code is not None:
        return error(code, _WORDS[code])
    reference = uuid.uuid4().hex[:12]
    log.error("unexpected_error", reference=reference, kind=type(cause).__name__, exc_info=cause)
    return error("INTERNAL", f"Something went wrong; quote {reference}.", id=reference)


def _code_of(cause: BaseException) -> str | None:
    """The code of a failure of the stores; None for what nobody expected."""
    if isinstance(cause, TimeoutError):
        return "TIMEOUT"
    if isinstance(cause, sqlalchemy.exc.DBAPIError):
        if cause.connection_invalidated or isinstance(cause, sqlalchemy.exc.InterfaceError):
            return "UNAVAILABLE"
        return _code_of_state(getattr(cause.orig, "sqlstate", None))
    if isinstance(cause, asyncpg.PostgresError):
        return _code_of_state(cause.sqlstate)
    # Waiting in vain for a connection of the writers' pool is sqlalchemy's TimeoutError.
    if isinstance(cause, UnavailableError | OSError | sqlalchemy.exc.TimeoutError):
        return "UNAVAILABLE"
    return None


def _code_of_state(state: str | None) -> str | None:
    for length in (5, 3, 2):
        code = _STATES.get((state or "")[:length])
        if code is not None:
            return code
    return None


def executed_errors(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """The errors of graphql-core's executor, with their paths."""
    formatted = []
    for found in errors:
        entry = execution_error(found.original_error or found)
        if found.path is not None:
            entry["path"] = found.path
        formatted.append(entry)
    return formatted
