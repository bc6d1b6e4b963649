"""Kinds, severities, deadlines and the life of a finding (SM-FIND); the catalogue of rules.

Source: domain §8. Thresholds are parameters; ``INITIAL_PARAMETERS`` are their first values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schema.core.clock import SHANGHAI
from schema.core.enums import Labelled
from schema.core.parameter import Parameter
from schema.core.states import Transitions

LOWEST, HIGHEST = 1, 4


class ScreeningKind(Labelled):
    """排查类型"""

    PERIODIC = "PERIODIC", "定期排查"
    KEY = "KEY", "重点排查"
    SPECIAL = "SPECIAL", "专项排查"


class ScreeningState(Labelled):
    """排查运行状态"""

    QUEUED = "QUEUED", "排队"
    RUNNING = "RUNNING", "运行中"
    SUCCEEDED = "SUCCEEDED", "成功"
    PARTIAL = "PARTIAL", "部分完成"
    FAILED = "FAILED", "失败"


class SubjectType(Labelled):
    """风险对象类型"""

    PERSON = "PERSON", "职工"
    UNION = "UNION", "工会"
    DOSSIER = "DOSSIER", "困难职工档案"
    FACILITY = "FACILITY", "阵地"


class FindingStatus(Labelled):
    """风险线索状态 (SM-FIND)"""

    OPEN = "OPEN", "待处理"
    ASSIGNED = "ASSIGNED", "已指派"
    IN_PROGRESS = "IN_PROGRESS", "处理中"
    SNOOZED = "SNOOZED", "暂缓"
    RESOLVED = "RESOLVED", "已解决"
    VERIFIED = "VERIFIED", "已核实"
    DISMISSED = "DISMISSED", "已排除"
    CLOSED = "CLOSED", "已关闭"


class ScreeningErrorCode(Labelled):
    """Codes of this domain."""

    RULE_UNKNOWN = "RULE_UNKNOWN", "没有这条排查规则"
    SECOND_PERSON = "SECOND_PERSON", "三级及以上风险须由另一人排除"


OPEN_STATES = (
    FindingStatus.OPEN,
    FindingStatus.ASSIGNED,
    FindingStatus.IN_PROGRESS,
    FindingStatus.SNOOZED,
)
# One finding at most of a key is live. A dismissed one lives on silently until its condition
# ends, or else the next night would open it again.
LIVE_STATES = (*OPEN_STATES, FindingStatus.DISMISSED)

FINDING_TRANSITIONS: Transitions[FindingStatus] = {
    FindingStatus.OPEN: (
        FindingStatus.ASSIGNED,
        FindingStatus.SNOOZED,
        FindingStatus.RESOLVED,
        FindingStatus.DISMISSED,
    ),
    FindingStatus.ASSIGNED: (
        FindingStatus.IN_PROGRESS,
        FindingStatus.SNOOZED,
        FindingStatus.RESOLVED,
        FindingStatus.DISMISSED,
    ),
    FindingStatus.IN_PROGRESS: (FindingStatus.SNOOZED, FindingStatus.RESOLVED),
    FindingStatus.SNOOZED: (FindingStatus.OPEN, FindingStatus.RESOLVED),
    FindingStatus.RESOLVED: (FindingStatus.VERIFIED,),
    FindingStatus.VERIFIED: (FindingStatus.CLOSED,),
    FindingStatus.DISMISSED: (FindingStatus.CLOSED,),
    FindingStatus.CLOSED: (),
}


@dataclass(frozen=True, slots=True)
class RuleDefinition:
    """A rule of the catalogue: its first severity and the kinds of screening it belongs to."""

    code: str
    name: str
    severity: int
    subject: SubjectType
    description: str
    kinds: tuple[ScreeningKind, ...] = (ScreeningKind.PERIODIC,)


CATALOGUE = (
    RuleDefinition(
        "M1",
        "重复会籍",
        3,
        SubjectType.PERSON,
        "同一人以不同身份记录在多个工会在册: 证件号码相同, 或姓名、出生日期、手机号均相同",
    ),
    RuleDefinition(
        "M2",
        "实名信息有误",
        2,
        SubjectType.PERSON,
        "在册会员证件校验不通过, 或缺少证件号码、手机号、性别、出生日期",
    ),
    RuleDefinition(
        "M6",
        "实名信息不完整",
        2,
        SubjectType.UNION,
        "工会在册会员中必填实名信息齐全的比例低于规定比例",
    ),
    RuleDefinition(
        "D1",
        "档案复核到期",
        2,
        SubjectType.DOSSIER,
        "在档困难职工临近或超过复核日期; 超期的风险等级加一",
    ),
    RuleDefinition(
        "D3", "一人多档", 3, SubjectType.PERSON, "同一人出现在两份以上在档困难职工档案中"
    ),
    RuleDefinition(
        "D11", "在档未帮扶", 2, SubjectType.DOSSIER, "在档困难职工在规定期间内没有任何帮扶"
    ),
    RuleDefinition(
        "A2",
        "重复帮扶",
        4,
        SubjectType.PERSON,
        "同一家庭同一类型同一期间的帮扶已批准或发放两次以上 (含不同档案)",
    ),
    RuleDefinition(
        "F1", "阵地检查超期", 2, SubjectType.FACILITY, "开放的阵地未按周期自查、乡镇检查或市级检查"
    ),
)

_START = date(2016, 1, 1)
_LOCAL = "平台初始值, 由市总工会确认"

INITIAL_PARAMETERS = (
    Parameter("M6", "complete_percent", 95, _START, _LOCAL),
    Parameter("D1", "cycle_days", 365, _START, "湖南省困难职工档案管理: 每年至少复核一次"),
    Parameter("D1", "warn_days", 30, _START, _LOCAL),
    Parameter("D11", "days", 365, _START, _LOCAL),
    Parameter("D11", "deep_days", 90, _START, _LOCAL),
    Parameter("F1", "self_days", 7, _START, _LOCAL),
    Parameter("F1", "township_days", 30, _START, _LOCAL),
    Parameter("F1", "city_days", 90, _START, _LOCAL),
    Parameter("FINDING", "due_hours_4", 24, _START, _LOCAL),
    Parameter("FINDING", "due_working_days_3", 3, _START, _LOCAL),
    Parameter("FINDING", "due_working_days_2", 10, _START, _LOCAL),
    Parameter("FINDING", "due_days_1", 30, _START, _LOCAL),
    Parameter("FINDING", "misses_to_resolve", 2, _START, _LOCAL),
    Parameter("FINDING", "repeats_to_raise", 3, _START, _LOCAL),
    Parameter("FINDING", "repeat_months", 12, _START, _LOCAL),
    Parameter("FINDING", "snooze_days", 30, _START, _LOCAL),
)


def due_moments(
    now: datetime, deadlines: Mapping[str, int], working_days: Callable[[date, int], date]
) -> dict[int, datetime]:
    """By severity, the moment by which a finding opened now must be dealt with.

    ``working_days(start, count)`` counts forward; deadlines in days end with the
    Asia/Shanghai day.
    """
    today = now.astimezone(SHANGHAI).date()
    return {
        4: now + timedelta(hours=deadlines["due_hours_4"]),
        3: _end_of(working_days(today, deadlines["due_working_days_3"])),
        2: _end_of(working_days(today, deadlines["due_working_days_2"])),
        1: _end_of(today + timedelta(days=deadlines["due_days_1"])),
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def final_state(rules: int, failed: int) -> ScreeningState:
    """The state of a run of so many rules of which so many failed."""
    if failed == 0:
        return ScreeningState.SUCCEEDED
    return ScreeningState.FAILED if failed == rules else ScreeningState.PARTIAL
