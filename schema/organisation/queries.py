"""Root fields of organisation."""

from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import find_many, find_one

QUERIES = {
    "divisions": find_many(Division, "行政区划列表", order=("code",)),
    "division": find_one(Division, "一个行政区划"),
    "unions": find_many(UnionOrganisation, "工会组织列表 (权限范围内)", order=("code",)),
    "union": find_one(UnionOrganisation, "一个工会组织"),
}
