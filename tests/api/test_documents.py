"""Documents by hash: the protocol of Apollo and urql, trusted mode, clients' own lists."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import Documents
from api.principals import GATEKEEPER
from api.refusal import Refusal
from api.requests import GraphqlRequest
from schema.core.database import transaction
from schema.core.documents import (
    digest,
    documents_in_use,
    persisted_document,
    read_manifest,
    register,
    withdraw,
)
from schema.core.errors import DomainError
from schema.core.principal import Principal, Role
from schema.core.settings import Settings

pytestmark = pytest.mark.anyio
COUNT, OTHER = "query Count { unions { totalCount } }", "{ __typename }"


def asked(query: str | None = None, sha: str | None = None, **more: Any) -> GraphqlRequest:
    """A request as Apollo (bare hash) and urql (with a prefix) make it."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha}} if sha else None
    return GraphqlRequest(query=query, extensions=extensions, **more)


async def code_of(documents: Documents, request: GraphqlRequest, who: Principal) -> str:
    with pytest.raises(Refusal) as refused:
        await documents.text(request, who)
    return refused.value.code


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_bytes(msgspec.json.encode({f"sha256:{digest(COUNT)}": COUNT}))
    return path


async def test_a_hash_is_learnt_and_then_enough(engine: AsyncEngine, principal: Principal) -> None:
    documents = Documents(Settings(), engine)
    key = digest(COUNT)
    assert await code_of(documents, asked(sha=key), principal) == "PERSISTED_QUERY_NOT_FOUND"
    assert await documents.text(asked(COUNT, key), principal) == COUNT
    for form in (key, f"sha256:{key}", key.upper()):
        assert await documents.text(asked(sha=form), principal) == COUNT
    assert await documents.text(asked(documentId=f"sha256:{key}"), principal) == COUNT
    wrong = await code_of(documents, asked(OTHER, key), principal)
    assert wrong == "PERSISTED_QUERY_HASH_MISMATCH"
    assert await code_of(documents, asked(sha="zz"), principal) == "BAD_REQUEST"
    assert await code_of(documents, asked(), principal) == "BAD_REQUEST"


@pytest.mark.requirement("S19")
async def test_trusted_mode_runs_registered_documents_only(
    engine: AsyncEngine, principal: Principal, manifest: Path
) -> None:
    keeper = replace(principal, role=Role.STATION_KEEPER)
    documents = Documents(Settings(trusted_documents=str(manifest)), engine)
    key = digest(COUNT)
    assert await documents.text(asked(sha=f"sha256:{key}"), keeper) == COUNT
    assert await documents.text(asked(COUNT), keeper) == COUNT
    for request in (asked(OTHER), asked(OTHER, digest(OTHER)), asked(sha=digest(OTHER))):
        assert await code_of(documents, request, keeper) == "DOCUMENT_NOT_REGISTERED"
    explorer = replace(principal, role=Role.ADMINISTRATOR)
    assert await documents.text(asked(OTHER), explorer) == OTHER  # in GraphiQL
    closed = Settings(trusted_documents=str(manifest), ad_hoc_documents="nobody")
    strict = Documents(closed, engine)
    assert await code_of(strict, asked(OTHER), explorer) == "DOCUMENT_NOT_REGISTERED"


@pytest.mark.requirement("S19")
async def test_registered_rows_count_until_withdrawn(
    engine: AsyncEngine, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.documents.FRESH_SECONDS", 0)
    keeper = replace(principal, role=Role.STATION_KEEPER)
    key = digest(COUNT)
    try:
        async with transaction(engine, GATEKEEPER) as work:
            assert await register(work, {key: COUNT}) == 1
            assert await register(work, {key: COUNT}) == 0
        documents = Documents(Settings(trusted_documents="database"), engine)
        assert await documents.text(asked(sha=key), keeper) == COUNT
        async with transaction(engine, GATEKEEPER) as work:
            assert await withdraw(work, key)
            assert not await withdraw(work, key)
            assert key not in await documents_in_use(work)
        assert await code_of(documents, asked(sha=key), keeper) == "DOCUMENT_NOT_REGISTERED"
    finally:
        async with transaction(engine, GATEKEEPER) as work:
            await work.execute(sa.delete(persisted_document))


@pytest.mark.requirement("S34")
async def test_an_api_client_runs_its_documents_only(
    engine: AsyncEngine, principal: Principal
) -> None:
    client = replace(principal, allowed_documents=frozenset({digest(COUNT)}))
    documents = Documents(Settings(), engine)
    assert await documents.text(asked(COUNT), client) == COUNT
    for request in (asked(OTHER), asked(OTHER, digest(OTHER)), asked(sha=digest(OTHER))):
        assert await code_of(documents, request, client) == "DOCUMENT_NOT_ALLOWED"


def test_manifests() -> None:
    key = digest(COUNT)
    apollo = {"format": "apollo", "operations": [{"id": key, "name": "Count", "body": COUNT}]}
    for form in ({key: COUNT}, {f"sha256:{key}": COUNT}, apollo):
        assert read_manifest(msgspec.json.encode(form).decode()) == {key: COUNT}
    for text in ("{", "[]", '{"a": 1}', msgspec.json.encode({key: OTHER}).decode()):
        with pytest.raises(DomainError, match="manifest"):
            read_manifest(text)
