"""Hears what PostgreSQL announces and hands it to the streams of this process.

The promise: every committed change is announced once to each process that listens. After
the connection was lost, rows that are new since ``OVERLAP`` before, and runs that moved,
are announced again from the tables: a stream may see a row twice, and misses a row only
of a transaction longer than ``OVERLAP`` or beyond ``CATCH_UP_ROWS``. Lists are the truth.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import structlog

from schema.core.changes import ANNOUNCED, CHANGE_CHANNEL, Change, LaggingError
from schema.core.tasks import end_task

log = structlog.get_logger(__name__)
RECONNECT_SECONDS = 1.0
WAITING_CHANGES = 1000  # for one stream; beyond, it is too slow
CATCH_UP_ROWS = 1000
#: Rows that were committed just before the connection broke, but heard of by nobody.
OVERLAP = timedelta(minutes=5)
CATCH_UP = (
    "select id, {columns} from {table} where id >= uuidv7($1::interval) {moved}"
    " order by id desc limit {rows}"
)
MOVED = {"job_run": "or state = 'RUNNING' or finished_at >= now() + $1::interval"}


class Announcement(msgspec.Struct):
    """The message of the triggers."""

    table: str
    rows: list[dict[str, object]]


DECODER = msgspec.json.Decoder(Announcement)


class Listener:
    """One stream's ear; see ``schema.core.changes.Hearing``."""

    def __init__(self, bus: "Bus", table: str) -> None:
        self.bus, self.table = bus, table
        self._waiting: asyncio.Queue[Change] = asyncio.Queue(WAITING_CHANGES)
        self._lagging = False

    def __enter__(self) -> AsyncIterator[Change]:
        """Begin to hear."""
        self.bus.listeners.setdefault(self.table, set()).add(self)
        return self

    def __exit__(self, *failure: object) -> None:
        """Hear no more."""
        self.bus.listeners[self.table].discard(self)

    def __aiter__(self) -> AsyncIterator[Change]:
        """Itself."""
        return self

    async def __anext__(self) -> Change:
        """The next change; raises LaggingError when too many are waiting."""
        if self._lagging:
            raise LaggingError
        return await self._waiting.get()

    def tell(self, change: Change) -> None:
        """Put a change into the queue, or mark the stream as too slow."""
        try:
            self._waiting.put_nowait(change)
        except asyncio.QueueFull:
            self._lagging = True


class Bus:
    """The announcements that one API process hears."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.listeners: dict[str, set[Listener]] = {}
        self._task: asyncio.Task[None] | None = None
        self._lost_at: datetime | None = None

    def of(self, table: str) -> Listener:
        """The changes of a table, heard within the ``with`` block."""
        if table not in ANNOUNCED:
            raise KeyError(table)
        return Listener(self, table)

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening."""
        await end_task(self._task)

    def announce(self, table: str, rows: Iterable[dict[str, object]]) -> None:
        """Tell every stream of this table."""
        listeners = self.listeners.get(table)
        if not listeners:
            return
        for row in rows:
            change = Change(table, UUID(str(row["id"])), row)
            for listener in listeners:
                listener.tell(change)

    def _heard(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        found = DECODER.decode(str(payload))
        self.announce(found.table, found.rows)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("change_channel_lost", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self.url, timeout=5)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _connection: lost.set())
            await connection.add_listener(CHANGE_CHANNEL, self._heard)
            if self._lost_at is not None:
                await self._catch_up(connection, datetime.now(UTC) - self._lost_at + OVERLAP)
            self._lost_at = None
            await lost.wait()
        finally:
            self._lost_at = self._lost_at or datetime.now(UTC)
            connection.terminate()

    async def _catch_up(self, connection: asyncpg.Connection, silence: timedelta) -> None:
        """Announce the rows that are younger than ``silence``: their ids are in order of time."""
        for table, columns in ANNOUNCED.items():
            if self.listeners.get(table):
                text = CATCH_UP.format(
                    table=table,
                    columns=", ".join(columns),
                    rows=CATCH_UP_ROWS,
                    moved=MOVED.get(table, ""),
                )
                async with connection.transaction(readonly=True):
                    await connection.execute(
                        "select set_config('gonghui.subject', $1, true),"
                        " set_config('gonghui.scope', '*', true)",
                        "system:announcements",
                    )
                    found = await connection.fetch(text, -silence)
                self.announce(table, ({k: _plain(v) for k, v in row.items()} for row in found))


def _plain(value: object) -> object:
    """As the triggers' JSON says it."""
    return str(value) if isinstance(value, UUID) else value
