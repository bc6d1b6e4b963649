"""Take the pictures of GraphiQL and of the dashboard that the README shows.

``python -m tests.e2e.screenshot PICTURE.png [WORDS…]`` starts the platform's stores and API in
a folder of its own and runs ``gonghui WORDS…`` on them to load data. ``dashboard.png`` becomes
the board of the federation's chair after the screening; any other picture GraphiQL with its
first example.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, sync_playwright

from api import web_build
from api.platform.stores import open_stores
from migrations.run import upgrade
from schema.core.settings import Settings
from tests.e2e.live import LiveServer, running

CHROMIUM = "/usr/bin/chromium"
SETTLED_MILLISECONDS = 3000
WINDOW: ViewportSize = {"width": 1440, "height": 900}


def main(picture: Path, words: list[str]) -> None:
    """Load data with ``gonghui`` and ``words``, then write ``picture``."""
    web_build.build()
    with TemporaryDirectory(prefix="gonghui-picture-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the servers run as another user
        with open_stores(Settings(data=Path(folder) / "data")) as stores:
            upgrade(stores.owner_url)
            with running(stores.environment(), Path(folder) / "api.log") as server:
                if words:
                    server.command(*words)
                shoot = _shoot_board if picture.stem == "dashboard" else _shoot
                with sync_playwright() as driver:
                    browser = driver.chromium.launch(
                        executable_path=CHROMIUM, args=["--no-sandbox"]
                    )
                    page = browser.new_page(
                        base_url=server.base_url, locale="zh-CN", viewport=WINDOW
                    )
                    shoot(server, page, picture)
                    browser.close()


def _shoot_board(server: LiveServer, page: Page, picture: Path) -> None:
    server.command("screening", "run")
    said = server.command(
        *("user", "add", "chair", "--name", "王主席", "--role", "city-leader", "--everything")
    )
    page.goto("/dashboard")
    page.fill("#username", "chair")
    page.fill("#password", said.rsplit("one-time password ", 1)[1].strip())
    page.press("#password", "Enter")
    page.fill("#new", server.password)
    page.fill("#repeated", server.password)
    page.press("#repeated", "Enter")
    page.locator(".tile").first.wait_for()
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.screenshot(path=picture)


def _shoot(server: LiveServer, page: Page, picture: Path) -> None:
    page.goto("/graphiql")
    page.fill("#username", server.username)
    page.fill("#password", server.password)
    page.press("#password", "Enter")
    page.locator(".graphiql-container .monaco-editor").first.wait_for()
    with page.expect_response("**/graphql"):
        page.locator(".graphiql-execute-button").click()
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.screenshot(path=picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
