"""Unions, enterprises and facilities: their columns and match keys."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from schema.accounts.rules import Entity
from schema.core.work import Work
from schema.facilities.rules import (
    BuildMode,
    CoordinateSystem,
    FacilityFacts,
    FacilityKind,
    FacilityStatus,
)
from schema.facilities.service import register_facility
from schema.facilities.tables import facility
from schema.membership.rules.roster.cells import number_text, plain_text, read_date
from schema.operations.service.entities.cells import (
    code_list,
    credit_code,
    decimal,
    id_of,
    required_id,
    whole,
)
from schema.operations.service.tabular import Column, EntityImport
from schema.organisation.rules import Ownership, UnionKind, UnionStatus
from schema.organisation.service import EnterpriseFacts, create_union, register_enterprise
from schema.organisation.tables import division, enterprise, union_organisation


async def _new_union(work: Work, values: Mapping[str, Any], source: str) -> UUID:
    del source  # the audit names it
    given = dict(values)
    place = await required_id(work, division.c.code, given.pop("division"), "division")
    parent = await id_of(work, union_organisation.c.code, given.pop("parent", None), "parent")
    return await create_union(
        work,
        code=given["code"],
        name=given["name"],
        kind=given["kind"],
        division_id=place,
        parent_id=parent,
        status=given.get("status", UnionStatus.TARGET),
        credit_code=given.get("credit_code"),
        founded_on=given.get("founded_on"),
    )


async def _new_enterprise(work: Work, values: Mapping[str, Any], source: str) -> UUID:
    del source
    given = dict(values)
    union = await required_id(work, union_organisation.c.code, given.pop("union"), "union")
    place = await required_id(work, division.c.code, given.pop("division"), "division")
    own = await id_of(work, union_organisation.c.code, given.pop("own_union", None), "ownUnion")
    facts = EnterpriseFacts(union_id=union, own_union_id=own, division_id=place, **given)
    return await register_enterprise(work, facts=facts)


async def _new_facility(work: Work, values: Mapping[str, Any], source: str) -> UUID:
    del source  # the audit names it
    given = dict(values)
    union = await required_id(work, union_organisation.c.code, given.pop("union"), "union")
    place = await required_id(work, division.c.code, given.pop("division"), "division")
    stated = {
        name: given[name] for name in (f.name for f in fields(FacilityFacts)) if name in given
    }
    if "longitude" in stated:
        stated.setdefault("coordinate_system", CoordinateSystem.GCJ02)
    return await register_facility(
        work, union_id=union, facts=FacilityFacts(division_id=place, **stated)
    )


UNIONS = EntityImport(
    Entity.UNION,
    union_organisation,
    "code",
    (
        Column("code", "工会组织代码", number_text, ("工会代码", "代码"), required=True),
        Column("name", "工会名称", plain_text, ("名称",), required=True),
        Column("kind", "工会组织类型", code_list(UnionKind), ("类型",), required=True),
        Column("division", "行政区划代码", number_text, ("所在区划",), required=True),
        Column("parent", "上级工会代码", number_text, ("上级工会",)),
        Column("status", "建会状态", code_list(UnionStatus)),
        Column("credit_code", "统一社会信用代码", credit_code, ("信用代码",)),
        Column("founded_on", "成立日期", read_date, ("建会日期",)),
    ),
    ("name", "credit_code", "founded_on"),
    _new_union,
    union_column="id",
)
ENTERPRISES = EntityImport(
    Entity.ENTERPRISE,
    enterprise,
    "credit_code",
    (
        Column("credit_code", "统一社会信用代码", credit_code, ("信用代码",), required=True),
        Column("name", "单位名称", plain_text, ("企业名称", "名称"), required=True),
        Column("union", "属地主管工会代码", number_text, ("主管工会代码",), required=True),
        Column("own_union", "本单位工会代码", number_text),
        Column("division", "行政区划代码", number_text, ("所在区划",), required=True),
        Column("park_code", "园区代码", number_text),
        Column("ownership", "单位性质", code_list(Ownership), ("企业性质",), required=True),
        Column("industry", "行业代码", number_text),
        Column("headcount", "职工人数", whole, required=True),
        Column("women", "女职工人数", whole),
        Column("dispatched", "劳务派遣人数", whole),
        Column("migrants", "农民工人数", whole),
    ),
    ("name", "industry", "headcount", "women", "dispatched", "migrants"),
    _new_enterprise,
)
FACILITIES = EntityImport(
    Entity.FACILITY,
    facility,
    "code",
    (
        Column("code", "阵地编号", number_text, ("编号",), required=True),
        Column("name", "名称", plain_text, ("阵地名称",), required=True),
        Column("kind", "阵地类型", code_list(FacilityKind), ("类型",), required=True),
        Column("union", "所属工会代码", number_text, ("工会代码", "所属工会"), required=True),
        Column("division", "行政区划代码", number_text, ("所在区划",), required=True),
        Column("status", "状态", code_list(FacilityStatus)),
        Column("address", "地址", plain_text),
        Column("longitude", "经度", decimal),
        Column("latitude", "纬度", decimal),
        Column("area_m2", "面积", decimal, ("面积(平方米)",)),
        Column("build_mode", "建设方式", code_list(BuildMode)),
        Column("accepted_on", "验收日期", read_date, ("验收通过日期",)),
        Column("opened_on", "启用日期", read_date),
        Column("keeper_name", "站点管理员", plain_text),
        Column("phone", "联系电话", plain_text, ("电话",)),
    ),
    ("name", "address", "longitude", "latitude", "area_m2", "keeper_name", "phone"),
    _new_facility,
)
