"""Rules on facilities and unions (F, U) and on the platform itself (S1–S3, S6)."""

from schema.screening.rules.catalogue.definition import KEY, PERIODIC, SPECIAL, RuleDefinition
from schema.screening.rules.codes import SubjectType

PLACES = (
    RuleDefinition(
        "F1",
        "阵地检查超期",
        2,
        SubjectType.FACILITY,
        "开放的阵地未按周期自查、乡镇检查或市级检查",
        "阵地+检查类型",
        "安排检查",
    ),
    RuleDefinition(
        "F6",
        "阵地空白",
        2,
        SubjectType.UNION,
        "乡镇 (街道) 没有开放的户外劳动者驿站, 或女会员达到规定人数的工会没有爱心母婴室",
        "地区或工会+阵地类型",
        "提出建设建议",
        SPECIAL,
    ),
)
UNIONS = (
    RuleDefinition(
        "U2",
        "届期将满或已满",
        2,
        SubjectType.UNION,
        "工会委员会任期已满, 或将在规定天数内届满",
        "工会+届期",
        "指导换届选举",
    ),
)
PLATFORM = (
    RuleDefinition(
        "S1",
        "舆情来源中断",
        3,
        SubjectType.FEED_SOURCE,
        "启用的舆情来源超过规定小时数没有成功获取",
        "来源",
        "检查连接",
    ),
    RuleDefinition(
        "S2",
        "预警未接收",
        4,
        SubjectType.OPINION_ALERT,
        "舆情预警发出后超过该等级的时限仍未接收",
        "预警+等级",
        "电话通知下一责任人",
    ),
    RuleDefinition(
        "S3",
        "明文查看异常",
        4,
        SubjectType.USER,
        "用户一小时内查看明文次数超过限额, 或一天内超过本人中位数的规定倍数",
        "用户+日期",
        "冻结并审查, 通知审计",
        (*KEY, *PERIODIC),
    ),
    RuleDefinition(
        "S6",
        "超期留存",
        3,
        SubjectType.UNION,
        "退出满规定年限的困难职工档案、满规定天数的查阅日志仍未清理",
        "数据表+月份",
        "通知数据安全员清理",
    ),
)
