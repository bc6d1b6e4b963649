"""The reports on public opinion: one a period, from one snapshot, read back from their files."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values
from python_calamine import CalamineWorkbook

from schema.core.clock import calendar_date
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.jobs import MakeBrief
from schema.opinion.rules.briefs import BriefKind, last_period, period_of
from schema.opinion.rules.codes import EventStatus, OpinionError, OpinionLevel, Topic
from schema.opinion.service.briefs import page
from schema.opinion.service.briefs.figures import figures_of
from schema.opinion.tables import opinion_brief, opinion_event
from tests.workers.platform import TESTER, Platform
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer

pytestmark = pytest.mark.anyio
JOB = "opinion.brief"


@pytest.fixture(autouse=True)
def known() -> None:
    load()


@pytest.fixture
def without_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FONTS", (Path("/nowhere.ttc"),))


async def an_event(work: Work, code: str, **values: Any) -> None:
    yesterday = work.now - timedelta(days=1)
    given: dict[str, Any] = {
        "title": "题",
        "topic": Topic.T01,
        "level": OpinionLevel.BLUE,
        "score": 20.0,
        "first_seen_at": yesterday,
        "last_seen_at": yesterday,
        **values,
    }
    await work.insert(opinion_event, code=code, **given)


async def briefs(platform: Platform) -> list[Any]:
    async with transaction(platform.engine, TESTER) as work:
        table = opinion_brief
        found = await work.execute(sa.select(table).order_by(table.c.starts_on, table.c.revision))
        return list(found.all())


def figures(row: Any) -> dict[str, Any]:
    return {
        one["key"]: one["value"]
        if one["rows"] is None
        else {line["name"]: line["value"] for line in one["rows"]}
        for one in row.figures
    }


async def test_a_report_is_written_once(platform: Platform, performer: Performer) -> None:
    async with transaction(platform.engine, TESTER) as work:
        await an_event(work, "E1")
        await an_event(work, "E2", status=EventStatus.FALSE_ALARM, topic=Topic.T10)
        await an_event(work, "E3", is_restricted=True, topic=Topic.T17)
        await an_event(work, "E4", first_seen_at=work.now)
    runs = await platform.send(MakeBrief(BriefKind.DAILY), MakeBrief(BriefKind.DAILY))
    for run in runs:
        await performer.perform(str(run), handlers[JOB])
    assert [(await platform.row(run)).result for run in runs] == [{"written": 1}, {"written": 0}]
    [row] = await briefs(platform)
    assert row.starts_on == row.ends_on == calendar_date(row.as_of) - timedelta(days=1)
    shown = figures(row)
    assert (shown["events"], shown["dismissed"], shown["screening_minutes"]) == (2, 1, None)
    assert shown["by_topic"] == {"欠薪": 1, "停工聚集": 1}
    hidden = ("'isRestricted': {'eq': False}", "'topic': {'ne': 'T17'}")
    assert all(any(rule in str(one["where"]) for rule in hidden) for one in row.figures)

    book = CalamineWorkbook.from_filelike(io.BytesIO(row.sheet))
    cells = {line[0]: line[1] for line in book.get_sheet_by_name("指标").to_python()}
    assert (cells["舆情事件"], cells["误报或非本辖区"]) == (2, 1)
    assert sorted(book.get_sheet_by_name("按主题").to_python()[1:]) == [
        ["停工聚集", 1.0],
        ["欠薪", 1.0],
    ]
    assert bytes(row.page).startswith(b"%PDF-")

    # A worker that died between the effect and the news of it would be sent here again.
    async with transaction(platform.engine, TESTER) as work:
        await an_event(work, "E5")
        await work.execute(sa.text("update job_run set state = 'RETRYING', finished_at = null"))
    await performer.perform(str(runs[0]), handlers[JOB])
    assert await briefs(platform) == [row]


async def test_a_worker_that_dies_before_its_commit_leaves_nothing(
    platform: Platform,
    performer: Performer,
    monkeypatch: pytest.MonkeyPatch,
    without_font: None,
) -> None:
    del without_font
    keep = service.keep_brief

    async def die(*given: Any) -> bool:
        await keep(*given)
        raise ConnectionResetError

    (run,) = await platform.send(MakeBrief(BriefKind.WEEKLY))
    with monkeypatch.context() as patched:
        patched.setattr(service, "keep_brief", die)
        await performer.perform(str(run), handlers[JOB])
    assert (await briefs(platform), (await platform.row(run)).state) == ([], "RETRYING")
    async with transaction(platform.engine, TESTER) as work:  # its wait is over
        await work.execute(sa.text("update job_run set available_at = now()"))
    await performer.perform(str(run), handlers[JOB])
    [row] = await briefs(platform)
    assert (row.problem.value, row.page, bytes(row.sheet)[:2]) == ("FONT_MISSING", None, b"PK")


async def test_a_report_is_corrected_with_a_reason(
    platform: Platform, performer: Performer, without_font: None
) -> None:
    del without_font
    async with transaction(platform.engine, TESTER) as work:
        day = last_period(BriefKind.MONTHLY, work.today).starts_on
        with pytest.raises(DomainError) as refused:
            await service.request_brief(work, kind=BriefKind.DAILY, day=work.today)
        assert refused.value.code is OpinionError.BRIEF_RUNNING
        first = await service.request_brief(work, kind=BriefKind.MONTHLY, day=day)
        with pytest.raises(DomainError) as refused:
            await service.collect_brief(work, brief_id=first, kind="xlsx")
        assert refused.value.code is OpinionError.BRIEF_NOT_READY
        with pytest.raises(DomainError) as refused:
            await service.request_brief(work, kind=BriefKind.MONTHLY, day=day)
        assert refused.value.code is OpinionError.BRIEF_EXISTS
        second = await service.request_brief(
            work, kind=BriefKind.MONTHLY, day=day, reason="补录热线"
        )
        runs = (await work.execute(sa.text("select id from job_run order by id"))).scalars().all()
    for run in runs:
        await performer.perform(str(run), handlers[JOB])
    rows = await briefs(platform)
    assert [(row.id, row.revision, row.state.value) for row in rows] == [
        (first, 1, "READY"),
        (second, 2, "READY"),
    ]
    async with transaction(platform.engine, TESTER) as work:
        name, content = await service.collect_brief(work, brief_id=second, kind="xlsx")
    assert (name, content) == (f"opinion-monthly-{day:%Y%m%d}-v2.xlsx", bytes(rows[1].sheet))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (BriefKind.DAILY, date(2026, 3, 1), date(2026, 3, 1)),
        (BriefKind.WEEKLY, date(2026, 2, 23), date(2026, 3, 1)),
        (BriefKind.MONTHLY, date(2026, 3, 1), date(2026, 3, 31)),
    ],
    ids=["day", "week", "month"],
)
def test_periods_are_whole_days_of_shanghai(kind: BriefKind, first: date, last: date) -> None:
    period = period_of(kind, date(2026, 3, 1))
    assert (period.starts_on, period.ends_on) == (first, last)
    assert period.begin.isoformat() == f"{first}T00:00:00+08:00"
    assert period.end.isoformat() == f"{last + timedelta(days=1)}T00:00:00+08:00"
    assert last_period(kind, last + timedelta(days=1)) == period


def test_each_figure_leads_to_what_is_behind_it() -> None:
    """The query and its filter are ones that the schema takes; the link is to a list."""
    schema = build_schema(Path("schema/schema.graphql").read_text(encoding="utf-8"))
    period = period_of(BriefKind.WEEKLY, date(2026, 3, 1))
    for figure in figures_of(period, period.end):
        told = figure.told(1)
        document = parse(told["query"])
        assert validate(schema, document) == []
        definition = document.definitions[0]
        assert isinstance(definition, OperationDefinitionNode)
        given = {"filter": told["where"]}
        found = get_variable_values(schema, definition.variable_definitions or (), given)
        assert not isinstance(found, list), found
        assert told["link"].startswith("/dashboard/")
