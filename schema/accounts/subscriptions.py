"""Streams that concern the user himself."""

from collections.abc import AsyncIterator
from typing import Any

import strawberry
from strawberry.types import Info

from schema.accounts.types import Notification
from schema.planner.readback import reference
from schema.planner.streams import subscription


@strawberry.type
class AccountsSubscription:
    """本人的实时消息"""

    @subscription("发给本人的新通知")
    async def notification_received(
        self, info: Info[Any, Any]
    ) -> AsyncIterator[Notification | None]:
        """New notifications to the caller, as they are committed."""
        own = str(info.context.principal.user_id)
        with info.context.changes.of("notification") as changes:
            async for change in changes:
                if change.values.get("user_id") == own:
                    yield reference(Notification, change.identity)


SUBSCRIPTION = AccountsSubscription
