"""Exports from the ticket to the file: rights, masks, limits, content, one download."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pyzipper
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from api.data.demo.numbers import Births
from schema.core.access_log import AccessPurpose, access_log
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.files import export_path
from schema.core.principal import Principal, Role
from schema.membership.rules import INITIAL_PARAMETERS as OF_MEMBERSHIP
from schema.membership.service.imports import Roster, import_members
from schema.operations import service
from schema.operations.jobs import PurgeExports
from schema.operations.rules import INITIAL_PARAMETERS, ExportFormat, ExportState
from schema.operations.tables import export_run
from schema.root import platform_schema
from tests.schema.conftest import seed_parameters
from tests.schema.screening.world import make_world
from tests.workers.accounts import holder_of_a_grant
from tests.workers.platform import TESTER, Platform
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer

pytestmark = pytest.mark.anyio
HOSTILE = "=cmd|'/c calc'!A0 <b>&\"\\\n二"


@dataclass
class Desk:
    """A federation with members, and people who ask for exports of them."""

    platform: Platform
    performer: Performer
    chair: Principal
    leader: Principal

    async def ask(self, principal: Principal, **facts: Any) -> UUID:
        async with transaction(self.platform.engine, principal) as work:
            given = {
                "connection": "members",
                "format": ExportFormat.CSV,
                "purpose": AccessPurpose.MEMBERSHIP,
                **facts,
            }
            planner = platform_schema().planner
            return await service.start_export(work, planner, service.ExportFacts(**given))

    async def row(self, export: UUID) -> Any:
        async with transaction(self.platform.engine, TESTER) as work:
            found = await work.execute(sa.select(export_run).where(export_run.c.id == export))
            return found.one()

    async def written(self, export: UUID) -> Any:
        """Run the job of an export; its row."""
        row = await self.row(export)
        await self.performer.perform(str(row.job_run_id), handlers["export.run"])
        return await self.row(export)

    async def take(self, principal: Principal, export: UUID) -> Any:
        async with transaction(self.platform.engine, principal) as work:
            return await service.take_export(work, export_id=export)


def lines(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def a_roster(union: str) -> Roster:
    """Five members; the first one's employer is hostile."""
    headers = ("姓名", "证件号码", "工会代码", "入会日期", "用工形式", "工作单位")
    births = Births(date(1970, 1, 1), date(2004, 1, 1))
    rows = [
        [
            "王" + "甲乙丙丁戊"[number],
            births.of(number).number,
            union,
            "2020-05-01",
            "劳动合同",
            HOSTILE if number == 0 else f"第{number}厂",
        ]
        for number in range(5)
    ]
    return Roster("名册.xlsx", headers, rows, 2)


@pytest.fixture
async def desk(platform: Platform, performer: Performer) -> Desk:
    load()
    async with transaction(platform.engine, TESTER) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        await seed_parameters(work, OF_MEMBERSHIP)
        await make_world(work)
        unions = await work.execute(sa.text("select code from union_organisation limit 1"))
        await import_members(work, roster=a_roster(unions.scalar_one()))
        chair = await holder_of_a_grant(work, "chair", Role.CITY_LEADER)
        leader = await holder_of_a_grant(work, "leader", Role.CITY_LEADER)
    return Desk(platform, performer, chair, leader)


@pytest.mark.requirement("D06", "S41")
async def test_a_csv_has_every_row_guarded_marked_and_logged(desk: Desk) -> None:
    columns = ("person.name", "employerName", "joinedOn", "frontline", "status")
    export = await desk.ask(desk.chair, columns=columns)
    row = await desk.written(export)
    assert (row.state, row.rows) == (ExportState.READY, 5)
    path = export_path(export)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    mark, titles, *rows = lines(path)
    assert str(export) in mark[0]
    assert desk.chair.name in mark[0]
    assert titles == ["姓名", "工作单位", "入会日期", "一线职工", "会籍状态"]
    assert len(rows) == 5
    assert "'" + HOSTILE in {cells[1] for cells in rows}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for r in rows for cell in r)
    async with transaction(desk.platform.engine, TESTER) as work:
        logged = await work.execute(
            sa.select(access_log.c.entity_id).where(access_log.c.note == f"export {export}")
        )
        people = set(logged.scalars())
        members = await work.execute(sa.text("select person_id from membership"))
        assert set(members.scalars()) <= people


@pytest.mark.requirement("S41")
async def test_a_workbook_keeps_text_text_and_numbers_numbers(desk: Desk) -> None:
    columns = ("employerName", "joinedOn", "version", "person.documentNumberMask")
    export = await desk.ask(desk.chair, columns=columns, format=ExportFormat.XLSX)
    await desk.written(export)
    with CalamineWorkbook.from_path(str(export_path(export))) as book:
        assert book.sheet_names == ["数据", "说明"]
        _, titles, *rows = book.get_sheet_by_name("数据").to_python()
        about = {row[0]: row[1] for row in book.get_sheet_by_name("说明").to_python()}
    assert titles[0] == "工作单位"
    assert HOSTILE in {cells[0] for cells in rows}
    assert all(cells[2] == 1.0 for cells in rows)
    assert about["导出编号"] == str(export)


async def test_the_filter_and_the_scope_hold(desk: Desk) -> None:
    filtered = await desk.ask(
        desk.chair, columns=("employerName",), filter={"employerName": {"eq": "第2厂"}}
    )
    row = await desk.written(filtered)
    assert (row.rows, lines(export_path(filtered))[2:]) == (1, [["第2厂"]])


