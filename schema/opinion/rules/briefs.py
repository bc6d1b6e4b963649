"""Reports on public opinion (舆情简报): kinds, periods, and what each figure says (pure)."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schema.core.clock import SHANGHAI
from schema.core.enums import Labelled

_WEEK = 7


class BriefKind(Labelled):
    """简报种类"""

    DAILY = "DAILY", "日报"
    WEEKLY = "WEEKLY", "周报"
    MONTHLY = "MONTHLY", "月报"


class BriefState(Labelled):
    """简报状态"""

    WAITING = "WAITING", "待生成"
    READY = "READY", "已生成"


class BriefProblem(Labelled):
    """简报缺件原因"""

    FONT_MISSING = "FONT_MISSING", "未找到中文字体, 没有PDF (请安装 fonts-noto-cjk)"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Shanghai, both ends included."""

    kind: BriefKind
    starts_on: date
    ends_on: date

    @property
    def begin(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.starts_on, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.ends_on + timedelta(days=1), time(), SHANGHAI)


def period_of(kind: BriefKind, day: date) -> Period:
    """The day, the week from Monday or the month that holds a day."""
    if kind is BriefKind.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=_WEEK - 1))
    if kind is BriefKind.MONTHLY:
        last = calendar.monthrange(day.year, day.month)[1]
        return Period(kind, day.replace(day=1), day.replace(day=last))
    return Period(kind, day, day)


def last_period(kind: BriefKind, today: date) -> Period:
    """The latest period that is over."""
    return period_of(kind, period_of(kind, today).starts_on - timedelta(days=1))


def brief_name(kind: BriefKind, starts_on: date, revision: int) -> str:
    """The file's name without its ending: plain letters, for any system."""
    return f"opinion-{kind.value.lower()}-{starts_on:%Y%m%d}-v{revision}"
