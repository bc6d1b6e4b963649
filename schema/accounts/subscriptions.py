"""Streams that concern the user himself."""

from collections.abc import AsyncIterator
from typing import Any

import strawberry
from strawberry.types import Info

from schema.accounts.types import Notification
from schema.planner.streams import MANY, announced, subscription


@strawberry.type
class AccountsSubscription:
    """本人的实时消息"""

    @subscription(f"发给本人的新通知{MANY}")
    async def notification_received(
        self, info: Info[Any, Any]
    ) -> AsyncIterator[Notification | None]:
        """New notifications to the caller, as they are committed."""
        own = str(info.context.principal.user_id)
        with info.context.changes.of("notification", "user_id", own) as hearing:
            async for heard in hearing:
                ids = [change.identity for change in heard.changes]
                yield announced(Notification, ids, heard.least)


SUBSCRIPTION = AccountsSubscription
