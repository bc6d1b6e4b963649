"""Administrative divisions of Linxiang: the 14 towns that stand, and the codes that ended.

Codes and names are those of the statistics bureau's lists (2015, 2018, 2022). The lists say
in which year a code is missing, not on which day it ended: the day given here is that of the
first list without it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST_LIST_OF_TODAY: Final = date(2018, 10, 31)

ABOVE: Final = (("43", "湖南省"), ("4306", "岳阳市"), ("430682", "临湘市"))
COUNTY: Final = "430682"


@dataclass(frozen=True, slots=True)
class Town:
    """A township-level unit: its seat (WGS-84, to about a kilometre) and some of its villages."""

    code: str
    name: str
    longitude: float
    latitude: float
    villages: tuple[str, ...]
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class AbolishedTown:
    """A code that stands in old records; ``successor`` where the village lists show it."""

    code: str
    name: str
    successor: str | None = None


TOWNS: Final = (
    Town(
        "430682001",
        "长安街道",
        113.452,
        29.476,
        (
            "长城社区",
            "长安社区",
            "三角坪社区",
            "围城社区",
            "麻塘社区",
            "杨田村",
            "荆竹山村",
            "路口铺村",
        ),
    ),
    Town("430682003", "桃矿街道", 113.437, 29.346, ("金鑫社区", "金坡社区")),
    Town(
        "430682004",
        "五里牌街道",
        113.474,
        29.493,
        ("桥头社区", "向阳社区", "南山社区", "五里社区", "楠木村", "松丰村", "千针村", "花桥村"),
    ),
    Town(
        "430682005",
        "云湖街道",
        113.431,
        29.457,
        ("南华社区", "飞跃社区", "王禾社区", "石咀社区", "大岭村", "三联村", "板桥村"),
        FIRST_LIST_OF_TODAY,
    ),
    Town(
        "430682101",
        "忠防镇",
        113.507,
        29.366,
        ("忠防社区", "渔潭社区", "平安社区", "汀畈社区", "沙坪村", "新田村", "响山村", "双港村"),
    ),
    Town(
        "430682103",
        "聂市镇",
        113.528,
        29.601,
        ("沿河社区", "源潭社区", "乘岭社区", "三和村", "官田村", "新安村", "权桥村", "同德村"),
    ),
    Town(
        "430682105",
        "江南镇",
        113.352,
        29.653,
        ("谷花社区", "儒溪社区", "莼湖社区", "鸭栏村", "新洲村", "江南村", "长江村", "灯塔村"),
    ),
    Town(
        "430682107",
        "桃林镇",
        113.372,
        29.331,
        ("清泉社区", "苎麻社区", "大畈村", "东湖村", "骆坪村", "三合村", "横铺村", "月山村"),
    ),
    Town(
        "430682108",
        "长塘镇",
        113.336,
        29.391,
        ("托坝社区", "长塘社区", "柳厂村", "石田村", "何洞村", "水圳村", "马安村", "古洞村"),
    ),
    Town(
        "430682109",
        "白羊田镇",
        113.335,
        29.243,
        ("白羊田社区", "合盘村", "万利村", "八百村", "方山村", "西山村", "双泉村"),
    ),
    Town(
        "430682110",
        "詹桥镇",
        113.501,
        29.271,
        ("詹桥社区", "贺畈社区", "泰和社区", "三界村", "沙团村", "水泉村", "云山村", "余湾村"),
    ),
    Town("430682113", "黄盖镇", 113.533, 29.752, ("团山社区", "广坪村", "合兴村", "黄盖湖村")),
    Town(
        "430682114",
        "羊楼司镇",
        113.618,
        29.521,
        (
            "尖山社区",
            "中洲社区",
            "梧桐铺社区",
            "金鸡社区",
            "三港村",
            "如斯村",
            "明星村",
            "龙窖山村",
        ),
    ),
    Town(
        "430682115",
        "坦渡镇",
        113.606,
        29.622,
        ("长岭社区", "桐梓铺社区", "红旗村", "大和村", "新湖村", "定湖村", "坦渡村", "联合村"),
    ),
)

ABOLISHED: Final = (
    AbolishedTown("430682002", "桥东街道"),
    AbolishedTown("430682102", "白云镇"),
    AbolishedTown("430682104", "源潭镇", "430682103"),
    AbolishedTown("430682111", "儒溪镇", "430682105"),
    AbolishedTown("430682112", "定湖镇", "430682115"),
    AbolishedTown("430682200", "五里乡", "430682004"),
    AbolishedTown("430682201", "乘风乡", "430682103"),
    AbolishedTown("430682204", "坦渡乡", "430682115"),
    AbolishedTown("430682205", "城南乡"),
    AbolishedTown("430682206", "横铺乡", "430682107"),
)
