"""Funds, accounts and payment batches behind the aid of the demonstration, sums that add up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.aid import AID, CENTRE, FINANCE, LEADER
from api.data.demo.chance import dice, identities
from api.data.demo.dossiers import Dossier
from schema.assistance.rules import (
    COUNTING_AID_STATES,
    AccountKind,
    BatchStatus,
    FundEntryKind,
    FundLevel,
    LineStatus,
    PaymentChannel,
    content_hash,
    line_hash,
    payment_key,
)
from schema.assistance.rules import AssistanceStatus as Status
from schema.core.vault import Vault

FUND: Final = (
    *("id", "code", "name", "level", "year", "document_number", "amount", "reserved", "spent"),
    "spend_by",
)
ENTRY: Final = (
    *("id", "fund_id", "kind", "amount", "assistance_id", "line_id", "entered_on", "entered_by"),
    "note",
)
ACCOUNT: Final = (
    *("id", "person_id", "kind", "holder_name", "bank_name", "account_mask", "account_cipher"),
    "account_index",
)
BATCH: Final = ("id", "number", "title", "union_id", "channel", "status", "built_by")
LINE: Final = (
    *("id", "batch_id", "assistance_id", "union_id", "account_id", "attempt", "idempotency_key"),
    *("holder_name", "account_mask", "amount", "line_hash", "status", "gateway_reference"),
    "settled_on",
)
CHECKER: Final = "demo:财务审核"
BANKS: Final = ("临湘农商行", "邮储银行临湘支行", "建设银行临湘支行")
PAID: Final = (Status.PAID.value, Status.VERIFIED.value)
COUNTING: Final = frozenset(state.value for state in COUNTING_AID_STATES)
#: How the lines of a batch stand.
LINES: Final = {
    BatchStatus.CLOSED: LineStatus.SUCCESS.value,
    BatchStatus.EXPORTED: LineStatus.SENT.value,
    BatchStatus.FINANCE_CHECKED: LineStatus.PENDING.value,
}
FETCHED: Final = time(1, 30)  # UTC: in the morning the bank's file is fetched
#: A fund is allotted in steps of 10 000 yuan, with a tenth more than was granted.
STEP: Final = 1_000_000


@dataclass(slots=True)
class Money:
    """Rows in the order of the columns above, and how each batch ends."""

    records: list[dict[str, Any]] = field(default_factory=list)
    funds: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    accounts: list[tuple[Any, ...]] = field(default_factory=list)
    batches: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    ends: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Account:
    id: UUID
    holder: str
    mask: str
    index: bytes


class Treasury:
    """Keeps the books of the demonstration."""

    def __init__(self, seed: int, vault: Vault, root: UUID, today: date) -> None:
        self._roll = dice(seed, "payments")
        self._ids = {
            name: identities(seed, name)
            for name in ("fund_source", "fund_entry", "payee_account", "payment_batch", "line")
        }
        self._vault = vault
        self._root = root
        self._today = today
        self._accounts: dict[UUID, _Account] = {}

    def keep(self, rows: Iterable[tuple[Any, ...]], dossiers: Sequence[Dossier]) -> Money:
        """Funds for all that was granted, accounts for the heads, batches by month of payment."""
        money = Money(records=[dict(zip(AID, row, strict=True)) for row in rows])
        self._funds(money)
        names = {made.applicant.person_id: made.family[0].name for made in dossiers}
        groups: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
        for record in money.records:
            if record["status"] in PAID:
                day: date = record["paid_on"]
                groups[day.year, day.month].append(record)
        for key in sorted(groups):
            self._batch(money, groups[key], names, BatchStatus.CLOSED)
        waiting = [r for r in money.records if r["status"] == Status.IN_BATCH.value]
        waiting.sort(key=lambda record: (record["approved_on"], record["number"]))
        # What was approved first lies at the bank; the rest waits for the leader.
        half = (len(waiting) + 1) // 2
        for part, status in (
            (waiting[:half], BatchStatus.EXPORTED),
            (waiting[half:], BatchStatus.FINANCE_CHECKED),
        ):
            if part:
                self._batch(money, part, names, status)
        return money

    def _funds(self, money: Money) -> None:
        granted: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        for record in money.records:
            record["fund_id"] = None
            if record["status"] in COUNTING:
                granted[record["fund_level"], record["approved_on"].year].append(record)
        for (level, year), records in sorted(granted.items()):
            fund_id = next(self._ids["fund_source"])
            spent = sum(r["amount"] for r in records if r["status"] in PAID)
            total = sum(r["amount"] for r in records)
            amount = (total * 11 // 10 // STEP + 1) * STEP
            name = f"{year}年{FundLevel[level].label}"
            document = f"演示〔{year}〕{len(money.funds) + 1}号"
            row = (fund_id, f"{year}-{level}", name, level, year, document, amount)
            money.funds.append((*row, total - spent, spent, date(year + 1, 12, 31)))
            self._enter(money, fund_id, FundEntryKind.APPROPRIATION, amount, date(year, 1, 1))
            for record in records:
                record["fund_id"] = fund_id
                day = record["approved_on"]
                self._enter(
                    money, fund_id, FundEntryKind.RESERVE, record["amount"], day, record["id"]
                )

    def _enter(
        self,
        money: Money,
        fund_id: UUID,
        kind: FundEntryKind,
        amount: int,
        day: date,
        record: UUID | None = None,
        line: UUID | None = None,
    ) -> None:
        identity = next(self._ids["fund_entry"])
        note = "演示数据"
        money.entries.append(
            (identity, fund_id, kind.value, amount, record, line, day, FINANCE, note)
        )

    def _batch(
        self,
        money: Money,
        records: list[dict[str, Any]],
        names: dict[UUID, str],
        status: BatchStatus,
    ) -> None:
        """A batch as far as ``status``: closed, at the bank, or checked by the finance desk."""
        batch_id = next(self._ids["payment_batch"])
        locked, released = self._days(records, status)
        number = f"PC{released.year}-{len(money.batches) + 1:08d}"
        title = f"{released.year}年{released.month}月困难职工帮扶资金"
        channel = PaymentChannel.BANK_FILE.value
        building = BatchStatus.BUILDING.value
        money.batches.append((batch_id, number, title, self._root, channel, building, CENTRE))
        marks = [
            (payment_key(r["number"], 1), self._line(money, batch_id, r, names, status))
            for r in records
        ]
        sent, paid = status is not BatchStatus.FINANCE_CHECKED, status is BatchStatus.CLOSED
        fetched = datetime.combine(released, FETCHED, UTC)
        money.ends.append(
            {
                "id": batch_id,
                "status": status.value,
                "line_count": len(records),
                "total": sum(r["amount"] for r in records),
                "content_hash": content_hash(mark for _key, mark in sorted(marks)),
                "locked_on": locked,
                "finance_checked_by": CHECKER,
                "leader_approved_by": LEADER if sent else None,
                "leader_approved_on": released if sent else None,
                "released_by": FINANCE if sent else None,
                "released_on": released if sent else None,
                "collected_at": fetched if sent else None,
                "reconciled_by": CHECKER if paid else None,
                "reconciled_on": released if paid else None,
            }
        )

    def _days(self, records: list[dict[str, Any]], status: BatchStatus) -> tuple[date, date]:
        """When a batch was locked, after all notices, and when it went to the bank."""
        if status is BatchStatus.CLOSED:
            day = max(r["paid_on"] for r in records)
            return day, day
        released = self._today - timedelta(days=1)
        over = max(r["notice_until"] for r in records) + timedelta(days=1)
        return min(over, released), released

    def _line(
        self,
        money: Money,
        batch_id: UUID,
        record: dict[str, Any],
        names: dict[UUID, str],
        status: BatchStatus,
    ) -> bytes:
        line_id = next(self._ids["line"])
        account = self._account(money, record["person_id"], names)
        key = payment_key(record["number"], 1)
        mark = line_hash(key, record["amount"], account.holder, account.index)
        where = (line_id, batch_id, record["id"], record["union_id"], account.id, 1, key)
        paid = status is BatchStatus.CLOSED
        reference = f"YH{len(money.lines) + 1:010d}" if paid else None
        what = (account.holder, account.mask, record["amount"], mark, LINES[status], reference)
        money.lines.append((*where, *what, record["paid_on"] if paid else None))
        if paid:
            self._enter(
                money,
                record["fund_id"],
                FundEntryKind.SPEND,
                record["amount"],
                record["paid_on"],
                record["id"],
                line_id,
            )
        return mark

    def _account(self, money: Money, person_id: UUID, names: dict[UUID, str]) -> _Account:
        """The head's account, made when it is first paid to."""
        known = self._accounts.get(person_id)
        if known is not None:
            return known
        number = f"62170000{len(self._accounts):04d}{self._roll.randrange(10**7):07d}"
        index = self._vault.blind_index("account", number)
        identity = next(self._ids["payee_account"])
        made = _Account(identity, names[person_id], "*" * 15 + number[-4:], index)
        cipher = self._vault.encrypt(number, "payee_account", "account_cipher", person_id)
        kind = AccountKind.SOCIAL_SECURITY_CARD.value
        bank = self._roll.choice(BANKS)
        money.accounts.append(
            (identity, person_id, kind, made.holder, bank, made.mask, cipher, index)
        )
        self._accounts[person_id] = made
        return made
