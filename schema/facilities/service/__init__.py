"""Use cases of facilities: places, inspections, daily keeping, rooms, needs."""

from schema.facilities.service.demand import describe_base, plan_building, survey_site
from schema.facilities.service.inspections import (
    reaccept_facility,
    record_fix,
    record_inspection,
)
from schema.facilities.service.keeping import (
    assign_keeper,
    log_care,
    log_use,
    record_equipment,
    set_opening_exception,
    set_opening_hours,
)
from schema.facilities.service.places import (
    change_facility_status,
    register_facility,
    update_facility,
)
from schema.facilities.service.rooms import add_room, book_room, change_booking, change_room
from schema.facilities.service.titles import change_title_status, open_title
from schema.facilities.service.training import (
    check_income,
    enrol_trainee,
    open_class,
    record_employment,
    record_result,
)

__all__ = [
    "add_room",
    "assign_keeper",
    "book_room",
    "change_booking",
    "change_facility_status",
    "change_room",
    "change_title_status",
    "check_income",
    "describe_base",
    "enrol_trainee",
    "log_care",
    "log_use",
    "open_class",
    "open_title",
    "plan_building",
    "reaccept_facility",
    "record_employment",
    "record_equipment",
    "record_fix",
    "record_inspection",
    "record_result",
    "register_facility",
    "set_opening_exception",
    "set_opening_hours",
    "survey_site",
    "update_facility",
]
