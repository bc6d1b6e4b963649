"""Opening hours: spans of a weekday in minutes of the day, whole week stated at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schema.core.errors import DomainError, ErrorCode
from schema.facilities.rules.codes import Season

DAY_MINUTES: Final = 1440
WEEKDAYS: Final = 7
MOST_SPANS: Final = 60
_TIME: Final = re.compile(r"(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Span:
    """Open on a weekday (1 Monday - 7 Sunday) from ``opens`` to ``closes``, as ``HH:MM``."""

    weekday: int
    opens: str
    closes: str
    season: Season = Season.ALL_YEAR


def minute_of(text: str, field: str) -> int:
    """``08:30`` as minutes of the day, up to ``24:00``; raises DomainError INVALID."""
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if found is None or int(found[2]) >= 60 or minute > DAY_MINUTES:  # noqa: PLR2004
        raise DomainError(ErrorCode.INVALID, f"时间须为 HH:MM: {text[:20]}", path=(field,))
    return minute


def check_span(opens: str, closes: str) -> tuple[int, int]:
    """Both ends in minutes; raises DomainError INVALID unless the end is later."""
    first, last = minute_of(opens, "opens"), minute_of(closes, "closes")
    if first >= last:
        raise DomainError(ErrorCode.INVALID, "结束时间须晚于开始时间", path=("closes",))
    return first, last


def minutes_of(spans: Sequence[Span]) -> list[tuple[Span, int, int]]:
    """The spans with both ends in minutes.

    Raises DomainError INVALID for spans that overlap in a season or are no times.
    """
    if len(spans) > MOST_SPANS:
        raise DomainError(ErrorCode.INVALID, f"至多 {MOST_SPANS} 段开放时间", path=("hours",))
    found = [(span, *check_span(span.opens, span.closes)) for span in spans]
    for span, first, _ in found:
        if not 1 <= span.weekday <= WEEKDAYS:
            raise DomainError(ErrorCode.INVALID, "星期须为 1 至 7", path=("hours",))
        for other, start, end in found:
            if other is span or not _meet(span, other):
                continue
            if start <= first < end:
                raise DomainError(ErrorCode.INVALID, "开放时间有重叠", path=("hours",))
    return found


def _meet(one: Span, other: Span) -> bool:
    """On the same weekday, in seasons that may be the same."""
    seasons = {one.season, other.season}
    return one.weekday == other.weekday and seasons != {Season.SUMMER, Season.REST_OF_YEAR}
