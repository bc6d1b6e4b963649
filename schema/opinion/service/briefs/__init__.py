"""Reports on public opinion: one a period and revision, from one snapshot.

Figures and files come with one commit: a job that dies leaves nothing, one that runs twice
finds the report there.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.clock import SHANGHAI
from schema.core.errors import DomainError, NotFoundError
from schema.core.visible import visible
from schema.core.work import Work
from schema.opinion.access import may_handle
from schema.opinion.jobs import MakeBrief
from schema.opinion.rules.briefs import (
    BriefKind,
    BriefProblem,
    BriefState,
    Period,
    brief_name,
    last_period,
    period_of,
)
from schema.opinion.rules.codes import OpinionError
from schema.opinion.service.briefs.figures import take_figures
from schema.opinion.service.briefs.page import NoFontError, write_page
from schema.opinion.service.briefs.sheet import write_sheet
from schema.opinion.service.bulk import OpenWork, signed
from schema.opinion.tables import opinion_brief

FileKind = Literal["xlsx", "pdf"]


@dataclass(frozen=True, slots=True)
class Written:
    """A report that is ready to be kept; ``page`` is missing where no font is."""

    figures: list[dict[str, Any]]
    as_of: datetime
    sheet: bytes
    page: bytes | None


async def request_brief(
    work: Work, *, kind: BriefKind, day: date, reason: str | None = None
) -> UUID:
    """Have the report of the period of a day written; with a reason, a corrected one.

    Raises DomainError FORBIDDEN, BRIEF_RUNNING, BRIEF_EXISTS.
    """
    may_handle(work)
    period = period_of(kind, day)
    if work.now < period.end:
        raise DomainError(OpinionError.BRIEF_RUNNING, path=("day",))
    latest = await _latest(work, period)
    if latest and not (reason or "").strip():
        raise DomainError(OpinionError.BRIEF_EXISTS, path=("reason",))
    revision = latest + 1
    row = {**_key(period, revision), "reason": reason if latest else None}
    table = opinion_brief
    made = await work.execute(
        insert(table).values(signed(work, row)).on_conflict_do_nothing().returning(table.c.id)
    )
    identity = made.scalar_one_or_none()
    if identity is None:
        raise DomainError(OpinionError.BRIEF_EXISTS, path=("reason",))
    key = f"opinion.brief:{kind.value}:{period.starts_on}:{revision}"
    await work.emit(MakeBrief(kind, period.starts_on, revision), unique_key=key)
    found: UUID = identity
    return found


async def _latest(work: Work, period: Period) -> int:
    table = opinion_brief
    found = await work.execute(
        sa.select(sa.func.max(table.c.revision)).where(
            table.c.kind == period.kind, table.c.starts_on == period.starts_on
        )
    )
    return found.scalar_one() or 0


def _key(period: Period, revision: int) -> dict[str, Any]:
    return {
        "kind": period.kind,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "revision": revision,
    }


def period_meant(kind: BriefKind, day: date | None, asked_on: date) -> Period:
    """The period of a day; else the latest one that was over when the report was asked for."""
    return last_period(kind, asked_on) if day is None else period_of(kind, day)


async def write_brief(open_work: OpenWork, period: Period, revision: int) -> Written | None:
    """Take the figures and draw them; None where the report is there already."""
    async with open_work() as work:
        if await _is_ready(work, period, revision):
            return None
        figures, as_of = await take_figures(work, period), work.now
    title = f"临湘市总工会 网络舆情{period.kind.label} {_shown(period)}"
    if revision > 1:
        title += f" (第{revision}版)"
    moment = f"{as_of.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    # One after the other, beside the loop: the worker's lease is kept meanwhile.
    sheet = await asyncio.to_thread(write_sheet, title, moment, figures)
    try:
        page: bytes | None = await asyncio.to_thread(write_page, title, moment, figures)
    except NoFontError:
        page = None
    return Written(figures, as_of, sheet, page)


async def _is_ready(work: Work, period: Period, revision: int) -> bool:
    table = opinion_brief
    found = await work.execute(
        sa.select(table.c.id).where(
            table.c.kind == period.kind,
            table.c.starts_on == period.starts_on,
            table.c.revision == revision,
            table.c.state == BriefState.READY,
        )
    )
    return found.scalar_one_or_none() is not None


def _shown(period: Period) -> str:
    if period.kind is BriefKind.DAILY:
        return f"{period.starts_on:%Y-%m-%d}"
    return f"{period.starts_on:%Y-%m-%d} 至 {period.ends_on:%Y-%m-%d}"


async def keep_brief(work: Work, period: Period, revision: int, written: Written) -> bool:
    """Keep a report; the first of two that were written at once stays."""
    table = opinion_brief
    ready = {
        "state": BriefState.READY,
        "as_of": written.as_of,
        "figures": written.figures,
        "sheet": written.sheet,
        "page": written.page,
        "problem": None if written.page else BriefProblem.FONT_MISSING,
    }
    statement = insert(table).values(signed(work, {**_key(period, revision), **ready}))
    kept = await work.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "starts_on", "revision"],
            set_={
                **ready,
                "version": table.c.version + 1,
                "updated_at": work.now,
                "updated_by": work.principal.subject,
            },
            where=table.c.state == BriefState.WAITING,
        ).returning(table.c.id)
    )
    return kept.scalar_one_or_none() is not None


async def collect_brief(work: Work, *, brief_id: UUID, kind: FileKind) -> tuple[str, bytes]:
    """A report's file and its name; raises NotFoundError, DomainError BRIEF_NOT_READY."""
    table = opinion_brief
    file = table.c.sheet if kind == "xlsx" else table.c.page
    statement = sa.select(table.c.kind, table.c.starts_on, table.c.revision, file.label("file"))
    found = await work.execute(
        statement.where(table.c.id == brief_id, visible(table, work.principal))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFoundError("舆情简报")
    if row.file is None:
        raise DomainError(OpinionError.BRIEF_NOT_READY)
    return f"{brief_name(row.kind, row.starts_on, row.revision)}.{kind}", bytes(row.file)
