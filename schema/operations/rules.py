"""The timetable: when a job is due, and what becomes of slots that were missed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from schema.core.enums import Labelled

SLOTS_AT_ONCE = 500
CRON_FIELDS = 5


class OperationsErrorCode(Labelled):
    """Codes of the operations domain."""

    CRON_INVALID = "CRON_INVALID", "时间表达式不正确"
    TIMEZONE_UNKNOWN = "TIMEZONE_UNKNOWN", "未知时区"
    JOB_UNKNOWN = "JOB_UNKNOWN", "该任务不能列入计划"
    ARGUMENTS_INVALID = "ARGUMENTS_INVALID", "任务参数不正确"
    RUN_STATE = "RUN_STATE", "任务当前状态下不能进行此操作"


class Misfire(Labelled):
    """错过时点的处理: what becomes of slots that passed while no scheduler ran."""

    SKIP = "SKIP", "跳过"
    ONCE = "ONCE", "合并补跑一次"
    ALL = "ALL", "逐一补跑"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a job is due: five cron fields in a time zone, and the policy for missed slots."""

    cron: str
    timezone: str = "Asia/Shanghai"
    misfire: Misfire | str = Misfire.ONCE
    grace_seconds: int = 60


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
    InitialSchedule(
        "OPINION_INTAKE", "网络舆情采集", "opinion.intake", "*/5 * * * *", Misfire.ONCE
    ),
    InitialSchedule("FIGURES_FOLD", "汇总数归并", "figures.fold", "*/5 * * * *", Misfire.ONCE),
    InitialSchedule("FIGURES_CHECK", "汇总数核对", "figures.check", "30 2 * * *", Misfire.ONCE),
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
    if next(_slots_after(timetable, last)) > now:
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
    start = after.astimezone(ZoneInfo(timetable.timezone))
    return (slot.astimezone(UTC) for slot in CronSim(timetable.cron, start))


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
    for slot in islice(CronSim(timetable.cron, start, reverse=True), 3):
        moment = slot.astimezone(UTC)
        if moment <= last:
            break
        if moment <= now:
            found.append(moment)
    return found[:2]
