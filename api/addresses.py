"""The client's address; what proxies say counts only when a listed proxy says it."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network
LONGEST = 1000


class Addresses:
    """Finds clients behind the proxies of ``listed`` (networks, by comma).

    Raises ValueError for a network that cannot be read.
    """

    def __init__(self, listed: str = "") -> None:
        entries = (entry.strip() for entry in listed.split(","))
        self._proxies: tuple[Network, ...] = tuple(ip_network(e) for e in entries if e)
        self._behind = lru_cache(maxsize=1000)(self._client_behind)

    def of(self, scope: Scope) -> str:
        """The address of the client, or of the nearest hop that is no listed proxy."""
        peer = scope.get("client")
        if not peer:
            return ""
        nearest: str = peer[0]
        if not self._proxies:
            return nearest
        lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return self._behind(nearest, b",".join(lines))

    def _client_behind(self, nearest: str, forwarded: bytes) -> str:
        hops = [hop.strip() for hop in forwarded[-LONGEST:].decode("latin-1").split(",")]
        found = nearest
        while self._is_proxy(found) and hops:
            before = hops.pop()
            if not _is_address(before):
                break
            found = before
        return found

    def _is_proxy(self, text: str) -> bool:
        return _is_address(text) and any(ip_address(text) in network for network in self._proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
