"""Places with a need for facilities, the year's plan, what is stated of training bases."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.facilities.rules import BaseKind, DemandKind, FacilityKind
from schema.facilities.tables import building_plan, demand_site, facility, training_base
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import accepted_credit_code


async def survey_site(
    work: Work,
    *,
    union_id: UUID,
    division_id: UUID,
    kind: DemandKind,
    name: str,
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    area_m2: Decimal | None = None,
    daily_visitors: int | None = None,
    women_workers: int | None = None,
    surveyed_on: date | None = None,
) -> UUID:
    """Enter a place whose people may need a room or station; the id.

    Square metres, visitors a day, women employed. Raises DomainError FORBIDDEN, INVALID.
    """
    await may_edit(work, union_id, Entity.FACILITY, Action.CREATE)
    positive = (area_m2 or 0) >= 0 and (daily_visitors or 0) >= 0 and (women_workers or 0) >= 0
    if not name.strip() or not positive:
        raise DomainError(ErrorCode.INVALID, "名称不能为空, 数量不能为负", path=("name",))
    placed = longitude is not None and latitude is not None
    if kind is DemandKind.HOT_SPOT and not placed:
        raise DomainError(ErrorCode.INVALID, "聚集点须有经纬度", path=("latitude",))
    return await work.insert(
        demand_site,
        union_id=union_id,
        division_id=division_id,
        kind=kind,
        name=name.strip(),
        longitude=longitude if placed else None,
        latitude=latitude if placed else None,
        area_m2=area_m2,
        daily_visitors=daily_visitors,
        women_workers=women_workers,
        surveyed_on=surveyed_on or work.today,
    )


async def plan_building(
    work: Work, *, year: int, kind: FacilityKind, division_id: UUID, planned: int
) -> UUID:
    """How many facilities of a kind are to open in a year in an area; the id."""
    permit_city(work, Entity.FACILITY, Action.DECIDE)
    if planned < 1 or abs(year - work.today.year) > 1:
        raise DomainError(ErrorCode.INVALID, "计划数须为正数, 年度为本年前后", path=("planned",))
    return await work.insert(
        building_plan, year=year, kind=kind, division_id=division_id, planned=planned
    )


async def describe_base(
    work: Work,
    *,
    facility_id: UUID,
    kind: BaseKind,
    legal_name: str,
    credit_code: str,
    full_time_teachers: int,
    part_time_teachers: int,
) -> UUID:
    """What makes a facility a training base: its legal entity and its teachers; the id.

    Raises DomainError FORBIDDEN, INVALID for another kind of facility, CREDIT_CODE_INVALID.
    """
    row = await editable_row(work, facility, facility_id, actions=(Action.CREATE, Action.DECIDE))
    if row["kind"] is not FacilityKind.TRAINING_BASE:
        raise DomainError(ErrorCode.INVALID, "该阵地不是培训基地", path=("facilityId",))
    accepted = accepted_credit_code(credit_code)
    named = legal_name.strip() and accepted is not None
    if not named or min(full_time_teachers, part_time_teachers) < 0:
        raise DomainError(
            ErrorCode.INVALID, "须填写法人名称和代码, 教师数不能为负", path=("legalName",)
        )
    return await work.insert(
        training_base,
        facility_id=facility_id,
        kind=kind,
        legal_name=legal_name.strip(),
        credit_code=accepted,
        full_time_teachers=full_time_teachers,
        part_time_teachers=part_time_teachers,
    )
