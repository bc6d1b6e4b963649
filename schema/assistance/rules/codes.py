"""Code lists of dossiers, households and aid (domain §4.1, §4.3, §4.6, §5.1, §5.2)."""

from schema.core.enums import Labelled


class RuleSet(Labelled):
    """认定标准版本"""

    RS_2016 = "RS_2016", "2016—2020年标准"
    RS_2021 = "RS_2021", "2021年以后标准"


class DossierCategory(Labelled):
    """困难类别; the first two of RS-2016, the last two of RS-2021, ACCIDENT_HIT of both."""

    DIBAO_HOUSEHOLD = "DIBAO_HOUSEHOLD", "低保户"
    DIBAO_MARGIN = "DIBAO_MARGIN", "低保边缘户"
    ACCIDENT_HIT = "ACCIDENT_HIT", "意外致困"
    DEEP = "DEEP", "深度困难"
    RELATIVE = "RELATIVE", "相对困难"


class FileLevel(Labelled):
    """建档级别"""

    NATIONAL = "NATIONAL", "全国级"
    PROVINCIAL = "PROVINCIAL", "省级"
    CITY = "CITY", "市级"


class DossierStatus(Labelled):
    """档案状态 (SM-DOS)"""

    DRAFT = "DRAFT", "草稿"
    SUBMITTED = "SUBMITTED", "已申报"
    VISITED = "VISITED", "已入户"
    FIRST_REVIEWED = "FIRST_REVIEWED", "已初审"
    DATA_CHECKED = "DATA_CHECKED", "已核对"
    APPROVED_PENDING_NOTICE = "APPROVED_PENDING_NOTICE", "已审批待公示"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "公示中"
    OBJECTION = "OBJECTION", "有异议"
    ACTIVE = "ACTIVE", "在档"
    DUE_FOR_REVIEW = "DUE_FOR_REVIEW", "待复核"
    REVIEWING = "REVIEWING", "复核中"
    SUSPENDED = "SUSPENDED", "暂停"
    EXITING = "EXITING", "拟退出"
    EXIT_NOTICE = "EXIT_NOTICE", "退出公示"
    EXITED = "EXITED", "已退出"
    MONITORED = "MONITORED", "监测中"
    CLOSED = "CLOSED", "已归档"
    RETURNED = "RETURNED", "已退回"
    REJECTED = "REJECTED", "不予建档"
    MOVED_OUT = "MOVED_OUT", "已转出"
    VOIDED = "VOIDED", "已作废"


class Cause(Labelled):
    """致困原因"""

    SELF_ILLNESS = "SELF_ILLNESS", "本人大病"
    FAMILY_ILLNESS = "FAMILY_ILLNESS", "家属大病"
    SELF_DISABILITY = "SELF_DISABILITY", "本人残疾"
    FAMILY_DISABILITY = "FAMILY_DISABILITY", "家属残疾"
    CHILD_SCHOOLING = "CHILD_SCHOOLING", "子女上学"
    LAYOFF = "LAYOFF", "下岗失业"
    LOW_INCOME = "LOW_INCOME", "收入低无法维持"
    ACCIDENT = "ACCIDENT", "意外灾害"
    SINGLE_PARENT = "SINGLE_PARENT", "单亲"
    EMPLOYER_ARREARS = "EMPLOYER_ARREARS", "企业停产欠薪"
    WORK_DEATH_FAMILY = "WORK_DEATH_FAMILY", "工亡遗属"
    OTHER = "OTHER", "其他"


class Need(Labelled):
    """帮扶需求"""

    LIVING = "LIVING", "生活"
    MEDICAL = "MEDICAL", "医疗"
    STUDY = "STUDY", "助学"
    JOB = "JOB", "就业"
    TRAINING = "TRAINING", "培训"
    LEGAL = "LEGAL", "法律"
    HOUSING = "HOUSING", "住房"
    PSYCHOLOGICAL = "PSYCHOLOGICAL", "心理"


class ExitChannel(Labelled):
    """退出渠道; the X codes do not count as relief"""

    E1_JOB = "E1_JOB", "帮助就业创业"
    E2_INSURE = "E2_INSURE", "纳入社会保险覆盖"
    E3_ILLNESS = "E3_ILLNESS", "大病保险保障"
    E4_BACKSTOP = "E4_BACKSTOP", "社会救助兜底"
    X_DEATH = "X_DEATH", "死亡"
    X_MISIDENTIFIED = "X_MISIDENTIFIED", "识别不准"
    X_MOVED = "X_MOVED", "迁出"
    X_OUT_OF_SCOPE = "X_OUT_OF_SCOPE", "退休或不再属于范围"
    X_VOLUNTARY = "X_VOLUNTARY", "自愿退出"
    X_VOIDED = "X_VOIDED", "作废"


