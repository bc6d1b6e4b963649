"""State machines of the organisation: SM-ORG, SM-SEL, the yearly check, a line of union funds."""

from schema.core.enums import Labelled
from schema.core.states import Transitions


class UnionStatus(Labelled):
    """建会状态"""

    TARGET = "TARGET", "建会对象"
    GUIDED = "GUIDED", "上级指导"
    PREPARING = "PREPARING", "筹备"
    APPLIED = "APPLIED", "已申请"
    APPROVED = "APPROVED", "已批复"
    CONGRESS_HELD = "CONGRESS_HELD", "已选举"
    REGISTERED = "REGISTERED", "已法人登记"
    ACTIVE = "ACTIVE", "正常"
    TERM_DUE = "TERM_DUE", "届满待换届"
    MERGED = "MERGED", "已合并"
    DISSOLVED = "DISSOLVED", "已撤销"


# SM-ORG. A due union is active again after its election.
UNION_TRANSITIONS: Transitions[UnionStatus] = {
    UnionStatus.TARGET: (UnionStatus.GUIDED,),
    UnionStatus.GUIDED: (UnionStatus.PREPARING,),
    UnionStatus.PREPARING: (UnionStatus.APPLIED,),
    UnionStatus.APPLIED: (UnionStatus.APPROVED,),
    UnionStatus.APPROVED: (UnionStatus.CONGRESS_HELD,),
    UnionStatus.CONGRESS_HELD: (UnionStatus.REGISTERED,),
    UnionStatus.REGISTERED: (UnionStatus.ACTIVE,),
    UnionStatus.ACTIVE: (UnionStatus.TERM_DUE, UnionStatus.MERGED, UnionStatus.DISSOLVED),
    UnionStatus.TERM_DUE: (UnionStatus.ACTIVE, UnionStatus.MERGED, UnionStatus.DISSOLVED),
    UnionStatus.MERGED: (),
    UnionStatus.DISSOLVED: (),
}
ENDED_UNION_STATES = (UnionStatus.MERGED, UnionStatus.DISSOLVED)
#: A union that works: its committee is elected and entered.
WORKING_UNION_STATES = (UnionStatus.ACTIVE, UnionStatus.TERM_DUE)


class CheckStatus(Labelled):
    """年度评估状态"""

    SELF_ASSESSED = "SELF_ASSESSED", "已自评"
    TOWNSHIP_REVIEWED = "TOWNSHIP_REVIEWED", "镇街已审"
    CITY_CONFIRMED = "CITY_CONFIRMED", "市级已确认"
    RETURNED = "RETURNED", "已退回"


CHECK_TRANSITIONS: Transitions[CheckStatus] = {
    CheckStatus.SELF_ASSESSED: (CheckStatus.TOWNSHIP_REVIEWED, CheckStatus.RETURNED),
    CheckStatus.TOWNSHIP_REVIEWED: (CheckStatus.CITY_CONFIRMED, CheckStatus.RETURNED),
    # Assessed again by the union itself.
    CheckStatus.RETURNED: (CheckStatus.SELF_ASSESSED,),
    CheckStatus.CITY_CONFIRMED: (),
}


class SelectionStatus(Labelled):
    """评选表彰状态"""

    CALL = "CALL", "已通知申报"
    NOMINATED = "NOMINATED", "已推荐"
    UNIT_NOTICE = "UNIT_NOTICE", "单位公示"
    TOWNSHIP_REVIEWED = "TOWNSHIP_REVIEWED", "镇街已审"
    CITY_REVIEWED = "CITY_REVIEWED", "市级已审"
    CITY_NOTICE = "CITY_NOTICE", "市级公示"
    OBJECTION = "OBJECTION", "有异议"
    DECIDED = "DECIDED", "已决定"
    AWARDED = "AWARDED", "已授牌"
    IN_FORCE = "IN_FORCE", "有效"
    RECHECKED = "RECHECKED", "已复查"
    REVOKED = "REVOKED", "已撤销"
    EXPIRED = "EXPIRED", "已失效"


_S = SelectionStatus
# SM-SEL (domain §1.2): any notice may meet an objection, which the city reviews.
SELECTION_TRANSITIONS: Transitions[SelectionStatus] = {
    _S.CALL: (_S.NOMINATED,),
    _S.NOMINATED: (_S.UNIT_NOTICE,),
    _S.UNIT_NOTICE: (_S.TOWNSHIP_REVIEWED, _S.OBJECTION),
    _S.TOWNSHIP_REVIEWED: (_S.CITY_REVIEWED,),
    _S.CITY_REVIEWED: (_S.CITY_NOTICE,),
    _S.CITY_NOTICE: (_S.DECIDED, _S.OBJECTION),
    _S.OBJECTION: (_S.CITY_REVIEWED,),
    _S.DECIDED: (_S.AWARDED,),
    _S.AWARDED: (_S.IN_FORCE,),
    _S.IN_FORCE: (_S.RECHECKED,),
    _S.RECHECKED: (_S.IN_FORCE, _S.REVOKED, _S.EXPIRED),
    _S.REVOKED: (),
    _S.EXPIRED: (),
}


class BudgetStatus(Labelled):
    """经费项目状态"""

    BUDGETED = "BUDGETED", "已列预算"
    ALLOTTED = "ALLOTTED", "已下拨"
    SPENT = "SPENT", "已支出"
    AUDITED = "AUDITED", "已审计"


BUDGET_TRANSITIONS: Transitions[BudgetStatus] = {
    BudgetStatus.BUDGETED: (BudgetStatus.ALLOTTED,),
    BudgetStatus.ALLOTTED: (BudgetStatus.SPENT,),
    BudgetStatus.SPENT: (BudgetStatus.AUDITED,),
    BudgetStatus.AUDITED: (),
}
