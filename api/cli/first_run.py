"""What ``gonghui up`` does once, on an empty database: the first administrator, starter data."""

from importlib.util import find_spec

from api.cli.common import call
from api.platform.process import Report

STARTER = "schema.operations.starter"


def prepare(report: Report) -> str | None:
    """Fill an empty database; gives the first administrator's one-time password if one was made."""
    if find_spec(STARTER) is None:
        return None
    password = call(STARTER, "prepare", report)
    return None if password is None else str(password)
