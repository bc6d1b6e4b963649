"""Code lists and checks of divisions and unions.

Sources: GB/T 2260 and GB/T 10114 (division codes), GB 32100-2015 (credit code),
domain §1.2 (establishment of a union, SM-ORG), §3.3 and §3.4.
"""

from schema.core.enums import Labelled
from schema.core.states import Transitions

MAX_LEVEL = 8


class UnionKind(Labelled):
    """工会组织类型"""

    FEDERATION = "FEDERATION", "总工会"
    TOWNSHIP_UNION = "TOWNSHIP_UNION", "乡镇(街道)工会"
    PARK_UNION = "PARK_UNION", "园区工会"
    INDUSTRY_UNION = "INDUSTRY_UNION", "产业工会"
    JOINT_FEDERATION = "JOINT_FEDERATION", "基层工会联合会"
    GRASSROOTS_UNION = "GRASSROOTS_UNION", "基层工会"
    JOINT_UNION = "JOINT_UNION", "联合基层工会"
    BRANCH = "BRANCH", "工会分会"
    GROUP = "GROUP", "工会小组"


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


class AreaKind(Labelled):
    """联合会覆盖区域类型"""

    BUILDING = "BUILDING", "商务楼宇"
    PARK = "PARK", "产业园区"
    BUSINESS_CIRCLE = "BUSINESS_CIRCLE", "商圈"
    MARKET = "MARKET", "市场"
    VILLAGE = "VILLAGE", "村(社区)"
    INDUSTRY = "INDUSTRY", "行业"


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
