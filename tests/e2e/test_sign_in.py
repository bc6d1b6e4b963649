"""Signing in and out, by keyboard, with clear refusals, and for everyone to use."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]


def test_sign_in_by_keyboard_alone(page: Page, live_server: LiveServer, witness: Witness) -> None:
    page.goto("/graphiql")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/graphiql$"))
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(live_server.username)
    page.keyboard.press("Tab")
    page.keyboard.type(live_server.password)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="显示密码").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/graphiql$"))
    expect(page.get_by_role("heading", name="工会业务平台")).to_be_visible()
    assert witness.complaints == []


def test_a_wrong_password_is_announced(page: Page, sign_in: SignIn) -> None:
    page.goto("/sign-in")
    sign_in("nobody-at-all", "surely not the password")
    expect(page.get_by_role("alert")).to_have_text(re.compile("密码"))
    expect(page).to_have_url(re.compile("/sign-in$"))


def test_empty_fields_are_told_apart_without_a_request(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("请输入用户名。")
    page.fill("#username", "someone")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("请输入密码。")
    expect(page.locator("#password")).to_be_focused()


def test_a_one_time_password_is_replaced_before_anything_else(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    one_time = live_server.newcomer("newcomer")
    page.goto("/sign-in?next=/graphiql")
    sign_in("newcomer", one_time)
    expect(page.locator("#new")).to_be_focused()
    page.fill("#new", "short")
    page.press("#new", "Enter")
    expect(page.get_by_role("alert")).to_have_text("新密码至少 12 个字符。")
    page.fill("#new", "long enough for this")
    page.fill("#repeated", "but not the same one")
    page.press("#repeated", "Enter")
    expect(page.get_by_role("alert")).to_have_text("两次输入的密码不一样。")
    page.fill("#repeated", "long enough for this")
    page.press("#repeated", "Enter")
    expect(page).to_have_url(re.compile("/graphiql$"))


def test_leaving_the_new_password_step_opens_nothing(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    one_time = live_server.newcomer("hesitant")
    page.goto("/sign-in")
    sign_in("hesitant", one_time)
    expect(page.locator("#new")).to_be_visible()
    page.goto("/graphiql")
    expect(page).to_have_url(re.compile("/sign-in"))


@pytest.mark.parametrize("target", ["//elsewhere.example/", "/\\elsewhere.example", "https://x"])
def test_sign_in_leads_to_no_other_site(
    page: Page, live_server: LiveServer, sign_in: SignIn, target: str
) -> None:
    page.goto(f"/sign-in?next={target}")
    sign_in(live_server.username, live_server.password)
    expect(page).to_have_url(f"{live_server.base_url}/graphiql")


def test_sign_out_ends_the_session(signed_in: Page) -> None:
    signed_in.get_by_role("button", name="退出登录").click()
    expect(signed_in).to_have_url(re.compile("/sign-in"))
    signed_in.goto("/graphiql")
    expect(signed_in).to_have_url(re.compile("/sign-in"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto("/sign-in")
    page.get_by_role("button", name="登录").click()  # with a complaint on it, too
    expect(page.get_by_role("alert")).to_be_visible()
    assert _grave_violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_password_step_is_accessible(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto("/sign-in")
    page.evaluate("document.getElementById('sign-in').hidden = true")
    page.evaluate("document.getElementById('new-password').hidden = false")
    page.fill("#new", "too short")
    page.press("#new", "Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("12"))
    assert _grave_violations(page) == []


def _grave_violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}]
