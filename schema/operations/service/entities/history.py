"""Dossiers and aid of before the platform: their columns and match keys."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.assistance.rules import (
    HISTORIC_AID_STATES,
    HISTORIC_DOSSIER_STATES,
    AssistanceKind,
    AssistanceStatus,
    Cause,
    DossierCategory,
    DossierStatus,
    ExitChannel,
    FileLevel,
    FundLevel,
    HistoricAid,
    HistoricDossier,
)
from schema.assistance.service import (
    enter_historic_aid,
    enter_historic_dossier,
    may_enter_history,
    may_mend_history,
)
from schema.assistance.tables import assistance_record, dossier
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.membership.rules import DocumentKind, MembershipErrorCode, normalise_name
from schema.membership.rules.roster.cells import number_text, plain_text, read_date
from schema.membership.service import find_person
from schema.membership.tables import person
from schema.operations.service.entities.cells import code_list, fen, id_of, required_id, whole
from schema.operations.service.tabular import Column, EntityImport
from schema.organisation.tables import union_organisation

_PERSON = (
    Column("document_kind", "证件类型", code_list(DocumentKind)),
    Column("document_number", "证件号码", number_text, ("身份证号", "身份证号码"), required=True),
    Column("name", "姓名", plain_text, ("职工姓名",), required=True),
)
_SOURCE = Column("source", "数据来源", plain_text, ("来源",))


async def _person(work: Work, given: dict[str, Any]) -> UUID:
    """The registered person with that document, whose name must be the one in the row."""
    kind = given.pop("document_kind", DocumentKind.RESIDENT_ID)
    number, name = given.pop("document_number"), given.pop("name")
    found = await find_person(work, kind, number)
    if found is None:
        message = "没有登记该职工, 请先导入会员"
        raise DomainError(ErrorCode.NOT_FOUND, message, path=("documentNumber",))
    known = await work.execute(sa.select(person.c.name).where(person.c.id == found))
    if known.scalar_one() != normalise_name(name):
        raise DomainError(MembershipErrorCode.NAME_INVALID, "与登记的姓名不一致", path=("name",))
    return found


def _source(given: dict[str, Any], file: str) -> str:
    return " / ".join(part for part in (given.pop("source", None), file) if part)


async def _new_dossier(work: Work, values: Mapping[str, Any], file: str) -> UUID:
    given = dict(values)
    union = await required_id(work, union_organisation.c.code, given.pop("union"), "union")
    worker, source = await _person(work, given), _source(given, file)
    facts = HistoricDossier(person_id=worker, union_id=union, source=source, **given)
    return await enter_historic_dossier(work, facts)


async def _new_aid(work: Work, values: Mapping[str, Any], file: str) -> UUID:
    given = dict(values)
    union = await id_of(work, union_organisation.c.code, given.pop("union", None), "union")
    held = await id_of(work, dossier.c.number, given.pop("dossier", None), "dossier")
    payee, source = await _person(work, given), _source(given, file)
    return await enter_historic_aid(
        work, HistoricAid(person_id=payee, union_id=union, dossier_id=held, source=source, **given)
    )


DOSSIERS = EntityImport(
    Entity.DOSSIER,
    dossier,
    "number",
    (
        Column("number", "档案编号", number_text, ("编号",), required=True),
        *_PERSON,
        Column("union", "建档工会代码", number_text, ("工会代码", "所属工会代码"), required=True),
        Column(
            "status", "档案状态", code_list(DossierStatus, *HISTORIC_DOSSIER_STATES), required=True
        ),
        Column("primary_cause", "主要致困原因", code_list(Cause), ("致困原因",), required=True),
        Column("category", "困难类别", code_list(DossierCategory), ("类别",)),
        Column("file_level", "建档级别", code_list(FileLevel)),
        Column("household_size", "家庭人口", whole, ("家庭人数",)),
        Column("applied_on", "申请日期", read_date, required=True),
        Column("opened_on", "建档日期", read_date),
        Column("last_review_on", "最近复核日期", read_date, ("复核日期",)),
        Column("exit_channel", "退出渠道", code_list(ExitChannel)),
        Column("exited_on", "退出日期", read_date, ("脱困日期",)),
        _SOURCE,
    ),
    ("household_size", "primary_cause"),
    _new_dossier,
    allow=lambda work: may_enter_history(work, Entity.DOSSIER),
    mend=lambda _work, row: may_mend_history(row),
)
AID = EntityImport(
    Entity.ASSISTANCE,
    assistance_record,
    "number",
    (
        Column("number", "帮扶编号", number_text, ("编号",), required=True),
        *_PERSON,
        Column("dossier", "档案编号", number_text),
        Column("union", "申报工会代码", number_text, ("工会代码", "所属工会代码")),
        Column("kind", "帮扶类型", code_list(AssistanceKind), ("类型",), required=True),
        Column(
            "status", "帮扶状态", code_list(AssistanceStatus, *HISTORIC_AID_STATES), required=True
        ),
        Column("fund_level", "资金来源层级", code_list(FundLevel), ("资金来源",), required=True),
        Column("period_key", "期间", number_text, ("年度", "学年"), required=True),
        Column("amount", "金额(元)", fen, ("金额",), required=True),
        Column("goods", "实物", plain_text),
        Column("reason", "申请事由", plain_text, ("事由",)),
        Column("requested_on", "申请日期", read_date, required=True),
        Column("approved_on", "批准日期", read_date),
        Column("paid_on", "发放日期", read_date),
        Column("verified_on", "回访日期", read_date),
        Column("minutes", "主席办公会纪要号", plain_text, ("纪要号",)),
        _SOURCE,
    ),
    ("goods", "reason"),
    _new_aid,
    allow=lambda work: may_enter_history(work, Entity.ASSISTANCE),
    mend=lambda _work, row: may_mend_history(row),
)
