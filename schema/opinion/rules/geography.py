"""Does a text concern Linxiang, and which of its townships and employers does it name?"""

import re
from dataclasses import dataclass

from schema.opinion.rules.patterns import Scan, words
from schema.opinion.rules.text import readable

CITY = "430682"
# Township code -> the names in use. Names that are also common words or places elsewhere
# (长安, 江南, 桃林) stand in AMBIGUOUS and count only beside 街道, 镇 or in a local text.
TOWNSHIPS = {
    "430682001": ("长安街道", "长安办事处"),
    "430682003": ("桃矿街道", "桃矿", "桃林铅锌矿"),
    "430682004": ("五里牌街道", "五里牌", "五里街道"),
    "430682005": ("云湖街道", "云湖办事处"),
    "430682101": ("忠防镇", "忠防"),
    "430682103": ("聂市镇", "聂市"),
    "430682105": ("江南镇", "儒溪", "鸭栏"),
    "430682107": ("桃林镇",),
    "430682108": ("长塘镇",),
    "430682109": ("白羊田镇", "白羊田"),
    "430682110": ("詹桥镇", "詹桥"),
    "430682113": ("黄盖镇", "黄盖湖"),
    "430682114": ("羊楼司镇", "羊楼司"),
    "430682115": ("坦渡镇", "坦渡"),
}
AMBIGUOUS = {
    "长安": "430682001",
    "江南": "430682105",
    "桃林": "430682107",
    "长塘": "430682108",
    "云湖": "430682005",
}
LONGEST_NAME = 12
SHORTEST_NAME = 3
CITY_NAMES = frozenset(
    (
        "临湘",
        "linxiang",
        "五尖山",
        "龙窖山",
        "桥东街道",
        "源潭",
        "横铺",
        "定湖镇",
        "白云镇",
        "乘风乡",
        "滨江产业园",
        "十三村",
        "湘北",
    )
)
ABROAD = words("""
    北京 上海 天津 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北
    广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门 深圳 广州 东莞
    佛山 惠州 中山市 珠海 杭州 宁波 温州 义乌 苏州 昆山 无锡 南京 武汉 赤壁市 咸宁 荆州 监利 通城
    崇阳 长沙 株洲 湘潭 衡阳 邵阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 平江 华容 湘阴 汨罗
    岳阳县 岳阳楼区 成都 西安 郑州 济南 青岛 合肥 南昌 厦门 泉州 福州 昆明 贵阳 南宁 沈阳 大连
    哈尔滨 长春 石家庄 太原 兰州 外省 全国 某省 美国 韩国 英国 法国 日本 印度 德国 国外
""")
_LOCAL_PHONE = re.compile(r"(?<!\d)\(?0730\)?-?\d{7,8}(?!\d)")
_ELSEWHERE = re.compile(
    r"西安长安|长安(?:福特|汽车|大学|区|通|银行|责任|的荔枝|十二时辰)|东莞长安"
    r"|江南(?:春|区|大学|水乡|百景|style|布衣)|下江南"
)

