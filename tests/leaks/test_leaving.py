# ruff: noqa: S608 - conditions of our own, for a test database
"""What leaves by itself: files and streams hold what the lists hold, for each role."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from api.graphql import GraphqlEndpoint
from api.live.streams import Streams
from api.platform.stores import Stores
from api.requests import GraphqlRequest
from schema.core.access_log import AccessPurpose
from schema.core.changes import Change, Heard, Hearing
from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Principal, Role, Scope
from schema.operations.rules import ExportFormat
from schema.operations.service.exports import ExportFacts, permitted_extract
from schema.planner.model import RootMany
from schema.planner.stream import snapshot
from schema.root import platform_schema
from tests.leaks.conftest import OPERATIONS, Reader
from tests.leaks.expected import OPEN, STREAMS, may_export, viewers
from tests.leaks.test_matrix import JUDGED, oracle, principal_of
from tests.leaks.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S02", "S03")]
CONNECTIONS: dict[str, RootMany] = {n: root for n, root in JUDGED.items() if root.connection}
#: The rows of the world are told with the values that PostgreSQL would announce of them.
OWNER = "user_id"


async def test_files_hold_what_may_be_seen(reader: Reader, world: World, migrated: Stores) -> None:
    """Every list, in the name of every viewer: refused, or the very rows of the list."""
    planner, refused, written = platform_schema().planner, 0, 0
    async with snapshot(migrated.reader_url) as source:
        for viewer in viewers(world):
            who = principal_of(viewer)
            async with transaction(reader.engine, who) as work:
                for name, root in CONNECTIONS.items():
                    kind = root.target.name
                    facts = ExportFacts(
                        name, ExportFormat.CSV, AccessPurpose.CASE_HANDLING, ("id",)
                    )
                    try:
                        made, _ = permitted_extract(work, planner, facts)
                    except DomainError as error:
                        if error.code is not ErrorCode.FORBIDDEN:
                            raise
                        assert not may_export(kind, viewer), (viewer.name, name)
                        refused += 1
                        continue
                    assert kind in OPEN or may_export(kind, viewer), (viewer.name, name)
                    assert [cell.path for cell in made.columns] == ["id"]
                    lines: list[bytes] = []
                    size = await source.copy(made.rows, _collect(lines), csv=True)
                    found = b"".join(lines).decode().split()
                    seen = await oracle(reader, root.target, viewer)
                    assert {line.strip('"') for line in found} == seen, (viewer.name, name)
                    assert size == len(seen) == await source.count(made.count)
                    written += size
    assert refused > 0
    assert written > 0


def _collect(lines: list[bytes]) -> Any:
    async def sink(part: bytes) -> None:
        lines.append(part)

    return sink


class Script:
    """Announcements written beforehand: every row of a table, then the end of the stream."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def of(self, table: str, column: str = "", value: object = None) -> Hearing:
        """What a bus would tell; ``column`` narrows it as the bus does."""
        heard = [
            Change(table, row["id"], {key: _plain(part) for key, part in row.items()})
            for row in self.rows
            if not column or str(row[column]) == str(value)
        ]

        async def told() -> AsyncIterator[Heard]:
            yield Heard(tuple(heard))
            yield Heard((), least=UUID(int=0))

        @contextmanager
        def hearing() -> Iterator[AsyncIterator[Heard]]:
            yield told()

        return cast("Hearing", hearing())


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def streams(reader: Reader, rows: list[Any]) -> Streams:
    """The platform's own streams, with its fences of rate left out."""
    free = SimpleNamespace(admit_user=lambda *_: None, spend=lambda *_: None)

    async def text(request: GraphqlRequest, _principal: Principal) -> str:
        return request.query or ""

    endpoint = SimpleNamespace(
        schema=platform_schema(),
        read_pool=reader.pool,
        engine=reader.engine,
        operations=OPERATIONS,
        limits=free,
        documents=SimpleNamespace(text=text),
    )
    return Streams(cast("GraphqlEndpoint", endpoint), Script(rows), 2)


async def received(
    reader: Reader, who: Principal, stream: str, rows: list[Any], watched: str | None
) -> tuple[list[str], int]:
    """The ids that a viewer is sent, and how often he is told that there are more."""
    given = "" if watched is None else f'(id: "{watched}")'
    request = GraphqlRequest(query=f"subscription {{ {stream}{given} {{ id }} }}")

    async def current() -> Principal:
        return who

    found, hints = [], 0
    async for body in streams(reader, rows).results(request, current, ""):
        answer = msgspec.json.decode(body)
        shown = answer["data"][stream]
        if shown is None:
            assert answer["extensions"]["code"] == "MANY_CHANGED"
            hints += 1
        else:
            found.append(shown["id"])
    return found, hints


async def test_streams_show_what_may_be_seen(reader: Reader, world: World) -> None:
    """Every row is announced to everybody; a hint of more is given to who sees any."""
    await reader.rows(
        "insert into notification (user_id, kind, title, entity, entity_id)"
        " select id, 'JOB_FAILED', '任务失败', 'job_run', uuidv7() from app_user"
    )
    nodes, shown = platform_schema().planner.streams, 0
    for viewer in viewers(world):
        who = principal_of(viewer)
        for stream in STREAMS:
            node = nodes[stream]
            rows = await reader.rows(f"select * from {node.table.name}")
            assert rows, stream
            seen = await oracle(reader, node, viewer)
            if stream == "jobRunChanged":
                for row in rows:
                    watched = str(row["id"])
                    found, _ = await received(reader, who, stream, rows, watched)
                    assert set(found) == seen & {watched}, (viewer.name, stream)
                    shown += len(found)
                continue
            found, hints = await received(reader, who, stream, rows, None)
            assert set(found) == seen, (viewer.name, stream)
            assert len(found) == len(seen)
            assert hints == bool(seen), (viewer.name, stream)
            shown += len(found)
    assert shown > 0


async def test_a_stream_tells_a_user_of_his_own_notifications(reader: Reader) -> None:
    """Nobody in the matrix owns one: here somebody does."""
    await reader.rows(
        "insert into notification (user_id, kind, title, entity, entity_id)"
        " select id, 'JOB_FAILED', '任务失败', 'job_run', uuidv7() from app_user"
    )
    rows = await reader.rows("select * from notification")
    for row in rows:
        owner = Principal(f"user:{row[OWNER]}", Role.VOLUNTEER, Scope(), user_id=row[OWNER])
        found, hints = await received(reader, owner, "notificationReceived", rows, None)
        assert set(found) == {str(each["id"]) for each in rows if each[OWNER] == row[OWNER]}
        assert hints == 1
