"""What is stated of facilities and inspections, and what of it is impossible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from schema.core.errors import DomainError, ErrorCode
from schema.facilities.rules.codes import (
    BuildMode,
    CoordinateSystem,
    EquipmentCode,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    SiteKind,
)
from schema.facilities.rules.states import FIRST_STATES

MAXIMUM_LONGITUDE: Final = 180
MAXIMUM_LATITUDE: Final = 90
FULL_SCORE: Final = 100


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
    partner: str | None = None
    serves_children: bool = False
    opens_on_holidays: bool = False
    map_listed: bool = False
    demand_site_id: UUID | None = None
    yearly_cost: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One line of an inspection's list: what was looked at, and whether it was in order."""

    code: EquipmentCode
    ok: bool
    note: str | None = None


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
    items: tuple[CheckedItem, ...] = ()


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
    _require((facts.yearly_cost or 0) >= 0, "年运行经费不能为负", "yearlyCost")
    joint = facts.build_mode is BuildMode.JOINTLY_BUILT
    _require(joint or not facts.partner, "自建的阵地没有共建单位", "partner")
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
    codes = [item.code for item in facts.items]
    _require(len(set(codes)) == len(codes), "检查项目重复", "items")
    _require(not passed or all(item.ok for item in facts.items), "有项目不合格", "result")


def score_of(facts: InspectionFacts) -> int | None:
    """The score stated, else the share of items in order (0-100, rounded down); None without."""
    if facts.score is not None or not facts.items:
        return facts.score
    return FULL_SCORE * sum(item.ok for item in facts.items) // len(facts.items)


def fix_due_on(
    inspected_on: date, fault: FaultLevel, days: Mapping[FaultLevel, int]
) -> date | None:
    """The last day to mend a fault; ``days`` by fault level, None without a fault."""
    if fault is FaultLevel.NONE:
        return None
    return inspected_on + timedelta(days=days[fault])
