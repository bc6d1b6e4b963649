"""The endpoint: who may ask, what a bad request gets, what a failure tells."""

import asyncio
import json
from typing import Any

import pytest

from api import deadline
from api.platform.stores import Stores
from schema.core.principal import Role
from schema.planner.pool import ReadPool
from tests.api.conftest import Site, add_user

pytestmark = pytest.mark.anyio
COUNT = "{ unions { totalCount } }"
MODERN = "application/graphql-response+json"
JSON = {"content-type": "application/json"}


@pytest.fixture
async def analyst(site: Site, fresh_database: Stores) -> Site:
    await add_user(fresh_database, "analyst")
    assert (await site.sign_in("analyst")).status_code == 200
    return site


def code(body: dict[str, Any]) -> str:
    return str(body["errors"][0]["extensions"]["code"])


@pytest.mark.requirement("S01")
async def test_nothing_without_a_session(site: Site) -> None:
    answer = await site.query(COUNT)
    assert (answer.status_code, code(answer.json())) == (401, "UNAUTHENTICATED")
    assert (await site.query("{ __schema { queryType { name } } }")).status_code == 401
    assert (await site.http.get("/health")).status_code == 200
    assert (await site.http.get("/graphiql", follow_redirects=False)).status_code == 303


async def test_a_query_is_one_statement(analyst: Site) -> None:
    pool = analyst.app.endpoint.read_pool
    before = pool.executed
    answer = await analyst.query(COUNT)
    assert answer.json()["data"] == {"unions": {"totalCount": 0}}
    assert answer.json()["extensions"]["cost"] > 0
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert pool.executed == before + 1


async def test_introspection_beside_a_planned_field(analyst: Site) -> None:
    answer = await analyst.query("{ __schema { queryType { name } } unions { totalCount } }")
    assert answer.json()["data"] == {
        "__schema": {"queryType": {"name": "Query"}},
        "unions": {"totalCount": 0},
    }


async def test_introspection_is_answered_once_for_all(analyst: Site) -> None:
    """GraphiQL asks for the whole schema at every start; that costs a second of CPU."""
    query = "{ __schema { types { name } } }"
    first = await analyst.query(query)
    operation = analyst.app.endpoint.operations.get(query, None)
    assert operation.answer == first.content
    operation.answer = b'{"data": "remembered"}'
    assert (await analyst.query(query)).json() == {"data": "remembered"}


async def test_a_one_time_password_opens_nothing(site: Site, fresh_database: Stores) -> None:
    await add_user(fresh_database, "new", must_change=True)
    assert (await site.sign_in("new")).json()["mustChangePassword"] is True
    answer = await site.query(COUNT)
    assert (answer.status_code, code(answer.json())) == (403, "PASSWORD_CHANGE_REQUIRED")


async def test_unset_scope_sees_nothing(site: Site, fresh_database: Stores) -> None:
    await add_user(fresh_database, "nobody", covers_all=False)
    await site.sign_in("nobody")
    assert (await site.query(COUNT)).json()["data"] == {"unions": {"totalCount": 0}}


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"1",
        b'"x"',
        b"\xff\xfe",
        b"{",
        b'{"query": 1}',
        b'{"query": null}',
        b'{"query": "{a}", "variables": []}',
        b"\xef\xbb\xbf{}",
        b'{"query": "{a}", "variables": {"a": "\\ud800"}}',
        b'{"query": "{a}", "variables": {"a": NaN}}',
        b'{"query": "{a}", "variables": {"a": 1e999}}',
        b'{"query": "{a}", "query": "{b}"}',
        b'{"query": "{a}", "qu\\u0065ry": "{b}"}',
        b'{"query": "{a}", "variables": {"a": {"b": 1, "b": 2}}}',
        b'{"query": "{a}", "variables": {"a": ' + b"[" * 300 + b"]" * 300 + b"}}",
        b'{"query": "{a}", "extensions": {"persistedQuery": {"sha256Hash": "x"}}}',
        b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    ],
)
@pytest.mark.requirement("S14", "S24")
async def test_bad_bodies_get_a_coded_400(analyst: Site, body: bytes) -> None:
    answer = await analyst.http.post("/graphql", content=body, headers=JSON)
    assert (answer.status_code, code(answer.json())) == (400, "BAD_REQUEST")


@pytest.mark.requirement("S13")
@pytest.mark.parametrize("body", [b"[]", b" [{}]", b"[" * 40_000])
async def test_batches_are_refused(analyst: Site, body: bytes) -> None:
    answer = await analyst.http.post("/graphql", content=body, headers=JSON)
    assert (answer.status_code, code(answer.json())) == (400, "BATCH_REFUSED")


@pytest.mark.requirement("S14", "S21")
async def test_other_refusals(analyst: Site) -> None:
    big = json.dumps({"query": "{a}" + " " * 100_000})
    http = analyst.http
    too_large = await http.post("/graphql", content=big, headers=JSON)
    assert (too_large.status_code, code(too_large.json())) == (413, "BODY_TOO_LARGE")
    for headers in (
        {"content-type": "text/plain"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json; charset=gbk"},
        {**JSON, "content-encoding": "gzip"},
    ):
        form = await http.post("/graphql", content=b"{}", headers=headers)
        assert (form.status_code, code(form.json())) == (415, "MEDIA_TYPE")
    assert (await http.put("/graphql", json={"query": COUNT})).status_code == 405


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ union(id: "x") { id } }', "BAD_INPUT"),
        (
            "query A { unions { totalCount } } query B { unions { totalCount } }",
            "OPERATION_NOT_FOUND",
        ),
    ],
)
async def test_request_errors(analyst: Site, query: str, expected: str) -> None:
    """200 for a plain client, 400 for one that knows the response media type."""
    plain = await analyst.query(query)
    modern = await analyst.query(query, accept=MODERN)
    assert (plain.status_code, modern.status_code) == (200, 400)
    for answer in (plain, modern):
        assert code(answer.json()) == expected
        assert "data" not in answer.json()
    assert modern.headers["content-type"] == f"{MODERN}; charset=utf-8"


