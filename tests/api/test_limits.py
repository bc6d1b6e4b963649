"""Rates, over all workers and without Valkey; the addresses they count by."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from api.addresses import Addresses
from api.limits import RateLimits
from api.refusal import Refusal
from schema.core.principal import Principal
from schema.core.settings import Settings

pytestmark = pytest.mark.anyio
NOBODY_THERE = "redis://127.0.0.1:1/0"


@asynccontextmanager
async def limits(**chosen: object) -> AsyncIterator[RateLimits]:
    """The limits of one worker that is running."""
    made = RateLimits(Settings(**chosen))  # type: ignore[arg-type]
    made.start()
    try:
        yield made
    finally:
        await made.stop()


def taken(ask: Callable[[], None], times: int) -> int:
    """How many of so many calls are let through."""
    refusals: list[Refusal] = []
    for _ in range(times):
        try:
            ask()
        except Refusal as refused:
            refusals.append(refused)
    assert {refused.code for refused in refusals} <= {"RATE_LIMITED"}
    assert all(1 <= int(refused.headers[0][1]) <= 60 for refused in refusals)
    return times - len(refusals)


@pytest.mark.requirement("S18")
async def test_user_address_and_cost_are_limited_each(redis_url: str, principal: Principal) -> None:
    chosen = {"rate_user": 5, "rate_address": 7, "rate_points": 1000, "redis_url": redis_url}
    async with limits(**chosen) as one:
        assert taken(lambda: one.admit_user(principal), 10) == 5
        assert taken(lambda: one.admit_address("192.0.2.1"), 10) == 7
        assert taken(lambda: one.admit_address("192.0.2.2"), 1) == 1
        assert taken(lambda: one.spend(principal, 300), 10) == 3
        assert taken(lambda: one.spend(principal, 40), 10) == 10  # light ones go on


@pytest.mark.requirement("S18")
async def test_two_workers_share_the_counts(redis_url: str) -> None:
    chosen = {"rate_address": 10, "redis_url": redis_url}
    async with limits(**chosen) as one, limits(**chosen) as other:
        assert taken(lambda: one.admit_address("192.0.2.9"), 6) == 6
        assert taken(lambda: other.admit_address("192.0.2.9"), 1) == 1
        await one.settle()
        await other.settle()
        assert taken(lambda: other.admit_address("192.0.2.9"), 10) == 3


@pytest.mark.requirement("R12")
@pytest.mark.chaos(7)
async def test_without_valkey_reads_go_on_and_sign_in_is_closed(principal: Principal) -> None:
    async with limits(rate_user=5, redis_url=NOBODY_THERE) as alone:
        await asyncio.sleep(0.3)
        assert taken(lambda: alone.admit_user(principal), 10) == 5
        async with asyncio.timeout(2):
            with pytest.raises(Refusal) as refused:
                await alone.admit_sign_in("192.0.2.1")
        assert (refused.value.status, refused.value.code) == (503, "UNAVAILABLE")


@pytest.mark.requirement("S28")
async def test_attempts_to_sign_in_are_counted_in_valkey(redis_url: str) -> None:
    chosen = {"rate_sign_ins": 3, "redis_url": redis_url}
    async with limits(**chosen) as one, limits(**chosen) as other:
        for worker in (one, other, one):
            await worker.admit_sign_in("192.0.2.77")
        with pytest.raises(Refusal, match="频繁"):
            await other.admit_sign_in("192.0.2.77")


@pytest.mark.requirement("S45", "S18")
@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        ("", ["203.0.113.9"], "10.0.0.5"),
        ("192.168.0.0/16", ["203.0.113.9"], "10.0.0.5"),
        ("10.0.0.0/8", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.0/8", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.0/8", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.0/8", ["203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        ("10.0.0.0/8", ["nonsense"], "10.0.0.5"),
        ("10.0.0.0/8", [], "10.0.0.5"),
    ],
)
def test_forwarded_headers_count_from_a_listed_proxy_only(
    proxies: str, forwarded: list[str], found: str
) -> None:
    headers = [(b"x-forwarded-for", entry.encode()) for entry in forwarded]
    scope = {"type": "http", "client": ("10.0.0.5", 4711), "headers": headers}
    assert Addresses(proxies).of(scope) == found
