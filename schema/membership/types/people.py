"""Persons and memberships as GraphQL shows them; numbers appear as masks only."""

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.core.access_log import access_log
from schema.membership import tables
from schema.membership.rules import ACCEPTED_CHECKS, Sex
from schema.membership.types.masks import masked_name, unsaid, withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    group_through,
    node,
    searchable,
    to_one,
)
from schema.planner.scalars import BOOLEAN, FEN, INT, STRINGS

#: What a complete real-name record is judged by.
COMPLETENESS = (*("document_check", "mobile_mask", "birth_date", "sex", "ethnicity", "education"),)


def complete_record(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether every required field of a person is there and the document passed its check."""
    stated = (table.c[name].is_not(None) for name in COMPLETENESS[1:])
    return sa.and_(
        sa.or_(*(table.c.document_check == check for check in sorted(ACCEPTED_CHECKS))),
        sa.or_(table.c.sex == Sex.MALE, table.c.sex == Sex.FEMALE),
        *stated,
    )


@node(tables.person)
class Person:
    """职工: a worker's real-name record; analysts see masked names."""

    id = column()
    name = column(mask=masked_name, unmasked_for=SEES_NAMES)
    sex = column(groupable=True)
    birth_date = column(
        mask=lambda table: sa.func.date_trunc("year", table.c.birth_date).cast(sa.Date),
        unmasked_for=SEES_NAMES,
    )
    document_kind = column(groupable=True)
    document_number_mask = column("document_mask", filterable=False)
    document_check = column(groupable=True)
    document_region = column(groupable=True)
    mobile_mask = column(filterable=False)
    mobile_verified_on = column()
    ethnicity = column(groupable=True)
    education = column(groupable=True)
    political_status = column(groupable=True)
    hukou_kind = column(groupable=True)
    migrant = column(groupable=True)
    real_name_complete = computed(
        complete_record,
        BOOLEAN,
        "实名信息完整: 必填项齐全且证件校验通过",
        needs=COMPLETENESS,
        nullable=False,
        filterable=True,
        groupable=True,
    )
    deceased_on = column()
    version = column()


@node(tables.membership)
class Membership:
    """会籍: one person's membership of one union, from application to its end."""

    id = column()
    card_number = column()
    status = column(groupable=True)
    joined_on = column(sortable=True, groupable=True)
    ended_on = column(sortable=True, groupable=True)
    end_reason = withheld("end_reason")
    retention_ground = column(groupable=True)
    employment_form = column(groupable=True)
    employer_name = column()
    occupation = column()
    hired_on = column()
    contract_start_on = column()
    contract_end_on = column(sortable=True)
    frontline = column(groupable=True)
    new_form_group = column(groupable=True)
    platform = column(groupable=True)
    contact_verified_on = column()
    dues_base = unsaid("dues_base", kind=FEN)
    key_groups = computed(
        lambda table: sa.func.gonghui_key_groups(
            table.c.person_id, table.c.frontline, table.c.employment_form
        ),
        STRINGS,
        "重点群体: 一线职工 FRONTLINE、农民工 MIGRANT、劳务派遣工 DISPATCHED、困难职工 NEEDY",
        needs=("person_id", "frontline", "employment_form"),
        nullable=False,
    )
    arrears = computed(
        lambda table: sa.func.gonghui_dues_owed(table.c.id),
        FEN,
        "欠缴会费 (本月以前应缴未缴, 分)",
        needs=("id",),
        nullable=False,
        filterable=True,
    )
    version = column()
    union_id = column(groupable=True)
    person_id = column()
    person = to_one(Person, "person_id", implied=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


searchable(Person, prefixes=True)
group_through(Membership, "union", "division_id", "level", "kind")
group_through(Membership, "person", "sex", "migrant", "real_name_complete", "education")
extend(Person, memberships=connection(Membership, "person_id", description="会籍履历", page=FEW))
extend(
    UnionOrganisation,
    joining_rate=computed(
        lambda table: sa.func.gonghui_joining_rate(table.c.id),
        INT,
        "入会率 (万分比): 在册会员 / 已建会单位职工, 含下级; 不足五名会员的不显示",
        needs=("id",),
    ),
    women_members=computed(
        lambda table: sa.func.gonghui_women_members(table.c.id, sa.false()),
        INT,
        "在册女会员人数, 含下级; 女会员或男会员不足五名的不显示",
        needs=("id",),
    ),
    women_share=computed(
        lambda table: sa.func.gonghui_women_members(table.c.id, sa.true()),
        INT,
        "女会员占在册会员的比例 (万分比), 含下级; 女会员或男会员不足五名的不显示",
        needs=("id",),
    ),
    members=connection(Membership, "union_id", description="会员 (会籍)", implied=True),
)


@node(access_log, name="AccessRecord")
class AccessRecord:
    """查阅记录: who was shown, or revealed, which record, when and why; never the value."""

    id = column()
    at = column(sortable=True)
    actor = column()
    actor_name = column()
    role = column()
    kind = column(groupable=True)
    purpose = column(groupable=True)
    note = column(filterable=False)
    entity = column(groupable=True)
    entity_id = column()
    person_id = column()
    fields = column(filterable=False)


extend(
    Person,
    accesses=connection(
        AccessRecord, "person_id", order=("-at",), description="谁查阅过此人的记录", page=FEW
    ),
)
