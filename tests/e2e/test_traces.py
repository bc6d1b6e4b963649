"""What a browser keeps of a session, and names that are markup."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.live import PASSWORD, LiveServer

CANARY = "卡纳瑞430682198706054310"
MARKUP = "<img src=x onerror=alert(document.domain)>"
QUERY = f'query Canary {{ users(filter: {{ name: {{ eq: "{CANARY}" }} }}) {{ totalCount }} }}'
STORES = "() => ({ local: {...localStorage}, session: {...sessionStorage} })"
CACHES = """async () => ({ caches: await caches.keys(), databases: await indexedDB.databases(),
    workers: (await navigator.serviceWorker.getRegistrations()).length })"""
TYPED = """text => globalThis.__MONACO.editor.getModels()
    .find(model => model.uri.path.endsWith('operation.graphql')).setValue(text)"""


def arrive_late(route: Route) -> None:
    """The page that is left lives on for longer than anything in it waits to write."""
    time.sleep(0.8)
    route.continue_()


@pytest.mark.requirement("D15")
def test_the_browser_keeps_nothing_of_what_was_asked(signed_in: Page) -> None:
    """While signed in nothing lasting; after signing out nothing at all."""
    signed_in.evaluate(TYPED, QUERY)
    with signed_in.expect_response("**/graphql"):
        signed_in.get_by_role("button", name="Execute query").click()
    signed_in.wait_for_function(f"() => JSON.stringify({{...sessionStorage}}).includes('{CANARY}')")
    assert CANARY not in str(signed_in.evaluate(STORES)["local"])
    kept = signed_in.evaluate(CACHES)
    assert kept == {"caches": [], "databases": [], "workers": 0}
    signed_in.evaluate(TYPED, QUERY + " ")  # GraphiQL stores it half a second later
    signed_in.route("**/sign-in*", arrive_late)
    signed_in.get_by_role("button", name="退出登录").click()
    signed_in.wait_for_url("**/sign-in*")
    assert CANARY not in str(signed_in.evaluate(STORES))
    assert signed_in.evaluate(STORES)["session"] == {}
    assert "浏览器测试" not in str(signed_in.evaluate(STORES))  # nor who it was


@pytest.mark.requirement("S43")
def test_a_name_that_is_markup_stays_text(
    page: Page, live_server: LiveServer, sign_in: Callable[[str, str], None]
) -> None:
    """In the masthead, in answers and in their previews; nothing of it runs."""
    said = live_server.command(
        *("user", "add", "evil", "--name", MARKUP, "--role", "administrator", "--everything")
    )
    dialogs: list[Dialog] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto("/sign-in?next=/graphiql")
    sign_in("evil", said.rsplit("one-time password ", 1)[1].strip())
    page.fill("#new", PASSWORD)
    page.fill("#repeated", PASSWORD)
    page.press("#repeated", "Enter")
    expect(page.locator(".person-name")).to_have_text(MARKUP)
    page.locator(".graphiql-container .monaco-editor").first.wait_for()
    page.evaluate(TYPED, "{ users(first: 100) { nodes { name } } sessions { nodes { address } } }")
    with page.expect_response("**/graphql") as answered:
        page.get_by_role("button", name="Execute query").click()
    assert MARKUP in answered.value.text()
    expect(page.locator(".result-window")).to_contain_text("onerror=alert")
    assert page.locator("img[onerror]").count() == 0
    assert dialogs == []
