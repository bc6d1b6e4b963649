"""Code lists of persons and memberships, under the names of their national standards."""

from schema.core.enums import Labelled


class Sex(Labelled):
    """性别 (GB/T 2261.1)"""

    UNKNOWN = "UNKNOWN", "未知的性别"
    MALE = "MALE", "男"
    FEMALE = "FEMALE", "女"
    UNSPECIFIED = "UNSPECIFIED", "未说明的性别"


class DocumentKind(Labelled):
    """证件类型"""

    RESIDENT_ID = "RESIDENT_ID", "居民身份证"
    HMT_RESIDENCE_PERMIT = "HMT_RESIDENCE_PERMIT", "港澳台居民居住证"
    FOREIGN_PERMANENT_ID = "FOREIGN_PERMANENT_ID", "外国人永久居留身份证"
    PASSPORT = "PASSPORT", "护照"


class DocumentCheck(Labelled):
    """证件校验结果"""

    VALID = "VALID", "有效"
    UNCHECKED = "UNCHECKED", "无校验规则"
    MISSING = "MISSING", "缺失"
    FORMAT = "FORMAT", "格式不符"
    CHECKSUM = "CHECKSUM", "校验码错误"
    DATE = "DATE", "出生日期无效"
    SEX_MISMATCH = "SEX_MISMATCH", "性别与号码不符"
    BIRTH_MISMATCH = "BIRTH_MISMATCH", "出生日期与号码不符"


class Education(Labelled):
    """学历 (GB/T 4658)"""

    POSTGRADUATE = "POSTGRADUATE", "研究生"
    BACHELOR = "BACHELOR", "大学本科"
    JUNIOR_COLLEGE = "JUNIOR_COLLEGE", "大学专科"
    SECONDARY_VOCATIONAL = "SECONDARY_VOCATIONAL", "中等职业"
    SENIOR_HIGH = "SENIOR_HIGH", "普通高中"
    JUNIOR_HIGH = "JUNIOR_HIGH", "初中"
    PRIMARY = "PRIMARY", "小学"
    OTHER = "OTHER", "其他"


class PoliticalStatus(Labelled):
    """政治面貌 (GB/T 4762)"""

    PARTY_MEMBER = "PARTY_MEMBER", "中共党员"
    PROBATIONARY_MEMBER = "PROBATIONARY_MEMBER", "中共预备党员"
    LEAGUE_MEMBER = "LEAGUE_MEMBER", "共青团员"
    DEMOCRATIC_PARTY = "DEMOCRATIC_PARTY", "民主党派"
    NON_PARTY = "NON_PARTY", "无党派人士"
    MASSES = "MASSES", "群众"


class MaritalStatus(Labelled):
    """婚姻状况 (GB/T 2261.2)"""

    SINGLE = "SINGLE", "未婚"
    MARRIED = "MARRIED", "已婚"
    WIDOWED = "WIDOWED", "丧偶"
    DIVORCED = "DIVORCED", "离婚"
    UNSPECIFIED = "UNSPECIFIED", "未说明的婚姻状况"


class HukouKind(Labelled):
    """户口性质"""

    AGRICULTURAL = "AGRICULTURAL", "农业户口"
    NON_AGRICULTURAL = "NON_AGRICULTURAL", "非农业户口"


class EmploymentForm(Labelled):
    """用工形式"""

    REGULAR = "REGULAR", "劳动合同"
    DISPATCHED = "DISPATCHED", "劳务派遣"
    PART_TIME = "PART_TIME", "非全日制"
    NEW_FORM = "NEW_FORM", "新就业形态"
    FLEXIBLE = "FLEXIBLE", "灵活就业"
    UNEMPLOYED = "UNEMPLOYED", "失业"
    RETIRED = "RETIRED", "退休"


class NewFormGroup(Labelled):
    """八大群体与网约车司机"""

    TRUCK_DRIVER = "TRUCK_DRIVER", "货车司机"
    COURIER = "COURIER", "快递员"
    CARE_WORKER = "CARE_WORKER", "护工护理员"
    DOMESTIC_WORKER = "DOMESTIC_WORKER", "家政服务员"
    MALL_PROMOTER = "MALL_PROMOTER", "商场信息员"
    FOOD_RIDER = "FOOD_RIDER", "网约送餐员"
    ESTATE_AGENT = "ESTATE_AGENT", "房产中介员"
    SECURITY_GUARD = "SECURITY_GUARD", "保安员"
    RIDE_DRIVER = "RIDE_DRIVER", "网约车司机"


