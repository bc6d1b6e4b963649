"""Rules on members: M1–M7."""

from schema.screening.rules.catalogue.definition import PERIODIC, SPECIAL, RuleDefinition
from schema.screening.rules.codes import SubjectType

MEMBERS = (
    RuleDefinition(
        "M1",
        "重复会籍",
        3,
        SubjectType.PERSON,
        "同一人以不同身份记录在多个工会在册: 证件号码相同, 或姓名、出生日期、手机号均相同",
        "职工",
        "通知双方工会主席合并或接转会籍",
    ),
    RuleDefinition(
        "M2",
        "实名信息有误",
        2,
        SubjectType.PERSON,
        "在册会员证件校验不通过, 或缺少证件号码、手机号、性别、出生日期",
        "职工+字段",
        "更正实名信息",
    ),
    RuleDefinition(
        "M3",
        "接转超期",
        2,
        SubjectType.MEMBERSHIP,
        "会籍接转申请超过规定的工作日仍未办理",
        "接转申请",
        "提醒接收工会; 仍不办理的由市总工会依职权接转",
    ),
    RuleDefinition(
        "M5",
        "已过退休年龄仍在册",
        1,
        SubjectType.MEMBERSHIP,
        "按性别和出生年月计算的法定退休年龄 (渐进式延迟退休) 已过, 会籍状态仍为在册; "
        "女职工岗位未登记的, 按较高的退休年龄计算",
        "会籍",
        "办理保留会籍",
    ),
    RuleDefinition(
        "M6",
        "实名信息不完整",
        2,
        SubjectType.UNION,
        "工会在册会员中必填实名信息齐全的比例低于规定比例",
        "工会+月份",
        "补全会员实名信息",
    ),
    RuleDefinition(
        "M7",
        "重点群体未签书面劳动合同",
        2,
        SubjectType.MEMBERSHIP,
        "一线、新就业形态、农民工等重点群体会员用工满规定天数仍无劳动合同, 或合同即将到期、已到期",
        "会籍+合同",
        "提醒签订或续订书面劳动合同",
        (*PERIODIC, *SPECIAL),
    ),
)
