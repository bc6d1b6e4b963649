"""The relay and its sweeper, tick by tick, in this process."""

from collections.abc import Iterator

import msgspec
import pytest
import redis
import sqlalchemy as sa

from schema.core.database import transaction
from schema.core.outbox import job_run
from tests.workers.jobs import Note
from tests.workers.platform import TESTER, Platform
from workers import lease
from workers.broker import JobBroker
from workers.relay import Relay
from workers.settings import JobSettings
from workers.upkeep import Upkeep

pytestmark = pytest.mark.anyio


@pytest.fixture
def broker(redis_url: str, patience: JobSettings) -> Iterator[JobBroker]:
    made = JobBroker(redis_url, patience, [])
    yield made
    made.client.close()


@pytest.fixture
def relay(platform: Platform, broker: JobBroker, patience: JobSettings) -> Relay:
    return Relay(platform.engine, broker, patience)


async def tick(relay: Relay) -> bool:
    """One look of the upkeep and one of the relay."""
    await Upkeep(relay.engine, relay.broker, relay.patience).look()
    return await relay.step()


async def change(platform: Platform, **values: object) -> None:
    async with transaction(platform.engine, TESTER) as work:
        await work.execute(sa.update(job_run).values(**values))


async def test_what_is_due_is_sent_once(
    platform: Platform, relay: Relay, broker: JobBroker
) -> None:
    await platform.send(Note(), Note())
    assert await tick(relay) is False
    assert broker.waiting("test") == 2
    await tick(relay)
    assert broker.waiting("test") == 2


async def test_two_relays_share_the_rows(
    platform: Platform, broker: JobBroker, patience: JobSettings
) -> None:
    await platform.send(*(Note() for _ in range(30)))
    small = patience.model_copy(update={"batch": 10})
    relays = [Relay(platform.engine, broker, small) for _ in range(2)]
    for _ in range(3):
        for one in relays:
            await tick(one)
    assert broker.waiting("test") == 30


async def test_a_run_of_the_future_waits(
    platform: Platform, relay: Relay, broker: JobBroker
) -> None:
    await platform.send(Note())
    await change(platform, available_at=sa.text("now() + interval '1 hour'"))
    await tick(relay)
    assert broker.waiting("test") == 0


async def test_a_message_that_was_lost_is_sent_again_one_that_waits_is_not(
    platform: Platform, relay: Relay, broker: JobBroker
) -> None:
    await platform.send(Note())
    await tick(relay)
    long_ago = sa.text("now() - interval '1 minute'")
    await change(platform, dispatched_at=long_ago)
    await tick(relay)
    assert broker.waiting("test") == 1
    broker.flush_all()
    broker.client.delete("dramatiq:test", "dramatiq:test.msgs")  # as a dead worker's prefetch
    await change(platform, dispatched_at=long_ago)
    await tick(relay)
    assert broker.waiting("test") == 1


async def test_a_wiped_broker_gets_everything_at_once(
    platform: Platform, relay: Relay, broker: JobBroker
) -> None:
    await platform.send(*(Note() for _ in range(3)))
    await tick(relay)
    broker.client.flushall()
    await tick(relay)
    assert broker.waiting("test") == 3


async def test_without_a_broker_rows_stay_and_leases_are_still_swept(
    platform: Platform, patience: JobSettings
) -> None:
    lost, waiting = await platform.send(Note(), Note())
    async with transaction(platform.engine, TESTER) as work:
        await lease.claim(work.connection, lost, lease_seconds=0.001)
    away = JobBroker("redis://127.0.0.1:1", patience, [])
    with pytest.raises(redis.ConnectionError):
        await tick(Relay(platform.engine, away, patience))
    away.client.close()
    assert (await platform.row(lost)).state == "RETRYING"
    row = await platform.row(waiting)
    assert (row.state, row.dispatched_at) == ("QUEUED", None)


@pytest.mark.requirement("D04", "D03")
async def test_waiting_messages_hold_the_id_of_their_run_and_nothing_else(
    platform: Platform, relay: Relay, broker: JobBroker
) -> None:
    """Every key and value in Valkey while jobs wait: the arguments stay in PostgreSQL."""
    (run,) = await platform.send(Note(7))
    await tick(relay)
    assert broker.waiting("test") == 1
    bodies = [
        msgspec.json.decode(value)
        for key in broker.client.keys("*test*")
        if broker.client.type(key) == b"hash"
        for value in broker.client.hgetall(key).values()
    ]
    assert [(body["args"], body["kwargs"]) for body in bodies] == [([str(run)], {})]
