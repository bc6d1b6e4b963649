"""The address that the API is to listen on: is it free, and does it answer."""

import errno
import http.client
import socket

from api.platform.errors import PlatformError

ANSWER_SECONDS = 1.0
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not bound


def check_port(host: str, port: int) -> None:
    """Raise PlatformError when ``host``:``port`` cannot be listened on."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen(1)
    except OSError as error:
        raise PlatformError(_reason(error, host, port)) from error


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: stop what uses it, or set GONGHUI_PORT to another one"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} needs more rights: set GONGHUI_PORT to 1024 or above"
    return f"cannot listen on {host} ({error.strerror}): set GONGHUI_HOST to an address of ours"


def reachable_host(host: str) -> str:
    """Give the name under which this machine reaches what listens on ``host``."""
    return _EVERY_ADDRESS.get(host, host)


def base_url(host: str, port: int) -> str:
    """Give the address to open in a browser on this machine."""
    name = reachable_host(host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def is_healthy(host: str, port: int) -> bool:
    """Say whether ``/health`` answers 200 within a second."""
    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
