"""Near-duplicates and spikes on made-up posts and series whose truth is known."""

import random
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules.assess import LEXICON
from schema.opinion.rules.geography import whereabouts
from schema.opinion.rules.labelled import own_sentences
from schema.opinion.rules.near import Post, bands, is_same_post
from schema.opinion.rules.score import Weights
from schema.opinion.rules.spike import BASELINE_DAYS, WINDOW_HOURS, is_burst
from schema.opinion.rules.text import bare, readable

POSTS, SERIES, SEED = 400, 40, 11
WEEK = 24 * 7
HOURS, START = WEEK * 8, WEEK * 4
COOL = 12
_DAY = (
    0.3, 0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.6, 1, 1.3, 1.4, 1.4,
    1.3, 1.2, 1.2, 1.2, 1.2, 1.3, 1.4, 1.6, 1.8, 1.7, 1.3, 0.7,
)  # fmt: skip
_WEEKDAYS = (1, 1, 1, 1, 1.1, 0.8, 0.75)
_PLEAS = ("求扩散, 求关注!", "请有关部门管一管吧", "转给更多人看看")
_PLACES = ("长安街道", "五里牌街道", "羊楼司镇", "桃林镇", "詹桥镇", "聂市镇", "江南镇", "坦渡镇")
_NAMES = ("永盛", "恒达", "金源", "宏发", "华泰", "鑫旺", "顺安", "东升")
_KINDS = ("竹器厂", "建材公司", "物流公司", "浮标厂", "服装厂", "化工厂")

Counts = NDArray[np.float64]
Change = Callable[[random.Random, str], str]


def _altered(share: float) -> Change:
    def change(chance: random.Random, text: str) -> str:
        letters = list(text)
        for at in range(len(letters)):
            if chance.random() < share:
                kind = chance.randrange(3)
                letters[at] = ("", letters[at] * 2, chance.choice("的了啊吧呢就也"))[kind]
        return "".join(letters)

    return change


def _reordered(chance: random.Random, text: str) -> str:
    parts = text.split("。")
    chance.shuffle(parts)
    return "。".join(parts)


CHANGES: dict[str, Change] = {
    "repost": lambda _, text: f"转发微博 //@某人:{text} http://t.example/a1",
    "punctuation": lambda _, text: text.replace("，", " ").replace("。", "！！"),
    "5% of characters": _altered(0.05),
    "12% of characters": _altered(0.12),
    "cut to 70%": lambda _, text: text[: int(len(text) * 0.7)],
    "plea appended": lambda chance, text: text + chance.choice(_PLEAS),
    "sentences reordered": _reordered,
}


def _post(text: str, topic: str = "T01") -> Post:
    form = readable(text)
    where = whereabouts(LEXICON.scan(form), source_is_local=True, organisations=())
    return Post(bare(form), where.employer, where.townships, topic)


def _told(chance: random.Random, sentences: list[str]) -> str:
    """A post of several sentences about one employer."""
    facts = f"{chance.choice(_PLACES)}{chance.choice(_NAMES)}{chance.choice(_KINDS)}"
    return f"{facts}，" + "。".join(chance.sample(sentences, 3))


def _retold(chance: random.Random, text: str) -> str:
    """The same words about another employer, place and number."""
    for names in (_PLACES, _NAMES, _KINDS):
        old = next(name for name in names if name in text)
        text = text.replace(old, chance.choice([name for name in names if name != old]), 1)
    return text


def found(one: Post, other: Post, least: float) -> bool:
    """Both are found as candidates of each other and then taken for one."""
    candidate = one.text == other.text or bool(
        set(enumerate(bands(one.text))) & set(enumerate(bands(other.text)))
    )
    return candidate and is_same_post(one, other, least)


def duplicates(posts: int = POSTS) -> tuple[float, float]:
    """Recall of altered copies, and the share of same words about other facts that is merged."""
    chance = random.Random(SEED)  # noqa: S311 - a simulation
    sentences = [item.text for item in own_sentences() if item.negative]
    least = Weights().near_duplicate_containment
    hits = false = 0
    for _ in range(posts):
        text = _told(chance, sentences)
        post = _post(text)
        hits += sum(found(post, _post(change(chance, text)), least) for change in CHANGES.values())
        false += found(post, _post(_retold(chance, text)), least)
    return hits / (posts * len(CHANGES)), false / posts


def series(chance: np.random.RandomState, base: float) -> tuple[Counts, list[tuple[int, int]]]:
    """Eight weeks of hourly counts with the rhythm of day and week, and three bursts in them."""
    hours = np.arange(HOURS)
    usual = base * np.array(_DAY)[hours % 24] * np.array(_WEEKDAYS)[hours // 24 % 7]
    counts = chance.negative_binomial(2.0, 2.0 / (2.0 + usual)).astype(np.float64)
    bursts = []
    for week, spread in ((5, 100), (6, 100), (7, 90)):
        start, length = WEEK * week + chance.randint(0, spread), chance.randint(4, 18)
        height = base * chance.choice([4, 8, 16]) + 3
        shape = np.exp(-(((np.arange(length) - length * 0.25) / (length * 0.45)) ** 2))
        counts[start : start + length] += chance.poisson(height * shape)
        bursts.append((start, start + length))
    return counts, bursts


def spikes(many: int = SERIES) -> tuple[float, float]:
    """Recall of bursts, and false alarms a series and week."""
    chance = np.random.RandomState(SEED)
    hits = bursts_in_all = false = 0
    for _ in range(many):
        counts, bursts = series(chance, float(chance.choice([0.05, 0.2, 0.5, 1, 3, 8])))
        alarms = _alarms(counts)
        bursts_in_all += len(bursts)
        hits += sum(any(start <= at < end for at in alarms) for start, end in bursts)
        last = -COOL
        for at in alarms:
            if at - last >= COOL:
                last = at
                false += not any(start - 1 <= at < end + COOL for start, end in bursts)
    return hits / bursts_in_all, false / (many * (HOURS - START) / WEEK)


def _alarms(counts: Counts) -> list[int]:
    sums = np.convolve(counts, np.ones(WINDOW_HOURS))[: len(counts)].astype(int)
    days = 24 * np.arange(1, BASELINE_DAYS + 1)
    before = np.concatenate([days, days + 1, days - 1])
    return [
        at for at in range(START, HOURS)
        if is_burst(int(sums[at]), sums[(at - before)[at >= before]].tolist())
    ]  # fmt: skip


def report() -> Iterator[str]:
    """The lines that a person reads."""
    recall, merged = duplicates()
    yield f"near-duplicates  recall {recall:.3f}  false merges, same words of others {merged:.3f}"
    hit, false = spikes()
    yield f"spikes           recall {hit:.3f}  false alarms a series-week {false:.3f}"
