"""What keeps a facility going: its keeper, its hours, its equipment, the daily marks."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work, unchanged_since
from schema.facilities.access import editable_facility, facility_in_charge
from schema.facilities.rules import (
    CareKind,
    EquipmentCode,
    EquipmentState,
    FacilityKind,
    FacilityStatus,
    ServiceCode,
    Span,
    check_span,
    minutes_of,
)
from schema.facilities.tables import (
    care_log,
    equipment_item,
    facility,
    facility_keeper,
    opening_exception,
    opening_hours,
    usage_log,
)
from schema.organisation.access import editable_row

MOST_AT_ONCE = 500
LATE_DAYS = 31


async def assign_keeper(
    work: Work,
    *,
    facility_id: UUID,
    name: str,
    from_on: date,
    phone: str | None = None,
    user_id: UUID | None = None,
) -> UUID:
    """Name the keeper from a day on; the one before him ends with it. The id.

    Raises DomainError FORBIDDEN, INVALID without a name or before the present one began.
    """
    row = await editable_row(work, facility, facility_id, actions=(Action.CREATE, Action.DECIDE))
    if not name.strip():
        raise DomainError(ErrorCode.INVALID, "须填写姓名", path=("name",))
    table = facility_keeper.c
    present = sa.select(table.id, table.version, table.from_on).where(
        table.facility_id == facility_id, table.until_on.is_(None)
    )
    former = (await work.execute(present)).one_or_none()
    if from_on > work.today or (former is not None and from_on < former.from_on):
        raise DomainError(ErrorCode.INVALID, "到岗日期须不早于前任且不在未来", path=("fromOn",))
    if former is not None:
        await work.update(facility_keeper, former.id, former.version, until_on=from_on)
    await work.update(facility, facility_id, row["version"], keeper_name=name.strip(), phone=phone)
    return await work.insert(
        facility_keeper,
        facility_id=facility_id,
        name=name.strip(),
        phone=phone,
        user_id=user_id,
        from_on=from_on,
    )


async def set_opening_hours(
    work: Work, *, facility_id: UUID, expected_version: int, hours: list[Span]
) -> None:
    """State the whole week anew; it counts as a change of the facility.

    Raises DomainError FORBIDDEN, INVALID for overlapping spans, ConflictError.
    """
    row = await facility_in_charge(work, facility_id)
    unchanged_since(facility, row, expected_version)
    spans = minutes_of(hours)
    await work.execute(sa.delete(opening_hours).where(opening_hours.c.facility_id == facility_id))
    for span, opens, closes in spans:
        await work.insert(
            opening_hours,
            facility_id=facility_id,
            weekday=span.weekday,
            season=span.season,
            opens_minute=opens,
            closes_minute=closes,
        )
    await work.update(facility, facility_id, expected_version)


async def set_opening_exception(
    work: Work,
    *,
    facility_id: UUID,
    day: date,
    note: str,
    opens: str | None = None,
    closes: str | None = None,
) -> UUID:
    """Other hours on one day, or none; said again it replaces what was said. The id."""
    await facility_in_charge(work, facility_id)
    if day < work.today or not note.strip():
        raise DomainError(ErrorCode.INVALID, "须为今后的日期并说明原因", path=("day",))
    if (opens is None) != (closes is None):
        raise DomainError(ErrorCode.INVALID, "开始与结束须同时填写", path=("closes",))
    span = (None, None) if opens is None or closes is None else check_span(opens, closes)
    values = {"opens_minute": span[0], "closes_minute": span[1], "note": note.strip()}
    return await _upsert(
        work, opening_exception, ("facility_id", "day"), values, facility_id=facility_id, day=day
    )


async def record_equipment(
    work: Work,
    *,
    facility_id: UUID,
    code: EquipmentCode,
    state: EquipmentState,
    quantity: int = 1,
    name: str = "",
    expires_on: date | None = None,
) -> UUID:
    """Say what is there of a kind of equipment and how it is; the id.

    The day of the state changes only with the state: repairs are judged by it.
    """
    await facility_in_charge(work, facility_id)
    if quantity < 0:
        raise DomainError(ErrorCode.INVALID, "数量不能为负", path=("quantity",))
    table = equipment_item.c
    since = sa.case((table.state == state, table.state_since), else_=work.today)
    values: dict[str, Any] = {"state": state, "quantity": quantity, "expires_on": expires_on}
    return await _upsert(
        work,
        equipment_item,
        ("facility_id", "code", "name"),
        values,
        changed={"state_since": since},
        facility_id=facility_id,
        code=code,
        name=name.strip(),
        state_since=work.today,
    )


async def log_use(
    work: Work,
    *,
    facility_id: UUID,
    service: ServiceCode,
    count: int = 1,
    used_on: date | None = None,
) -> UUID:
    """Count visitors of a service, by day; the id of the day's row. Two taps suffice.

    Raises DomainError FORBIDDEN, INVALID for a day to come or long past, or a facility that
    is not open.
    """
    row = await facility_in_charge(work, facility_id)
    day = used_on or work.today
    if not 1 <= count <= MOST_AT_ONCE:
        raise DomainError(ErrorCode.INVALID, f"人次须为 1 至 {MOST_AT_ONCE}", path=("count",))
    if not 0 <= (work.today - day).days <= LATE_DAYS:
        raise DomainError(ErrorCode.INVALID, f"只能补记 {LATE_DAYS} 天内", path=("usedOn",))
    if row["status"] is not FacilityStatus.OPEN:
        raise DomainError(ErrorCode.INVALID, "未开放的阵地没有使用登记", path=("facilityId",))
    return await _upsert(
        work,
        usage_log,
        ("facility_id", "used_on", "service"),
        {},
        changed={"count": usage_log.c.count + count},
        facility_id=facility_id,
        used_on=day,
        service=service,
        count=count,
    )


async def log_care(work: Work, *, facility_id: UUID, kind: CareKind) -> UUID:
    """Mark the opening, a cleaning or disinfection, now. Two taps suffice. The id."""
    row = await editable_facility(work, facility_id, Entity.INSPECTION, Action.CREATE)
    if kind is CareKind.DISINFECTED and row["kind"] is not FacilityKind.CARE_ROOM:
        raise DomainError(ErrorCode.INVALID, "消毒登记限母婴室", path=("kind",))
    return await work.insert(
        care_log, facility_id=facility_id, kind=kind, logged_on=work.today, logged_at=work.now
    )


async def _upsert(
    work: Work,
    table: sa.Table,
    key: tuple[str, ...],
    values: dict[str, Any],
    changed: dict[str, Any] | None = None,
    **first: object,
) -> UUID:
    """Insert a row, or change the one with the same key; two at once both count."""
    subject = work.principal.subject
    row = insert(table).values(
        created_by=subject,
        updated_by=subject,
        created_at=work.now,
        updated_at=work.now,
        **first,
        **values,
    )
    statement = row.on_conflict_do_update(
        index_elements=list(key),
        set_={
            **values,
            **(changed or {}),
            "updated_by": subject,
            "updated_at": work.now,
            "version": table.c.version + 1,
        },
    ).returning(table.c.id)
    identity: UUID = (await work.execute(statement)).scalar_one()
    return identity
