"""Use cases of screening: run the rules over all rows, write rules, work on what they find."""

from schema.screening.service.authoring.drafts import (
    draft_rule,
    publish_rule,
    retire_rule,
    revise_rule,
)
from schema.screening.service.authoring.trials import try_rule
from schema.screening.service.cases import open_finding_case
from schema.screening.service.escalation import escalate_findings
from schema.screening.service.findings import (
    dismiss_finding,
    resolve_finding,
    snooze_finding,
)
from schema.screening.service.judging import (
    assign_finding,
    close_finding,
    end_snooze,
    judge_finding,
    snooze_subject,
    start_finding,
    verify_finding,
)
from schema.screening.service.plans import (
    PlanFacts,
    change_plan,
    make_plan,
    run_due_plans,
    run_plan,
)
from schema.screening.service.preview import Preview, preview_rule
from schema.screening.service.runs import (
    end_abandoned,
    fail_screening,
    request_screening,
    run_now,
    run_screening,
    start_screening,
)
from schema.screening.service.versions import register_rules
from schema.screening.service.watching import (
    enter_watch_list,
    leave_watch_list,
    open_watch_list,
)

__all__ = [
    "PlanFacts",
    "Preview",
    "assign_finding",
    "change_plan",
    "close_finding",
    "dismiss_finding",
    "draft_rule",
    "end_abandoned",
    "end_snooze",
    "enter_watch_list",
    "escalate_findings",
    "fail_screening",
    "judge_finding",
    "leave_watch_list",
    "make_plan",
    "open_finding_case",
    "open_watch_list",
    "preview_rule",
    "publish_rule",
    "register_rules",
    "request_screening",
    "resolve_finding",
    "retire_rule",
    "revise_rule",
    "run_due_plans",
    "run_now",
    "run_plan",
    "run_screening",
    "snooze_finding",
    "snooze_subject",
    "start_finding",
    "start_screening",
    "try_rule",
    "verify_finding",
]
