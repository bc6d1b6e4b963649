"""Background tasks end, even those that lose a cancellation."""

import asyncio

import pytest

from schema.core import tasks
from schema.core.tasks import end_task

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN_SECONDS", 0.01)


async def _loses_one() -> None:
    """As ``asyncio.wait_for`` of Python 3.11 does when its result comes at the same moment."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def _fails() -> None:
    raise ValueError


async def test_a_lost_cancellation_is_repeated() -> None:
    task = asyncio.create_task(_loses_one())
    await asyncio.sleep(0)
    await end_task(task)
    assert task.cancelled()


async def test_nothing_and_what_has_ended_need_no_end() -> None:
    await end_task(None)
    failed = asyncio.create_task(_fails())
    await asyncio.wait([failed])
    await end_task(failed)
    assert isinstance(failed.exception(), ValueError)


async def test_the_callers_own_cancellation_is_not_swallowed() -> None:
    stubborn = asyncio.create_task(_loses_one())
    await asyncio.sleep(0)
    ending = asyncio.create_task(end_task(stubborn))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    await end_task(stubborn)
