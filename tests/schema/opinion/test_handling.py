"""Sources: who may keep them, and what is refused."""

import pytest

from schema.core.errors import ConflictError, DomainError
from schema.opinion import service
from schema.opinion.rules.codes import SourceKind
from schema.opinion.tables import feed_source
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio


async def test_sources_are_checked(newsroom: Newsroom) -> None:
    source = await newsroom.source()
    with pytest.raises(DomainError) as failure:
        await newsroom.source()
    assert failure.value.code.value == "DUPLICATE"
    for wrong in (
        {"poll_minutes": 0},
        {"trust": 101},
        {"address": "/etc"},
        {"address": "file:///x"},
    ):
        with pytest.raises(DomainError):
            await newsroom.source("S2", **wrong)
    await service.update_feed_source(newsroom.work, source, 1, kind=SourceKind.PUBLIC_MEDIA_RSS)
    [row] = await newsroom.rows(feed_source)
    assert (row["is_local"], row["version"]) == (False, 2)
    with pytest.raises(ConflictError):
        await service.update_feed_source(newsroom.work, source, 1, name="新")


async def test_a_new_address_is_read_from_its_beginning(newsroom: Newsroom) -> None:
    source = await newsroom.source()
    newsroom.write("a", "老板拖欠工资")
    await newsroom.take_in()
    await service.update_feed_source(newsroom.work, source, 1, address="S1/")
    [row] = await newsroom.rows(feed_source)
    assert row["files_read"] == {}
