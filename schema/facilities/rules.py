"""Code lists, life cycle (SM-FAC) and deadlines of facilities (domain §6.1)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from schema.core.enums import Labelled
from schema.core.parameter import Parameter
from schema.core.states import Transitions


class FacilityKind(Labelled):
    """阵地类型"""

    SERVICE_STATION = "SERVICE_STATION", "职工服务站"
    LOVE_STATION = "LOVE_STATION", "户外劳动者爱心驿站"
    CARE_ROOM = "CARE_ROOM", "爱心母婴室"
    TRAINING_BASE = "TRAINING_BASE", "产业工人培训示范基地"


class FacilityStatus(Labelled):
    """阵地状态 (SM-FAC)"""

    PROPOSED = "PROPOSED", "拟建"
    APPROVED = "APPROVED", "已批准"
    BUILDING = "BUILDING", "建设中"
    ACCEPTANCE = "ACCEPTANCE", "验收"
    OPEN = "OPEN", "开放"
    MAINTENANCE = "MAINTENANCE", "维护"
    SUSPENDED = "SUSPENDED", "暂停"
    RECTIFYING = "RECTIFYING", "整改"
    CLOSED = "CLOSED", "关闭"


class BuildMode(Labelled):
    """建设方式"""

    SELF_BUILT = "SELF_BUILT", "自建"
    JOINTLY_BUILT = "JOINTLY_BUILT", "共建"


class SiteKind(Labelled):
    """场所类型"""

    WORKPLACE = "WORKPLACE", "用人单位"
    PUBLIC = "PUBLIC", "公共场所"


class CoordinateSystem(Labelled):
    """坐标系"""

    WGS84 = "WGS84", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02"


class InspectionKind(Labelled):
    """检查类型"""

    SELF = "SELF", "自查"
    TOWNSHIP = "TOWNSHIP", "乡镇(街道)检查"
    CITY = "CITY", "市总工会检查"
    SPOT = "SPOT", "抽查"


class InspectionResult(Labelled):
    """检查结论"""

    PASSED = "PASSED", "合格"
    FIX_REQUIRED = "FIX_REQUIRED", "需整改"
    FAILED = "FAILED", "不合格"


class FaultLevel(Labelled):
    """问题程度"""

    NONE = "NONE", "无"
    ORDINARY = "ORDINARY", "一般"
    SAFETY = "SAFETY", "安全"


class FacilityErrorCode(Labelled):
    """Codes of this domain."""

    ACCEPTANCE_MISSING = "ACCEPTANCE_MISSING", "尚未通过验收, 不能开放"


FACILITY_TRANSITIONS: Transitions[FacilityStatus] = {
    FacilityStatus.PROPOSED: (FacilityStatus.APPROVED,),
    FacilityStatus.APPROVED: (FacilityStatus.BUILDING,),
    FacilityStatus.BUILDING: (FacilityStatus.ACCEPTANCE,),
    FacilityStatus.ACCEPTANCE: (FacilityStatus.OPEN,),
    FacilityStatus.OPEN: (
        FacilityStatus.MAINTENANCE,
        FacilityStatus.SUSPENDED,
        FacilityStatus.RECTIFYING,
        FacilityStatus.CLOSED,
    ),
    FacilityStatus.MAINTENANCE: (FacilityStatus.OPEN,),
    FacilityStatus.SUSPENDED: (FacilityStatus.OPEN,),
    FacilityStatus.RECTIFYING: (FacilityStatus.OPEN,),
    FacilityStatus.CLOSED: (),
}


def fix_due_on(
    inspected_on: date, fault: FaultLevel, days: Mapping[FaultLevel, int]
) -> date | None:
    """The last day to mend a fault; ``days`` by fault level, None without a fault."""
    if fault is FaultLevel.NONE:
        return None
    return inspected_on + timedelta(days=days[fault])


_START = date(2016, 1, 1)
_LOCAL = "市总工会规定 (判断值)"

INITIAL_PARAMETERS: Final = (
    Parameter("FACILITY", "fix_days", 7, _START, _LOCAL),
    Parameter("FACILITY", "safety_fix_days", 1, _START, _LOCAL),
    Parameter("FACILITY", "self_inspection_days", 7, _START, _LOCAL),
    Parameter("FACILITY", "room_inspection_days", 1, _START, _LOCAL),
    Parameter("FACILITY", "township_inspection_days", 30, _START, _LOCAL),
    Parameter("FACILITY", "city_inspection_days", 90, _START, _LOCAL),
)
