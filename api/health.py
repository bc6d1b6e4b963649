"""``/health``: alive; ``/ready``: the database answers (Valkey away only delays jobs)."""

import asyncio
import time

import redis.asyncio
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.auth import json_response
from schema.core.settings import Settings
from schema.planner.pool import ReadPool, UnavailableError

PROBE = "select json_build_object('ok', true)"
PROBE_SECONDS = 2.0
REMEMBERED_SECONDS = 1.0


def health_routes(read_pool: ReadPool, configured: Settings) -> list[BaseRoute]:
    """The routes of health and readiness; they need no session and tell no insides."""
    health = Health(read_pool, configured)
    return [Route("/health", health.alive), Route("/ready", health.ready)]


class Health:
    """Probes, remembered for a second so that a flood of them costs nothing."""

    def __init__(self, read_pool: ReadPool, configured: Settings) -> None:
        self.read_pool, self.configured = read_pool, configured
        self._until = 0.0
        self._found = (False, False)

    async def alive(self, _request: Request) -> Response:
        """The process serves."""
        return json_response({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """200 when the database answers, else 503."""
        if time.monotonic() > self._until:
            self._found = (await self._database(), await self._broker())
            self._until = time.monotonic() + REMEMBERED_SECONDS
        database, broker = self._found
        state = {"database": _word(database), "jobs": "ok" if broker else "delayed"}
        return json_response(state, 200 if database else 503)

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self.read_pool.fetch_json(PROBE, ())
        except (UnavailableError, TimeoutError, OSError):
            return False
        return True

    async def _broker(self) -> bool:
        if self.configured.redis_url is None:
            return False
        client = redis.asyncio.Redis.from_url(
            self.configured.redis_url.get_secret_value(),
            socket_timeout=PROBE_SECONDS,
            socket_connect_timeout=PROBE_SECONDS,
        )
        try:
            return bool(await client.ping())
        except (RedisError, OSError, TimeoutError):
            return False
        finally:
            await client.aclose()


def _word(ok: bool) -> str:  # noqa: FBT001
    return "ok" if ok else "unavailable"
