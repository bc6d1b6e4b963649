"""The Dramatiq broker: Redis, no results, no retries of its own, and a bell instead of polling.

The broker is a hint. What must run, how often and by whom stands in
``job_run``; a message carries only the id of its row, and losing or doubling
one costs nothing but time.
"""

import threading
from collections.abc import Iterable
from typing import Any

import redis
import structlog
from dramatiq import Broker, Message, MessageProxy, Worker
from dramatiq.broker import Consumer
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from workers.settings import JobSettings

BELL = "gonghui:bell"
ALIVE = "gonghui:alive"
# Three tries of three seconds: a process that is told to stop meanwhile ends within 15 s.
SOCKET_SECONDS = 3
TRIES_AGAIN = 2
IDLE_SECONDS = 1.0

log = structlog.get_logger(__name__)


class JobBroker(RedisBroker):
    """A Redis broker whose idle consumers sleep until the relay rings.

    Stock consumers poll with a back-off of up to a second; a bell brings a
    message to its worker at once and costs one poll a second when idle.
    """

    def __init__(self, url: str, patience: JobSettings, middleware: list[Middleware]) -> None:
        client = redis.Redis.from_url(
            url,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=SOCKET_SECONDS,
            retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), TRIES_AGAIN),
        )
        super().__init__(  # type: ignore[no-untyped-call]
            client=client,
            middleware=middleware,
            heartbeat_timeout=patience.heartbeat_timeout_ms,
            maintenance_chance=patience.maintenance_chance,
        )
        self.bells: set[threading.Event] = set()

    def declare_queue(self, queue_name: str) -> None:
        """Declare a queue without its delay queue: delays are rows, never messages."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        """A consumer that waits for the bell; ``timeout`` of the caller is not needed."""
        del timeout
        return _BellConsumer(self, super().consume(queue_name, prefetch, timeout=0))

    def send(self, job: str, queue: str, run: str) -> None:
        """Put the id of a run on a queue; raises redis.RedisError when that is impossible."""
        message: Message[Any] = Message(
            queue_name=queue, actor_name=job, args=(run,), kwargs={}, options={}
        )
        self.enqueue(message)

    def ring(self) -> None:
        """Wake the idle consumers of every worker process."""
        self.client.publish(BELL, "")

    def wake(self) -> None:
        """Wake the idle consumers of this process."""
        for bell in tuple(self.bells):
            bell.set()

    def waiting(self, queue: str) -> int:
        """How many messages no worker has fetched yet."""
        return int(self.client.llen(f"{self.namespace}:{queue}"))

    def was_wiped(self) -> bool:
        """Whether the store lost its memory since the last call (by whichever process)."""
        return bool(self.client.set(ALIVE, "1", nx=True))


class _BellConsumer(Consumer):
    """Delegates to Dramatiq's consumer and sleeps on the bell when there is nothing."""

    def __init__(self, broker: JobBroker, inner: Consumer) -> None:
        self.broker = broker
        self.inner = inner
        self.bell = threading.Event()
        broker.bells.add(self.bell)

    def ack(self, message: MessageProxy) -> None:
        self.inner.ack(message)
        self.bell.set()  # there is room for another message in the prefetch

    def nack(self, message: MessageProxy) -> None:
        self.inner.nack(message)
        self.bell.set()

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self.inner.requeue(messages)

    def __next__(self) -> MessageProxy | None:
        self.bell.clear()  # before the look, so that a ring during it is not missed
        message = next(self.inner)
        if message is None:
            self.bell.wait(IDLE_SECONDS)
        return message

    def close(self) -> None:
        self.broker.bells.discard(self.bell)
        self.inner.close()


class BellListener(Middleware):
    """One thread of a worker process that hears the bell and wakes the consumers."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, socket_connect_timeout=SOCKET_SECONDS)
        self.stopping = threading.Event()

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Start to listen."""
        del worker
        threading.Thread(target=self._listen, args=(broker,), daemon=True).start()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """Stop to listen."""
        del broker, worker
        self.stopping.set()

    def _listen(self, broker: JobBroker) -> None:
        while not self.stopping.is_set():
            try:
                self._hear(broker)
            except (redis.RedisError, OSError):
                # Consumers fall back to one poll a second meanwhile.
                self.stopping.wait(IDLE_SECONDS)

    def _hear(self, broker: JobBroker) -> None:
        with self.client.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(BELL)
            while not self.stopping.is_set():
                if channel.get_message(timeout=IDLE_SECONDS) is not None:
                    broker.wake()
