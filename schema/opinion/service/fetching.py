"""Fetching a feed over HTTP without becoming somebody's way into our network."""

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2

from schema.core.errors import DomainError
from schema.opinion.rules.codes import OpinionError

TIMEOUT_SECONDS = 10.0
MAX_BYTES = 5 * 1024 * 1024
MAX_REDIRECTS = 5
AGENT = "gonghui-feed-reader"
LONGEST_WAIT = 24 * 3600
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document and its validators; ``body`` is None when it has not changed."""

    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None


def refuse_address(message: str) -> DomainError:
    """An address that must not be read."""
    return DomainError(OpinionError.FEED_ADDRESS_REFUSED, message, path=("address",))


def check_url(address: str) -> httpx2.URL:
    """A web address without sign-in data; raises DomainError FEED_ADDRESS_REFUSED."""
    try:
        url = httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise refuse_address("网址格式不正确") from error
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise refuse_address("只允许不含登录信息的 http 或 https 网址")
    return url


def is_public(address: Address) -> bool:
    """Reachable for everybody: not private, loopback, link-local, shared, reserved or multicast.

    An IPv4 address wrapped in an IPv6 one is judged by itself.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


async def checked_address(url: httpx2.URL, resolver: Resolver, *, allow_private: bool) -> str:
    """One address to connect to, when every address of the host may be read.

    The connection is made to this very address, so that a name that resolves
    differently a moment later gains nothing.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = await resolver(url.host, port)
    if not addresses:
        raise DomainError(OpinionError.FEED_UNREACHABLE, "域名没有地址")
    for address in addresses:
        if not allow_private and not is_public(ipaddress.ip_address(address.split("%")[0])):
            raise refuse_address("网址指向内部网络, 已拒绝")
    return addresses[0]


async def fetch(
    address: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    allow_private: bool = False,
    resolver: Resolver = resolve,
) -> Fetched:
    """Read a document of at most 5 MB within 10 s, only if it changed since the validators.

    Raises DomainError FEED_ADDRESS_REFUSED, FEED_UNREACHABLE (with the ``status`` of the
    answer and the seconds to ``wait``) or FEED_TOO_LARGE.
    """
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    url = check_url(address)
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as client,
        ):
            for _ in range(MAX_REDIRECTS + 1):
                pinned = await checked_address(url, resolver, allow_private=allow_private)
                answer = await _get(client, url, pinned, headers)
                if isinstance(answer, Fetched):
                    return answer
                url = check_url(str(answer))
    except (httpx2.HTTPError, TimeoutError, OSError, UnicodeError, zlib.error) as error:
        reason = f"{type(error).__name__}"
        raise DomainError(OpinionError.FEED_UNREACHABLE, f"来源无法访问: {reason}") from error
    raise DomainError(OpinionError.FEED_UNREACHABLE, "重定向次数过多")


async def _get(
    client: httpx2.AsyncClient, url: httpx2.URL, pinned: str, headers: dict[str, str]
) -> Fetched | httpx2.URL:
    """One request to the checked address; a redirect comes back as its target."""
    host = url.netloc.decode("ascii")
    request = client.build_request(
        "GET",
        url.copy_with(host=pinned),
        headers={**headers, "Host": host},
        extensions={"sni_hostname": url.host},
    )
    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        if response.status_code == httpx2.codes.NOT_MODIFIED:
            return Fetched(None)
        if response.is_redirect:
            return url.join(response.headers.get("location", ""))
        if response.status_code != httpx2.codes.OK:
            message = f"来源返回状态 {response.status_code}"
            details = {"status": response.status_code, "wait": _wait(response)}
            raise DomainError(OpinionError.FEED_UNREACHABLE, message, details=details)
        body = await _body(response)
        return Fetched(body, response.headers.get("etag"), response.headers.get("last-modified"))
    finally:
        await response.aclose()


def _wait(response: httpx2.Response) -> int:
    """Seconds that the host asks us to stay away; 0 when it does not say."""
    given = response.headers.get("retry-after", "")
    return min(int(given), LONGEST_WAIT) if given.isascii() and given.isdigit() else 0


async def _body(response: httpx2.Response) -> bytes:
    """The body, unpacked no further than the limit: a small download can unpack to gigabytes."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip"}:
        raise DomainError(OpinionError.FEED_UNREADABLE, "来源使用了不支持的压缩格式")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        room = MAX_BYTES - len(body) + 1
        body += unpacker.decompress(chunk, room) if unpacker else chunk[:room]
        if len(body) > MAX_BYTES:
            raise DomainError(OpinionError.FEED_TOO_LARGE)
    return bytes(body)
