"""How hard the tests press: short by default, as the failure plan says for ``make chaos``."""

import os

LONG = os.environ.get("GONGHUI_CHAOS") == "long"


def size(short: int, long: int) -> int:
    """A number of jobs, kills or rounds."""
    return long if LONG else short
