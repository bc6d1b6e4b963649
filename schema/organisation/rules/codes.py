"""Code lists of terms, cadres, assessments, enterprises and union funds (domain §2.5, §3.4)."""

from schema.core.enums import Labelled


class RecordSubject(Labelled):
    """组织业务办理记录的对象"""

    UNION = "UNION", "建会"
    SIX_HAVES = "SIX_HAVES", "六有评估"
    HOME = "HOME", "职工之家评定"
    BUDGET = "BUDGET", "经费项目"
    BASE_TITLE = "BASE_TITLE", "培训示范基地命名"


class ElectionKind(Labelled):
    """选举种类"""

    FOUNDING = "FOUNDING", "成立选举"
    RENEWAL = "RENEWAL", "换届选举"
    BY_ELECTION = "BY_ELECTION", "补选"


class CadrePost(Labelled):
    """工会干部职务"""

    CHAIR = "CHAIR", "主席"
    VICE_CHAIR = "VICE_CHAIR", "副主席"
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER", "委员"
    WOMEN_DIRECTOR = "WOMEN_DIRECTOR", "女职工委员会主任"
    WOMEN_COMMISSIONER = "WOMEN_COMMISSIONER", "女职工委员"
    AUDIT_DIRECTOR = "AUDIT_DIRECTOR", "经费审查委员会主任"
    ORGANISER = "ORGANISER", "组织员"
    UNION_WORKER = "UNION_WORKER", "社会化工会工作者"


class CommitteeKind(Labelled):
    """工会专门委员会"""

    WOMEN = "WOMEN", "女职工委员会"
    AUDIT = "AUDIT", "经费审查委员会"


class TrainingLevel(Labelled):
    """培训层级"""

    COUNTY = "COUNTY", "县级"
    PREFECTURE = "PREFECTURE", "市级"
    PROVINCE = "PROVINCE", "省级"
    NATIONAL = "NATIONAL", "国家级"


class SixHavesItem(Labelled):
    """六有标准"""

    ELECTED_CHAIR = "ELECTED_CHAIR", "有依法选举的工会主席"
    SOUND_ORGANISATION = "SOUND_ORGANISATION", "有独立健全的组织机构"
    ACTIVITIES = "ACTIVITIES", "有服务职工的活动载体"
    RULES = "RULES", "有健全完善的制度机制"
    OWN_FUNDS = "OWN_FUNDS", "有自主管理的工会经费"
    SATISFIED_MEMBERS = "SATISFIED_MEMBERS", "有会员满意的工作绩效"


class HomeKind(Labelled):
    """职工之家评定种类"""

    MODEL_HOME = "MODEL_HOME", "模范职工之家"
    MODEL_SMALL_HOME = "MODEL_SMALL_HOME", "模范职工小家"
    ADVANCED_NON_PUBLIC = "ADVANCED_NON_PUBLIC", "非公企业工会工作先进单位"


class HomeLevel(Labelled):
    """评定级别"""

    COUNTY = "COUNTY", "县级"
    PREFECTURE = "PREFECTURE", "市级"
    PROVINCE = "PROVINCE", "省级"
    NATIONAL = "NATIONAL", "全国"


class Ownership(Labelled):
    """单位性质"""

    STATE = "STATE", "国有"
    COLLECTIVE = "COLLECTIVE", "集体"
    PRIVATE = "PRIVATE", "私营"
    FOREIGN = "FOREIGN", "外商及港澳台投资"
    INSTITUTION = "INSTITUTION", "事业单位"
    ORGAN = "ORGAN", "机关"


class WatchLevel(Labelled):
    """关注级别"""

    NONE = "NONE", "无"
    WATCH = "WATCH", "关注"
    URGENT = "URGENT", "紧急"


class BusinessEventKind(Labelled):
    """经营事件"""

    ARREARS = "ARREARS", "欠薪"
    LAYOFF = "LAYOFF", "裁员"
    INSURANCE_STOP = "INSURANCE_STOP", "社保停缴"
    POWER_DROP = "POWER_DROP", "用电骤降"
    RELOCATION = "RELOCATION", "搬迁"
    ACCIDENT = "ACCIDENT", "安全事故"


class WeakReason(Labelled):
    """力量薄弱的原因"""

    NO_FULL_TIME = "NO_FULL_TIME", "无专职干部"
    FEW_MEMBERS = "FEW_MEMBERS", "会员少"
    LOW_FUNDS = "LOW_FUNDS", "经费不足"
    NO_VENUE = "NO_VENUE", "无活动场所"
    CHAIR_VACANT = "CHAIR_VACANT", "主席缺位"


class FundItem(Labelled):
    """经费项目"""

    GRASSROOTS_SUBSIDY = "GRASSROOTS_SUBSIDY", "补助下级"
    ACTIVITIES = "ACTIVITIES", "职工活动"
    TRAINING = "TRAINING", "职工教育与干部培训"
    RIGHTS = "RIGHTS", "维权"
    WELFARE = "WELFARE", "服务与慰问"
    ADMINISTRATION = "ADMINISTRATION", "业务与行政"
    CAPITAL = "CAPITAL", "资本性支出"
    DUES = "DUES", "会费收入"
    CONTRIBUTION = "CONTRIBUTION", "拨缴经费收入"


class FundDirection(Labelled):
    """收支方向"""

    INCOME = "INCOME", "收入"
    EXPENSE = "EXPENSE", "支出"


NON_PUBLIC = (Ownership.PRIVATE, Ownership.FOREIGN)
