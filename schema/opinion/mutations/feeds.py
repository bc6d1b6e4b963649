"""What people change of sources and items."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.accounts.mutations import SecretPayload
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import FeedFormat, SourceKind
from schema.opinion.types import FeedItem, FeedSource
from schema.planner.arguments import identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, mutation, payload, perform
from schema.planner.scalars import Instant

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
    address: str = strawberry.field(
        description="数据目录 feeds 下的文件夹, http(s) 网址, 或 push: (由来源报送)"
    )
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
    reason: str = strawberry.field(description="理由: 两条信息有何不同")


@strawberry.input(description="报送一条信息 (热线登记、乡镇上报、协作单位通报)")
class ReportFeedItemInput:
    """A report; one a source and external id, however often it is sent."""

    source_code: str = strawberry.field(description="来源代码")
    external_id: str = strawberry.field(description="来源方编号 (登记编号); 同一编号只受理一次")
    text: str = strawberry.field(description="正文 (至多 20000 字)")
    title: str = strawberry.field(default="", description="标题")
    url: str | None = strawberry.field(default=None, description="网址")
    published_at: Instant | None = strawberry.field(default=None, description="发布时间")
    read: int = strawberry.field(default=0, description="阅读数")
    like: int = strawberry.field(default=0, description="点赞数")
    repost: int = strawberry.field(default=0, description="转发数")
    comment: int = strawberry.field(default=0, description="评论数")
    is_repost: bool = strawberry.field(default=False, description="转发")


@strawberry.input(description="推送密钥所属的来源")
class FeedKeysInput:
    """A source whose keys are meant."""

    source_id: strawberry.ID = strawberry.field(description="舆情来源")


REPORT = payload("FeedReport", "报送")
KEYS = payload("FeedKeys", "推送密钥")
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
        "撤销合并: 该信息与另一条不是同一内容, 须说明理由",
    )
    report_feed_item = creates(service.report_item, ReportFeedItemInput, REPORT, "报送一条舆情信息")
    report_feed_items = each(service.report_item, ReportFeedItemInput, "批量报送舆情信息")
    end_feed_keys = creates(
        service.end_feed_keys, FeedKeysInput, KEYS, "立即停用一个来源的全部推送密钥"
    )

    @mutation(description="给协作来源新的推送密钥: 只出示一次; 原密钥在规定时间内仍有效")
    async def new_feed_key(
        self,
        info: Context,
        source_id: Annotated[strawberry.ID, strawberry.argument(description="舆情来源")],
    ) -> SecretPayload:
        """A fresh key."""

        async def make(work: Work) -> dict[str, object]:
            key = await service.new_feed_key(work, source_id=identity(source_id, "sourceId"))
            return {"token": key}

        return await perform(info, SecretPayload, make)
