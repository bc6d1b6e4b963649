"""How many people a text speaks of: 三十多人, 几百名工人, 100多名, 1.2万人, 全厂."""

import re
from collections.abc import Iterator

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
VAGUE = 3  # 几十 and 数十 are at least thirty as people use them

_COUNT = re.compile(
    r"(?P<number>\d{1,9}(?:\.\d{1,3})?[十百千万]?|[零〇一二两俩三四五六七八九十百千万几数上近成]{1,9})"
    r"(?:多|余|来|几|好几|把)?(?:号|个|名|位|口|户|多个|多名|多号)?(?:老|女|男|下岗|退休|做事的|一线|临时)?"
    r"(?:农民工|民工|工人|员工|职工|工友|女工|人|骑手"
    r"|司机|师傅|同事|兄弟|老乡|家庭|业主|姐妹|弟兄|学生工|环卫工|瓦工|木工|钢筋工|阿姨|大姐|老师|护士|户)"
)
# Not a head count: 一人一份, 每人, 二人转, 第三人, 责任人, 人均.
_NOT_A_COUNT = re.compile(r"[每第]$")
_NOT_PEOPLE = re.compile(r"^(?:转|份|次|均|一份|间|间房|间宿舍)")
COLLECTIVES = (
    ("全公司", 100),
    ("整个公司", 100),
    ("全厂", 100),
    ("整个厂", 100),
    ("全工地", 100),
    ("整个工地", 100),
    ("整个车间", 30),
    ("全车间", 30),
    ("一车间的", 30),
    ("半个车间", 20),
    ("整条线", 20),
    ("整个班组", 10),
    ("全班组", 10),
    ("一个宿舍", 6),
    ("整个宿舍", 6),
)
MOST = 1_000_000


def people_estimate(text: str) -> int:
    """The largest number of people that a ``readable`` text names, at its lower bound, or 0."""
    return max([*_counted(text), *(size for word, size in COLLECTIVES if word in text)], default=0)


def _counted(text: str) -> Iterator[int]:
    for match in _COUNT.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _NOT_A_COUNT.search(before) or _NOT_PEOPLE.match(after):
            continue
        yield min(number(match["number"]), MOST)


def number(written: str) -> int:
    """A number in figures or Chinese numerals at its lower bound: 三四十 is 30, 几百 is 300."""
    if written[0].isascii():
        unit = UNITS.get(written[-1], 1)
        return int(float(written.rstrip("十百千万")) * unit)
    return _chinese(written)


def _chinese(written: str) -> int:
    """The value of Chinese numerals; of two digits in a row (三四十) the first counts."""
    total = section = 0
    digit: int | None = None
    last_unit = 1
    for character in written:
        if character in UNITS:
            unit = UNITS[character]
            last_unit = unit
            if unit == UNITS["万"]:
                total, section = (total + section + (digit or 0) or 1) * unit, 0
            else:
                section += (1 if digit is None else digit) * unit
            digit = None
        elif character in "几数":
            digit = VAGUE
        elif character in DIGITS and digit is None:
            digit = DIGITS[character]
            last_unit = last_unit if digit else 1
    # 一百二 is 120: a digit left over after 百 or more counts tens of that unit.
    # 十几 says no more than ten.
    if written[-1] in "几数":
        digit = 0
    rest = (digit or 0) * (last_unit // 10 if last_unit > UNITS["十"] else 1)
    return total + section + rest
