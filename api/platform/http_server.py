"""The HTTP server in production and in development: Granian, which drains when it stops."""

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

from schema.core.settings import Settings

APPLICATION = "api.app:create_app"
HEADER_READ_MILLISECONDS = 10_000  # slow headers are cut off (assurance F11)
DRAIN_SECONDS = 10


def serve(settings: Settings) -> None:
    """Serve the application until SIGTERM or SIGINT, then answer what was accepted."""
    Granian(
        APPLICATION,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_MILLISECONDS),
        workers=settings.api_workers,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
        # One thread runs Python anyway; fewer cost less memory.
        runtime_threads=1,
        blocking_threads=1,
        log_access=False,
    ).serve()
