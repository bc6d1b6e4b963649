"""The region that a citizen number begins with, in the history of GB/T 2260.

A number keeps the code that was in force when it was given; a county may have been renamed or
abolished since. So a region is never a reason to refuse: people are told, and look again.
"""

import re
from functools import lru_cache
from typing import Final

from schema.core.enums import Labelled

PERIOD: Final = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,]+)")
DIGITS: Final = 6


class RegionCheck(Labelled):
    """证件号码前六位的区划"""

    CURRENT = "CURRENT", "现行区划"
    ABOLISHED = "ABOLISHED", "已撤销或更名的区划 (历史有效)"
    UNKNOWN = "UNKNOWN", "未收录的区划, 请核对"


@lru_cache(maxsize=4096)
def check_region(number: str) -> RegionCheck:
    """What became of the region of a document number (its first six digits count)."""
    periods = _periods(number[:DIGITS])
    if not periods:
        return RegionCheck.UNKNOWN
    stands = any(end is None for _, end, _ in periods)
    return RegionCheck.CURRENT if stands else RegionCheck.ABOLISHED


def region_names(number: str) -> tuple[str, ...]:
    """What the region has been called, the present name last; empty for an unknown one."""
    return tuple(name for _, _, name in _periods(number[:DIGITS]))


def _periods(region: str) -> list[tuple[int | None, int | None, str]]:
    # The list takes memory that a process without registrations never needs.
    from stdnum import numdb  # noqa: PLC0415

    found = numdb.get("cn/loc").info(region)
    counties = {key: value for _, told in found for key, value in told.items()}.get("county", "")
    return [
        (int(first) if first else None, int(last) if last else None, name)
        for first, last, name in PERIOD.findall(counties)
    ]
