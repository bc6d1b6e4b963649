"""Browser tests: Debian's Chromium against the running API, cut off from other hosts.

Everything here lives as long as this folder's tests and no longer: while playwright runs,
its event loop occupies the thread, and no other test could start one.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from api import web_build
from api.platform.stores import Stores
from tests.e2e import needy
from tests.e2e.live import LiveServer, running
from tests.e2e.witness import Witness

CHROMIUM = Path("/usr/bin/chromium")
REMEDY = "apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
PATIENCE_MILLISECONDS = 30_000  # a busy machine is no failure
_HERE = Path(__file__).parent
Execute = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests, keep them on one worker, skip them where told to.

    Continuous integration never skips: there a missing browser is a failure.
    """
    unwanted = os.environ.get("GONGHUI_BROWSER_TESTS") == "skip" or not CHROMIUM.exists()
    for item in items:
        if _HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if unwanted and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason=f"no browser; as root: {REMEDY}"))


@pytest.fixture(scope="package")
def live_server(migrated: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The API as ``gonghui api`` runs it, with the present front end."""
    web_build.build(say=lambda _: None)
    log = tmp_path_factory.mktemp("live") / "api.log"
    with running(migrated.environment(), log) as server:
        yield server


@pytest.fixture(scope="package")
def union_in_need(migrated: Stores) -> UUID:
    """The union of the households in need."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(needy.plant(migrated))).result()


@pytest.fixture(scope="package")
def households(live_server: LiveServer, union_in_need: UUID) -> LiveServer:
    """The server with households in need, a leader and the service centre."""
    del union_in_need
    live_server.person("pages-leader", "--role", "city-leader", "--everything")
    centre = ("--role", "city-department", "--department", "service-centre")
    live_server.person("pages-centre", *centre, "--everything")
    return live_server


@pytest.fixture(scope="package")
def _pw_artifacts_folder() -> Iterator[TemporaryDirectory[str]]:
    """The plugin's folder for recordings; its own is not cleared in an xdist worker."""
    folder = TemporaryDirectory(prefix="gonghui-playwright-")
    yield folder
    folder.cleanup()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser_type(playwright: Playwright) -> BrowserType:
    """The only kind of browser that is tested."""
    return playwright.chromium


@pytest.fixture(scope="package")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """Debian's browser, with the traffic of its own switched off and every name unknown."""
    quiet = ["background-networking", "component-update", "sync", "quic", "gpu"]
    flags = [f"--disable-{what}" for what in quiet]
    flags += ["--no-sandbox", "--no-first-run"]
    flags += ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
    opened = browser_type.launch(executable_path=str(CHROMIUM), args=flags)
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    """The desk of a federation's analyst; addresses in the tests are paths of the server."""
    window = {"width": 1440, "height": 860}
    return {"base_url": live_server.base_url, "locale": "zh-CN", "viewport": window}


@pytest.fixture(autouse=True)
def witness(context: BrowserContext) -> Iterator[Witness]:
    """Watches the test's browser; no test passes that tried to reach another host."""
    observer = Witness(context)
    yield observer
    assert not observer.outside


@pytest.fixture
def sign_in(page: Page) -> Callable[[str, str], None]:
    """Fills the form that is on the screen and sends it."""

    def send(username: str, password: str) -> None:
        page.fill("#username", username)
        page.fill("#password", password)
        page.press("#password", "Enter")

    return send


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, sign_in: Callable[[str, str], None]) -> Page:
    """A page on which the administrator has just opened GraphiQL."""
    page.goto("/graphiql")
    sign_in(live_server.username, live_server.password)
    page.locator(".graphiql-container .monaco-editor").first.wait_for()
    return page


@pytest.fixture
def execute(migrated: Stores) -> Iterator[Execute]:
    """Runs SQL as the owner, in a thread: playwright's loop occupies this one."""

    async def run(statement: str, *values: Any) -> None:
        connection = await asyncpg.connect(migrated.owner_url)
        await connection.execute(statement, *values)
        await connection.close()

    with ThreadPoolExecutor(1) as thread:
        yield lambda *words: thread.submit(lambda: asyncio.run(run(*words))).result()
