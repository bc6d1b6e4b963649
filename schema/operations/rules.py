"""The timetable and its missed slots; what may be taken out of and into the platform as files."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.parameter import Parameter

SLOTS_AT_ONCE = 500
#: A timetable without a slot in this time has none: "1 October, working days only".
HORIZON = timedelta(days=10 * 366)
CRON_FIELDS = 5
COMPARED = 2  # the slot to run, and one before it that was missed


class OperationsErrorCode(Labelled):
    """Codes of the operations domain."""

    CRON_INVALID = "CRON_INVALID", "时间表达式不正确"
    NO_SLOT = "NO_SLOT", "该时间表在所选运行日内没有任何时点"
    TIMEZONE_UNKNOWN = "TIMEZONE_UNKNOWN", "未知时区"
    JOB_UNKNOWN = "JOB_UNKNOWN", "该任务不能列入计划"
    ARGUMENTS_INVALID = "ARGUMENTS_INVALID", "任务参数不正确"
    RUN_STATE = "RUN_STATE", "任务当前状态下不能进行此操作"


class Misfire(Labelled):
    """错过时点的处理: what becomes of slots that passed while no scheduler ran."""

    SKIP = "SKIP", "跳过"
    ONCE = "ONCE", "合并补跑一次"
    ALL = "ALL", "逐一补跑"


class SlotDays(Labelled):
    """运行日: on which days of the working calendar a schedule has its slots."""

    ALL = "ALL", "每天"
    WORKING = "WORKING", "仅工作日"
    RESTING = "RESTING", "仅休息日和节假日"


def every_day(_day: date) -> bool:
    """No day is left out."""
    return True


def chosen_days(
    days: SlotDays | str, is_working_day: Callable[[date], bool]
) -> Callable[[date], bool]:
    """Whether a day has slots, by the working calendar."""
    if days == SlotDays.WORKING:
        return is_working_day
    if days == SlotDays.RESTING:
        return lambda day: not is_working_day(day)
    return every_day


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a job is due: five cron fields in a time zone, and the policy for missed slots.

    ``serves`` says which local days have slots at all.
    """

    cron: str
    timezone: str = "Asia/Shanghai"
    misfire: Misfire | str = Misfire.ONCE
    grace_seconds: int = 60
    serves: Callable[[date], bool] = every_day


@dataclass(frozen=True, slots=True)
class Due:
    """Slots to run now, in order; how far the timetable is dealt with; whether more wait."""

    slots: tuple[datetime, ...]
    reached: datetime
    skipped: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class InitialSchedule:
    """A schedule that a new installation starts with."""

    code: str
    name: str
    job: str
    cron: str
    misfire: Misfire
    arguments: Mapping[str, Any] = field(default_factory=dict)


