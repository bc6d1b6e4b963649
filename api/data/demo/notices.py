"""Public notices of the demonstration: what hangs, what hung, and who objected.

The texts are masked by the same function as the service's. Objections are raised and answered
by the service itself, so that an upheld one takes its approval back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.chance import identities
from api.data.demo.dossiers import DOSSIER, Dossier
from schema.assistance import service
from schema.assistance.rules import (
    RELIEF_CHANNELS,
    AssistanceKind,
    AssistanceStatus,
    DossierStatus,
    ExitChannel,
    NoticeSubject,
    notice_text,
)
from schema.assistance.service.notices import PLACE, WHAT
from schema.assistance.tables import assistance_record, public_notice
from schema.core.vault import mask_name
from schema.core.work import Work

NOTICE: Final = (
    *("id", "subject", "dossier_id", "assistance_id", "union_id", "text", "place"),
    *("starts_on", "ends_on"),
)
HANGS: Final = timedelta(days=7)
YEAR: Final = timedelta(days=365)
#: Every so many exits were not published before they took effect (D10).
UNPUBLISHED_EVERY: Final = 9
APPLIED: Final = (DossierStatus.PUBLIC_NOTICE.value, DossierStatus.OBJECTION.value)
RELIEVED: Final = frozenset(channel.value for channel in RELIEF_CHANNELS)
#: What was said against aid under notice, and how it ended: dismissed, upheld, not yet.
OBJECTIONS: Final = (
    ("反映该户有经营收入", (False, "入户复核: 小卖部已停业, 收入在标准以内, 异议不成立")),
    ("反映该户名下另有住房", (True, "经核实名下另有商品房一套, 异议成立, 撤回批准")),
    ("反映受助人已不在本单位工作", None),
)


def dossier_notices(
    rows: Sequence[tuple[Any, ...]], made: Sequence[Dossier], units: Mapping[UUID, str], seed: int
) -> Iterator[tuple[Any, ...]]:
    """Openings, and exits by a relief channel, of all dossiers that came so far."""
    ids = identities(seed, "notice of dossier")
    for row, known in zip(rows, made, strict=True):
        entry = dict(zip(DOSSIER, row, strict=True))
        opening = entry["opened_on"] is not None or entry["status"] in APPLIED
        if opening and entry["notice_until"] is not None:
            subject, ends = NoticeSubject.DOSSIER_OPENING, entry["notice_until"]
            yield _dossier(next(ids), subject, known, units, "拟纳入困难职工档案", ends)
        planted = known.number % UNPUBLISHED_EVERY == 0
        if entry["exit_channel"] in RELIEVED and not planted:
            channel = ExitChannel[entry["exit_channel"]]
            detail = f"拟退出困难职工档案 ({channel.label})"
            ends = entry["exited_on"] - timedelta(days=1)
            yield _dossier(next(ids), NoticeSubject.DOSSIER_EXIT, known, units, detail, ends)


def _dossier(
    identity: UUID,
    subject: NoticeSubject,
    made: Dossier,
    units: Mapping[UUID, str],
    detail: str,
    ends: date,
) -> tuple[Any, ...]:
    head = made.applicant
    unit = units[head.union_id]
    text = notice_text(WHAT[subject], mask_name(head.name), unit, made.category, detail)
    return (
        *(identity, subject.value, made.id, None, head.union_id, text, PLACE),
        *(ends - HANGS, ends),
    )


def aid_notices(
    records: Iterable[Mapping[str, Any]],
    names: Mapping[UUID, str],
    units: Mapping[UUID, str],
    seed: int,
    today: date,
) -> Iterator[tuple[Any, ...]]:
    """The aid of a year that was approved: kind and amount, no category."""
    ids, subject = identities(seed, "notice of aid"), NoticeSubject.AID
    for record in records:
        ends = record["notice_until"]
        if ends is None or ends < today - YEAR:
            continue
        detail = f"{AssistanceKind[record['kind']].label} {record['amount'] // 100} 元"
        who = mask_name(names[record["person_id"]])
        text = notice_text(WHAT[subject], who, units[record["union_id"]], None, detail)
        starts = min(max(ends - HANGS, record["approved_on"]), today)
        yield (
            *(next(ids), subject.value, None, record["id"], record["union_id"], text, PLACE),
            *(starts, ends),
        )


async def object_to_some(work: Work) -> None:
    """Objections to the aid that hangs out today."""
    notice = public_notice.c
    statement = (
        sa.select(notice.id)
        .join_from(public_notice, assistance_record, assistance_record.c.id == notice.assistance_id)
        .where(
            assistance_record.c.status == AssistanceStatus.PUBLIC_NOTICE,
            notice.starts_on < work.today,
            notice.ends_on >= work.today,
        )
        .order_by(assistance_record.c.number.desc())
        .limit(len(OBJECTIONS))
    )
    hanging = (await work.execute(statement)).scalars().all()
    for notice_id, (content, decided) in zip(hanging, OBJECTIONS, strict=False):
        raised = await service.raise_objection(
            _as(work, "基层工会主席", 1), notice_id=notice_id, content=content
        )
        if decided is not None:
            upheld, answer = decided
            await service.answer_objection(
                _as(work, "职工服务中心主任", 0),
                objection_id=raised,
                expected_version=1,
                upheld=upheld,
                answer=answer,
            )


def _as(work: Work, who: str, days_ago: int) -> Work:
    """The same transaction in somebody's name, some days ago."""
    now = work.now - timedelta(days=days_ago)
    return replace(work, principal=replace(work.principal, subject=f"user:{who}"), now=now)
