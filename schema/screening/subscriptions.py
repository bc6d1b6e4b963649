"""Streams of screening."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.core.changes import Change
from schema.planner.streams import MANY, announced, subscription
from schema.screening.types import Finding

Severity = Annotated[int | None, strawberry.argument(description="最低风险等级 (1–4)")]
RuleCode = Annotated[str | None, strawberry.argument(description="仅限此规则")]


@strawberry.type
class ScreeningSubscription:
    """排查的实时消息"""

    @subscription(f"新发现的风险: 每条一次, 仅限有权查看的{MANY}")
    async def finding_opened(
        self, info: Info[Any, Any], least_severity: Severity = None, rule_code: RuleCode = None
    ) -> AsyncIterator[Finding | None]:
        """New findings, as they are committed."""
        with info.context.changes.of("finding") as hearing:
            async for heard in hearing:
                wanted = [c for c in heard.changes if _is_wanted(c, least_severity, rule_code)]
                yield announced(Finding, [change.identity for change in wanted], heard.least)


def _is_wanted(change: Change, least_severity: int | None, rule_code: str | None) -> bool:
    severity, rule = change.values.get("severity"), change.values.get("rule_code")
    grave = least_severity is None or (isinstance(severity, int) and severity >= least_severity)
    return grave and rule_code in {None, rule}


SUBSCRIPTION = ScreeningSubscription
