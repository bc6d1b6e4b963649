"""Root fields of membership; persons are reached through their memberships.

A figure (joining rate, completeness, on time) is the aggregate or the groups of the list
that it counts, under the same filter and scope.
"""

from schema.membership import types
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
    "memberVersions": find_many(
        types.MembershipVersion, "会籍沿革列表 (以 asOf 查询某日的会员)", order=("-valid_from",)
    ),
    "lapseProposals": find_many(types.LapseProposal, "自动退会提议列表", order=("-proposed_on",)),
    "dues": find_many(types.Dues, "会费列表", order=("-month",)),
    "membershipCards": find_many(types.MembershipCard, "会员证列表"),
    "cardSeries": find_many(types.CardSeries, "会员证号段列表", connection=False),
    "platformWork": find_many(types.PlatformWork, "新就业形态从业情况列表"),
    "duplicatePairs": find_many(types.DuplicatePair, "疑似重复的职工列表", order=("-found_on",)),
    "personMerges": find_many(types.PersonMerge, "重复职工合并列表", order=("-proposed_on",)),
    "homeUnions": find_many(types.HomeUnion, "新就业形态劳动者归口工会列表"),
}
