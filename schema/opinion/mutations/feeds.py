"""What people change of sources and items."""

import strawberry

from schema.opinion import service
from schema.opinion.rules.codes import FeedFormat, SourceKind
from schema.opinion.types import FeedItem, FeedSource
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload

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
    silence_hours: int | None = strawberry.field(
        default=None, description="允许静默的小时数 (1–8760); 空则按排查规则 S1"
    )
    enabled: bool = strawberry.field(default=True, description="启用")


@strawberry.input(description="修改舆情来源; 未给出的字段不变")
class UpdateFeedSourceInput:
    """Changes of a source; absent or null means unchanged."""

    id: strawberry.ID = strawberry.field(description="来源")
    expected_version: int = strawberry.field(description="读取时的版本号")
    name: str | None = strawberry.field(default=None, description="来源名称")
    kind: SourceKind | None = strawberry.field(default=None, description="来源类别")
    address: str | None = strawberry.field(default=None, description="文件夹或网址")
    licence: str | None = strawberry.field(default=None, description="使用许可")
    lawful_basis: str | None = strawberry.field(default=None, description="合法性依据")
    format: FeedFormat | None = strawberry.field(default=None, description="格式")
    poll_minutes: int | None = strawberry.field(default=None, description="采集间隔 (分钟)")
    trust: int | None = strawberry.field(default=None, description="可信度 (0–100)")
    silence_hours: int | None = strawberry.field(
        default=None, description="允许静默的小时数 (1–8760)"
    )
    enabled: bool | None = strawberry.field(default=None, description="启用")


@strawberry.input(description="撤销合并")
class SeparateFeedItemInput:
    """A post that is not the same as the one it was merged into."""

    id: strawberry.ID = strawberry.field(description="信息")


SOURCE = payload("FeedSource", "舆情来源", source=FeedSource)
ITEM = payload("FeedItem", "舆情信息", item=FeedItem)


@strawberry.type
class FeedMutation:
    """Mutations of sources and items."""

    add_feed_source = creates(service.add_feed_source, AddFeedSourceInput, SOURCE, "新增舆情来源")
    update_feed_source = changes(
        service.update_feed_source, UpdateFeedSourceInput, SOURCE, "修改舆情来源"
    )
    separate_feed_item = creates(
        service.separate_item,
        SeparateFeedItemInput,
        ITEM,
        "撤销合并: 该信息与另一条不是同一内容",
    )
