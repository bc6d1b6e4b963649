"""Defects planted at facilities for the screening to find, told by the place in the list.

They repeat every ``REPEATED`` facilities. The first are always open, so that each rule finds
something in the smallest demonstration, too.
"""

from typing import Final

REPEATED: Final = 60
#: Nobody used it for more than a month (F3).
UNUSED: Final = 1
#: The microwave, which the standard asks for, is broken for longer than allowed (F2).
BROKEN: Final = 3
#: The first-aid supplies expire soon, or have expired (F5).
EXPIRING: Final = 5
EXPIRED: Final = 12
#: A mother-and-baby room without a cleaning yesterday (F4).
UNCLEANED: Final = 7
#: Opened without its keeper for days (F3).
UNATTENDED: Final = 10

UNUSED_DAYS: Final = 41
BROKEN_DAYS: Final = 12
EXPIRES_IN: Final = 12
EXPIRED_FOR: Final = 4
UNCLEANED_DAYS: Final = 3
UNATTENDED_DAYS: Final = 5


def has_flaw(number: int, flaw: int) -> bool:
    """Whether the facility in this place of the list has this defect."""
    return number % REPEATED == flaw
