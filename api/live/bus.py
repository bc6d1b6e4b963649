"""Hears what PostgreSQL announces and hands it to the streams of this process.

The promise: every committed change is announced once to each process that listens; a
statement over thousands of rows is announced as such. After the connection was lost, rows
that are new since ``OVERLAP`` before, and rows that are watched by their ids, are announced
again from the tables: a stream may see a row twice, and misses a row only of a transaction
longer than ``OVERLAP``. Lists are the truth.

Changes of users and sessions are heard on the same connection, which keeps the order of
commits: what is announced after a right was taken away is judged without it.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import structlog

from api.live.hearing import Ears, Listener
from schema.accounts.service import PRINCIPAL_CHANNEL
from schema.core.changes import ANNOUNCED, CHANGE_CHANNEL
from schema.core.tasks import end_task

log = structlog.get_logger(__name__)
RECONNECT_SECONDS = 1.0
CATCH_UP_ROWS = 1000
#: Rows that were committed just before the connection broke, but heard of by nobody.
OVERLAP = timedelta(minutes=5)
NEWS = "select id, {columns} from {table} where id >= uuidv7($1::interval) order by id limit {rows}"
WATCHED = "select id, {columns} from {table} where id = any($1)"
AS_ANNOUNCER = """select set_config('gonghui.subject', 'system:announcements', true),
    set_config('gonghui.scope', '*', true)"""


class Announcement(msgspec.Struct):
    """The message of the triggers; ``least`` instead of the rows when there are too many."""

    table: str
    rows: list[dict[str, object]] = []
    least: UUID | None = None


DECODER = msgspec.json.Decoder(Announcement)


class Bus:
    """The announcements that one API process hears."""

    def __init__(self, url: str, forget: Callable[[str], None]) -> None:
        self.url, self._forget = url, forget
        self.ears = Ears()
        self._task: asyncio.Task[None] | None = None
        self._lost_at: datetime | None = None

    def of(self, table: str, column: str = "", value: object = None) -> Listener:
        """The changes of a table, heard within the ``with`` block."""
        return self.ears.of(table, column, value)

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening."""
        await end_task(self._task)

    def _heard(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        found = DECODER.decode(str(payload))
        if found.least is None:
            self.ears.announce(found.table, found.rows)
        else:
            self.ears.announce_many(found.table, found.least)

    def _principal_changed(
        self, _connection: object, _process: int, _channel: str, user: object
    ) -> None:
        self._forget(str(user))

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
            await connection.add_listener(PRINCIPAL_CHANNEL, self._principal_changed)
            await connection.add_listener(CHANGE_CHANNEL, self._heard)
            if self._lost_at is not None:
                self._forget("")
                await self._catch_up(connection, datetime.now(UTC) - self._lost_at + OVERLAP)
            self._lost_at = None
            await lost.wait()
        finally:
            self._lost_at = self._lost_at or datetime.now(UTC)
            connection.terminate()

    async def _catch_up(self, connection: asyncpg.Connection, silence: timedelta) -> None:
        """Announce the rows that are younger than ``silence``: their ids are in order of time."""
        for table, names in ANNOUNCED.items():
            columns = ", ".join(names)
            async with connection.transaction(readonly=True):
                await connection.execute(AS_ANNOUNCER)
                if watched := self.ears.watched(table):
                    text = WATCHED.format(table=table, columns=columns)
                    self._tell(table, await connection.fetch(text, watched))
                if self.ears.follows(table):
                    text = NEWS.format(table=table, columns=columns, rows=CATCH_UP_ROWS + 1)
                    self._tell(table, await connection.fetch(text, -silence))

    def _tell(self, table: str, found: list[asyncpg.Record]) -> None:
        """What the triggers would say of these rows, in their JSON."""
        rows = [{k: _plain(v) for k, v in row.items()} for row in found]
        if len(rows) > CATCH_UP_ROWS:
            self.ears.announce_many(table, UUID(str(rows[0]["id"])))
        else:
            self.ears.announce(table, rows)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
