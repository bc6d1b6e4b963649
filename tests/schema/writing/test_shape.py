"""What every write of the schema has, by walking it; inputs are allow-lists."""

from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    parse,
    validate,
)

from schema.planner.limits import Limits
from schema.root import platform_schema

# What a client may never say of a row: the server owns it.
SERVER_OWNED = {"version", "createdAt", "createdBy", "updatedAt", "updatedBy", "createdById"}
# Mutations that neither create nor change a row that can be lost, each with its reason.
FREE = {
    "disclosePersonRecord": "shows one record; each call is to leave its own line in the log",
    "revealField": "shows one value; each call is to leave its own line in the log",
    "revealDiagnosis": "shows one value; each call is to leave its own line in the log",
    "exportPassword": "shows one value; each call is to leave its own line in the log",
    "attachmentLink": "signs a link for a few minutes; each opening leaves its own line in the log",
    "resetPassword": "makes a password that is told once and must not be kept with a key",
    "newFeedKey": "makes a key that is told once; the one before holds for a while",
    "markNotificationsRead": "only sets the time of the first reading of one's own",
}


def mutations() -> dict[str, Any]:
    kind = platform_schema().graphql.mutation_type
    assert kind is not None
    return dict(kind.fields)


def required(entry: Any) -> set[str]:
    """The non-null arguments of a mutation, and those of its inputs and rows."""
    found = {name for name, a in entry.args.items() if isinstance(a.type, GraphQLNonNull)}
    for argument in entry.args.values():
        kind = get_named_type(argument.type)
        if isinstance(kind, GraphQLInputObjectType):
            found |= {n for n, f in kind.fields.items() if isinstance(f.type, GraphQLNonNull)}
    return found


@pytest.mark.requirement("R07", "R08")
@pytest.mark.parametrize("name", sorted(mutations()))
def test_each_write_has_a_version_or_a_key(name: str) -> None:
    if name in FREE:
        return
    given = required(mutations()[name])
    assert given & {"expectedVersion", "idempotencyKey"}, f"{name} can be lost or doubled"


@pytest.mark.requirement("R07")
@pytest.mark.parametrize("word", ["pay", "create", "add", "register", "open", "request", "import"])
def test_what_creates_or_pays_needs_a_key(word: str) -> None:
    without = [
        name
        for name, entry in mutations().items()
        if name.startswith(word) and "idempotencyKey" not in required(entry)
    ]
    assert without == []


@pytest.mark.requirement("R08")
@pytest.mark.parametrize("word", ["change", "update", "move", "delete", "decide", "dismiss"])
def test_what_changes_a_row_needs_its_version(word: str) -> None:
    without = [
        name
        for name, entry in mutations().items()
        if name.startswith(word) and not required(entry) & {"expectedVersion", "expectedCount"}
    ]
    assert without == []


def test_each_payload_has_coded_errors() -> None:
    for name, entry in mutations().items():
        payload = get_named_type(entry.type)
        assert isinstance(payload, GraphQLObjectType), name
        assert {"code", "path", "message", "conflict"} <= {
            *get_named_type(payload.fields["errors"].type).fields
        }, name


def shown_by(entry: Any) -> set[str]:
    """The fields of the rows that a mutation's payload shows."""
    names: set[str] = set()
    payload = get_named_type(entry.type)
    for field in getattr(payload, "fields", {}).values():
        shown = get_named_type(field.type)
        if shown.name in platform_schema().nodes:
            names |= set(shown.fields)
    return names


def offered(entry: Any) -> set[str]:
    names = set(entry.args)
    for name, argument in entry.args.items():
        if name == "filter":  # it names rows and says nothing of them
            continue
        kind = get_named_type(argument.type)
        names |= set(getattr(kind, "fields", {}))
    return names


@pytest.mark.requirement("S08")
@pytest.mark.parametrize("name", sorted(mutations()))
def test_output_fields_are_refused_as_input(name: str) -> None:
    """Each field of the row that is no field of the input is refused when it is sent."""
    entry = mutations()[name]
    inner = [n for n, a in entry.args.items() if n == "input"]
    assert not offered(entry) & SERVER_OWNED
    refused = 0
    for field in sorted(shown_by(entry) - offered(entry)) if inner else ():
        document = f"mutation {{ {name}(input: {{{field}: null}}) {{ __typename }} }}"
        faults = validate(platform_schema().graphql, parse(document), max_errors=50)
        assert any(f"'{field}'" in fault.message for fault in faults), field
        refused += 1
    assert refused or not inner or not shown_by(entry)


@pytest.mark.requirement("S13")
def test_four_mutations_a_document_at_most() -> None:
    assert Limits().mutations == 4
    operations = platform_schema().operations()
    step = 'retryJobRun(input: {id: "1", expectedVersion: 1}) { errors { code } }'

    def document(count: int) -> str:
        return "mutation {" + " ".join(f"m{i}: {step}" for i in range(count)) + "}"

    operations.get(document(4), None)
    with pytest.raises(GraphQLError) as caught:
        operations.get(document(5), None)
    assert (caught.value.extensions or {})["code"] == "MUTATION_LIMIT"