@pytest.mark.requirement("R11", "S23")
@pytest.mark.chaos(6)
async def test_database_away_is_coded_and_masked(analyst: Site) -> None:
    endpoint = analyst.app.endpoint
    good = endpoint.read_pool
    endpoint.read_pool = ReadPool("postgresql://x:y@127.0.0.1:1/z", 1)
    answer = await analyst.query(COUNT)
    endpoint.read_pool = good
    assert (answer.status_code, code(answer.json())) == (503, "UNAVAILABLE")
    assert "127.0.0.1" not in answer.text
    assert (await analyst.query(COUNT)).status_code == 200


@pytest.mark.requirement("S23")
async def test_unexpected_failures_are_masked(
    analyst: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_arguments: object) -> bytes:
        message = "secret insides"
        raise RuntimeError(message)

    monkeypatch.setattr(analyst.app.endpoint.read_pool, "fetch_json", broken)
    answer = await analyst.query(COUNT)
    assert code(answer.json()) == "INTERNAL"
    assert "secret" not in answer.text


@pytest.mark.requirement("S16", "R13")
@pytest.mark.chaos(6)
async def test_late_requests_are_cancelled_and_answered(
    analyst: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr("api.graphql.ANSWER_SECONDS", 0.1)

    async def slow(*_arguments: object) -> bytes:
        await asyncio.sleep(30)
        return b"{}"

    monkeypatch.setattr(analyst.app.endpoint.read_pool, "fetch_json", slow)
    answer = await asyncio.wait_for(analyst.query(COUNT), 10)
    assert (answer.status_code, code(answer.json())) == (503, "UNAVAILABLE")


@pytest.mark.requirement("S20")
async def test_the_schema_is_closed_to_ordinary_users(site: Site, fresh_database: Stores) -> None:
    await add_user(fresh_database, "keeper", Role.WOMEN_CADRE, covers_all=False)
    await site.sign_in("keeper")
    for query in (
        "{ __schema { types { name } } }",
        'query A { ...B } fragment B on Query { __type(name: "Person") { name } }',
        "{ unions { totalCount } __schema { queryType { name } } }",
    ):
        answer = await site.query(query)
        assert (answer.status_code, code(answer.json())) == (403, "INTROSPECTION_FORBIDDEN")
    assert (await site.query("{ __typename }")).json()["data"] == {"__typename": "Query"}
    guess = await site.query("{ unionz { totalCount } }")
    assert "Did you mean" not in guess.text
    assert (await site.http.get("/graphiql")).status_code == 403


@pytest.mark.requirement("S21")
async def test_get_needs_a_header_that_browsers_ask_about(analyst: Site) -> None:
    params = {"query": COUNT}
    answer = await analyst.http.get("/graphql", params=params)
    assert answer.json()["data"] == {"unions": {"totalCount": 0}}
    changing = await analyst.http.get("/graphql", params={"query": "mutation { __typename }"})
    assert (changing.status_code, code(changing.json())) == (405, "METHOD_NOT_ALLOWED")
    for broken in ("query=%ff", "query=a&query=b", "query=a&variables={"):
        assert (await analyst.http.get(f"/graphql?{broken}")).status_code == 400
    del analyst.http.headers["x-gonghui-csrf"]
    assert (await analyst.http.get("/graphql", params=params)).status_code == 405
    parts = {"operations": (None, "{}"), "map": (None, "{}")}
    form = await analyst.http.post("/graphql", files=parts)
    assert (form.status_code, code(form.json())) == (403, "CSRF")


UPLOAD = """mutation Store($file: Upload!, $key: String!) {
  storeUpload(file: $file, idempotencyKey: $key) { uploadId name mediaType errors { code } }
}"""


async def send(site: Site, name: str, content: bytes, key: str) -> dict[str, Any]:
    """Upload one file as the multipart specification says."""
    operations = {"query": UPLOAD, "variables": {"file": None, "key": key}}
    parts: dict[str, tuple[str | None, bytes | str]] = {
        "operations": (None, json.dumps(operations)),
        "map": (None, json.dumps({"0": ["variables.file"]})),
        "0": (name, content),
    }
    answer = await site.http.post("/graphql", files=parts)
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.requirement("S40")
async def test_uploads(analyst: Site, fresh_database: Stores) -> None:
    content = "姓名,单位\n张三,市总\n".encode()
    kept = (await send(analyst, "../../名单.xlsx", content, "upload-key-1"))["data"]["storeUpload"]
    assert (kept["name"], kept["mediaType"], kept["errors"]) == ("名单.xlsx", "text/csv", [])
    path = f"/uploads/{kept['uploadId']}"
    got = await analyst.http.get(path)
    assert got.content == content
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"
    refused = (await send(analyst, "x.csv", b"<svg onload=x>", "upload-key-2"))["data"]
    assert refused["storeUpload"]["errors"] == [{"code": "UPLOAD_TYPE"}]
    large = await send(analyst, "x.csv", b"a," * 5_100_000, "upload-key-3")
    assert code(large) == "UPLOAD_TOO_LARGE"
    text = await analyst.query(UPLOAD, {"file": "a path", "key": "upload-key-4"})
    assert code(text.json()) == "BAD_INPUT"
    await add_user(fresh_database, "other")
    await analyst.sign_in("other")
    assert (await analyst.http.get(path)).status_code == 404
