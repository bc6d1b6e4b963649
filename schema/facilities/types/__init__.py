"""The types of facilities, by what they are about."""

from schema.facilities.types.demand import BuildingPlan, DemandSite, TrainingBase
from schema.facilities.types.keeping import (
    CareLog,
    EquipmentItem,
    FacilityKeeper,
    FacilityRoom,
    OpeningException,
    OpeningHours,
    RoomBooking,
    UsageLog,
)
from schema.facilities.types.places import Facility, Inspection
from schema.facilities.types.training import BaseTitle, ClassTrainee, TrainingClass

__all__ = [
    "BaseTitle",
    "BuildingPlan",
    "CareLog",
    "ClassTrainee",
    "DemandSite",
    "EquipmentItem",
    "Facility",
    "FacilityKeeper",
    "FacilityRoom",
    "Inspection",
    "OpeningException",
    "OpeningHours",
    "RoomBooking",
    "TrainingBase",
    "TrainingClass",
    "UsageLog",
]
