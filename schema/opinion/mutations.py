"""What people change: feed sources, and the verdict on an event."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import FeedFormat, SourceKind
from schema.opinion.types import FeedItem, FeedSource, OpinionEvent
from schema.planner.arguments import (
    ExpectedVersion,
    Given,
    Identifier,
    OptionalReason,
    Reason,
    identity,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError, mutation, perform, reference

Context = Info[Any, Any]
for _codes in (
    FeedFormat,
    SourceKind,
):
    graphql_enum(_codes)


@strawberry.input(description="新增舆情来源")
class AddFeedSourceInput:
    """A source to be added."""

    code: str = strawberry.field(description="来源代码 (唯一)")
    name: str = strawberry.field(description="来源名称")
    kind: SourceKind = strawberry.field(description="来源类别")
    address: str = strawberry.field(description="数据目录 feeds 下的文件夹, 或 http(s) 网址")
    licence: str = strawberry.field(description="使用许可")
    lawful_basis: str = strawberry.field(description="合法性依据")
    format: FeedFormat = strawberry.field(default=FeedFormat.AUTO, description="格式")
    poll_minutes: int = strawberry.field(default=5, description="采集间隔 (分钟, 1–10080)")
    trust: int = strawberry.field(default=50, description="可信度 (0–100)")
    enabled: bool = strawberry.field(default=True, description="启用")


@strawberry.input(description="修改舆情来源; 未给出的字段不变")
class UpdateFeedSourceInput:
    """Changes of a source; absent or null means unchanged."""

    name: str | None = strawberry.field(default=None, description="来源名称")
    kind: SourceKind | None = strawberry.field(default=None, description="来源类别")
    address: str | None = strawberry.field(default=None, description="文件夹或网址")
    licence: str | None = strawberry.field(default=None, description="使用许可")
    lawful_basis: str | None = strawberry.field(default=None, description="合法性依据")
    format: FeedFormat | None = strawberry.field(default=None, description="格式")
    poll_minutes: int | None = strawberry.field(default=None, description="采集间隔 (分钟)")
    trust: int | None = strawberry.field(default=None, description="可信度 (0–100)")
    enabled: bool | None = strawberry.field(default=None, description="启用")


@strawberry.type(description="舆情来源的修改结果")
class FeedSourcePayload:
    """The source after the change, or what was wrong."""

    source: FeedSource | None = strawberry.field(default=None, description="来源")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="舆情事件的处理结果")
class OpinionEventPayload:
    """The event after the step, or what was wrong."""

    event: OpinionEvent | None = strawberry.field(default=None, description="事件")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="撤销合并的结果")
class FeedItemPayload:
    """The item after the step, or what was wrong."""

    item: FeedItem | None = strawberry.field(default=None, description="信息")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class OpinionMutation:
    """Mutations of public opinion."""

    @mutation("新增舆情来源")
    async def add_feed_source(
        self,
        info: Context,
        input: Given[AddFeedSourceInput],  # noqa: A002 - the argument of GraphQL
    ) -> FeedSourcePayload:
        """Add a feed source."""

        async def add(work: Work) -> dict[str, object]:
            made = await service.add_feed_source(work, **vars(input))
            return {"source": reference(FeedSource, made)}

        return await perform(info, FeedSourcePayload, add)

    @mutation("修改舆情来源")
    async def update_feed_source(
        self,
        info: Context,
        id: Identifier,  # noqa: A002 - the argument of GraphQL
        expected_version: ExpectedVersion,
        input: Given[UpdateFeedSourceInput],  # noqa: A002 - the argument of GraphQL
    ) -> FeedSourcePayload:
        """Change a feed source."""

        async def update(work: Work) -> dict[str, object]:
            changes = {name: value for name, value in vars(input).items() if value is not None}
            source = identity(id)
            await service.update_feed_source(work, source, expected_version, **changes)
            return {"source": reference(FeedSource, source)}

        return await perform(info, FeedSourcePayload, update)

    @mutation("研判: 确认舆情事件属实")
    async def confirm_opinion_event(
        self,
        info: Context,
        id: Identifier,  # noqa: A002 - the argument of GraphQL
        expected_version: ExpectedVersion,
        reason: OptionalReason = None,
    ) -> OpinionEventPayload:
        """Confirm an event."""

        async def confirm(work: Work) -> dict[str, object]:
            event = identity(id)
            await service.confirm_event(work, event, expected_version, reason=reason)
            return {"event": reference(OpinionEvent, event)}

        return await perform(info, OpinionEventPayload, confirm)

    @mutation("研判: 排除舆情事件 (误报或非本辖区), 须说明理由")
    async def dismiss_opinion_event(
        self,
        info: Context,
        id: Identifier,  # noqa: A002 - the argument of GraphQL
        expected_version: ExpectedVersion,
        reason: Reason,
        out_of_area: Annotated[bool, strawberry.argument(description="属实但不在本辖区")] = False,  # noqa: FBT002 - a GraphQL argument
    ) -> OpinionEventPayload:
        """Dismiss an event."""

        async def dismiss(work: Work) -> dict[str, object]:
            event = identity(id)
            await service.dismiss_event(
                work, event, expected_version, reason=reason, out_of_area=out_of_area
            )
            return {"event": reference(OpinionEvent, event)}

        return await perform(info, OpinionEventPayload, dismiss)

    @mutation("撤销合并: 该信息与另一条不是同一内容")
    async def separate_feed_item(
        self,
        info: Context,
        id: Identifier,  # noqa: A002 - the argument of GraphQL
    ) -> FeedItemPayload:
        """Take back a merge."""

        async def separate(work: Work) -> dict[str, object]:
            item = identity(id)
            await service.separate_item(work, item)
            return {"item": reference(FeedItem, item)}

        return await perform(info, FeedItemPayload, separate)


MUTATION = OpinionMutation