INITIAL_SCHEDULES = (
    InitialSchedule(
        "NIGHTLY_SCREENING",
        "夜间定期排查",
        "screening.run",
        "0 2 * * *",
        Misfire.ONCE,
        {"kind": "PERIODIC"},
    ),
    InitialSchedule("SCREENING_PLANS", "排查计划", "screening.plans", "30 0 * * *", Misfire.ONCE),
    InitialSchedule(
        "FINDINGS_ESCALATE", "逾期线索上交", "screening.escalate", "20 * * * *", Misfire.ONCE
    ),
    InitialSchedule(
        "OPINION_INTAKE", "网络舆情采集", "opinion.intake", "*/5 * * * *", Misfire.ONCE
    ),
    InitialSchedule("OPINION_SWEEP", "舆情超时上报", "opinion.sweep", "* * * * *", Misfire.ONCE),
    InitialSchedule("ALERTS_DELIVER", "预警外发", "opinion.deliver", "* * * * *", Misfire.ONCE),
    *(
        InitialSchedule(code, name, "opinion.brief", cron, Misfire.ONCE, {"kind": kind})
        for code, name, cron, kind in (
            ("BRIEF_DAILY", "舆情日报", "30 6 * * *", "DAILY"),
            ("BRIEF_WEEKLY", "舆情周报", "40 6 * * 1", "WEEKLY"),
            ("BRIEF_MONTHLY", "舆情月报", "50 6 1 * *", "MONTHLY"),
        )
    ),
    InitialSchedule("FIGURES_FOLD", "汇总数归并", "figures.fold", "*/5 * * * *", Misfire.ONCE),
    InitialSchedule("FIGURES_CHECK", "汇总数核对", "figures.check", "30 2 * * *", Misfire.ONCE),
    InitialSchedule(
        "EXPORTS_PURGE", "销毁过期导出文件", "export.purge", "*/10 * * * *", Misfire.ONCE
    ),
    InitialSchedule(
        "DOSSIERS_TURN",
        "档案到期办理 (复核、监测)",
        "assistance.dossiers",
        "0 1 * * *",
        Misfire.ONCE,
    ),
    InitialSchedule(
        "EVIDENCE_REMIND", "证明材料到期提醒", "assistance.evidence", "20 1 * * *", Misfire.ONCE
    ),
    InitialSchedule("TERMS_TURN", "工会届满办理", "organisation.terms", "30 1 * * *", Misfire.ONCE),
    InitialSchedule("DUES_OPEN", "会费按月应缴", "membership.dues", "10 0 1 * *", Misfire.ONCE),
    InitialSchedule(
        "LAPSES_PROPOSE", "自动退会提议", "membership.lapses", "40 1 5 * *", Misfire.ONCE
    ),
    InitialSchedule(
        "DUPLICATES_FIND", "重复职工排查", "membership.duplicates", "50 1 * * *", Misfire.ONCE
    ),
    InitialSchedule("UPLOADS_SWEEP", "清理无主文件", "upload.sweep", "40 3 * * *", Misfire.ONCE),
    InitialSchedule(
        "DATA_DESTROY", "保存期满销毁", "retention.destroy", "30 3 * * *", Misfire.ONCE
    ),
    InitialSchedule("RUNS_PURGE", "清理任务运行记录", "runs.purge", "45 3 * * *", Misfire.ONCE),
    InitialSchedule("KEYS_PURGE", "清理幂等键", "idempotency.purge", "15 * * * *", Misfire.ONCE),
)


