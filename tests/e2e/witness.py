"""What a browser tried and complained of, seen from outside the pages."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Route

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Witness:
    """Records every request and complaint of a browser context; lets none leave the host."""

    def __init__(self, context: BrowserContext) -> None:
        self.outside: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.route("**/*", self._fence)

    def _note_request(self, request: Request) -> None:
        if not _stays(request.url):
            self.outside.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    @staticmethod
    def _fence(route: Route) -> None:
        if _stays(route.request.url):
            route.continue_()
        else:
            route.abort()


def _stays(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname in _LOOPBACK
