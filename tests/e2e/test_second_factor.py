"""The second factor and the reset link as a person meets them in the browser."""

import datetime as dt
import re
from collections.abc import Callable

import httpx2
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from schema.core import clock
from tests.e2e.live import CSRF, LiveServer

SignIn = Callable[[str, str], None]
OWN = "a phrase of the person's own"
RESET = "mutation($u: ID!) { resetPassword(userId: $u) { path errors { code } } }"
FIND = "query($n: String!) { users(filter: {username: {eq: $n}}) { nodes { id } } }"


def begin(page: Page, server: LiveServer, sign_in: SignIn, username: str) -> None:
    """Sign a newcomer in, with a password of their own."""
    one_time = server.newcomer(username)
    page.goto("/sign-in")
    sign_in(username, one_time)
    page.fill("#new", OWN)
    page.fill("#repeated", OWN)
    page.press("#repeated", "Enter")
    expect(page).to_have_url(re.compile("/graphiql$"))


@pytest.mark.requirement("S30")
def test_enrolment_then_the_code_at_the_next_sign_in(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    begin(page, live_server, sign_in, "careful")
    page.get_by_role("link", name="启用动态码").click()
    expect(page.get_by_role("img", name="验证器二维码")).to_be_visible()
    secret = page.locator("#enrolment-secret").inner_text().replace(" ", "")
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    page.fill("#first-code", "000000")
    page.press("#first-code", "Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("动态码不正确"))
    page.fill("#first-code", pyotp.TOTP(secret).now())
    page.press("#first-code", "Enter")
    expect(page.locator("#recovery-list li")).to_have_count(10)
    recovery = page.locator("#recovery-list li").first.inner_text()
    page.get_by_role("button", name="已收好").click()
    expect(page).to_have_url(re.compile("/graphiql$"))
    later = pyotp.TOTP(secret).at(clock.now() + dt.timedelta(seconds=30))
    for code in (later, recovery):
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(re.compile("/sign-in"))
        sign_in("careful", OWN)
        expect(page.locator("#code")).to_be_focused()
        page.goto("/graphiql")
        expect(page).to_have_url(re.compile("/sign-in"))  # half a sign-in opens nothing
        sign_in("careful", OWN)
        page.fill("#code", code)
        page.press("#code", "Enter")
        expect(page).to_have_url(re.compile("/graphiql$"))


def test_a_reset_link_sets_a_password_once(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    live_server.newcomer("forgetful")
    path = _reset_path(live_server, "forgetful")
    for outcome in ("新密码已保存，请用它登录。", "链接无效、已用过或已过期"):
        page.goto("/")
        page.goto(path)
        page.fill("#new", OWN)
        page.fill("#repeated", OWN)
        page.press("#repeated", "Enter")
        expect(page.get_by_role("alert")).to_have_text(outcome)
    page.goto("/sign-in")
    sign_in("forgetful", OWN)
    expect(page).to_have_url(re.compile("/graphiql$|/$"))


def _reset_path(server: LiveServer, username: str) -> str:
    with httpx2.Client(base_url=server.base_url, headers=CSRF) as client:
        given = {"username": server.username, "password": server.password}
        assert client.post("/auth/sign-in", json=given).status_code == 200

        def ask(query: str, **variables: str) -> dict[str, object]:
            body = {"query": query, "variables": variables}
            data: dict[str, object] = client.post("/graphql", json=body).json()["data"]
            return data

        users = ask(FIND, n=username)["users"]
        assert isinstance(users, dict)
        made = ask(RESET, u=users["nodes"][0]["id"])["resetPassword"]
        assert isinstance(made, dict)
        return str(made["path"])