EMPLOYER_ENDS = words("""
    公司 集团 厂 酒店 宾馆 超市 商场 医院 幼儿园 工地 项目部 快递站 快递 物流园 物流 合作社 矿业
    煤矿 茶业 茶场 农场 养老院 驾校 饭店 餐厅 火锅店 ktv
""")
_KIND = re.compile(
    r"(?:有限|股份|责任|鞋|服装|电子|化工|食品|砖|瓷|机械|竹器|玩具|家具|纺织|制衣|茶|浮标|渔具"
    r"|塑料|五金|建材|科技|建筑|建设|实业|劳务|物业|保洁|贸易)+$"
)
_STEM = re.compile(r"[\u4e00-\u9fff0-9a-z]{2,12}$")
_TRADES = words("水泥 纸业 米业 竹业 鞋业 茶业 药业 酒业 矿业 餐馆 陶瓷 印刷 包装 冷链 汽配")
# A name starts after the last of these: prepositions, pronouns, verbs and counters.
_BEFORE_NAME = re.compile(
    r"在|是|给|被|和|的|去|到|叫|我|们|这|那|从|对|向|由|让|把|跟|与|进|了|着|过|有|请问|投诉|举报|某"
    r"|家|个|该|本|于|问|说|干|做|来|回|出|为|就|都|也|还|找|往|离开"
    r"|年|月|日|天|岁|人|连|不|没|老板|所有|整个|全|半|哥|姐|爸|妈|弟|妹"
    r"|老公|老婆|朋友|同学|帮|替|因|但|而|又|再|可|请|才发现|发现"
)
_GENERIC = words("""
    电子 服装 食品 机械 化工 家具 建材 物业 保安 保洁 建筑 装修 劳务 外卖 快递 网络 科技 贸易
    私人 附近 隔壁 市里 县里 镇上 乡里 本地 外地 小区 各个 几家 多家 有限 股份 责任 工业园 开发区
    园区 城里 楼下 上班 打工 平台 合作 施工 塑料 五金 纺织 制衣 鞋业 陶瓷 中介 外包 派遣 包装
    物流 新开 大型 小型 国有 民营 学校 中心 单位 进厂 工厂 建设 房地产 每天 加班 车间 员工 职工
    工人 旺季 厂里 高温 打磨 塌方 下班 旅游 连锁 原来 以前 现在 目前 后来 如果 希望 要求 感觉
    发现 知道 觉得 认为 承诺 通知 突然 强制 辞退 拖欠 克扣 欠薪 违法 黑心 无良 关闭 破产 倒闭
""")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a text plays: township codes, Linxiang named at all, a place elsewhere named."""

    townships: tuple[str, ...] = ()
    local: bool = False
    abroad: bool = False
    employer: str | None = None


def whereabouts(
    scan: Scan, *, source_is_local: bool, organisations: tuple[str, ...] = ()
) -> Whereabouts:
    """Read the places of a text; ``organisations`` are names of Linxiang's units."""
    text = scan.text
    found = {_CODE_BY_NAME[name] for name in _CODE_BY_NAME.keys() & scan.found.keys()}
    named = (
        bool(found)
        or scan.has(CITY_NAMES)
        or ("0730" in text and _LOCAL_PHONE.search(text) is not None)
        or any(name in text for name in organisations)
    )
    abroad = scan.has(ABROAD)
    short = [code for name, code in AMBIGUOUS.items() if name in scan.found]
    if short:
        foreign_use = _ELSEWHERE.search(text) is not None
        abroad = abroad or foreign_use
        if not foreign_use and (named or (source_is_local and not abroad)):
            found.update(short)
    return Whereabouts(
        townships=tuple(sorted(found)),
        local=named,
        abroad=abroad and not named,
        employer=employer(scan),
    )


def employer(scan: Scan) -> str | None:
    """The first named employer or site of a text, as a key that its mentions share."""
    for start, end_word in sorted(scan.places(EMPLOYER_ENDS & scan.found.keys())):
        before = _STEM.search(scan.text[max(0, start - LONGEST_NAME) : start])
        if before is None:
            continue
        name = _without_places(_BEFORE_NAME.split(before.group())[-1])
        stem = _KIND.sub("", name)
        if len(stem) > 1 and stem not in _GENERIC and not stem.isdigit():
            return name + end_word
    return None


def is_trade(word: str) -> bool:
    """A word for what a firm makes, which belongs to its name: 建材 in 恒源建材."""
    return word in _TRADES or _KIND.fullmatch(word) is not None


def employer_of_name(name: str) -> str | None:
    """The key of an organisation's name that a model found; None for a place or a mere word."""
    form = readable(name)
    if form in _PLACE_NAMES or form in _GENERIC:
        return None
    bare = _without_places(form)
    return bare if len(bare) >= SHORTEST_NAME and not bare.isdigit() else None


def _without_places(stem: str) -> str:
    """临湘某某 and 羊楼司镇某某 are the same firm as 某某."""
    for name in _PREFIXES:
        stem = stem.removeprefix(name)
    return stem


_CODE_BY_NAME = {name: code for code, names in TOWNSHIPS.items() for name in names}
_PREFIXES = (
    "湖南省",
    "湖南",
    "岳阳市",
    "岳阳",
    "临湘市",
    "临湘",
    *sorted(_CODE_BY_NAME, key=len, reverse=True),
)
_PLACE_NAMES = CITY_NAMES | ABROAD | _CODE_BY_NAME.keys() | frozenset(AMBIGUOUS)
LITERALS = CITY_NAMES | ABROAD | EMPLOYER_ENDS | _CODE_BY_NAME.keys() | frozenset(AMBIGUOUS)
