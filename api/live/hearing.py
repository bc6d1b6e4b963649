"""One stream's ear, and who in this process listens to what."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from schema.core.changes import ANNOUNCED, Change, Heard, LaggingError

WAITING_CHANGES = 1000  # for one stream; beyond, it is too slow
#: So many rows are read by one statement (the planner takes no more ids at once).
ROWS_AT_ONCE = 100
Key = tuple[str, str, str]  # table, column, value; a listener to all rows names no column


class Listener:
    """See ``schema.core.changes.Hearing``; light, since there may be one for every socket."""

    __slots__ = ("_ears", "_key", "_lagging", "_least", "_waiting", "_wake")

    def __init__(self, ears: "Ears", key: Key) -> None:
        self._ears, self._key = ears, key
        self._waiting: deque[Change] = deque()
        self._least: UUID | None = None
        self._lagging = False
        self._wake: asyncio.Future[None] | None = None

    def __enter__(self) -> AsyncIterator[Heard]:
        """Begin to hear."""
        self._ears.listeners.setdefault(self._key, set()).add(self)
        return self

    def __exit__(self, *failure: object) -> None:
        """Hear no more."""
        others = self._ears.listeners[self._key]
        others.discard(self)
        if not others:
            del self._ears.listeners[self._key]

    def __aiter__(self) -> AsyncIterator[Heard]:
        """Itself."""
        return self

    async def __anext__(self) -> Heard:
        """All that is waiting, up to ``ROWS_AT_ONCE``; raises LaggingError when it is too much."""
        while not (self._waiting or self._least or self._lagging):
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        if self._lagging:
            raise LaggingError
        size = min(len(self._waiting), ROWS_AT_ONCE)
        changes = tuple(self._waiting.popleft() for _ in range(size))
        least, self._least = self._least, None
        return Heard(changes, least)

    def tell(self, change: Change) -> None:
        """Put a change into the queue, or mark the stream as too slow."""
        if len(self._waiting) < WAITING_CHANGES:
            self._waiting.append(change)
        else:
            self._lagging = True
        self._awake()

    def tell_many(self, least: UUID) -> None:
        """There are more new rows than are named, from this id on."""
        self._least = least if self._least is None else min(self._least, least)
        self._awake()

    def _awake(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)


class Ears:
    """The listeners of one process, by what they listen to."""

    def __init__(self) -> None:
        self.listeners: dict[Key, set[Listener]] = {}

    def of(self, table: str, column: str = "", value: object = None) -> Listener:
        """See ``schema.core.changes.Changes``."""
        if table not in ANNOUNCED or (column and column not in {"id", *ANNOUNCED[table]}):
            raise KeyError(table, column)
        return Listener(self, (table, column, str(value) if column else ""))

    def announce(self, table: str, rows: Iterable[dict[str, object]]) -> None:
        """Tell the streams of these rows."""
        columns = {column for of, column, _ in self.listeners if of == table and column}
        for row in rows:
            change = Change(table, UUID(str(row["id"])), row)
            keys = [(table, "", ""), *((table, column, str(row.get(column))) for column in columns)]
            for key in keys:
                for listener in self.listeners.get(key, ()):
                    listener.tell(change)

    def announce_many(self, table: str, least: UUID) -> None:
        """Tell the streams of new rows that there are many; a row that is watched is no news."""
        for (of, column, _), listeners in self.listeners.items():
            if of == table and column != "id":
                for listener in listeners:
                    listener.tell_many(least)

    def watched(self, table: str) -> list[UUID]:
        """The rows that are listened to by their ids."""
        return [UUID(v) for of, column, v in self.listeners if of == table and column == "id"]

    def follows(self, table: str) -> bool:
        """Whether anybody listens to new rows of a table."""
        return any(of == table and column != "id" for of, column, _ in self.listeners)
