"""Streams of screening."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.planner.readback import reference
from schema.planner.streams import subscription
from schema.screening.types import Finding

Severity = Annotated[int | None, strawberry.argument(description="最低风险等级 (1–4)")]
RuleCode = Annotated[str | None, strawberry.argument(description="仅限此规则")]


@strawberry.type
class ScreeningSubscription:
    """排查的实时消息"""

    @subscription("新发现的风险: 每条一次, 仅限有权查看的")
    async def finding_opened(
        self, info: Info[Any, Any], least_severity: Severity = None, rule_code: RuleCode = None
    ) -> AsyncIterator[Finding | None]:
        """New findings, as they are committed."""
        with info.context.changes.of("finding") as changes:
            async for change in changes:
                severity, rule = change.values.get("severity"), change.values.get("rule_code")
                too_mild = least_severity is not None and not (
                    isinstance(severity, int) and severity >= least_severity
                )
                if not too_mild and rule_code in {None, rule}:
                    yield reference(Finding, change.identity)


SUBSCRIPTION = ScreeningSubscription