class Platform(Labelled):
    """新就业形态平台"""

    MEITUAN = "MEITUAN", "美团"
    ELEME = "ELEME", "饿了么"
    DIDI = "DIDI", "滴滴"
    HUOLALA = "HUOLALA", "货拉拉"
    MANBANG = "MANBANG", "满帮"
    SHUNFENG = "SHUNFENG", "顺丰"
    ZHONGTONG = "ZHONGTONG", "中通"
    OTHER = "OTHER", "其他"


class MembershipStatus(Labelled):
    """会籍状态 (SM-MEM)"""

    APPLIED = "APPLIED", "已申请"
    APPROVED = "APPROVED", "已批准"
    ACTIVE = "ACTIVE", "在册"
    TRANSFERRING = "TRANSFERRING", "接转中"
    RETAINED = "RETAINED", "保留会籍"
    LAPSED = "LAPSED", "自动退会"
    WITHDRAWN = "WITHDRAWN", "退会"
    EXPELLED = "EXPELLED", "开除会籍"
    DECEASED = "DECEASED", "死亡"


class TransferStatus(Labelled):
    """会籍接转状态"""

    REQUESTED = "REQUESTED", "已申请, 待转出工会确认"
    RELEASED = "RELEASED", "转出工会已确认, 待接收"
    ACCEPTED = "ACCEPTED", "已接收"
    REJECTED = "REJECTED", "已退回"
    CANCELLED = "CANCELLED", "已撤回"
    COMPLETED = "COMPLETED", "逾期未办, 市总工会依职权办结"


class RetentionGround(Labelled):
    """保留会籍情形"""

    RETIREMENT = "RETIREMENT", "退休"
    UNEMPLOYMENT = "UNEMPLOYMENT", "失业"
    EMPLOYER_CLOSED = "EMPLOYER_CLOSED", "单位关闭, 会籍保留在上一级工会"
    UNION_LESS_EMPLOYER = "UNION_LESS_EMPLOYER", "新单位未建会, 会籍保留在居住地工会"
    OTHER = "OTHER", "其他"


class LapseStatus(Labelled):
    """自动退会提议的办理状态"""

    PROPOSED = "PROPOSED", "已提出, 待教育谈话"
    EDUCATED = "EDUCATED", "已教育谈话, 待主席决定"
    CONFIRMED = "CONFIRMED", "决定按自动退会处理"
    DISMISSED = "DISMISSED", "不予退会"


class CardStatus(Labelled):
    """会员证状态"""

    VALID = "VALID", "有效"
    LOST = "LOST", "挂失"
    REPLACED = "REPLACED", "已换发"
    CANCELLED = "CANCELLED", "已注销"


class PlatformRelation(Labelled):
    """与平台的关系"""

    EMPLOYED = "EMPLOYED", "劳动关系"
    LABOUR_SERVICE = "LABOUR_SERVICE", "劳务关系"
    CROWDSOURCED = "CROWDSOURCED", "众包"
    SELF_EMPLOYED = "SELF_EMPLOYED", "个体经营"


class PlatformVerification(Labelled):
    """从业情况的核验方式"""

    PLATFORM_LIST = "PLATFORM_LIST", "平台名单"
    SELFIE_IN_APP = "SELFIE_IN_APP", "应用内本人照片"
    STATION_VISIT = "STATION_VISIT", "站点走访"


class HomeUnionKind(Labelled):
    """新就业形态劳动者的归口方式, 依次适用"""

    PLATFORM_STATION = "PLATFORM_STATION", "平台站点工会"
    INDUSTRY = "INDUSTRY", "行业工会联合会"
    CATCH_ALL = "CATCH_ALL", "居住地兜底工会"


class DuesStatus(Labelled):
    """会费状态"""

    DUE = "DUE", "应缴未缴"
    PAID = "PAID", "已缴"
    WAIVED = "WAIVED", "免缴"


class DuplicateGround(Labelled):
    """疑似重复的依据"""

    NAME_BIRTH_MOBILE = "NAME_BIRTH_MOBILE", "姓名、出生日期、手机号相同"
    NAME_MOBILE = "NAME_MOBILE", "姓名、手机号相同, 一方未登记出生日期"
    NAME_BIRTH = "NAME_BIRTH", "姓名、出生日期相同, 一方没有有效的居民身份证"
    SHARED_MOBILE = "SHARED_MOBILE", "两名在册会员登记同一手机号"


class DuplicateStatus(Labelled):
    """疑似重复的办理状态"""

    SUSPECTED = "SUSPECTED", "待核实"
    MERGED = "MERGED", "已合并"
    DISMISSED = "DISMISSED", "核实为不同的人"


class MergeStatus(Labelled):
    """重复职工合并的办理状态"""

    PROPOSED = "PROPOSED", "已提出, 待他人确认"
    MERGED = "MERGED", "已合并"
    REJECTED = "REJECTED", "不予合并"
    UNDONE = "UNDONE", "已撤销合并"
