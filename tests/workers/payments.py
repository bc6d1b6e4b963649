"""A bank for tests: it pays once a key, slowly, and counts what it paid for each record."""

import json
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.assistance import service
from schema.assistance.rules import (
    INITIAL_PARAMETERS,
    AccountKind,
    AssistanceKind,
    AssistanceStatus,
    FundEntryKind,
    FundLevel,
    PaymentChannel,
)
from schema.assistance.service.funds import move
from schema.assistance.tables import assistance_record, payment_batch
from schema.core.database import transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work
from schema.membership.tables import person
from schema.organisation import service as organisation
from schema.organisation.rules import UnionKind, UnionStatus
from tests.schema.conftest import seed_parameters

AMOUNT = 50_000
FAULTS = ("refused", "failed after", "answer lost")


class Bank:
    """An HTTP server of its own thread; ``paid`` counts effects, not calls.

    So large a share as ``faulty`` of its calls goes wrong: refused with a 500 before the
    effect, or after it, or the answer is lost with the connection.
    """

    def __init__(self, faulty: float = 0.0) -> None:
        self.outcomes: dict[str, str] = {}
        self.paid: Counter[str] = Counter()
        self.faults: Counter[str | None] = Counter()
        self.calls = 0
        self._lock = threading.Lock()
        bank = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                order = json.loads(self.rfile.read(size))
                fault = random.choice(FAULTS) if random.random() < faulty else None  # noqa: S311
                bank.faults[fault] += 1
                if fault == "refused":
                    self.send_error(500)
                    return
                time.sleep(random.uniform(0, 0.03))  # noqa: S311 - no secret
                reference = bank.pay(self.headers["Idempotency-Key"], order["number"])
                time.sleep(random.uniform(0, 0.03))  # noqa: S311 - the worker may die waiting
                if fault == "failed after":
                    self.send_error(500)
                    return
                if fault == "answer lost":
                    self.close_connection = True
                    return
                body = json.dumps({"reference": reference}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def pay(self, key: str, number: str) -> str:
        with self._lock:
            self.calls += 1
            if key not in self.outcomes:
                self.outcomes[key] = f"B-{len(self.outcomes)}"
                self.paid[number] += 1
            return self.outcomes[key]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


def named(name: str) -> Principal:
    """Somebody who may do everything, by name."""
    return Principal(f"user:{name}", Role.JOB, Scope(covers_all=True), request_id="test")


async def lock_and_approve(engine: AsyncEngine, count: int) -> UUID:
    """A direct batch of so many records, up to the leader's approval; committed."""
    async with transaction(engine, named("filer")) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        union_id = await _union(work)
        fund = await service.add_fund(work, facts=fund_facts(work, count))
    async with transaction(engine, named("leader")) as work:
        records = [await _record(work, union_id, fund, number) for number in range(count)]
    async with transaction(engine, named("builder")) as work:
        batch_id = await service.build_batch(
            work,
            union_id=union_id,
            title="杀进程测试",
            channel=PaymentChannel.DIRECT,
            assistance_ids=records,
        )
    for user, verb in (
        ("builder", service.lock_batch),
        ("finance", service.check_batch),
        ("head", service.approve_batch),
    ):
        await step(engine, batch_id, user, verb)
    return batch_id


async def step(engine: AsyncEngine, batch_id: UUID, user: str, verb: object) -> None:
    """One step of the batch in a transaction of its own."""
    async with transaction(engine, named(user)) as work:
        found = sa.select(payment_batch.c.version).where(payment_batch.c.id == batch_id)
        version = (await work.execute(found)).scalar_one()
        await verb(work, batch_id=batch_id, expected_version=version)  # type: ignore[operator]


def fund_facts(work: Work, count: int) -> service.FundFacts:
    """A fund with room for so many payments."""
    return service.FundFacts(
        code="F-1",
        name="本级经费",
        level=FundLevel.LOCAL_UNION,
        year=work.today.year,
        document_number="试验1号",
        amount=AMOUNT * count,
        spend_by=work.today,
    )


async def _union(work: Work) -> UUID:
    place = await organisation.add_division(work, code="990682", name="试验市")
    return await organisation.create_union(
        work,
        code="T-CITY",
        name="试验市总工会",
        kind=UnionKind.FEDERATION,
        division_id=place,
        level=4,
        status=UnionStatus.ACTIVE,
    )


async def _record(work: Work, union_id: UUID, fund_id: UUID, number: int) -> UUID:
    """A worker with an account, and aid that waits for payment."""
    person_id = await work.insert(person, name=f"职工{number}")
    await service.set_payee_account(
        work,
        person_id=person_id,
        kind=AccountKind.BANK_CARD,
        holder_name=f"职工{number}",
        bank_name="银行",
        account=f"62170000{number:08d}",
    )
    record = await work.insert(
        assistance_record,
        number=f"BF-{number:04d}",
        person_id=person_id,
        union_id=union_id,
        kind=AssistanceKind.TEMP,
        status=AssistanceStatus.SCHEDULED,
        fund_level=FundLevel.LOCAL_UNION,
        fund_id=fund_id,
        period_key="2026",
        amount=AMOUNT,
        requested_on=work.today,
        requested_by="user:filer",
        reviewed_by="user:centre",
        approved_on=work.today,
        approved_by="user:leader",
    )
    await move(
        work, fund_id=fund_id, kind=FundEntryKind.RESERVE, amount=AMOUNT, assistance_id=record
    )
    return record
