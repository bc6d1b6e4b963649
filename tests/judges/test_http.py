"""GraphQL over HTTP, real clients, the linter of schemas; and the protocol's rough edges."""

import socket
import time

import pytest

from tests.judges.conftest import Judged

BODY_BEGUN = b"content-type: application/json\r\ncontent-length: 50\r\n\r\n{"


@pytest.mark.parametrize(("script", "passed"), [("audit.mjs", 61), ("clients.mjs", 6)])
def test_judge_in_javascript(judged: Judged, script: str, passed: int) -> None:
    assert judged.node(script) == {"failed": [], "passed": passed}


def test_schema_follows_the_recommended_rules(judged: Judged) -> None:
    assert judged.node("lint.mjs") == {"failed": [], "passed": 1}


@pytest.mark.requirement("S14")
def test_a_body_without_length_is_counted(judged: Judged) -> None:
    """A megabyte in chunks is refused before it has all come."""
    started = time.monotonic()
    with judged.client() as client:
        answer = client.post(
            "/graphql",
            content=(b" " * 10_000 for _ in range(100)),
            headers={"content-type": "application/json"},
        )
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"
    assert time.monotonic() - started < 1


@pytest.mark.slow
@pytest.mark.requirement("S15")
@pytest.mark.parametrize(
    "begin",
    [
        b"POST /graphql HTTP/1.1\r\nhost: x\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: x\r\n" + BODY_BEGUN,
    ],
    ids=["headers", "body"],
)
@pytest.mark.chaos(17)
def test_what_comes_slowly_is_cut_off(judged: Judged, begin: bytes) -> None:
    address = judged.server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=20) as opened:
        opened.sendall(begin)
        started = time.monotonic()
        answer = opened.recv(10_000)
        assert time.monotonic() - started < 15.5
    assert answer == b"" or b" 408 " in answer


@pytest.mark.requirement("S15")
@pytest.mark.chaos(17)
def test_idle_connections_do_not_stop_service(judged: Judged) -> None:
    address = judged.server.base_url.removeprefix("http://").split(":")
    idle = [socket.create_connection((address[0], int(address[1]))) for _ in range(500)]
    try:
        for opened in idle:
            opened.sendall(b"POST /graphql HTTP/1.1\r\n")
        with judged.client() as client:
            started = time.monotonic()
            assert client.post("/graphql", json={"query": "{__typename}"}).status_code == 200
            assert time.monotonic() - started < 1
    finally:
        for opened in idle:
            opened.close()


@pytest.mark.requirement("S42")
def test_answers_name_no_software(judged: Judged) -> None:
    with judged.client() as client:
        for path in ("/health", "/sign-in", "/nothing-here"):
            headers = client.get(path).headers
            assert headers["server"] == "gonghui"
            assert headers["x-content-type-options"] == "nosniff"
            assert "content-security-policy" in headers