class Relation(Labelled):
    """与户主关系 (GB/T 4761)"""

    SELF = "SELF", "本人"
    SPOUSE = "SPOUSE", "配偶"
    SON = "SON", "子"
    DAUGHTER = "DAUGHTER", "女"
    GRANDCHILD = "GRANDCHILD", "孙子女"
    PARENT = "PARENT", "父母"
    GRANDPARENT = "GRANDPARENT", "祖父母"
    SIBLING = "SIBLING", "兄弟姐妹"
    OTHER = "OTHER", "其他"


class WorkStatus(Labelled):
    """从业状况"""

    EMPLOYED = "EMPLOYED", "在职"
    FLEXIBLE = "FLEXIBLE", "灵活就业"
    UNEMPLOYED = "UNEMPLOYED", "失业"
    RETIRED = "RETIRED", "退休"
    STUDENT = "STUDENT", "在学"
    UNABLE = "UNABLE", "无劳动能力"
    PRESCHOOL = "PRESCHOOL", "学龄前"


class Health(Labelled):
    """健康状况"""

    HEALTHY = "HEALTHY", "健康"
    CHRONIC = "CHRONIC", "慢性病"
    SERIOUS_ILLNESS = "SERIOUS_ILLNESS", "大病"
    DISABLED = "DISABLED", "残疾"


class DisabilityClass(Labelled):
    """残疾类别 (GB/T 26341)"""

    VISUAL = "VISUAL", "视力残疾"
    HEARING = "HEARING", "听力残疾"
    SPEECH = "SPEECH", "言语残疾"
    PHYSICAL = "PHYSICAL", "肢体残疾"
    INTELLECTUAL = "INTELLECTUAL", "智力残疾"
    MENTAL = "MENTAL", "精神残疾"
    MULTIPLE = "MULTIPLE", "多重残疾"


class SchoolStage(Labelled):
    """就学阶段"""

    KINDERGARTEN = "KINDERGARTEN", "学前教育"
    PRIMARY = "PRIMARY", "小学"
    JUNIOR_HIGH = "JUNIOR_HIGH", "初中"
    SENIOR_HIGH = "SENIOR_HIGH", "高中"
    VOCATIONAL = "VOCATIONAL", "中职"
    COLLEGE = "COLLEGE", "大专"
    UNIVERSITY = "UNIVERSITY", "本科"
    POSTGRADUATE = "POSTGRADUATE", "研究生"


class AreaStandard(Labelled):
    """低保标准类别"""

    URBAN = "URBAN", "城市"
    RURAL = "RURAL", "农村"


class AssistanceKind(Labelled):
    """帮扶类型"""

    LIVING = "LIVING", "生活救助"
    MEDICAL = "MEDICAL", "医疗救助"
    STUDY = "STUDY", "助学救助"
    ACCIDENT = "ACCIDENT", "意外困难救助"
    LEGAL = "LEGAL", "法律援助"
    JOB = "JOB", "职业介绍"
    TRAIN = "TRAIN", "职业培训"
    WARM = "WARM", "送温暖"
    COOL = "COOL", "送清凉"
    MUTUAL = "MUTUAL", "医疗互助补助"
    TEMP = "TEMP", "临时困难救助"


class AssistanceStatus(Labelled):
    """帮扶状态 (SM-AID)"""

    DRAFT = "DRAFT", "草稿"
    SUBMITTED = "SUBMITTED", "已申请"
    GRASSROOTS_CHECKED = "GRASSROOTS_CHECKED", "基层已核"
    CENTRE_REVIEWED = "CENTRE_REVIEWED", "中心已审"
    APPROVED = "APPROVED", "已批准"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "公示中"
    SCHEDULED = "SCHEDULED", "待发放"
    IN_BATCH = "IN_BATCH", "已入批次"
    PAID = "PAID", "已发放"
    VERIFIED = "VERIFIED", "已回访"
    RETURNED = "RETURNED", "已退回"
    REJECTED = "REJECTED", "未批准"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    RECOVERY_OPEN = "RECOVERY_OPEN", "追缴中"
    RECOVERED = "RECOVERED", "已追回"


class FundLevel(Labelled):
    """资金来源层级"""

    CENTRAL_FISCAL = "CENTRAL_FISCAL", "中央财政专项帮扶资金"
    PROVINCIAL_FISCAL = "PROVINCIAL_FISCAL", "省级财政"
    PROVINCIAL_UNION = "PROVINCIAL_UNION", "省级工会经费"
    PREFECTURE = "PREFECTURE", "市州资金"
    LOCAL_FISCAL = "LOCAL_FISCAL", "本级财政"
    LOCAL_UNION = "LOCAL_UNION", "本级工会经费"
    DONATION = "DONATION", "社会捐助"


class ApprovalLevel(Labelled):
    """审批层级"""

    CENTRE_HEAD = "CENTRE_HEAD", "服务中心负责人"
    VICE_CHAIR = "VICE_CHAIR", "分管副主席"
    CHAIR_MEETING = "CHAIR_MEETING", "主席办公会"
