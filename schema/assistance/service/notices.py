"""Public notices with masked text, and objections within their window."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.assistance.access import may_review
from schema.assistance.rules import (
    AssistanceErrorCode,
    AssistanceStatus,
    DossierStatus,
    NoticeSubject,
    ObjectionStatus,
    is_masked,
    notice_text,
)
from schema.assistance.service.approvals import retract_approval
from schema.assistance.service.log import take_step
from schema.assistance.tables import (
    assistance_record,
    dossier,
    notice_objection,
    public_notice,
)
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.vault import mask_name
from schema.core.work import Work
from schema.membership.tables import person
from schema.organisation.access import editable_row, may_write
from schema.organisation.tables import union_organisation

PLACE = "工作单位或居住地公示栏"
WHAT = {
    NoticeSubject.DOSSIER_OPENING: "困难职工建档公示",
    NoticeSubject.DOSSIER_EXIT: "困难职工退出公示",
    NoticeSubject.AID: "困难职工救助公示",
}


async def publish(
    work: Work,
    subject: NoticeSubject,
    row: Mapping[str, Any],
    *,
    detail: str,
    rule: str = "DOSSIER",
) -> date:
    """Publish a notice on a dossier or an aid record; the last day on which it hangs.

    The text shows masked name, unit, category and type or amount, nothing else.
    """
    terms = await parameters(work.connection, rule, work.today)
    calendar = await working_calendar(work.connection, work.today)
    ends = calendar.add(work.today, figure(terms, "notice_working_days"))
    name, unit = await _who(work, row)
    text = notice_text(WHAT[subject], mask_name(name), unit, row.get("category"), detail)
    of_aid = subject is NoticeSubject.AID
    await work.insert(
        public_notice,
        subject=subject,
        dossier_id=None if of_aid else row["id"],
        assistance_id=row["id"] if of_aid else None,
        union_id=row["union_id"],
        text=text,
        place=PLACE,
        starts_on=work.today,
        ends_on=ends,
    )
    return ends


async def _who(work: Work, row: Mapping[str, Any]) -> tuple[str, str]:
    statement = (
        sa.select(person.c.name, union_organisation.c.name.label("unit"))
        .join(union_organisation, union_organisation.c.id == row["union_id"])
        .where(person.c.id == row["person_id"])
    )
    found = (await work.execute(statement)).one()
    return found.name, found.unit


async def check_no_objection(work: Work, column: sa.ColumnElement[Any], identity: UUID) -> None:
    """Refuse to go on while an objection to this dossier or record waits for its answer."""
    statement = sa.select(
        sa.exists().where(
            notice_objection.c.notice_id == public_notice.c.id,
            notice_objection.c.status == ObjectionStatus.OPEN,
            column == identity,
        )
    )
    if (await work.execute(statement)).scalar_one():
        raise DomainError(AssistanceErrorCode.OBJECTION_OPEN, path=("status",))


async def raise_objection(work: Work, *, notice_id: UUID, content: str) -> UUID:
    """Note an objection while the notice hangs; a dossier about to open goes back to it.

    Raises DomainError NOTICE_OVER after the window, INVALID without a content.
    """
    may_write(work, Entity.DOSSIER)
    notice = await _notice(work, notice_id)
    if not content.strip() or not is_masked(content):
        raise DomainError(ErrorCode.INVALID, "须写明异议, 且不得含号码", path=("content",))
    if work.today > notice["ends_on"]:
        raise DomainError(AssistanceErrorCode.NOTICE_OVER, path=("noticeId",))
    identity = await work.insert(
        notice_objection,
        notice_id=notice_id,
        union_id=notice["union_id"],
        raised_on=work.today,
        content=content.strip(),
        status=ObjectionStatus.OPEN,
    )
    if notice["subject"] is NoticeSubject.DOSSIER_OPENING:
        row = await editable_row(work, dossier, notice["dossier_id"])
        if row["status"] is DossierStatus.PUBLIC_NOTICE:
            await take_step(work, row, DossierStatus.OBJECTION, note="公示期间收到异议")
    return identity


async def answer_objection(
    work: Work, *, objection_id: UUID, expected_version: int, upheld: bool, answer: str
) -> None:
    """Decide on an objection, once; the answer goes to whoever raised it."""
    may_review(work)
    row = await editable_row(work, notice_objection, objection_id)
    if row["status"] is not ObjectionStatus.OPEN:
        raise DomainError(ErrorCode.INVALID, "异议已处理", path=("id",))
    if not answer.strip():
        raise DomainError(ErrorCode.INVALID, "须写明处理结论", path=("answer",))
    await work.update(
        notice_objection,
        objection_id,
        expected_version,
        status=ObjectionStatus.UPHELD if upheld else ObjectionStatus.DISMISSED,
        answer=answer.strip(),
        answered_on=work.today,
        answered_by=work.principal.subject,
    )
    notice = await _notice(work, row["notice_id"])
    if upheld and notice["assistance_id"] is not None:
        record = await editable_row(work, assistance_record, notice["assistance_id"])
        if record["status"] is AssistanceStatus.PUBLIC_NOTICE:
            await retract_approval(work, record, "公示异议成立")


async def _notice(work: Work, notice_id: UUID) -> Mapping[str, Any]:
    return await editable_row(work, public_notice, notice_id)
