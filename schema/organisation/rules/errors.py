"""Codes of expected failures of the organisation."""

from schema.core.enums import Labelled


class OrganisationErrorCode(Labelled):
    """Codes of this domain."""

    CREDIT_CODE_INVALID = "CREDIT_CODE_INVALID", "统一社会信用代码无效"
    DIVISION_CODE_INVALID = "DIVISION_CODE_INVALID", "行政区划代码无效"
    LEVEL_ORDER = "LEVEL_ORDER", "层级须低于上级工会"
    CYCLE = "CYCLE", "不能归到自己的下级工会之下"
    UNION_ENDED = "UNION_ENDED", "工会已合并或撤销"
    HAS_CHILDREN = "HAS_CHILDREN", "仍有下级工会, 须先调整"
    SAME_OFFICER = "SAME_OFFICER", "经办、审核、批准不得为同一人"
    NO_QUORUM = "NO_QUORUM", "到会人数不足应到人数的三分之二"
    NOT_ELECTED = "NOT_ELECTED", "得票未过应到人数的半数"
    ELECTION_MISSING = "ELECTION_MISSING", "尚未依法选举"
    TERM_YEARS = "TERM_YEARS", "每届任期为三年或五年"
    POST_TAKEN = "POST_TAKEN", "该职务已有人担任"
    FULL_TIME_CHAIR = "FULL_TIME_CHAIR", "职工人数未达到设专职主席的条件"
    NOT_A_FEDERATION = "NOT_A_FEDERATION", "仅联合会、联合工会可覆盖单位"
    UNIT_COVERED = "UNIT_COVERED", "该单位已被覆盖"
    ITEMS_INCOMPLETE = "ITEMS_INCOMPLETE", "六项须逐项评估并附佐证"
    BELOW_STANDARD = "BELOW_STANDARD", "入会率或满意度未达到标准"
    LOWER_TITLE_MISSING = "LOWER_TITLE_MISSING", "未取得下一级称号"
    NOTICE_UNFINISHED = "NOTICE_UNFINISHED", "公示期未满"
    OVER_BUDGET = "OVER_BUDGET", "超出可用额度"
    TARGET_EXISTS = "TARGET_EXISTS", "该单位已建会或已列为建会对象"
