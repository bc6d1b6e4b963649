"""Root fields of rights cases."""

from schema.planner.fields import find_many, find_one
from schema.rights.types import RightsCase, RightsCaseStep

QUERIES = {
    "rightsCases": find_many(RightsCase, "维权案件列表", order=("-registered_at",)),
    "rightsCase": find_one(RightsCase, "一个维权案件"),
    "rightsCaseSteps": find_many(RightsCaseStep, "案件办理记录列表", order=("-taken_at",)),
}
