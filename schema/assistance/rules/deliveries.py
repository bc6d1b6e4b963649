"""The four deliveries (四送) and medical mutual aid (医疗互助): lists, transitions, benefit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schema.core.enums import Labelled
from schema.core.states import Transitions

WHOLE = 10_000  # basis points


class DeliverySeason(Labelled):
    """四送类别"""

    JOBS = "JOBS", "春送岗位"
    COOL = "COOL", "夏送清凉"
    STUDY = "STUDY", "金秋助学"
    WARM = "WARM", "冬送温暖"


class DeliveryStatus(Labelled):
    """四送活动状态 (SM-ACT)"""

    DRAFT = "DRAFT", "草稿"
    APPROVED = "APPROVED", "已批准"
    OPEN = "OPEN", "已发布"
    RUNNING = "RUNNING", "进行中"
    FINISHED = "FINISHED", "已结束"
    ARCHIVED = "ARCHIVED", "已归档"
    CANCELLED = "CANCELLED", "已取消"


class RecipientGroup(Labelled):
    """受送对象"""

    DOSSIER = "DOSSIER", "在档困难职工"
    FRONTLINE = "FRONTLINE", "一线职工"
    OUTDOOR = "OUTDOOR", "户外劳动者"
    RIDER = "RIDER", "外卖骑手、快递员"
    MODEL_WORKER = "MODEL_WORKER", "劳动模范"
    ACCIDENT_FAMILY = "ACCIDENT_FAMILY", "工亡或意外家庭"


class FeePayer(Labelled):
    """互助费缴纳方"""

    SELF = "SELF", "本人"
    UNION = "UNION", "工会"
    EMPLOYER = "EMPLOYER", "单位"


class ClaimStatus(Labelled):
    """互助申报状态"""

    CLAIM_FILED = "CLAIM_FILED", "已申报"
    REVIEWED = "REVIEWED", "已审核"
    PAID = "PAID", "已给付"
    REFUSED = "REFUSED", "不予给付"


DELIVERY_TRANSITIONS: Transitions[DeliveryStatus] = {
    DeliveryStatus.DRAFT: (DeliveryStatus.APPROVED, DeliveryStatus.CANCELLED),
    DeliveryStatus.APPROVED: (DeliveryStatus.OPEN, DeliveryStatus.CANCELLED),
    DeliveryStatus.OPEN: (DeliveryStatus.RUNNING, DeliveryStatus.CANCELLED),
    DeliveryStatus.RUNNING: (DeliveryStatus.FINISHED,),
    DeliveryStatus.FINISHED: (DeliveryStatus.ARCHIVED,),
    DeliveryStatus.ARCHIVED: (),
    DeliveryStatus.CANCELLED: (),
}

CLAIM_TRANSITIONS: Transitions[ClaimStatus] = {
    ClaimStatus.CLAIM_FILED: (ClaimStatus.REVIEWED, ClaimStatus.REFUSED),
    ClaimStatus.REVIEWED: (ClaimStatus.PAID, ClaimStatus.REFUSED),
    ClaimStatus.PAID: (),
    ClaimStatus.REFUSED: (),
}


@dataclass(frozen=True, slots=True)
class BenefitBand:
    """Of the self-paid part from ``above`` on (fen), ``share`` (basis points) is given back."""

    above: int
    share: int


_DIAGNOSIS: Final = re.compile(r"[A-Z]\d{2}(\.[0-9A-Z]{1,6})?", re.ASCII)


def normalise_diagnosis(given: str) -> str | None:
    """An ICD-10 code in capitals without spaces, as ``I63.900``; None for what is none."""
    code = "".join(given.split()).upper()
    return code if _DIAGNOSIS.fullmatch(code) else None


def benefit(self_paid: int, bands: Sequence[BenefitBand], most: int) -> int:
    """The mutual-aid benefit (fen, rounded down) for a self-paid sum, at most ``most``.

    Each band's share applies to the part between its start and the next one's.
    """
    ordered = sorted(bands, key=lambda band: band.above)
    ends = [band.above for band in ordered[1:]] + [max(self_paid, 0)]
    total = 0
    for band, end in zip(ordered, ends, strict=True):
        part = min(self_paid, end) - band.above
        total += max(part, 0) * band.share
    return min(total // WHOLE, most)
