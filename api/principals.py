"""From session cookie to principal, remembered for seconds and forgotten on change.

Every change of users, scopes or sessions is announced on a PostgreSQL channel;
while nobody listens (the connection broke) nothing is remembered.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Scope

from api.body import header
from schema.accounts.service import (
    PRINCIPAL_CHANNEL,
    TOKEN_PREFIX,
    authenticate,
    authenticate_client,
    tokens_in_force,
)
from schema.core.database import transaction
from schema.core.principal import Principal, Role
from schema.core.principal import Scope as Units
from schema.core.settings import settings
from schema.core.tasks import end_task
from schema.operations.service.acting import reach

log = structlog.get_logger(__name__)
REMEMBERED_SECONDS = 15.0
BEARER = b"bearer "
REMEMBERED_SESSIONS = 10_000
RECONNECT_SECONDS = 1.0
GATEKEEPER = Principal("system:gatekeeper", Role.JOB, Units(covers_all=True))


class Principals:
    """The principals of one API process, by session cookie."""

    def __init__(self, engine: AsyncEngine, url: str, *, secure: bool) -> None:
        self.engine, self.url = engine, url
        self.may_postpone = settings().second_factor == "postponable"
        self.cookie = "__Host-gonghui" if secure else "gonghui"
        self._known: OrderedDict[str, tuple[float, Principal]] = OrderedDict()
        #: Those who ask for one token at once wait for one look-up.
        self._looking: dict[tuple[str, bool], asyncio.Task[Principal | None]] = {}
        #: Goes up when principals are forgotten: what was read before is not remembered after.
        self._generation = 0
        #: Called when principals were forgotten (``api.live`` looks who is still there).
        self.on_forget: Callable[[], None] | None = None
        self._listening = False
        self._task: asyncio.Task[None] | None = None

    async def of(self, scope: Scope) -> Principal | None:
        """The principal of a request, or None without a session or token that is valid.

        Nobody is let in whose second factor is still missing.
        """
        principal = await self.pending(scope)
        return None if principal is None or principal.barred else principal

    async def pending(self, scope: Scope) -> Principal | None:
        """The same with those who are barred: only for what lifts the bar."""
        token = self.bearer(scope) or self.token(scope)
        return None if token is None else await self.of_token(token)

    async def of_token(self, token: str, *, quietly: bool = False) -> Principal | None:
        """The principal of a session's or a client's token, barred or not.

        ``quietly`` does not keep the session awake.
        """
        known = self._known.get(token)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        key = (token, quietly)
        task = self._looking.get(key)
        if task is None:
            task = self._looking[key] = asyncio.create_task(self._look_up(token, quietly=quietly))
            task.add_done_callback(lambda done: self._looked(key, done))
        return await asyncio.shield(task)

    def _looked(self, key: tuple[str, bool], task: "asyncio.Task[Principal | None]") -> None:
        if self._looking.get(key) is task:
            del self._looking[key]
        if not task.cancelled():
            task.exception()  # seen: everybody who asked may have left

    def bearer(self, scope: Scope) -> str | None:
        """The token of an API client, in the header only: an address would be logged."""
        raw = header(scope, b"authorization")
        if len(raw) <= len(BEARER) or raw[: len(BEARER)].lower() != BEARER:
            return None
        return raw[len(BEARER) :].strip().decode("latin-1")

    def token(self, scope: Scope) -> str | None:
        """The session token of the request's cookie."""
        raw = header(scope, b"cookie")
        if not raw:
            return None
        prefix = self.cookie.encode() + b"="
        if raw.startswith(prefix) and b";" not in raw:
            return raw[len(prefix) :].decode("latin-1")
        try:
            morsel = SimpleCookie(raw.decode("latin-1")).get(self.cookie)
        except CookieError:
            return None
        return None if morsel is None else morsel.value

    async def in_force(self, tokens: Collection[str]) -> set[str]:
        """Those of these tokens whose session or client is in force, by one statement."""
        async with transaction(self.engine, GATEKEEPER) as work:
            return await tokens_in_force(work, tokens)

    async def _look_up(self, token: str, *, quietly: bool) -> Principal | None:
        generation = self._generation
        async with transaction(self.engine, GATEKEEPER) as work:
            if token.startswith(TOKEN_PREFIX):
                principal = await authenticate_client(work, token)
            else:
                principal = await authenticate(
                    work, token, may_postpone=self.may_postpone, quietly=quietly
                )
            if principal is not None:
                principal = replace(principal, scope=await reach(work, principal.scope))
        if principal is None:
            self._known.pop(token, None)
        elif self._listening and generation == self._generation:
            if len(self._known) >= REMEMBERED_SESSIONS:
                self._known.popitem(last=False)
            self._known[token] = (time.monotonic() + REMEMBERED_SECONDS, principal)
        return principal

    def forget(self, user: UUID | str | None = None) -> None:
        """Forget the principals of a user, or all; the next request looks them up again."""
        self._generation += 1
        self._looking.clear()
        if user:
            named = UUID(str(user))
            theirs = [token for token, (_, p) in self._known.items() if p.user_id == named]
            for token in theirs:
                del self._known[token]
        else:
            self._known.clear()
        if self.on_forget is not None:
            self.on_forget()

    def _announced(self, _connection: object, _process: int, _channel: str, user: object) -> None:
        self.forget(str(user))

    def start(self) -> None:
        """Begin to listen for changes."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening."""
        await end_task(self._task)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("principal_channel_lost", error=type(error).__name__)
            finally:
                self._listening = False
                self.forget()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self.url, timeout=5)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _connection: lost.set())
            await connection.add_listener(PRINCIPAL_CHANNEL, self._announced)
            self._listening = True
            await lost.wait()
        finally:
            connection.terminate()
