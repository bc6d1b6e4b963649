"""``python -m tests.workers.process worker|relay|scheduler``: a process with the tests' jobs.

``GONGHUI_TEST_CLOCK_AHEAD`` sets its clock ahead by so many seconds (or back), as a machine
whose clock is wrong.
"""

import os
import sys
import time
from datetime import datetime, timedelta

from schema.core import clock
from tests.workers import jobs
from workers import run

CLOCK_AHEAD = "GONGHUI_TEST_CLOCK_AHEAD"


def set_clock_ahead(seconds: float) -> None:
    """Shift what this process takes for the time; Dramatiq reads ``time.time``."""
    real_time, real_now = time.time, clock.now

    def shifted() -> float:
        return real_time() + seconds

    def now() -> datetime:
        return real_now() + timedelta(seconds=seconds)

    time.time, clock.now = shifted, now


if __name__ == "__main__":
    del jobs  # imported for its handlers
    if CLOCK_AHEAD in os.environ:
        set_clock_ahead(float(os.environ[CLOCK_AHEAD]))
    getattr(run, sys.argv[1])()
