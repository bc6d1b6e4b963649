"""Where alerts go outside the house: channels, which alerts, when, signed how, tried how often."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from schema.core.clock import SHANGHAI
from schema.core.enums import Labelled
from schema.core.parameter import Parameter
from schema.opinion.rules.codes import OpinionLevel
from schema.opinion.rules.score import SEVERITY
from schema.opinion.rules.signature import signature


class ChannelKind(Labelled):
    """预警渠道类别"""

    EMAIL = "EMAIL", "电子邮件"
    WEBHOOK = "WEBHOOK", "网络回调"
    WECOM = "WECOM", "企业微信群机器人"
    DINGTALK = "DINGTALK", "钉钉群机器人"
    FEISHU = "FEISHU", "飞书群机器人"


#: Channels of messengers, by the scheme that the library knows each of them by.
MESSENGERS: Mapping[ChannelKind, str] = {
    ChannelKind.WECOM: "wecombot",
    ChannelKind.DINGTALK: "dingtalk",
    ChannelKind.FEISHU: "feishu",
}


class AlertDeliveryStatus(Labelled):
    """送达状态"""

    QUEUED = "QUEUED", "待发送"
    RETRYING = "RETRYING", "待重试"
    SENT = "SENT", "已送达"
    FAILED = "FAILED", "未送达"


WAITING = (AlertDeliveryStatus.QUEUED, AlertDeliveryStatus.RETRYING)

RULE = "OPINION_ROUTE"
_START = date(2020, 1, 1)
_BASIS = "临湘市总工会舆情值班制度 (内部)"
_FIGURES = {
    "attempts": 5,
    "first_pause_seconds": 30,
    "quiet_from_minute": 22 * 60,
    "quiet_to_minute": 7 * 60,
}
INITIAL_PARAMETERS = tuple(
    Parameter(RULE, key, value, _START, _BASIS) for key, value in _FIGURES.items()
)


def first_try(
    now: datetime, quiet: tuple[int, int], level: OpinionLevel, *, is_crisis: bool
) -> datetime:
    """Now, or the end of the quiet hours; level I and a person in danger wait for nobody.

    ``quiet``: minutes of the Shanghai day, the first may be later than the second.
    """
    local = now.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    begins, ends = quiet
    over_night = begins > ends
    is_quiet = minute >= begins or minute < ends if over_night else begins <= minute < ends
    if not is_quiet or is_crisis or level is OpinionLevel.RED:
        return now
    day = local.date() + timedelta(days=int(over_night and minute >= begins))
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=ends)


def pause(attempt: int, first_seconds: int) -> timedelta:
    """How long to wait after a failed attempt (the first is 1): twice as long each time."""
    return timedelta(seconds=first_seconds * 2 ** (attempt - 1))


def reaches(level: OpinionLevel, least: OpinionLevel) -> bool:
    """Whether a level is at least as grave as another."""
    return SEVERITY[level] >= SEVERITY[least]


def signatures(keys: Sequence[str], timestamp: int, body: bytes) -> str:
    """The signature of each key that is in use, by comma.

    During a rotation the receiver accepts a message that either key has signed.
    """
    return ",".join(signature(key, str(timestamp), body) for key in keys)
