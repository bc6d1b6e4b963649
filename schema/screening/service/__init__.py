"""Use cases of screening: run the rules over all rows, and work on what they find."""

from schema.screening.service.findings import (
    dismiss_finding,
    resolve_finding,
    snooze_finding,
)
from schema.screening.service.preview import Preview, preview_rule
from schema.screening.service.runs import (
    fail_screening,
    request_screening,
    run_now,
    run_screening,
    start_screening,
)
from schema.screening.service.versions import register_rules

__all__ = [
    "Preview",
    "dismiss_finding",
    "fail_screening",
    "preview_rule",
    "register_rules",
    "request_screening",
    "resolve_finding",
    "run_now",
    "run_screening",
    "snooze_finding",
    "start_screening",
]
