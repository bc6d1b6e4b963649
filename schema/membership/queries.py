"""Root fields of membership; persons are reached through their memberships."""

from schema.membership.types import Membership, MembershipTransfer
from schema.planner.fields import find_many, find_one

QUERIES = {
    "members": find_many(Membership, "会员列表 (权限范围内的会籍)"),
    "member": find_one(Membership, "一条会籍"),
    "membershipTransfers": find_many(MembershipTransfer, "会籍接转列表", order=("-requested_on",)),
}
