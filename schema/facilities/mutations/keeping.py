"""What people change of a facility's keeper, hours, equipment and rooms."""

import strawberry

from schema.facilities import service
from schema.facilities.mutations.places import FACILITY
from schema.facilities.rules import BookingStatus, EquipmentCode, EquipmentState, Season
from schema.facilities.types import (
    EquipmentItem,
    FacilityKeeper,
    FacilityRoom,
    OpeningException,
    RoomBooking,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate, Instant

for _codes in (BookingStatus, EquipmentCode, EquipmentState, Season):
    graphql_enum(_codes)


@strawberry.input(description="指定站点管理员; 前任同日离岗")
class AssignKeeperInput:
    """Who keeps a facility from a day on."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    name: str = strawberry.field(description="姓名")
    from_on: CalendarDate = strawberry.field(description="到岗日期")
    phone: str | None = strawberry.field(default=None, description="联系电话")
    user_id: strawberry.ID | None = strawberry.field(default=None, description="用户 (如有账号)")


@strawberry.input(description="一段开放时间")
class SpanInput:
    """Open on a weekday from and to, as HH:MM."""

    weekday: int = strawberry.field(description="星期 (1 周一 – 7 周日)")
    opens: str = strawberry.field(description="开始 (HH:MM)")
    closes: str = strawberry.field(description="结束 (HH:MM, 至 24:00)")
    season: Season = strawberry.field(default=Season.ALL_YEAR, description="适用季节")


@strawberry.input(description="设定每周开放时间, 整周重新填报")
class SetOpeningHoursInput:
    """The whole week anew; nothing stated: never open."""

    id: strawberry.ID = strawberry.field(description="阵地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    hours: list[SpanInput] = strawberry.field(description="各段开放时间")


@strawberry.input(description="设定个别日期的开放安排")
class SetOpeningExceptionInput:
    """Other hours on one day; without hours closed."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    day: CalendarDate = strawberry.field(description="日期")
    note: str = strawberry.field(description="原因")
    opens: str | None = strawberry.field(default=None, description="开始 (HH:MM)")
    closes: str | None = strawberry.field(default=None, description="结束 (HH:MM)")


@strawberry.input(description="登记设施设备的状态")
class RecordEquipmentInput:
    """What is there of a kind of equipment and how it is."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    code: EquipmentCode = strawberry.field(description="设施设备")
    state: EquipmentState = strawberry.field(description="状态")
    quantity: int = strawberry.field(default=1, description="数量")
    name: str = strawberry.field(default="", description="名称 (如药品名)")
    expires_on: CalendarDate | None = strawberry.field(default=None, description="有效期止")


@strawberry.input(description="增设可预约场地")
class AddRoomInput:
    """A room of a facility."""

    facility_id: strawberry.ID = strawberry.field(description="阵地")
    name: str = strawberry.field(description="场地名称")
    capacity: int = strawberry.field(description="可容纳人数")


@strawberry.input(description="变更可预约场地")
class ChangeRoomInput:
    """How many a room holds, and whether it can be booked."""

    id: strawberry.ID = strawberry.field(description="场地")
    expected_version: int = strawberry.field(description="读取时的版本号")
    capacity: int = strawberry.field(description="可容纳人数")
    bookable: bool = strawberry.field(description="可预约")


@strawberry.input(description="预约场地")
class BookRoomInput:
    """A room for a while; within opening hours, no two at once."""

    room_id: strawberry.ID = strawberry.field(description="场地")
    starts_at: Instant = strawberry.field(description="开始时间")
    ends_at: Instant = strawberry.field(description="结束时间")
    party: str = strawberry.field(description="使用单位或班组")
    party_size: int = strawberry.field(description="人数")
    purpose: str = strawberry.field(description="用途")


@strawberry.input(description="变更预约: 取消, 或登记到场情况")
class ChangeBookingInput:
    """One step of a booking."""

    id: strawberry.ID = strawberry.field(description="预约")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: BookingStatus = strawberry.field(description="新的状态")
    reason: str | None = strawberry.field(default=None, description="取消原因")


KEEPER = payload("FacilityKeeper", "站点管理员任职", facility_keeper=FacilityKeeper)
EXCEPTION = payload("OpeningException", "开放安排", opening_exception=OpeningException)
EQUIPMENT = payload("EquipmentItem", "设施设备", equipment_item=EquipmentItem)
ROOM = payload("FacilityRoom", "可预约场地", facility_room=FacilityRoom)
BOOKING = payload("RoomBooking", "场地预约", room_booking=RoomBooking)


@strawberry.type
class KeepingMutation:
    """Mutations of what facilities have."""

    assign_keeper = creates(service.assign_keeper, AssignKeeperInput, KEEPER, "指定站点管理员")
    set_opening_hours = changes(
        service.set_opening_hours, SetOpeningHoursInput, FACILITY, "设定每周开放时间"
    )
    set_opening_exception = creates(
        service.set_opening_exception,
        SetOpeningExceptionInput,
        EXCEPTION,
        "设定个别日期的开放安排",
    )
    record_equipment = creates(
        service.record_equipment, RecordEquipmentInput, EQUIPMENT, "登记设施设备的状态"
    )
    add_room = creates(service.add_room, AddRoomInput, ROOM, "增设可预约场地")
    change_room = changes(service.change_room, ChangeRoomInput, ROOM, "变更可预约场地")
    book_room = creates(service.book_room, BookRoomInput, BOOKING, "预约场地")
    change_booking = changes(service.change_booking, ChangeBookingInput, BOOKING, "变更预约")
