"""Payment batches: four people, a locked content, the bank's file there and back, the ledger."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from schema.assistance import service
from schema.assistance.rules import (
    AidFacts,
    AssistanceErrorCode,
    AssistanceStatus,
    BatchStatus,
    DossierStatus,
    FundLevel,
    LineStatus,
    PaymentOutcome,
)
from schema.assistance.service.lines import settle
from schema.assistance.tables import (
    assistance_record,
    fund_source,
    payee_account,
    payment_batch,
    payment_line,
    payment_return,
)
from schema.core.errors import DomainError
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.membership.tables import person
from tests.schema.assistance.conftest import as_user, row, step
from tests.schema.assistance.paying import LIVING, build, grant, open_account, several, take

pytestmark = pytest.mark.anyio
Code = AssistanceErrorCode
HEADER = "流水号|金额(元)|结果|失败原因|银行流水号"


async def refusal(awaitable: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


@pytest.fixture
async def aid(ruled: Work, active: UUID, worker: Any, funds: dict[FundLevel, UUID]) -> AidFacts:
    assert funds
    await open_account(ruled, worker.person_id)
    return replace(LIVING, dossier_id=active)


@pytest.fixture
async def released(ruled: Work, aid: AidFacts, worker: Any) -> UUID:
    """A batch of three records that the bank has."""
    records = [await grant(ruled, facts) for facts in several(aid, 3)]
    batch_id = await build(ruled, worker.union_id, records)
    await take(ruled, batch_id, "lock", "check", "approve", "release")
    return batch_id


async def lines(work: Work, batch_id: UUID) -> list[Any]:
    statement = (
        sa.select(payment_line)
        .where(payment_line.c.batch_id == batch_id)
        .order_by(payment_line.c.idempotency_key)
    )
    return list(await work.execute(statement))


async def take_back(work: Work, batch_id: UUID, *rows: str, name: str = "回盘.txt") -> Any:
    content = "\r\n".join([HEADER, *rows]).encode()
    made = await service.import_return(
        as_user(work, "finance", days=21), batch_id=batch_id, file_name=name, content=content
    )
    return await row(work, payment_return, made)


async def fund_of(work: Work) -> Any:
    statement = sa.select(fund_source).where(fund_source.c.level == FundLevel.LOCAL_UNION)
    return (await work.execute(statement.where(fund_source.c.code.like("T-%")))).one()


async def test_from_batch_to_ledger(ruled: Work, released: UUID) -> None:
    assert (await fund_of(ruled)).reserved == 240_000
    good = [
        f"{line.idempotency_key}|800.00|成功||B-{line.id}" for line in await lines(ruled, released)
    ]
    found = await take_back(ruled, released, *good)
    assert (found.rows, found.succeeded, found.failed, found.refused) == (3, 3, 0, 0)
    fund = await fund_of(ruled)
    assert (fund.reserved, fund.spent) == (0, 240_000)
    batch = await take(ruled, released, "reconcile", "close")
    assert (batch.status, batch.total, batch.line_count) == (BatchStatus.CLOSED, 240_000, 3)
    for line in await lines(ruled, released):
        record = await row(ruled, assistance_record, line.assistance_id)
        assert (record.status, record.paid_by) == (AssistanceStatus.PAID, "user:cashier")
    assert await service.find_differences(ruled) == {}


@pytest.mark.requirement("S07")
@pytest.mark.parametrize(
    ("steps", "last", "user"),
    [
        (("lock",), "check", "builder"),
        (("lock", "check"), "approve", "builder"),
        (("lock", "check"), "approve", "finance"),
        (("lock", "check", "approve"), "release", "head"),
        (("lock", "check", "approve"), "release", "filer"),
        (("lock", "check", "approve"), "release", "chair"),
        (("lock", "check", "approve"), "release", "centre"),
        (("lock", "check", "approve"), "release", "leader"),
    ],
)
async def test_four_people_stand_behind_a_batch(
    ruled: Work, aid: AidFacts, worker: Any, steps: tuple[str, ...], last: str, user: str
) -> None:
    batch_id = await build(ruled, worker.union_id, [await grant(ruled, aid)])
    await take(ruled, batch_id, *steps)
    error = await refusal(take(ruled, batch_id, last, user=user))
    assert error.code is Code.SAME_PERSON


@pytest.mark.requirement("S07")
async def test_the_database_itself_holds_four_eyes(ruled: Work, aid: AidFacts) -> None:
    record = await grant(ruled, aid)
    with pytest.raises(IntegrityError, match="four_eyes"):
        await ruled.execute(
            sa.update(assistance_record)
            .where(assistance_record.c.id == record)
            .values(paid_by="user:leader", paid_on=ruled.today)
        )


async def test_steps_in_their_order(ruled: Work, aid: AidFacts, worker: Any) -> None:
    batch_id = await build(ruled, worker.union_id, [await grant(ruled, aid)])
    for name in ("check", "approve", "release", "reconcile", "close"):
        error = await refusal(take(ruled, batch_id, name))
        assert error.code is StateErrorCode.ILLEGAL_TRANSITION


@pytest.mark.parametrize("change", [{"amount": 1}, {"holder_name": "李四"}, {"attempt": 9}])
async def test_a_locked_batch_is_not_edited(
    ruled: Work, released: UUID, change: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="not edited"):
        await ruled.execute(
            sa.update(payment_line).where(payment_line.c.batch_id == released).values(**change)
        )


async def test_lines_of_a_locked_batch_stay(ruled: Work, released: UUID) -> None:
    with pytest.raises(IntegrityError, match="not edited"):
        await ruled.execute(sa.delete(payment_line).where(payment_line.c.batch_id == released))


async def test_a_line_leaves_a_batch_in_the_making(ruled: Work, aid: AidFacts, worker: Any) -> None:
    records = [await grant(ruled, facts) for facts in several(aid, 2)]
    batch_id = await build(ruled, worker.union_id, records)
    first = (await lines(ruled, batch_id))[0]
    builder = as_user(ruled, "builder", days=20)
    await service.drop_line(builder, line_id=first.id, expected_version=1)
    batch = await row(ruled, payment_batch, batch_id)
    assert (batch.line_count, batch.total) == (1, 80_000)
    freed = await row(ruled, assistance_record, first.assistance_id)
    assert freed.status is AssistanceStatus.SCHEDULED
    assert await build(ruled, worker.union_id, [first.assistance_id]) != batch_id


@pytest.mark.requirement("R01")
async def test_a_record_is_on_its_way_once(ruled: Work, released: UUID, worker: Any) -> None:
    line = (await lines(ruled, released))[0]
    error = await refusal(build(ruled, worker.union_id, [line.assistance_id]))
    assert error.code is StateErrorCode.ILLEGAL_TRANSITION
    other = await ruled.insert(
        payment_batch,
        number="T-2",
        title="另一批",
        union_id=worker.union_id,
        channel="BANK_FILE",
        built_by="user:x",
    )
    with pytest.raises(IntegrityError, match="uq_payment_line_live"):
        await ruled.insert(
            payment_line,
            batch_id=other,
            assistance_id=line.assistance_id,
            union_id=line.union_id,
            account_id=line.account_id,
            attempt=2,
            idempotency_key="another",
            holder_name=line.holder_name,
            account_mask=line.account_mask,
            amount=line.amount,
        )


async def test_rows_that_the_return_got_wrong(ruled: Work, released: UUID) -> None:
    first, second, third = (line.idempotency_key for line in await lines(ruled, released))
    found = await take_back(
        ruled,
        released,
        f"{first}|800.01|成功||B1",
        f"{second}|800.00|也许||B2",
        "BF2026-UNKNOWN#1|800.00|成功||B3",
        f"{third}|800.00|成功||B4",
        f"{third}|800.00|成功||B5",
    )
    assert [entry["code"] for entry in found.problems] == [
        "AMOUNT_DIFFERS",
        "UNKNOWN_RESULT",
        "UNKNOWN_LINE",
        "REPEATED_LINE",
        "REPEATED_LINE",
    ]
    assert (found.succeeded, found.refused) == (0, 5)
    assert [entry["row"] for entry in found.problems] == [2, 3, 4, 5, 6]
    error = await refusal(take(ruled, released, "reconcile"))
    assert error.code is StateErrorCode.ILLEGAL_TRANSITION


async def test_the_same_return_twice_changes_nothing(ruled: Work, released: UUID) -> None:
    rows = [f"{line.idempotency_key}|800.00|成功||" for line in await lines(ruled, released)]
    first = await take_back(ruled, released, *rows)
    again = await take_back(ruled, released, *rows)
    assert first.id == again.id
    assert (await fund_of(ruled)).spent == 240_000


async def test_a_failed_line_is_cured_and_paid_by_a_new_batch(
    ruled: Work, released: UUID, worker: Any
) -> None:
    keys = [line.idempotency_key for line in await lines(ruled, released)]
    rows = [f"{keys[0]}|800.00|失败|账号不存在|", *(f"{key}|800.00|成功||" for key in keys[1:])]
    await take_back(ruled, released, *rows)
    failed = (await lines(ruled, released))[0]
    assert (failed.status, failed.failure) == (LineStatus.FAILED, "账号不存在")
    assert (await fund_of(ruled)).reserved == 80_000
    error = await refusal(build(ruled, worker.union_id, [failed.assistance_id]))
    assert error.code is StateErrorCode.ILLEGAL_TRANSITION
    await open_account(ruled, worker.person_id, "6217000000000009999")
    await service.correct_line(
        as_user(ruled, "finance"),
        line_id=failed.id,
        expected_version=failed.version,
        note="换卡",
    )
    again = await build(ruled, worker.union_id, [failed.assistance_id])
    (line,) = await lines(ruled, again)
    assert (line.attempt, line.account_mask[-4:]) == (2, "9999")
    assert (await row(ruled, payment_line, failed.id)).status is LineStatus.REQUEUED
    await take(ruled, again, "lock", "check", "approve", "release")
    await take_back(ruled, again, f"{line.idempotency_key}|800.00|成功||")
    assert (await fund_of(ruled)).spent == 240_000
    assert await service.find_differences(ruled) == {}


async def test_the_file_keeps_every_digit_and_is_fetched_once(ruled: Work, released: UUID) -> None:
    finance = as_user(ruled, "finance", days=20)
    version = (await row(ruled, payment_batch, released)).version
    ticket = await service.issue_ticket(finance, batch_id=released, expected_version=version)
    name, content = await service.collect_file(finance, ticket=ticket)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[1][1:5] == ["王五", "6217000000000001234", "临湘农商行", "800.00"]
    assert (len(cells), name[-5:]) == (4, ".xlsx")
    error = await refusal(service.collect_file(finance, ticket=ticket))
    assert error.code is Code.TICKET_INVALID
    assert {line.status for line in await lines(ruled, released)} == {LineStatus.SENT}


async def test_a_ticket_runs_out(ruled: Work, released: UUID) -> None:
    finance = as_user(ruled, "finance", days=20)
    version = (await row(ruled, payment_batch, released)).version
    ticket = await service.issue_ticket(finance, batch_id=released, expected_version=version)
    late = replace(finance, now=finance.now + timedelta(minutes=31))
    error = await refusal(service.collect_file(late, ticket=ticket, kind="txt"))
    assert error.code is Code.TICKET_INVALID


async def test_a_written_file_can_be_read_back(ruled: Work, released: UUID) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split("|"))
    for line in await lines(ruled, released):
        sheet.append([line.idempotency_key, "800.00", "成功", "", "B1"])
    target = io.BytesIO()
    book.save(target)
    made = await service.import_return(
        as_user(ruled, "finance", days=21),
        batch_id=released,
        file_name="回盘.xlsx",
        content=target.getvalue(),
    )
    assert (await row(ruled, payment_return, made)).succeeded == 3
    error = await refusal(
        service.import_return(
            as_user(ruled, "finance"), batch_id=released, file_name="x.xlsx", content=b"no workbook"
        )
    )
    assert error.code is Code.RETURN_UNREADABLE


async def test_an_outcome_is_not_turned_round(ruled: Work, released: UUID) -> None:
    line = (await lines(ruled, released))[0]
    assert await settle(ruled, line.id, PaymentOutcome("B1"))
    assert not await settle(ruled, line.id, PaymentOutcome("B1"))
    error = await refusal(settle(ruled, line.id, PaymentOutcome("B1", "户名不符")))
    assert error.path == ("result",)


async def test_accounts_are_the_heads_own(ruled: Work, worker: Any, aid: AidFacts) -> None:
    assert aid.dossier_id
    other = await ruled.insert(person, name="李四")
    error = await refusal(open_account(ruled, other))
    assert error.code is Code.ACCOUNT_TAKEN
    with pytest.raises(DomainError) as caught:
        await service.set_payee_account(
            ruled,
            person_id=worker.person_id,
            kind="BANK_CARD",  # type: ignore[arg-type]
            holder_name="李四",
            bank_name="银行",
            account="6217000000000005678",
        )
    assert caught.value.code is Code.ACCOUNT_NAME
    stored = (await ruled.execute(sa.select(payee_account).where(payee_account.c.active))).one()
    assert b"6217" not in stored.account_cipher
    assert stored.account_mask == "***************1234"


async def test_no_account_no_line(ruled: Work, active: UUID, worker: Any, funds: Any) -> None:
    assert funds
    record = await grant(ruled, replace(LIVING, dossier_id=active))
    error = await refusal(build(ruled, worker.union_id, [record]))
    assert (error.code, error.path) == (Code.ACCOUNT_MISSING, ("assistanceIds", 0))


async def test_a_dossier_voided_since_is_found_at_the_lock(
    ruled: Work, aid: AidFacts, worker: Any, active: UUID
) -> None:
    batch_id = await build(ruled, worker.union_id, [await grant(ruled, aid)])
    await step(ruled, active, DossierStatus.VOIDED, reason="虚假")
    error = await refusal(take(ruled, batch_id, "lock"))
    assert error.code is Code.DOSSIER_NOT_IN_FORCE


async def test_voiding_asks_back_what_was_paid(ruled: Work, released: UUID, active: UUID) -> None:
    rows = [f"{line.idempotency_key}|800.00|成功||" for line in await lines(ruled, released)]
    await take_back(ruled, released, *rows)
    await step(ruled, active, DossierStatus.VOIDED, reason="虚假")
    line = (await lines(ruled, released))[0]
    record = await row(ruled, assistance_record, line.assistance_id)
    assert record.status is AssistanceStatus.RECOVERY_OPEN
    assert record.recovery_notice_on == ruled.today + timedelta(days=30)
    await service.record_recovery(
        as_user(ruled, "finance"),
        assistance_id=record.id,
        expected_version=record.version,
        note="已退回",
    )
    assert (await fund_of(ruled)).spent == 160_000
    assert await service.find_differences(ruled) == {}


@pytest.mark.requirement("R19")
async def test_the_check_finds_what_does_not_add_up(ruled: Work, released: UUID) -> None:
    assert await service.find_differences(ruled) == {}
    await ruled.execute(sa.update(fund_source).values(spent=fund_source.c.spent + 1))
    await ruled.execute(
        sa.update(payment_batch).where(payment_batch.c.id == released).values(status="CLOSED")
    )
    assert set(await service.find_differences(ruled)) >= {
        "fund: ledger = spent",
        "fund: spent = paid and not returned",
        "batch: settled lines = state",
    }
