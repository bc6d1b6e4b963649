"""The standards of the five kinds (domain §6.2-6.5) and the cycles, as first parameters.

A standard is one object: ``required`` codes of equipment, more ``when_children`` and
``when_workplace``; least ``quantities``; ``min_area_m2`` (``min_public_area_m2`` in public
places only); ``min_daily_hours`` on open days, ``min_summer_daily_hours`` from June to
September, ``min_weekly_hours``, ``min_half_days`` a week; ``keeper`` and ``map_listed``
where a named keeper and an entry on the map are asked for. ``gonghui_facility_gaps``
reads it in the database.
"""

from datetime import date
from typing import Final

from schema.core.parameter import Parameter
from schema.facilities.rules.codes import EquipmentCode as Code
from schema.facilities.rules.codes import FacilityKind

_START: Final = date(2016, 1, 1)
_LOCAL: Final = "市总工会规定 (判断值)"
_ROOMS: Final = "《关于加快推进母婴设施建设的指导意见》(国卫指导发〔2016〕63号); 市总工会规定"

_OFFICE: Final = (
    Code.SIGN,
    Code.DESK,
    Code.SERVICE_LIST,
    Code.COMPUTER,
    Code.COMPLAINT_BOX,
    Code.LEDGER,
)
_STATION: Final = (
    Code.SIGN,
    Code.SEATS,
    Code.WATER,
    Code.MICROWAVE,
    Code.COOLING,
    Code.FIRST_AID_KIT,
    Code.CHARGING,
)
_ROOM: Final = (
    Code.SIGN,
    Code.LOCKABLE_DOOR,
    Code.NURSING_SEAT,
    Code.TABLE,
    Code.CHARGING,
    Code.HOT_WATER,
    Code.BIN,
)


def _codes(codes: tuple[Code, ...]) -> list[str]:
    return [code.value for code in codes]


_STANDARDS: Final[dict[FacilityKind, tuple[dict[str, object], str]]] = {
    FacilityKind.SERVICE_CENTRE: ({"required": _codes(_OFFICE), "keeper": True}, _LOCAL),
    FacilityKind.SERVICE_STATION: (
        {"required": _codes(_OFFICE), "keeper": True, "min_area_m2": 20, "min_half_days": 5},
        _LOCAL,
    ),
    FacilityKind.LOVE_STATION: (
        {
            "required": _codes(_STATION),
            "quantities": {Code.SEATS.value: 4},
            "min_area_m2": 10,
            "min_daily_hours": 8,
            "min_summer_daily_hours": 10,
            "map_listed": True,
        },
        _LOCAL,
    ),
    FacilityKind.CARE_ROOM: (
        {
            "required": _codes(_ROOM),
            "when_children": _codes((Code.CHANGING_TABLE, Code.NON_SLIP_FLOOR)),
            "when_workplace": _codes((Code.REFRIGERATOR,)),
            "min_public_area_m2": 10,
            "keeper": True,
        },
        _ROOMS,
    ),
    FacilityKind.TRAINING_BASE: (
        {"required": _codes((Code.SIGN, Code.SAFETY_PERMIT)), "keeper": True},
        _LOCAL,
    ),
    FacilityKind.WORKERS_HOME: (
        {
            "required": _codes((Code.SIGN, Code.BOOK_CORNER, Code.ACTIVITY_PLAN)),
            "min_area_m2": 50,
            "min_weekly_hours": 20,
        },
        _LOCAL,
    ),
}

INITIAL_PARAMETERS: Final = (
    Parameter("FACILITY", "fix_days", 7, _START, _LOCAL),
    Parameter("FACILITY", "safety_fix_days", 1, _START, _LOCAL),
    Parameter("FACILITY", "self_inspection_days", 7, _START, _LOCAL),
    Parameter("FACILITY", "room_inspection_days", 1, _START, _LOCAL),
    Parameter("FACILITY", "township_inspection_days", 30, _START, _LOCAL),
    Parameter("FACILITY", "city_inspection_days", 90, _START, _LOCAL),
    Parameter("FACILITY", "reacceptance_days", 365, _START, _LOCAL),
    Parameter("FACILITY", "hygiene_days", 1, _START, _LOCAL),
    Parameter("FACILITY", "booking_minutes", 240, _START, _LOCAL),
    Parameter("FACILITY", "booking_days_ahead", 30, _START, _LOCAL),
    Parameter("FACILITY_GAP", "site_area_m2", 10_000, _START, _ROOMS),
    Parameter("FACILITY_GAP", "site_daily_visitors", 10_000, _START, _ROOMS),
    Parameter("FACILITY_GAP", "workplace_women", 100, _START, _ROOMS),
    Parameter("FACILITY_GAP", "station_metres", 2_000, _START, _LOCAL),
    *(
        Parameter("FACILITY_STANDARD", kind.value, standard, _START, basis)
        for kind, (standard, basis) in _STANDARDS.items()
    ),
)
