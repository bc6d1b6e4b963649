"""The tables of facilities: places, rooms, what happens there, what they are for."""

from schema.facilities.tables.demand import building_plan, demand_site, training_base
from schema.facilities.tables.places import (
    equipment_item,
    facility,
    facility_keeper,
    opening_exception,
    opening_hours,
)
from schema.facilities.tables.rooms import facility_room, room_booking
from schema.facilities.tables.training import base_title, class_trainee, training_class
from schema.facilities.tables.visits import care_log, inspection, usage_log

__all__ = [
    "base_title",
    "building_plan",
    "care_log",
    "class_trainee",
    "demand_site",
    "equipment_item",
    "facility",
    "facility_keeper",
    "facility_room",
    "inspection",
    "opening_exception",
    "opening_hours",
    "room_booking",
    "training_base",
    "training_class",
    "usage_log",
]
