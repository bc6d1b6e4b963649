"""How often one may ask: by user, by address, by cost, counted over all workers in Valkey.

A request adds to a counter of its own process and is judged by that and by what the
others had told last; a few times a second each process tells Valkey its additions and
learns the sums, all keys in one round trip. So a request waits for nothing, and the
limit may be passed by what comes in between. The window slides: of the minute before,
the part that lies within the last sixty seconds still counts.

Valkey away: each process goes on counting for itself, reads stay open; sign-in, which
asks Valkey each time, is closed (see deploy/decisions/0016-the-edge.md).
"""

import asyncio
import hashlib
import math
import time
from dataclasses import dataclass
from typing import Any

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from api.refusal import Refusal
from schema.core.principal import Principal
from schema.core.settings import Settings
from schema.core.tasks import end_task

log = structlog.get_logger(__name__)
WINDOW_SECONDS = 60
SETTLE_SECONDS = 0.2
STORE_SECONDS = 1.0
#: Documents up to this cost are never refused for cost, whatever was spent before.
LIGHT_POINTS = 50
KEPT = 50_000
USER, ADDRESS, POINTS, SIGN_IN = "user", "address", "points", "sign-in"


@dataclass(slots=True)
class _Count:
    """One counter: ``here`` not told to Valkey yet, ``known`` of all, ``before`` last minute's."""

    window: int
    here: int = 0
    known: int = 0
    before: int = 0


class RateLimits:
    """The limits of one API process; a limit of 0 is none."""

    def __init__(self, settings: Settings) -> None:
        self.limits = {
            USER: settings.rate_user,
            ADDRESS: settings.rate_address,
            POINTS: settings.rate_points,
            SIGN_IN: settings.rate_sign_ins,
        }
        self._counts: dict[tuple[str, str], _Count] = {}
        self._task: asyncio.Task[None] | None = None
        self._store: redis.asyncio.Redis | None = None
        if settings.redis_url is not None:
            self._store = redis.asyncio.Redis.from_url(
                settings.redis_url.get_secret_value(),
                socket_timeout=STORE_SECONDS,
                socket_connect_timeout=STORE_SECONDS,
            )

    def admit_address(self, address: str) -> None:
        """Count a request of an address; raises Refusal (429)."""
        self._admit(ADDRESS, address, 1)

    def admit_user(self, principal: Principal) -> None:
        """Count a request of a user or an API client; raises Refusal (429)."""
        self._admit(USER, principal.subject, 1)

    def spend(self, principal: Principal, cost: int) -> None:
        """Count what a document costs before it runs; raises Refusal (429)."""
        self._admit(POINTS, principal.subject, cost, free=LIGHT_POINTS)

    def _admit(self, kind: str, who: str, amount: int, free: int = 0) -> None:
        limit = self.limits[kind]
        if not limit:
            return
        minutes = time.time() / WINDOW_SECONDS
        window = int(minutes)
        count = self._counts.get((kind, who))
        if count is None or count.window != window:
            count = self._roll((kind, who), count, window)
        left = 1 - (minutes - window)
        if amount > free and count.here + count.known + count.before * left + amount > limit:
            raise _too_many(math.ceil(left * WINDOW_SECONDS), kind, limit)
        count.here += amount

    def _roll(self, key: tuple[str, str], count: _Count | None, window: int) -> _Count:
        """The counter of a new minute; it starts with what the last one is known to hold."""
        made = _Count(window)
        if count is not None and count.window == window - 1:
            made.before = count.known + count.here
        if len(self._counts) >= KEPT:
            self._counts = {k: c for k, c in self._counts.items() if c.window == window}
        self._counts[key] = made
        return made

    async def admit_sign_in(self, address: str) -> None:
        """Count an attempt to sign in; raises Refusal: 429, or 503 without Valkey."""
        limit = self.limits[SIGN_IN]
        if self._store is None or not limit:
            self._admit(SIGN_IN, address, 1)
            return
        minutes = time.time() / WINDOW_SECONDS
        try:
            async with asyncio.timeout(1.5):
                pipeline = self._store.pipeline(transaction=False)
                name = _name(SIGN_IN, address, int(minutes))
                pipeline.incr(name)
                pipeline.expire(name, 2 * WINDOW_SECONDS)
                attempts = int((await pipeline.execute())[0])
        except (RedisError, OSError, TimeoutError):
            message = "暂时无法登录, 请稍后重试 (sign-in is closed for a moment)."
            raise Refusal(503, "UNAVAILABLE", message, headers=[(b"retry-after", b"5")]) from None
        if attempts > limit:
            raise _too_many(math.ceil((1 - minutes % 1) * WINDOW_SECONDS), SIGN_IN, limit)

    def start(self) -> None:
        """Begin to settle with Valkey."""
        if self._store is not None:
            self._task = asyncio.create_task(self._settle())

    async def stop(self) -> None:
        """Stop settling."""
        await end_task(self._task)
        if self._store is not None:
            await self._store.aclose()

    async def _settle(self) -> None:
        away = False
        while True:
            await asyncio.sleep(STORE_SECONDS if away else SETTLE_SECONDS)
            try:
                await self.settle()
                away = False
            except (RedisError, OSError, TimeoutError) as cause:
                if not away:
                    log.warning("rate_limits_alone", kind=type(cause).__name__)
                away = True

    async def settle(self) -> None:
        """Tell Valkey what was counted here since the last time, learn the sums."""
        due = [(key, count, count.here) for key, count in self._counts.items() if count.here]
        if not due or self._store is None:
            return
        pipeline = self._store.pipeline(transaction=False)
        for (kind, who), count, added in due:
            name = _name(kind, who, count.window)
            pipeline.incrby(name, added)
            pipeline.expire(name, 3 * WINDOW_SECONDS)
            pipeline.get(_name(kind, who, count.window - 1))
        answers: list[Any] = await pipeline.execute()
        for position, (_, count, added) in enumerate(due):
            count.known = int(answers[3 * position])
            count.before = max(count.before, int(answers[3 * position + 2] or 0))
            count.here -= added


def _name(kind: str, who: str, window: int) -> str:
    """A key of Valkey; it tells neither the user nor the address."""
    digest = hashlib.blake2b(f"{kind}:{who}".encode(), digest_size=12).hexdigest()
    return f"gonghui:rate:{digest}:{window}"


def _too_many(seconds: int, kind: str, limit: int) -> Refusal:
    message = f"请求过于频繁, 请 {seconds} 秒后重试 (too many requests)."
    headers = [(b"retry-after", str(seconds).encode())]
    return Refusal(
        429, "RATE_LIMITED", message, headers=headers, retryAfter=seconds, limit=limit, by=kind
    )
