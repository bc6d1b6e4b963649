"""Names of invented employers: institutions of each town, firms of Linxiang's trades."""

from dataclasses import dataclass
from typing import Final

from schema.membership.rules import EmploymentForm, NewFormGroup

BRANDS_FIRST: Final = "宏恒华荣鑫瑞盛天永兴长正德金广嘉百安昌同顺富康泰元丰利万通达"
BRANDS_SECOND: Final = "达远丰源泽茂泰隆信诚业祥辉捷盈成润康益翔腾旺升和邦晟基创禾嘉"


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: what firms of it are called, how they employ, what their people do."""

    word: str
    suffix: str
    occupations: tuple[str, ...]
    form: EmploymentForm = EmploymentForm.REGULAR
    group: NewFormGroup | None = None


TRADES: Final = (
    Trade("浮标渔具", "有限公司", ("浮标制作工", "涂装工", "质检员", "仓储管理员")),
    Trade("竹木制品", "有限公司", ("竹木加工工", "锯工", "油漆工", "安全员")),
    Trade("茶业", "有限公司", ("制茶工", "评茶员", "包装工", "茶园工")),
    Trade("建材", "有限公司", ("窑炉工", "装卸工", "机修工", "化验员")),
    Trade("机械制造", "有限公司", ("车工", "钳工", "焊工", "数控操作工", "质检员")),
    Trade("服装", "有限公司", ("缝纫工", "裁剪工", "整烫工", "样衣工")),
    Trade("鞋业", "有限公司", ("鞋面工", "成型工", "针车工", "打磨工")),
    Trade("食品", "有限公司", ("食品加工工", "包装工", "化验员", "冷库工")),
    Trade("化工", "有限公司", ("化工操作工", "仪表工", "安全员", "分析工")),
    Trade("电子", "有限公司", ("装配工", "焊锡工", "测试员", "物料员")),
    Trade("建筑工程", "有限公司", ("钢筋工", "砌筑工", "架子工", "塔吊司机", "施工员")),
    Trade("劳务服务", "有限公司", ("操作工", "保洁员", "保安员"), EmploymentForm.DISPATCHED),
    Trade("物业服务", "有限公司", ("保洁员", "保安员", "绿化工"), EmploymentForm.PART_TIME),
    Trade("商贸", "有限公司", ("营业员", "收银员", "仓储管理员", "会计")),
    Trade("酒店管理", "有限公司", ("客房服务员", "厨师", "前台接待", "会计")),
    Trade("运输", "有限公司", ("货车司机", "押运员", "调度员"), group=NewFormGroup.TRUCK_DRIVER),
    Trade("快递", "服务站", ("快递员", "分拣员"), EmploymentForm.NEW_FORM, NewFormGroup.COURIER),
    Trade("外卖配送", "服务站", ("网约配送员",), EmploymentForm.NEW_FORM, NewFormGroup.FOOD_RIDER),
    Trade("家政", "服务中心", ("家政服务员", "护工"), EmploymentForm.FLEXIBLE),
)


@dataclass(frozen=True, slots=True)
class Institution:
    """A kind of public body that stands in each town."""

    name: str  # with the town's name in front
    union: str
    occupations: tuple[str, ...]
    workers: int


INSTITUTIONS: Final = (
    Institution("中心小学", "中心小学工会", ("教师", "校医", "后勤人员"), 90),
    Institution("中学", "中学工会", ("教师", "实验员", "后勤人员"), 110),
    Institution("卫生院", "卫生院工会", ("医师", "护士", "药师", "检验员"), 60),
    Institution("人民政府", "机关工会", ("公务员", "综合管理员", "驾驶员"), 70),
)

INDUSTRIES: Final = (
    "教育",
    "卫生健康",
    "交通运输",
    "建筑业",
    "快递物流业",
    "浮标产业",
)
PARKS: Final = ("滨江产业园", "三湾产业园", "浮标小镇产业园")


def brand(number: int) -> str:
    """Two characters; all pairs come up before one is used again."""
    first, second = divmod(
        number * 397 % (len(BRANDS_FIRST) * len(BRANDS_SECOND)), len(BRANDS_SECOND)
    )
    return BRANDS_FIRST[first] + BRANDS_SECOND[second]


def firm_name(number: int, trade: Trade) -> str:
    """The name of the n-th firm; a number is added when brand and trade are used up."""
    most = len(BRANDS_FIRST) * len(BRANDS_SECOND)
    again = number // most
    more = f"第{again + 1}分公司" if again else ""
    return f"临湘市{brand(number)}{trade.word}{trade.suffix}{more}"
