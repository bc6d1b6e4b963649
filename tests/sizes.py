"""How hard the tests press: short by default, as the failure plan says for ``make chaos``."""

import os
from typing import TypeVar

T = TypeVar("T", int, float, str)
LONG = os.environ.get("GONGHUI_CHAOS") == "long"


def size(short: T, long: T) -> T:
    """A number of jobs, kills, rounds or seconds."""
    return long if LONG else short
