"""Code lists of checks, proofs, notices and targets of a dossier (domain §4.3-§4.7)."""

from schema.core.enums import Labelled


class Exclusion(Labelled):
    """不予建档情形"""

    SECOND_HOME = "SECOND_HOME", "两套及以上住房"
    BUSINESS = "BUSINESS", "经商办企业或雇工经营"
    COSTLY_SCHOOL = "COSTLY_SCHOOL", "子女高收费择校或自费留学"
    VEHICLE = "VEHICLE", "非残疾、非营生用机动车"
    REFUSED_CHECK = "REFUSED_CHECK", "拒绝配合核查"
    FALSE_STATEMENT = "FALSE_STATEMENT", "隐瞒或虚假陈述"


class CheckResult(Labelled):
    """核查结果"""

    CLEAR = "CLEAR", "无此情形"
    HIT = "HIT", "存在此情形"
    UNCLEAR = "UNCLEAR", "尚不明确"


class EvidenceKind(Labelled):
    """证明材料"""

    IDENTITY = "IDENTITY", "身份证和户口簿"
    INCOME = "INCOME", "收入证明或工资流水"
    MEDICAL = "MEDICAL", "医疗费用和保险结算单"
    DISABILITY_CARD = "DISABILITY_CARD", "残疾证"
    ENROLMENT = "ENROLMENT", "在学证明"
    UNEMPLOYMENT = "UNEMPLOYMENT", "失业登记"
    BACKSTOP_CERTIFICATE = "BACKSTOP_CERTIFICATE", "低保证或特困证明"
    ACCIDENT = "ACCIDENT", "意外或损失证明"
    AUTHORISATION = "AUTHORISATION", "家庭经济状况核查授权书"
    CONTRACT = "CONTRACT", "劳动合同或营业执照"
    INSURANCE = "INSURANCE", "社会保险参保记录"
    SETTLEMENT = "SETTLEMENT", "大病保险、医疗救助或互助结算单"
    STATEMENT = "STATEMENT", "书面说明或证明文件"


class NoticeSubject(Labelled):
    """公示事项"""

    DOSSIER_OPENING = "DOSSIER_OPENING", "建档公示"
    DOSSIER_EXIT = "DOSSIER_EXIT", "退出公示"
    AID = "AID", "救助公示"


class ObjectionStatus(Labelled):
    """异议处理状态"""

    OPEN = "OPEN", "待处理"
    UPHELD = "UPHELD", "成立"
    DISMISSED = "DISMISSED", "不成立"


class SpotCheckResult(Labelled):
    """抽查结果"""

    CONSISTENT = "CONSISTENT", "属实"
    DEVIATING = "DEVIATING", "有出入"
    FALSE = "FALSE", "不属实"


class ReviewTrigger(Labelled):
    """临时复核事由"""

    STANDARD_CHANGED = "STANDARD_CHANGED", "低保标准调整"
    JOB = "JOB", "就业变化"
    DEATH = "DEATH", "家庭成员死亡"
    WINDFALL = "WINDFALL", "大额收入"
    MOVE = "MOVE", "迁居"
    REPORT = "REPORT", "举报或数据疑点"


class RecoveryMethod(Labelled):
    """追缴方式"""

    REPAYMENT = "REPAYMENT", "退款"
    SET_OFF = "SET_OFF", "抵扣"


#: Without these a dossier is not submitted (domain §4.3).
NEEDED_TO_SUBMIT = (EvidenceKind.IDENTITY, EvidenceKind.INCOME, EvidenceKind.AUTHORISATION)
