"""The pages' routes: who may see them, what headers they carry, how assets are cached."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from api.pages import page_routes
from schema.core.principal import Principal, Role, Scope

ADMINISTRATOR = Principal("user:1", Role.ADMINISTRATOR, Scope(covers_all=True), name="管理员")
ANALYST = Principal("user:2", Role.ANALYST, Scope(), name="分析员")
JOB = Principal("job:3", Role.JOB, Scope(covers_all=True))
NEWCOMER = Principal("user:4", Role.ANALYST, Scope(), must_change_password=True)
POLICY = "content-security-policy"

Visit = Callable[[Principal | None], TestClient]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A small built front end: two pages, one asset with its compressed forms."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "graphiql.html").write_text("<title>GraphiQL</title><meta nonce='__NONCE__'>")
    (tmp_path / "dashboard.html").write_text("<title>Dashboard</title><meta nonce='__NONCE__'>")
    (tmp_path / "sign-in.html").write_text("<title>Sign in</title>")
    for suffix in ("", ".gz", ".br"):
        (tmp_path / f"assets/page-4f2a.js{suffix}").write_text(f"script{suffix}")
    (tmp_path / "assets/icon-9c.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("not an asset")
    return tmp_path


@pytest.fixture
def visit(dist: Path) -> Visit:
    """Opens the pages as a given principal, redirects not followed."""

    def visitor(principal: Principal | None = None) -> TestClient:
        async def current(_: Request) -> Principal | None:
            return principal

        app = Starlette(routes=page_routes(current, dist))
        return TestClient(app, follow_redirects=False)

    return visitor


@pytest.mark.parametrize("principal", [ADMINISTRATOR, ANALYST])
def test_graphiql_opens_to_its_roles(visit: Visit, principal: Principal) -> None:
    answer = visit(principal).get("/graphiql")
    assert answer.status_code == 200
    assert answer.text.startswith("<title>GraphiQL</title>")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("principal", [None, NEWCOMER])
def test_graphiql_sends_others_to_sign_in_and_back(
    visit: Visit, principal: Principal | None
) -> None:
    answer = visit(principal).get("/graphiql", params={"query": "{a}", "x": "1"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/graphiql%3Fquery%3D%257Ba%257D%26x%3D1"


def test_graphiql_refuses_a_role_without_a_seat(visit: Visit) -> None:
    answer = visit(JOB).get("/graphiql")
    assert answer.status_code == 403
    assert "管理员和分析员" in answer.text


def test_the_dashboard_opens_to_every_signed_in_role_at_each_address(visit: Visit) -> None:
    for path in ("/dashboard", "/dashboard/members/1"):
        assert visit(None).get(path).headers["location"] == f"/sign-in?next={path}"
        assert visit(NEWCOMER).get(path).status_code == 303
        answer = visit(JOB).get(path)
        assert answer.text.startswith("<title>Dashboard</title>")
        assert "__NONCE__" not in answer.text


def test_sign_in_needs_no_session_and_home_leads_on(visit: Visit) -> None:
    assert visit(None).get("/sign-in").status_code == 200
    home = visit(JOB).get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/dashboard")
    home = visit(None).get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/graphiql")


@pytest.mark.parametrize("path", ["/graphiql", "/sign-in"])
def test_pages_admit_scripts_of_this_host_only(visit: Visit, path: str) -> None:
    headers = visit(ANALYST).get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
    assert policy["style-src"].startswith("'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.requirement("S42")
def test_styles_written_by_the_editor_carry_the_nonce_of_this_answer(visit: Visit) -> None:
    client, nonces = visit(ANALYST), set()
    for _ in range(2):
        answer = client.get("/graphiql")
        found = re.search(r"style-src 'self' 'nonce-([\w-]{22})'", answer.headers[POLICY])
        assert found is not None
        assert f"nonce='{found[1]}'" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        nonces.add(found[1])
    assert len(nonces) == 2


@pytest.mark.requirement("S42")
def test_the_style_of_a_notice_is_known_by_its_hash(visit: Visit) -> None:
    answer = visit(JOB).get("/graphiql")
    style = answer.text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in answer.headers[POLICY]


def test_a_known_page_is_not_sent_again(visit: Visit) -> None:
    client = visit(None)
    tag = client.get("/sign-in").headers["etag"]
    again = client.get("/sign-in", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepts", "coding", "body"),
    [
        ("gzip, deflate, br", "br", "script.br"),
        ("gzip", "gzip", "script.gz"),
        ("br;q=0, gzip;q=0.5", "gzip", "script.gz"),
        ("identity", None, "script"),
        ("", None, "script"),
    ],
)
def test_assets_come_in_the_best_coding(
    visit: Visit, accepts: str, coding: str | None, body: str
) -> None:
    with visit(None).stream(
        "GET", "/assets/page-4f2a.js", headers={"accept-encoding": accepts}
    ) as answer:
        assert b"".join(answer.iter_raw()).decode() == body
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_coding_of_an_asset_has_its_own_tag(visit: Visit) -> None:
    client = visit(None)
    tags = set()
    for accepts in ("br", "gzip", "identity"):
        headers = {"accept-encoding": accepts}
        head = client.head("/assets/page-4f2a.js", headers=headers)
        tags.add(head.headers["etag"])
        headers["if-none-match"] = head.headers["etag"]
        assert client.get("/assets/page-4f2a.js", headers=headers).status_code == 304
    assert len(tags) == 3


def test_an_asset_without_compressed_forms_comes_plain(visit: Visit) -> None:
    answer = visit(None).get("/assets/icon-9c.svg", headers={"accept-encoding": "br, gzip"})
    assert answer.text == "<svg/>"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    "name", ["missing-1.js", "..%2Fsecret.txt", "%2e%2e%2fsecret.txt", "page-4f2a.js.gz", ".stamp"]
)
def test_nothing_but_assets_is_served(visit: Visit, name: str) -> None:
    answer = visit(None).get(f"/assets/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/graphiql", "/sign-in"])
def test_without_a_build_the_page_says_what_to_run(visit: Visit, dist: Path, path: str) -> None:
    (dist / "graphiql.html").unlink()
    (dist / "sign-in.html").unlink()
    answer = visit(ANALYST).get(path)
    assert answer.status_code == 503
    assert "make run" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
