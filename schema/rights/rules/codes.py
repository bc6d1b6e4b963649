"""Code lists of rights cases (domain §7.1–§7.3)."""

from schema.core.enums import Labelled


class Topic(Labelled):
    """舆情与案件主题: the eighteen topics; the names are the federation's own codes."""

    T01 = "T01", "欠薪"
    T02 = "T02", "工伤"
    T03 = "T03", "辞退裁员"
    T04 = "T04", "社保公积金"
    T05 = "T05", "加班休假"
    T06 = "T06", "高温"
    T07 = "T07", "职业病"
    T08 = "T08", "安全生产"
    T09 = "T09", "女职工权益"
    T10 = "T10", "停工聚集"
    T11 = "T11", "食宿"
    T12 = "T12", "就业歧视"
    T13 = "T13", "新就业形态"
    T14 = "T14", "合同与派遣"
    T15 = "T15", "帮扶不公"
    T16 = "T16", "工会服务"
    T17 = "T17", "心理危机"
    T18 = "T18", "招工欺诈"


class CaseSource(Labelled):
    """案件来源"""

    VISIT = "VISIT", "来访"
    LETTER = "LETTER", "来信"
    PHONE_12351 = "PHONE_12351", "12351热线"
    ONLINE = "ONLINE", "网上"
    STATION = "STATION", "站点"
    TRANSFERRED_12345 = "TRANSFERRED_12345", "12345转办"
    SCREENING = "SCREENING", "风险排查"
    SENTIMENT = "SENTIMENT", "网络舆情"
    PARTNER = "PARTNER", "协作单位"


class CaseStatus(Labelled):
    """维权案件状态 (SM-CASE)"""

    REGISTERED = "REGISTERED", "已登记"
    TRIAGED = "TRIAGED", "已分流"
    ACCEPTED = "ACCEPTED", "已受理"
    NOT_ACCEPTED = "NOT_ACCEPTED", "不予受理"
    ROUTED = "ROUTED", "已交转"
    HANDLING = "HANDLING", "办理中"
    MEDIATING = "MEDIATING", "调解中"
    REFERRED = "REFERRED", "已移送 (仲裁、监察、诉讼、法律援助)"
    JOINT_HANDLING = "JOINT_HANDLING", "会办中"
    SUSPENDED = "SUSPENDED", "中止 (等待其他程序)"
    RESOLVED = "RESOLVED", "已解决"
    PERFORMED_CHECKED = "PERFORMED_CHECKED", "已履行回访"
    CLOSED = "CLOSED", "已结案"
    REOPENED = "REOPENED", "已重开"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class CaseRoute(Labelled):
    """办理方式 (交转督会)"""

    TRANSFER = "TRANSFER", "转办"
    ASSIGN = "ASSIGN", "交办"
    SUPERVISE = "SUPERVISE", "督办"
    JOINT = "JOINT", "会办"


class CaseOutcome(Labelled):
    """案件结果"""

    SETTLED = "SETTLED", "协商解决"
    MEDIATED = "MEDIATED", "调解"
    ARBITRATED = "ARBITRATED", "仲裁"
    LITIGATED = "LITIGATED", "诉讼"
    INSPECTED = "INSPECTED", "劳动监察"
    WITHDRAWN = "WITHDRAWN", "撤回"
    REJECTED = "REJECTED", "未获支持"
    GUIDED = "GUIDED", "引导咨询"


class RightsError(Labelled):
    """Error codes of this domain."""

    CASE_REASON_REQUIRED = "CASE_REASON_REQUIRED", "须写明理由或办理内容"
    ROUTE_REQUIRED = "ROUTE_REQUIRED", "须选择办理方式与承办单位"
    OUTCOME_REQUIRED = "OUTCOME_REQUIRED", "须填写案件结果"
    REOPENED_ALREADY = "REOPENED_ALREADY", "案件只能重开一次"
    CASE_LEADER_REQUIRED = "CASE_LEADER_REQUIRED", "督办、会办须由市总领导决定"
