"""Root fields of membership; persons are reached through their memberships."""

from schema.membership.types import AccessRecord, Membership, MembershipTransfer, Person
from schema.planner.fields import find_many, find_one

QUERIES = {
    "members": find_many(Membership, "会员列表 (权限范围内的会籍)"),
    "member": find_one(Membership, "一条会籍"),
    "person": find_one(Person, "一名职工"),
    "accessLog": find_many(
        AccessRecord, "查阅记录: 谁在何时因何查阅过谁的记录 (以 personId 过滤)", order=("-at",)
    ),
    "membershipTransfers": find_many(MembershipTransfer, "会籍接转列表", order=("-requested_on",)),
}
