"""What facilities have and what happens there, as GraphQL shows it."""

from typing import Any

import sqlalchemy as sa

from schema.facilities import tables
from schema.facilities.types.places import Facility
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    group_through,
    node,
    to_one,
)
from schema.planner.scalars import STRING


def _clock(name: str, description: str, *, nullable: bool = False) -> Any:
    """A minute of the day as ``HH:MM``."""
    minute: sa.ColumnElement[Any] = sa.literal_column("interval '1 minute'")
    return computed(
        lambda table: sa.func.to_char(table.c[name] * minute, "HH24:MI"),
        STRING,
        description,
        needs=(name,),
        nullable=nullable,
    )


@node(tables.facility_keeper)
class FacilityKeeper:
    """站点管理员任职: who keeps a facility, since when and until when."""

    id = column()
    name = column()
    phone = column()
    from_on = column(sortable=True)
    until_on = column()
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.opening_hours)
class OpeningHours:
    """开放时间: one span of a weekday."""

    id = column()
    weekday = column(sortable=True, groupable=True)
    season = column(groupable=True)
    opens = _clock("opens_minute", "开始 (HH:MM)")
    closes = _clock("closes_minute", "结束 (HH:MM)")
    facility = to_one(Facility, "facility_id")


@node(tables.opening_exception)
class OpeningException:
    """个别日期的开放安排: other hours on one day, or none."""

    id = column()
    day = column(sortable=True)
    opens = _clock("opens_minute", "开始 (HH:MM; 空为全天不开放)", nullable=True)
    closes = _clock("closes_minute", "结束 (HH:MM)", nullable=True)
    note = column()
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.equipment_item)
class EquipmentItem:
    """设施设备: what is there, how it is, until when it may be used."""

    id = column()
    code = column(groupable=True)
    name = column()
    quantity = column(summable=True)
    state = column(groupable=True)
    state_since = column(sortable=True, groupable=True)
    expires_on = column(sortable=True)
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.usage_log)
class UsageLog:
    """使用登记: how many used a service on a day, never who."""

    id = column()
    used_on = column(sortable=True, groupable=True)
    service = column(groupable=True)
    count = column(sortable=True, summable=True)
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.care_log)
class CareLog:
    """日常登记: the door opened, the room cleaned or disinfected."""

    id = column()
    kind = column(groupable=True)
    logged_on = column(sortable=True, groupable=True)
    logged_at = column(sortable=True)
    facility = to_one(Facility, "facility_id")


@node(tables.facility_room)
class FacilityRoom:
    """可预约场地: a room of a facility."""

    id = column()
    name = column(sortable=True)
    capacity = column(sortable=True, summable=True)
    bookable = column(groupable=True)
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.room_booking)
class RoomBooking:
    """场地预约: who uses a room from when to when; no two overlap."""

    id = column()
    starts_at = column(sortable=True, groupable=True)
    ends_at = column(sortable=True)
    party = column()
    party_size = column(summable=True)
    purpose = column()
    status = column(groupable=True)
    status_reason = column()
    version = column()
    room = to_one(FacilityRoom, "room_id")
    facility = to_one(Facility, "facility_id")


for _visit in (UsageLog, CareLog, EquipmentItem, RoomBooking):
    group_through(_visit, "facility", "kind", "division_id")
extend(
    FacilityRoom,
    bookings=connection(RoomBooking, "room_id", order=("-starts_at",), description="预约"),
)
extend(
    Facility,
    keepers=connection(
        FacilityKeeper, "facility_id", order=("-from_on",), description="历任管理员", page=FEW
    ),
    hours=connection(
        OpeningHours, "facility_id", order=("weekday",), description="开放时间", page=FEW
    ),
    exceptions=connection(
        OpeningException,
        "facility_id",
        order=("day",),
        description="个别日期的开放安排",
        page=FEW,
    ),
    equipment=connection(EquipmentItem, "facility_id", description="设施设备", page=FEW),
    usage_logs=connection(
        UsageLog, "facility_id", order=("-used_on",), description="使用登记, 最近的在前"
    ),
    care_logs=connection(
        CareLog, "facility_id", order=("-logged_at",), description="日常登记, 最近的在前"
    ),
    rooms=connection(FacilityRoom, "facility_id", description="可预约场地", page=FEW),
    bookings=connection(
        RoomBooking, "facility_id", order=("-starts_at",), description="场地预约, 最近的在前"
    ),
)
