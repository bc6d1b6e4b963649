"""Use cases of screening: run the rules over all rows, and work on what they find."""

from schema.screening.service.findings import (
    dismiss_finding,
    resolve_finding,
    snooze_finding,
)
from schema.screening.service.runs import (
    fail_screening,
    register_rules,
    request_screening,
    run_screening,
    start_screening,
)

__all__ = [
    "dismiss_finding",
    "fail_screening",
    "register_rules",
    "request_screening",
    "resolve_finding",
    "run_screening",
    "snooze_finding",
    "start_screening",
]
