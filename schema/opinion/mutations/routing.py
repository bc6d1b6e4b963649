"""What the administrator does with channels and routes."""

import strawberry

from schema.opinion import service
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.routing import ChannelKind
from schema.opinion.types import AlertChannel, AlertRoute
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload

for _codes in (AlertRule, ChannelKind, OpinionLevel):
    graphql_enum(_codes)


@strawberry.input(description="新增预警渠道")
class AddAlertChannelInput:
    """A channel to be added."""

    code: str = strawberry.field(description="渠道代码 (唯一)")
    name: str = strawberry.field(description="渠道名称")
    kind: ChannelKind = strawberry.field(description="渠道类别")
    address: str = strawberry.field(default="", description="网址或收件邮箱; 群机器人为空")
    key: str | None = strawberry.field(
        default=None, description="签名密钥或机器人密钥 (至少16个字符; 密存, 不再显示)"
    )
    fallback_id: strawberry.ID | None = strawberry.field(default=None, description="备用渠道")


@strawberry.input(description="更换渠道密钥")
class RotateChannelKeyInput:
    """A new key; the old one signs, too, until the rotation ends."""

    id: strawberry.ID = strawberry.field(description="渠道")
    expected_version: int = strawberry.field(description="读取时的版本号")
    key: str = strawberry.field(description="新密钥 (至少16个字符)")


@strawberry.input(description="结束密钥轮换")
class EndKeyRotationInput:
    """The receiver knows the new key."""

    id: strawberry.ID = strawberry.field(description="渠道")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="设置预警渠道")
class SetAlertChannelInput:
    """Whether a channel is used, and what replaces it."""

    id: strawberry.ID = strawberry.field(description="渠道")
    expected_version: int = strawberry.field(description="读取时的版本号")
    enabled: bool = strawberry.field(description="启用")
    fallback_id: strawberry.ID | None = strawberry.field(default=None, description="备用渠道")


@strawberry.input(description="新增预警分发规则")
class AddAlertRouteInput:
    """Which alerts go over a channel."""

    channel_id: strawberry.ID = strawberry.field(description="渠道")
    least_level: OpinionLevel = strawberry.field(description="最低等级")
    rule: AlertRule | None = strawberry.field(default=None, description="预警规则 (空: 全部)")
    takes_crises: bool = strawberry.field(
        default=False, description="含限制查看的预警 (心理危机; 不含内容)"
    )


@strawberry.input(description="启用或停用预警分发规则")
class SetAlertRouteInput:
    """Whether a route is used."""

    id: strawberry.ID = strawberry.field(description="分发规则")
    expected_version: int = strawberry.field(description="读取时的版本号")
    enabled: bool = strawberry.field(description="启用")


CHANNEL = payload("AlertChannel", "预警渠道", channel=AlertChannel)
ROUTE = payload("AlertRoute", "预警分发规则", route=AlertRoute)


@strawberry.type
class RoutingMutation:
    """Mutations of channels and routes."""

    add_alert_channel = creates(service.add_channel, AddAlertChannelInput, CHANNEL, "新增预警渠道")
    rotate_channel_key = changes(
        service.rotate_channel_key,
        RotateChannelKeyInput,
        CHANNEL,
        "更换渠道密钥: 轮换期间以新旧两把密钥签名",
    )
    end_key_rotation = changes(
        service.end_key_rotation, EndKeyRotationInput, CHANNEL, "结束密钥轮换: 旧密钥作废"
    )
    set_alert_channel = changes(
        service.set_channel, SetAlertChannelInput, CHANNEL, "启用或停用预警渠道, 指定备用渠道"
    )
    add_alert_route = creates(service.add_route, AddAlertRouteInput, ROUTE, "新增预警分发规则")
    set_alert_route = changes(
        service.set_route, SetAlertRouteInput, ROUTE, "启用或停用预警分发规则"
    )
