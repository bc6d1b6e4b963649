"""Root fields of facilities."""

from schema.facilities.types import Facility, Inspection
from schema.planner.fields import find_many, find_one

QUERIES = {
    "facilities": find_many(Facility, "阵地列表 (权限范围内)"),
    "facility": find_one(Facility, "一处阵地"),
    "inspections": find_many(Inspection, "阵地检查列表", order=("-inspected_on",)),
}
