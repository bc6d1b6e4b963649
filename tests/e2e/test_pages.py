"""Every page in a browser that tells what it dislikes: the console stays empty."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
#: One list is like another: each has a test that its documents exist.
PAGES_SKIPPED = {"leader": 3, "administrator": 2}
STEPS = ".page-tools button:not(:has-text('打印')), .next-steps button"
GO = """path => {
    document.querySelector('.page-head h1').dataset.left = path
    history.pushState({}, '', `/dashboard${path}`)
    dispatchEvent(new PopStateEvent('popstate'))
}"""
ALL_LISTS = "links => links.map(link => link.getAttribute('href').slice('/dashboard'.length))"


@pytest.fixture
def roaming(page: Page, households: LiveServer, sign_in: SignIn) -> Callable[[str], Page]:
    """Opens somebody's dashboard."""

    def take(username: str) -> Page:
        page.emulate_media(reduced_motion="reduce")
        page.goto("/dashboard")
        sign_in(username, households.password)
        expect(page.locator(".page-head h1")).to_be_visible()
        return page

    return take


def go(page: Page, path: str) -> None:
    """Open another page as a link would, and wait for its answer."""
    page.evaluate(GO, path)
    expect(page.locator(".page-head h1:not([data-left])").first).to_be_visible()
    expect(page.locator(".ant-spin-spinning")).to_have_count(0)


def paths_of(page: Page) -> list[str]:
    """Every page that somebody's menu and list of lists lead to."""
    go(page, "/lists")
    paths: list[str] = page.locator("nav a, main a").evaluate_all(ALL_LISTS)
    return sorted({path.partition("?")[0] for path in paths} - {"/lists"})


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_no_page_makes_the_browser_complain(
    roaming: Callable[[str], Page], households: LiveServer, witness: Witness, role: str
) -> None:
    page = roaming({"leader": "pages-leader"}.get(role, households.username))
    paths = paths_of(page)
    assert len(paths) > {"leader": 80, "administrator": 20}[role], paths
    for path in paths[:: PAGES_SKIPPED[role]]:
        go(page, path)
        assert witness.complaints == [], path


def test_no_form_makes_the_browser_complain(
    roaming: Callable[[str], Page], witness: Witness
) -> None:
    page = roaming("pages-centre")
    go(page, "/dossiers")
    page.locator("tbody a").first.click()
    expect(page.locator(".detail .page-tools")).to_be_visible()
    assert forms(page, witness) > 2
    go(page, f"/dossier-desk/{page.url.rpartition('/')[2]}")
    assert forms(page, witness) > 2
    go(page, "/aid")
    page.locator("tbody a").first.click()
    expect(page.locator(".detail .page-tools")).to_be_visible()
    assert forms(page, witness) > 0


def forms(page: Page, witness: Witness) -> int:
    """Look into every form that a page offers; how many."""
    expect(page.locator(STEPS).first).to_be_visible()
    buttons = page.locator(STEPS).all()
    for button in buttons:
        look_into(page, button)
        assert witness.complaints == [], button
    return len(buttons)


def look_into(page: Page, button: Locator) -> None:
    """Open a form and each list of choices in it, and leave it."""
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for box in dialog.get_by_role("combobox").all():
        box.press("ArrowDown")
        box.press("Tab")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
