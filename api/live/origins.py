"""Which pages may open a socket: browsers do not ask first, and send the cookie along."""

from urllib.parse import urlsplit

from starlette.types import Scope

from api.body import header


class Origins:
    """Our own origin, and those that the operator lists by comma (``https://board.example``)."""

    def __init__(self, listed: str) -> None:
        self.listed = frozenset(
            entry.strip().rstrip("/").lower() for entry in listed.split(",") if entry.strip()
        )

    def admits(self, scope: Scope) -> bool:
        """Whether the page may; programs send no origin."""
        origin = header(scope, b"origin").decode("latin-1").lower()
        if not origin or origin in self.listed:
            return True
        return urlsplit(origin).netloc == header(scope, b"host").decode("latin-1").lower()
