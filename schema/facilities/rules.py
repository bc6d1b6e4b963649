"""Code lists, life cycle (SM-FAC) and deadlines of facilities (domain §6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.parameter import Parameter
from schema.core.states import Transitions

MAXIMUM_LONGITUDE: Final = 180
MAXIMUM_LATITUDE: Final = 90
FULL_SCORE: Final = 100


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
    FAULTS_OPEN = "FAULTS_OPEN", "尚有问题未整改, 不能开放"


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

FIRST_STATES: Final = (FacilityStatus.PROPOSED, FacilityStatus.OPEN)


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """A facility as stated: proposed, or standing and open since ``opened_on``.

    Degrees for the position, square metres for the area.
    """

    name: str
    kind: FacilityKind
    division_id: UUID
    code: str | None = None
    status: FacilityStatus = FacilityStatus.PROPOSED
    address: str | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    coordinate_system: CoordinateSystem | None = None
    area_m2: Decimal | None = None
    build_mode: BuildMode = BuildMode.SELF_BUILT
    site: SiteKind | None = None
    accepted_on: date | None = None
    opened_on: date | None = None
    keeper_name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What an inspection found; ``score`` 0 to 100."""

    kind: InspectionKind
    inspected_on: date
    result: InspectionResult
    fault_level: FaultLevel = FaultLevel.NONE
    score: int | None = None
    inspector_name: str | None = None
    note: str | None = None


def _require(holds: bool, message: str, field: str) -> None:  # noqa: FBT001 - a predicate
    if not holds:
        raise DomainError(ErrorCode.INVALID, message, path=(field,))


def check_facility(facts: FacilityFacts, today: date) -> None:
    """Refuse impossible facts with DomainError INVALID."""
    _require(bool(facts.name.strip()), "名称不能为空", "name")
    _require((facts.longitude is None) == (facts.latitude is None), "经纬度须同时填写", "latitude")
    _require(
        facts.longitude is None or abs(facts.longitude) <= MAXIMUM_LONGITUDE,
        "经度无效",
        "longitude",
    )
    _require(
        facts.latitude is None or abs(facts.latitude) <= MAXIMUM_LATITUDE, "纬度无效", "latitude"
    )
    _require(facts.area_m2 is None or facts.area_m2 > 0, "面积须大于零", "areaM2")
    _require(facts.status in FIRST_STATES, "新阵地只能为拟建或开放", "status")
    standing = facts.status is FacilityStatus.OPEN
    _require(not standing or facts.opened_on is not None, "开放的阵地须有启用日期", "openedOn")
    _require(facts.opened_on is None or facts.opened_on <= today, "启用日期在未来", "openedOn")


def check_inspection(facts: InspectionFacts, today: date) -> None:
    """Refuse contradictory findings with DomainError INVALID."""
    _require(facts.inspected_on <= today, "检查日期在未来", "inspectedOn")
    _require(facts.score is None or 0 <= facts.score <= FULL_SCORE, "得分须在0至100之间", "score")
    passed = facts.result is InspectionResult.PASSED
    faultless = facts.fault_level is FaultLevel.NONE
    _require(passed == faultless, "检查结论与问题程度不一致", "faultLevel")


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