@pytest.mark.requirement("D13")
async def test_a_file_is_handed_out_once_to_its_owner_then_destroyed(desk: Desk) -> None:
    export = await desk.ask(desk.chair)
    await desk.written(export)
    row = await desk.row(export)
    assert row.expires_at - row.updated_at <= timedelta(hours=24)
    with pytest.raises(DomainError, match="不存在"):
        await desk.take(desk.leader, export)
    assert (await desk.take(desk.chair, export))["file_name"].endswith(".csv")
    with pytest.raises(DomainError, match="不能进行"):
        await desk.take(desk.chair, export)
    (purge,) = await desk.platform.send(PurgeExports())
    await desk.performer.perform(str(purge), handlers["export.purge"])
    assert not export_path(export).exists()
    assert (await desk.row(export)).destroyed_at is not None


@pytest.mark.requirement("D13")
async def test_clear_numbers_need_another_leader_and_lie_in_an_encrypted_file(desk: Desk) -> None:
    async with transaction(desk.platform.engine, TESTER) as work:
        auditor = await holder_of_a_grant(work, "auditor", Role.AUDITOR)
    export = await desk.ask(
        auditor, columns=("person.name", "person.documentNumberMask"), clear_numbers=True
    )
    row = await desk.row(export)
    assert (row.state, row.job_run_id) == (ExportState.PENDING, None)
    async with transaction(desk.platform.engine, desk.leader) as work:
        await service.decide_export(work, export_id=export, expected_version=1, approve=True)
    row = await desk.written(export)
    assert row.state is ExportState.READY
    async with transaction(desk.platform.engine, auditor) as work:
        password = await service.export_password(work, export_id=export)
    with pyzipper.AESZipFile(export_path(export)) as archive:
        (name,) = archive.namelist()
        with pytest.raises(RuntimeError):
            archive.read(name)
        content = archive.read(name, pwd=password.encode()).decode("utf-8-sig")
    assert ",'4" in content or ",'1" in content  # a number of 18 digits is text
    shown = [cells[1].lstrip("'") for cells in list(csv.reader(io.StringIO(content)))[2:]]
    assert len(shown) == 5
    assert all(number and "*" not in number for number in shown)


async def test_people_beyond_the_limit_need_a_leader_who_may_refuse(desk: Desk) -> None:
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(
            sa.text("update rule_parameter set value = '4' where key = 'unapproved_people'")
        )
    few = await desk.ask(desk.chair, filter={"employerName": {"eq": "第2厂"}})
    assert (await desk.row(few)).state is ExportState.WAITING
    for approve, ended in ((True, ExportState.READY), (False, ExportState.REFUSED)):
        export = await desk.ask(desk.chair, columns=("status",))
        row = await desk.row(export)
        assert (row.state, row.job_run_id) == (ExportState.PENDING, None)
        async with transaction(desk.platform.engine, desk.leader) as work:
            await service.decide_export(work, export_id=export, expected_version=1, approve=approve)
        row = await (desk.written(export) if approve else desk.row(export))
        assert row.state is ended
        assert export_path(export).exists() is approve


@pytest.mark.requirement("D13")
async def test_a_file_that_nobody_fetched_expires_and_is_destroyed(desk: Desk) -> None:
    export = await desk.ask(desk.chair, columns=("status",))
    kept = await desk.ask(desk.chair, columns=("status",))
    await desk.written(export)
    await desk.written(kept)
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(
            sa.update(export_run)
            .where(export_run.c.id == export)
            .values(expires_at=sa.func.now() - timedelta(seconds=1))
        )
    with pytest.raises(DomainError, match="不能进行"):
        await desk.take(desk.chair, export)
    for _ in range(2):  # a job may run twice
        (purge,) = await desk.platform.send(PurgeExports())
        await desk.performer.perform(str(purge), handlers["export.purge"])
    row = await desk.row(export)
    assert (row.state, export_path(export).exists()) == (ExportState.EXPIRED, False)
    assert row.destroyed_at is not None
    assert export_path(kept).exists()


async def test_nobody_approves_his_own(desk: Desk) -> None:
    export = await desk.ask(desk.chair, columns=("status",))
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(
            sa.update(export_run).where(export_run.c.id == export).values(state="PENDING")
        )
    with pytest.raises(DomainError, match="自己"):
        async with transaction(desk.platform.engine, desk.chair) as work:
            await service.decide_export(work, export_id=export, expected_version=1, approve=True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"columns": ("person.secret",)}, "EXPORT_COLUMNS"),
        ({"columns": ("status) { nodes",)}, "EXPORT_COLUMNS"),
        ({"columns": ("transfers",)}, "EXPORT_COLUMNS"),
        ({"connection": "nonsense"}, "EXPORT_COLUMNS"),
        ({"connection": "exportRuns"}, "FORBIDDEN"),
        ({"filter": {"status": {"eq": "NONSENSE"}}}, "EXPORT_COLUMNS"),
    ],
)
async def test_what_is_no_column_or_filter_is_refused(
    desk: Desk, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await desk.ask(desk.chair, **wrong)
    assert refused.value.code.value == code


async def test_the_row_limit_of_the_role_holds(desk: Desk) -> None:
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(
            sa.text("update rule_parameter set value = '3' where key = 'rows_CITY_LEADER'")
        )
    with pytest.raises(DomainError, match="上限"):
        await desk.ask(desk.chair)


async def test_a_grant_taken_back_writes_nothing(desk: Desk) -> None:
    export = await desk.ask(desk.chair)
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(sa.text("update role_grant set ended_at = now()"))
    assert (await desk.written(export)).state is ExportState.FAILED
    assert not export_path(export).exists()


async def test_a_second_try_finds_the_file_written(desk: Desk) -> None:
    export = await desk.ask(desk.chair)
    first = await desk.written(export)
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(sa.text("update job_run set state = 'RETRYING', finished_at = null"))
    assert await desk.written(export) == first
