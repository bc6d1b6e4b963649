"""GraphQL requests out of JSON bodies and query strings; what does not fit is a coded 4xx."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from api.body import BodyError

#: How deep lists and objects may be nested in a body.
NESTING = 200
FIELDS = frozenset({"query", "operationName", "variables", "extensions", "documentId"})


class GraphqlRequest(msgspec.Struct):
    """What is asked; other members are ignored, as GraphQL over HTTP wants."""

    query: str | None = None
    operationName: str | None = None  # noqa: N815 - the protocol's spelling
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    documentId: str | None = None  # noqa: N815 - the protocol's spelling


class DuplicateKeyError(ValueError):
    """An object names a key twice."""


_DECODER = msgspec.json.Decoder(GraphqlRequest)


def decode(body: bytes) -> GraphqlRequest:
    """The request in a JSON body; raises BodyError (400) with a code of its own.

    Arrays (batches), duplicate keys and deep nesting are refused: two readers of the
    same body could take them differently.
    """
    if body[:1] != b"{" and body.lstrip(b" \t\r\n")[:1] == b"[":
        raise BodyError(400, "BATCH_REFUSED", "Send one operation in a request.")
    try:
        request = _DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _bad("The body is not a GraphQL request.") from None
    _check(request, body)
    return request


def _bad(message: str) -> BodyError:
    return BodyError(400, "BAD_REQUEST", message)


def _check(request: GraphqlRequest, body: bytes) -> None:
    """Refuse deep nesting and duplicate keys.

    In compact JSON each key stands before ``":``; only where the sum does not fit the
    decoded keys does the body have to be read again.
    """
    keys = (
        (request.query is not None)
        + (request.operationName is not None)
        + (request.documentId is not None)
    )
    for value in (request.variables, request.extensions):
        if value is not None:
            keys += 1 + _keys(value, 1)
    if keys == body.count(b'":'):
        return
    try:
        json.loads(body, object_pairs_hook=_unique)
    except DuplicateKeyError:
        raise _bad("An object of the body names a key twice.") from None
    except (ValueError, RecursionError):
        raise _bad("The body is not a GraphQL request.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKeyError
    return found


def _keys(value: dict[str, Any] | list[Any], depth: int) -> int:
    """How many keys stand in a value; raises BodyError for what is nested too deeply."""
    if depth > NESTING:
        raise _bad(f"A body is nested at most {NESTING} deep.")
    found = len(value) if isinstance(value, dict) else 0
    for entry in value.values() if isinstance(value, dict) else value:
        if entry.__class__ is dict or entry.__class__ is list:
            found += _keys(entry, depth + 1)
    return found


def from_query_string(raw: bytes) -> GraphqlRequest:
    """The request of a GET; raises BodyError (400)."""
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError:
        raise _bad("The query string cannot be read.") from None
    given = [pair for pair in pairs if pair[0] in FIELDS]
    if len(dict(given)) != len(given):
        raise _bad("The query string names a parameter twice.")
    try:
        return msgspec.convert(dict(_members(given)), GraphqlRequest)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        raise _bad("The query string is not a GraphQL request.") from None


def _members(given: list[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """Variables and extensions are JSON in the query string."""
    for name, value in given:
        if name in {"variables", "extensions"}:
            yield name, msgspec.json.decode(value.encode())
        else:
            yield name, value
