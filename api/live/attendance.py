"""Who listens, and whether he is still signed in: one roll call for a whole process.

A timer and a statement for each listener would cost more than the listening itself. The
roll is called when principals were forgotten (somebody signed out, a grant was taken back)
and every few seconds, for sessions that idle or age out; a thousand tokens by one statement.
"""

import asyncio
import contextlib

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.live.members import Member, not_signed_in
from api.principals import Principals
from schema.core.tasks import end_task

log = structlog.get_logger(__name__)
ROLL_SECONDS = 5.0
#: However many sign in and out: the roll is not called again within this time.
PAUSE_SECONDS = 0.5
TOKENS_AT_ONCE = 1000


class Attendance:
    """The members present in one process, by their tokens."""

    def __init__(self, principals: Principals) -> None:
        self.principals = principals
        self._present: dict[str, set[Member]] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        principals.on_forget = self._changed.set

    def __len__(self) -> int:
        return sum(map(len, self._present.values()))

    def enter(self, member: Member) -> None:
        """Watch a member from now on."""
        if member.token is not None:
            self._present.setdefault(member.token, set()).add(member)

    def leave(self, member: Member) -> None:
        """Watch the member no more."""
        if member.token is None:
            return
        others = self._present.get(member.token)
        if others is not None:
            others.discard(member)
            if not others:
                del self._present[member.token]

    def start(self) -> None:
        """Begin to call the roll."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Call it no more."""
        await end_task(self._task)

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ROLL_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
            try:
                await self.call_the_roll()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                # Without the database no stream shows anything; the next roll call judges.
                log.warning("roll_call_failed", error=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def call_the_roll(self) -> None:
        """Dismiss everybody whose session or client is not in force any more."""
        every = list(self._present)
        for start in range(0, len(every), TOKENS_AT_ONCE):
            tokens = every[start : start + TOKENS_AT_ONCE]
            found = await self.principals.in_force(tokens)
            for token in tokens:
                for member in () if token in found else tuple(self._present.get(token, ())):
                    member.dismiss(not_signed_in())
