"""SM-BATCH, its lines, funds and accounts: code lists and transitions (domain §5.1, §5.3)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from schema.core.enums import Labelled
from schema.core.states import Transitions


class BatchStatus(Labelled):
    """发放批次状态 (SM-BATCH)"""

    BUILDING = "BUILDING", "编制中"
    LOCKED = "LOCKED", "已锁定"
    FINANCE_CHECKED = "FINANCE_CHECKED", "财务已核"
    LEADER_APPROVED = "LEADER_APPROVED", "领导已批"
    EXPORTED = "EXPORTED", "已送银行"
    BANK_RETURNED = "BANK_RETURNED", "银行已回盘"
    RECONCILED = "RECONCILED", "已对账"
    CLOSED = "CLOSED", "已归档"


class LineStatus(Labelled):
    """发放明细状态"""

    PENDING = "PENDING", "待发放"
    SENT = "SENT", "已送出"
    SUCCESS = "SUCCESS", "成功"
    FAILED = "FAILED", "失败"
    CORRECTED = "CORRECTED", "已更正"
    REQUEUED = "REQUEUED", "已重新入批"


class PaymentChannel(Labelled):
    """发放渠道"""

    BANK_FILE = "BANK_FILE", "银行代发文件"
    DIRECT = "DIRECT", "银企直联"


class AccountKind(Labelled):
    """收款账户类型"""

    BANK_CARD = "BANK_CARD", "银行卡"
    SOCIAL_SECURITY_CARD = "SOCIAL_SECURITY_CARD", "社会保障卡"


class FundEntryKind(Labelled):
    """资金台账分录"""

    APPROPRIATION = "APPROPRIATION", "拨入"
    RESERVE = "RESERVE", "占用 (已批未付)"
    RELEASE = "RELEASE", "释放占用"
    SPEND = "SPEND", "支出"
    RETURN = "RETURN", "追回退款"


class CapScope(Labelled):
    """限额口径"""

    HOUSEHOLD = "HOUSEHOLD", "每户每年"
    PERSON = "PERSON", "每人每年"
    CASE = "CASE", "每次"


class RefusalCode(Labelled):
    """不批准事由"""

    DUPLICATE = "DUPLICATE", "同期同类已救助"
    OVER_CAP = "OVER_CAP", "超过救助限额"
    INELIGIBLE = "INELIGIBLE", "不符合救助条件"
    INCOMPLETE = "INCOMPLETE", "材料不全"
    OTHER = "OTHER", "其他"


BATCH_TRANSITIONS: Transitions[BatchStatus] = {
    BatchStatus.BUILDING: (BatchStatus.LOCKED,),
    BatchStatus.LOCKED: (BatchStatus.FINANCE_CHECKED,),
    BatchStatus.FINANCE_CHECKED: (BatchStatus.LEADER_APPROVED,),
    BatchStatus.LEADER_APPROVED: (BatchStatus.EXPORTED,),
    BatchStatus.EXPORTED: (BatchStatus.BANK_RETURNED,),
    BatchStatus.BANK_RETURNED: (BatchStatus.RECONCILED,),
    BatchStatus.RECONCILED: (BatchStatus.CLOSED,),
    BatchStatus.CLOSED: (),
}

LINE_TRANSITIONS: Transitions[LineStatus] = {
    LineStatus.PENDING: (LineStatus.SENT, LineStatus.SUCCESS, LineStatus.FAILED),
    LineStatus.SENT: (LineStatus.SUCCESS, LineStatus.FAILED),
    LineStatus.FAILED: (LineStatus.CORRECTED,),
    LineStatus.CORRECTED: (LineStatus.REQUEUED,),
    LineStatus.SUCCESS: (),
    LineStatus.REQUEUED: (),
}

#: A record has at most one line in one of these: it is paid once or on its way.
LIVE_LINE_STATES = (LineStatus.PENDING, LineStatus.SENT, LineStatus.SUCCESS)
OPEN_LINE_STATES = (LineStatus.PENDING, LineStatus.SENT)


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a gateway is told of one payment; ``amount`` in fen."""

    key: str
    number: str
    amount: int
    holder_name: str
    account: str
    bank_name: str


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    """What a gateway answers; ``failure`` is None when it paid."""

    reference: str
    failure: str | None = None


def payment_key(number: str, attempt: int) -> str:
    """The idempotency key of a payment, derived from the record and the attempt alone."""
    return f"{number}#{attempt}"


def line_hash(key: str, amount: int, holder: str, account_index: bytes) -> bytes:
    """What fixes a line when its batch is locked (32 bytes); the account enters as its index."""
    text = f"{key}\0{amount}\0{holder}\0".encode()
    return hashlib.sha256(text + account_index).digest()


def content_hash(lines: Iterable[bytes]) -> bytes:
    """What fixes a batch: the hash over its lines' hashes in their order of key."""
    return hashlib.sha256(b"".join(lines)).digest()
