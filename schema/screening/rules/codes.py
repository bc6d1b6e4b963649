"""Code lists of screening and its error codes (domain §8)."""

from schema.core.enums import Labelled

LOWEST, HIGHEST = 1, 4


class ScreeningKind(Labelled):
    """排查类型"""

    PERIODIC = "PERIODIC", "定期排查"
    KEY = "KEY", "重点排查"
    SPECIAL = "SPECIAL", "专项排查"


class ScreeningState(Labelled):
    """排查运行状态"""

    QUEUED = "QUEUED", "排队"
    RUNNING = "RUNNING", "运行中"
    SUCCEEDED = "SUCCEEDED", "成功"
    PARTIAL = "PARTIAL", "部分完成"
    FAILED = "FAILED", "失败"


class SubjectType(Labelled):
    """风险对象类型"""

    PERSON = "PERSON", "职工"
    MEMBERSHIP = "MEMBERSHIP", "会籍"
    UNION = "UNION", "工会"
    ENTERPRISE = "ENTERPRISE", "企业"
    DOSSIER = "DOSSIER", "困难职工档案"
    ASSISTANCE = "ASSISTANCE", "帮扶记录"
    PAYMENT_LINE = "PAYMENT_LINE", "发放明细"
    FUND = "FUND", "帮扶资金"
    FACILITY = "FACILITY", "阵地"
    FEED_SOURCE = "FEED_SOURCE", "舆情来源"
    OPINION_ALERT = "OPINION_ALERT", "舆情预警"
    USER = "USER", "用户"
    SCHEDULE = "SCHEDULE", "定时计划"


class FindingStatus(Labelled):
    """风险线索状态 (SM-FIND)"""

    OPEN = "OPEN", "待处理"
    ASSIGNED = "ASSIGNED", "已指派"
    IN_PROGRESS = "IN_PROGRESS", "处理中"
    SNOOZED = "SNOOZED", "暂缓"
    RESOLVED = "RESOLVED", "已解决"
    VERIFIED = "VERIFIED", "已核实"
    DISMISSED = "DISMISSED", "已排除"
    CLOSED = "CLOSED", "已关闭"


class Verdict(Labelled):
    """研判结论"""

    CONFIRMED = "CONFIRMED", "属实"
    FALSE_POSITIVE = "FALSE_POSITIVE", "误报"


class RuleOrigin(Labelled):
    """规则来源"""

    BUILT_IN = "BUILT_IN", "内置"
    ANALYST = "ANALYST", "分析人员编写"


class VersionStatus(Labelled):
    """规则版本状态"""

    DRAFT = "DRAFT", "草稿"
    PUBLISHED = "PUBLISHED", "已发布"
    RETIRED = "RETIRED", "已停用"


class RunMode(Labelled):
    """排查运行方式"""

    FULL = "FULL", "全量"
    CHANGES = "CHANGES", "仅变更对象"


class PlanStatus(Labelled):
    """排查计划状态"""

    ACTIVE = "ACTIVE", "执行中"
    PAUSED = "PAUSED", "暂停"
    CLOSED = "CLOSED", "已结束"


class PlanRhythm(Labelled):
    """排查频次"""

    ONCE = "ONCE", "一次"
    DAILY = "DAILY", "每日"
    WEEKLY = "WEEKLY", "每周"
    MONTHLY = "MONTHLY", "每月"
    QUARTERLY = "QUARTERLY", "每季"


class TargetGroup(Labelled):
    """对象群体"""

    WOMEN = "WOMEN", "女职工"
    MIGRANT = "MIGRANT", "农民工"
    NEW_FORM = "NEW_FORM", "新就业形态劳动者"
    FRONTLINE = "FRONTLINE", "一线职工"
    DISPATCHED = "DISPATCHED", "劳务派遣职工"
    NEEDY = "NEEDY", "在档困难职工"


class ScreeningErrorCode(Labelled):
    """Codes of this domain."""

    RULE_UNKNOWN = "RULE_UNKNOWN", "没有这条排查规则"
    SECOND_PERSON = "SECOND_PERSON", "须由另一人办理"
    EXPRESSION_INVALID = "EXPRESSION_INVALID", "条件表达式不正确"
    RULE_TOO_SLOW = "RULE_TOO_SLOW", "规则运行过慢, 请缩小范围"
    FINDING_ENDED = "FINDING_ENDED", "线索已办结, 不能据以立案"
    UNIT_MISSING = "UNIT_MISSING", "须指明承办工会"
    ALREADY_JUDGED = "ALREADY_JUDGED", "该线索已有研判结论"
