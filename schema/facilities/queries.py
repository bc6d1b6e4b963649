"""Root fields of facilities."""

from schema.facilities import types
from schema.facilities.types import Facility, Inspection
from schema.planner.fields import find_many, find_one

QUERIES = {
    "facilities": find_many(Facility, "阵地列表 (权限范围内)"),
    "facility": find_one(Facility, "一处阵地"),
    "inspections": find_many(Inspection, "阵地检查列表", order=("-inspected_on",)),
    "facilityKeepers": find_many(types.FacilityKeeper, "站点管理员任职", order=("-from_on",)),
    "openingHours": find_many(types.OpeningHours, "开放时间"),
    "openingExceptions": find_many(types.OpeningException, "个别日期的开放安排", order=("day",)),
    "equipmentItems": find_many(types.EquipmentItem, "设施设备 (损坏、缺失、到期)"),
    "usageLogs": find_many(types.UsageLog, "使用登记, 最近的在前", order=("-used_on",)),
    "careLogs": find_many(types.CareLog, "日常登记, 最近的在前", order=("-logged_at",)),
    "facilityRooms": find_many(types.FacilityRoom, "可预约场地"),
    "roomBookings": find_many(types.RoomBooking, "场地预约, 最近的在前", order=("-starts_at",)),
    "trainingBases": find_many(types.TrainingBase, "培训基地资料"),
    "trainingClasses": find_many(types.TrainingClass, "培训班列表", order=("-starts_on",)),
    "classTrainees": find_many(types.ClassTrainee, "培训学员列表"),
    "baseTitles": find_many(types.BaseTitle, "培训示范基地命名", order=("-year",)),
    "demandSites": find_many(types.DemandSite, "阵地需求点与缺口"),
    "buildingPlans": find_many(types.BuildingPlan, "阵地建设计划", order=("-year",)),
}