def timetable_fault(timetable: Timetable) -> OperationsErrorCode | None:
    """What is wrong with a timetable, if anything is."""
    try:
        zone = ZoneInfo(timetable.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return OperationsErrorCode.TIMEZONE_UNKNOWN
    if len(timetable.cron.split()) != CRON_FIELDS:
        return OperationsErrorCode.CRON_INVALID
    try:
        next(CronSim(timetable.cron, datetime(2026, 1, 1, tzinfo=zone)))
    except (CronSimError, StopIteration):
        return OperationsErrorCode.CRON_INVALID
    if not next_slots(timetable, datetime(2026, 1, 1, tzinfo=zone), 1):
        return OperationsErrorCode.NO_SLOT
    return None


def next_slots(timetable: Timetable, after: datetime, count: int) -> list[datetime]:
    """The next slots after an instant, in UTC."""
    return list(islice(_slots_after(timetable, after), count))


def due_slots(timetable: Timetable, last: datetime | None, now: datetime) -> Due:
    """The slots in ``(last, now]`` that the misfire policy wants run.

    A timetable seen for the first time starts now. A ``last`` in the future
    means that the clock was set back: the timetable starts again from now, and
    the uniqueness of a slot's row keeps those that ran from running again.
    """
    if last is None or last > now:
        return Due((), now)
    upcoming = next_slots(timetable, last, 1)
    if not upcoming or upcoming[0] > now:
        return Due((), last)
    if timetable.misfire == Misfire.ALL:
        return _all_slots(timetable, last, now)
    latest = _slots_back(timetable, last, now)
    skipped = len(latest) > 1
    if timetable.misfire == Misfire.SKIP:
        on_time = now - latest[0] <= timedelta(seconds=timetable.grace_seconds)
        return Due((latest[0],) if on_time else (), latest[0], skipped or not on_time)
    return Due((latest[0],), latest[0], skipped)


def _slots_after(timetable: Timetable, after: datetime) -> Iterator[datetime]:
    """The slots after an instant, until none has come for ``HORIZON``."""
    start = after.astimezone(ZoneInfo(timetable.timezone))
    limit = start + HORIZON
    for slot in CronSim(timetable.cron, start):
        if slot > limit:
            return
        if timetable.serves(slot.date()):
            limit = slot + HORIZON
            yield slot.astimezone(UTC)


def _all_slots(timetable: Timetable, last: datetime, now: datetime) -> Due:
    """Every slot, oldest first, a bounded number at once."""
    past = takewhile(lambda slot: slot <= now, _slots_after(timetable, last))
    slots = tuple(islice(past, SLOTS_AT_ONCE))
    return Due(slots, slots[-1], more=len(slots) == SLOTS_AT_ONCE)


def _slots_back(timetable: Timetable, last: datetime, now: datetime) -> list[datetime]:
    """The latest two slots in ``(last, now]``, the later one first."""
    # Backwards, a slot at the very start is not counted: start just after now.
    start = (now + timedelta(seconds=1)).astimezone(ZoneInfo(timetable.timezone))
    found: list[datetime] = []
    for slot in CronSim(timetable.cron, start, reverse=True):
        moment = slot.astimezone(UTC)
        if moment <= last or len(found) == COMPARED:
            break
        if moment <= now and timetable.serves(slot.date()):
            found.append(moment)
    return found


class ExportFormat(Labelled):
    """导出格式"""

    XLSX = "XLSX", "Excel 工作簿"
    CSV = "CSV", "CSV 文本 (UTF-8)"


class ExportState(Labelled):
    """导出状态: from the ticket to the file's destruction"""

    PENDING = "PENDING", "待审批"
    REFUSED = "REFUSED", "审批未通过"
    WAITING = "WAITING", "待生成"
    READY = "READY", "可下载"
    DOWNLOADED = "DOWNLOADED", "已下载"
    FAILED = "FAILED", "生成失败"
    EXPIRED = "EXPIRED", "已过期销毁"


class ImportEntity(Labelled):
    """导入对象"""

    MEMBER = "MEMBER", "会员"
    UNION = "UNION", "工会"
    ENTERPRISE = "ENTERPRISE", "企事业单位"
    FACILITY = "FACILITY", "阵地"
    DOSSIER = "DOSSIER", "困难职工档案 (历史数据)"
    ASSISTANCE = "ASSISTANCE", "帮扶记录 (历史数据)"
    FEED_REPORT = "FEED_REPORT", "舆情报送 (热线登记、乡镇上报)"


class ImportMode(Labelled):
    """导入时有行未通过的处理"""

    REJECT_ALL = "REJECT_ALL", "全部不写入"
    SKIP_FAILED = "SKIP_FAILED", "跳过未通过的行"


class FileErrorCode(Labelled):
    """Codes of exports and imports."""

    EXPORT_TOO_LARGE = "EXPORT_TOO_LARGE", "超过本角色一次导出的行数上限"
    EXPORT_COLUMNS = "EXPORT_COLUMNS", "列、筛选或排序不正确"
    EXPORT_STATE = "EXPORT_STATE", "导出当前状态下不能进行此操作"
    OWN_EXPORT = "OWN_EXPORT", "不能审批自己申请的导出"
    IMPORT_STATE = "IMPORT_STATE", "导入当前状态下不能进行此操作"


@dataclass(frozen=True, slots=True)
class ExportLimits:
    """What a role may take out at once, and from how many people on a leader approves."""

    rows: int
    unapproved_people: int
    hours: int

    @classmethod
    def of(cls, values: Mapping[str, object], role: str) -> "ExportLimits":
        """The limits in force for a role; ``rows_<ROLE>`` comes before ``rows``."""
        rows = values.get(f"rows_{role}", values.get("rows"))
        people, hours = values.get("unapproved_people"), values.get("hours")
        if not isinstance(rows, int) or not isinstance(people, int) or not isinstance(hours, int):
            raise DomainError(FileErrorCode.EXPORT_STATE, "缺少有效的导出参数")
        return cls(rows, people, min(hours, LONGEST_HOURS))

    def approval_needed(self, rows: int, *, personal: bool, clear: bool) -> bool:
        """Clear numbers always; rows of people beyond the limit (domain §10)."""
        return clear or (personal and rows > self.unapproved_people)


#: A file waits a day at most, whatever a parameter says (D13).
LONGEST_HOURS = 24
_JUDGED = "判断值 (domain §10)"
_SINCE = date(2021, 11, 1)
EXPORT_PARAMETERS = (
    Parameter("EXPORT", "rows", 50_000, _SINCE, _JUDGED),
    Parameter("EXPORT", "rows_CITY_DEPARTMENT", 1_000_000, _SINCE, _JUDGED),
    Parameter("EXPORT", "rows_CITY_LEADER", 1_000_000, _SINCE, _JUDGED),
    Parameter("EXPORT", "rows_AUDITOR", 1_000_000, _SINCE, _JUDGED),
    Parameter("EXPORT", "rows_JOB", 1_000_000, _SINCE, _JUDGED),
    Parameter(
        "EXPORT", "unapproved_people", 500, _SINCE, "《个人信息保护法》第五十一条; 市总工会规定"
    ),
    Parameter("EXPORT", "hours", 24, _SINCE, _JUDGED),
    Parameter("RUNS", "kept_days", 180, _SINCE, "《网络安全法》: 网络日志留存不少于六个月"),
    Parameter("ATTACHMENT", "link_seconds", 300, _SINCE, _JUDGED),
    Parameter("ATTACHMENT", "most_per_record", 20, _SINCE, _JUDGED),
    Parameter("ATTACHMENT", "unused_days", 7, _SINCE, _JUDGED),
    Parameter("S4", "days", 30, _SINCE, _JUDGED),
    Parameter("S5", "hours", 48, _SINCE, _JUDGED),
    Parameter("S5", "late_minutes", 120, _SINCE, _JUDGED),
)


class RequestKind(Labelled):
    """个人信息权利申请: what a person may ask for of his data (PIPL art. 44–47)"""

    ACCESS = "ACCESS", "查阅、复制"
    CORRECTION = "CORRECTION", "更正、补充"
    ERASURE = "ERASURE", "删除"


class RequestState(Labelled):
    """权利申请状态"""

    FILED = "FILED", "已受理"
    GRANTED = "GRANTED", "已办理"
    REFUSED = "REFUSED", "不予办理"


REQUEST_TRANSITIONS = {RequestState.FILED: (RequestState.GRANTED, RequestState.REFUSED)}


class DestroyedKind(Labelled):
    """销毁对象: what is destroyed when its time has passed"""

    DOSSIER = "DOSSIER", "困难职工档案内容"
    PERSON = "PERSON", "职工个人信息"
    ACCESS_LOG = "ACCESS_LOG", "查阅记录"
    FEED_AUTHOR = "FEED_AUTHOR", "舆情作者摘要"


class PrivacyErrorCode(Labelled):
    """Codes of retention and of the rights of a person."""

    LEGAL_HOLD = "LEGAL_HOLD", "已作保全, 不得销毁"
    RETENTION_STANDS = "RETENTION_STANDS", "法定或规定的保存期未满"
    STILL_MEMBER = "STILL_MEMBER", "会籍尚未终止"
    OWN_REQUEST = "OWN_REQUEST", "不能办理自己提出的申请"


#: The shortest time that logs are kept, whatever a parameter says (网络安全法 art. 21).
SHORTEST_LOG_DAYS = 180
_ARCHIVES = "困难职工档案管理办法; domain §10: 退出后不少于10年"
_VOUCHERS = "《会计档案管理办法》(财政部 国家档案局令第79号) 附表一: 会计凭证30年"
_PIPL = "《个人信息保护法》第十九条、第四十七条; 市总工会规定 (判断值)"
RETENTION_PARAMETERS = (
    Parameter("RETENTION", "dossier_years", 10, _SINCE, _ARCHIVES),
    Parameter("RETENTION", "voucher_years", 30, _SINCE, _VOUCHERS),
    Parameter("RETENTION", "membership_years", 10, _SINCE, _PIPL),
    Parameter(
        "RETENTION", "access_log_days", 1095, _SINCE, "《网络安全法》第二十一条 (不少于六个月)"
    ),
    Parameter("RETENTION", "feed_author_days", 90, _SINCE, _PIPL),
    Parameter(
        "PRIVACY", "request_working_days", 15, _SINCE, "《个人信息保护法》第五十条 (domain §10)"
    ),
)
INITIAL_PARAMETERS = (*EXPORT_PARAMETERS, *RETENTION_PARAMETERS)
