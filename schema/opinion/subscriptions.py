"""Streams of public opinion."""

from collections.abc import AsyncIterator
from typing import Any

import strawberry
from strawberry.types import Info

from schema.opinion.types import OpinionAlert
from schema.planner.streams import MANY, announced, subscription


@strawberry.type
class OpinionSubscription:
    """网络舆情的实时消息"""

    @subscription(f"新发出的舆情预警: 每条一次, 仅限有权查看的{MANY}")
    async def alert_raised(self, info: Info[Any, Any]) -> AsyncIterator[OpinionAlert | None]:
        """New alerts, as they are committed."""
        with info.context.changes.of("opinion_alert") as hearing:
            async for heard in hearing:
                ids = [change.identity for change in heard.changes]
                yield announced(OpinionAlert, ids, heard.least)


SUBSCRIPTION = OpinionSubscription
