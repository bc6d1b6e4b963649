"""argon2id in a bounded pool of threads, so that sign-ins never stall other requests."""

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache
def _gate(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    del loop
    return asyncio.Semaphore(AT_ONCE)


async def hash_password(password: str) -> str:
    """The argon2id hash (19 MiB, 2 passes)."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(HASHER.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is no such user."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(_verify, stored or _decoy(), password, stored is not None)


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str, exists: bool) -> bool:  # noqa: FBT001
    try:
        HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
    return exists


@lru_cache
def _decoy() -> str:
    return HASHER.hash("no such user")
