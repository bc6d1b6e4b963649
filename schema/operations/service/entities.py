"""What is read in row by row: the columns of unions and facilities, and their match keys."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
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
from schema.membership.rules.roster import Cell
from schema.membership.rules.roster.cells import number_text, plain_text, read_date
from schema.operations.rules import ImportEntity
from schema.operations.service.tabular import Column, EntityImport
from schema.organisation.rules import UnionKind, UnionStatus, accepted_credit_code
from schema.organisation.service import create_union
from schema.organisation.tables import division, union_organisation


def _code_list(codes: type[Labelled]) -> Callable[[Cell], Any]:
    words = {word: code for code in codes for word in (code.value, code.label)}

    def read(cell: Cell) -> Labelled | None:
        text = plain_text(cell)
        if text and text not in words:
            raise ValueError(text)
        return words.get(text)

    return read


def _decimal(cell: Cell) -> Decimal | None:
    text = plain_text(cell)
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise ValueError(text) from error


def _credit_code(cell: Cell) -> str | None:
    return accepted_credit_code(number_text(cell) or None)


async def _id_of(work: Work, key: sa.Column[Any], value: str | None, path: str) -> UUID | None:
    """The id of the row with that code; raises DomainError NOT_FOUND at ``path``."""
    if value is None:
        return None
    found = await work.execute(sa.select(key.table.c["id"]).where(key == value))
    identity: UUID | None = found.scalar_one_or_none()
    if identity is None:
        raise DomainError(ErrorCode.NOT_FOUND, f"没有代码为 {value} 的记录", path=(path,))
    return identity


async def _required(work: Work, key: sa.Column[Any], value: str, path: str) -> UUID:
    identity = await _id_of(work, key, value, path)
    if identity is None:
        raise DomainError(ErrorCode.NOT_FOUND, path=(path,))
    return identity


async def _new_union(work: Work, values: Mapping[str, Any]) -> UUID:
    given = dict(values)
    place = await _required(work, division.c.code, given.pop("division"), "division")
    parent = await _id_of(work, union_organisation.c.code, given.pop("parent", None), "parent")
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


async def _new_facility(work: Work, values: Mapping[str, Any]) -> UUID:
    given = dict(values)
    union = await _required(work, union_organisation.c.code, given.pop("union"), "union")
    place = await _required(work, division.c.code, given.pop("division"), "division")
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
        Column("kind", "工会组织类型", _code_list(UnionKind), ("类型",), required=True),
        Column("division", "行政区划代码", number_text, ("所在区划",), required=True),
        Column("parent", "上级工会代码", number_text, ("上级工会",)),
        Column("status", "建会状态", _code_list(UnionStatus)),
        Column("credit_code", "统一社会信用代码", _credit_code, ("信用代码",)),
        Column("founded_on", "成立日期", read_date, ("建会日期",)),
    ),
    ("name", "credit_code", "founded_on"),
    _new_union,
    union_column="id",
)
FACILITIES = EntityImport(
    Entity.FACILITY,
    facility,
    "code",
    (
        Column("code", "阵地编号", number_text, ("编号",), required=True),
        Column("name", "名称", plain_text, ("阵地名称",), required=True),
        Column("kind", "阵地类型", _code_list(FacilityKind), ("类型",), required=True),
        Column("union", "所属工会代码", number_text, ("工会代码", "所属工会"), required=True),
        Column("division", "行政区划代码", number_text, ("所在区划",), required=True),
        Column("status", "状态", _code_list(FacilityStatus)),
        Column("address", "地址", plain_text),
        Column("longitude", "经度", _decimal),
        Column("latitude", "纬度", _decimal),
        Column("area_m2", "面积", _decimal, ("面积(平方米)",)),
        Column("build_mode", "建设方式", _code_list(BuildMode)),
        Column("accepted_on", "验收日期", read_date, ("验收通过日期",)),
        Column("opened_on", "启用日期", read_date),
        Column("keeper_name", "站点管理员", plain_text),
        Column("phone", "联系电话", plain_text, ("电话",)),
    ),
    ("name", "address", "longitude", "latitude", "area_m2", "keeper_name", "phone"),
    _new_facility,
)
#: Members have a staging table of their own (``schema.membership.service.imports``).
BY_ROWS = {ImportEntity.UNION: UNIONS, ImportEntity.FACILITY: FACILITIES}
