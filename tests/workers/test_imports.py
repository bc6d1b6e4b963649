"""Uploads read in by a job: every row is accounted for, a trial leaves nothing."""

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa

from schema.core import uploads
from schema.core.database import transaction
from schema.core.files import import_errors_path
from schema.core.principal import Principal, Role
from schema.core.roles import Department
from schema.facilities.tables import facility
from schema.operations import service
from schema.operations.jobs import SweepUploads
from schema.operations.rules import INITIAL_PARAMETERS, ImportEntity, ImportMode
from schema.operations.tables import import_run
from tests.schema.conftest import seed_parameters
from tests.schema.screening.world import make_world
from tests.workers.accounts import holder_of_a_grant
from tests.workers.platform import TESTER, Platform
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer

pytestmark = pytest.mark.anyio
TITLES = ("阵地编号", "名称", "阵地类型", "所属工会代码", "行政区划代码", "地址")


class Desk:
    """Somebody who uploads lists of facilities."""

    def __init__(self, platform: Platform, performer: Performer, person: Principal) -> None:
        self.platform, self.performer, self.person = platform, performer, person
        self.union = self.division = ""

    def line(self, number: int, **cells: str) -> list[str]:
        good = dict(
            zip(
                TITLES,
                (f"F{number}", f"第{number}站", "职工服务站", self.union, self.division, "人民路"),
                strict=True,
            )
        )
        return list({**good, **cells}.values())

    async def read_in(self, *rows: Sequence[str], encoding: str = "utf-8", **options: Any) -> Any:
        """Upload a CSV, run its import; the ticket's row."""
        text = "\n".join(",".join(row) for row in (TITLES, *rows))
        incoming = uploads.Incoming("站点.csv", text.encode(encoding))
        async with transaction(self.platform.engine, self.person) as work:
            upload = await uploads.store(work, incoming)
            ticket = await service.start_import(
                work, entity=ImportEntity.FACILITY, upload_id=upload, **options
            )
        row = await self.row(ticket)
        await self.performer.perform(str(row.job_run_id), handlers["import.run"])
        return await self.row(ticket)

    async def row(self, ticket: UUID) -> Any:
        async with transaction(self.platform.engine, TESTER) as work:
            found = await work.execute(sa.select(import_run).where(import_run.c.id == ticket))
            return found.one()

    async def stored(self) -> dict[str, str]:
        async with transaction(self.platform.engine, TESTER) as work:
            found = await work.execute(sa.select(facility.c.code, facility.c.name))
            return {row.code: row.name for row in found}


def counts(row: Any) -> tuple[int, int, int, int, int]:
    made = (row.rows, row.inserted, row.updated, row.unchanged, row.refused)
    assert made[0] == sum(made[1:])
    return made


@pytest.fixture
async def desk(platform: Platform, performer: Performer) -> Desk:
    load()
    async with transaction(platform.engine, TESTER) as work:
        await make_world(work)
        person = await holder_of_a_grant(work, "keeper", Role.CITY_DEPARTMENT, Department.ECONOMY)
        made = Desk(platform, performer, person)
        codes: Any = await work.execute(
            sa.text("select u.code, d.code from union_organisation u, division d limit 1")
        )
        found = codes.one()
        made.union, made.division = str(found[0]), str(found[1])
    return made


async def test_rows_are_inserted_changed_left_alone_or_refused(desk: Desk) -> None:
    assert counts(await desk.read_in(desk.line(1), desk.line(2), encoding="gb18030")) == (
        *(2, 2, 0, 0),
        0,
    )
    again = await desk.read_in(
        desk.line(1),
        desk.line(2, 名称="新名"),
        desk.line(3),
        desk.line(4, 阵地类型="茶馆"),
        desk.line(3),
        mode=ImportMode.SKIP_FAILED,
    )
    assert counts(again) == (5, 1, 1, 1, 2)
    assert again.written
    assert await desk.stored() == {"F1": "第1站", "F2": "新名", "F3": "第3站"}
    assert again.differences == [{"key": "F2", "changes": {"name": ["第2站", "新名"]}}]
    assert [(p["row"], p["column"]) for p in again.problems] == [(5, "阵地类型"), (6, "阵地编号")]
    sheet = openpyxl.load_workbook(import_errors_path(again.id)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["5", "阵地类型"]


async def test_one_refused_row_keeps_all_out(desk: Desk) -> None:
    row = await desk.read_in(desk.line(1), desk.line(2, 所属工会代码="无此工会"))
    assert counts(row) == (2, 1, 0, 0, 1)
    assert not row.written
    assert await desk.stored() == {}


async def test_a_trial_counts_the_same_and_leaves_nothing(desk: Desk) -> None:
    row = await desk.read_in(desk.line(1), desk.line(2), dry_run=True)
    assert counts(row) == (2, 2, 0, 0, 0)
    assert not row.written
    assert await desk.stored() == {}


async def test_a_file_without_its_columns_is_told_so(desk: Desk) -> None:
    async with transaction(desk.platform.engine, desk.person) as work:
        incoming = uploads.Incoming("x.csv", "名称,地址\n甲,乙".encode())
        upload = await uploads.store(work, incoming)
        ticket = await service.start_import(work, entity=ImportEntity.FACILITY, upload_id=upload)
    row = await desk.row(ticket)
    await desk.performer.perform(str(row.job_run_id), handlers["import.run"])
    row = await desk.row(ticket)
    assert row.finished_at is not None
    assert "缺少必需的列" in row.error


async def test_a_second_try_reads_nothing_again(desk: Desk) -> None:
    row = await desk.read_in(desk.line(1))
    async with transaction(desk.platform.engine, TESTER) as work:
        await work.execute(sa.text("update job_run set state = 'RETRYING', finished_at = null"))
    await desk.performer.perform(str(row.job_run_id), handlers["import.run"])
    assert await desk.row(row.id) == row


async def test_lists_of_refused_rows_and_read_files_are_swept_in_time(desk: Desk) -> None:
    rows = [
        await desk.read_in(desk.line(1, 阵地类型="茶馆")),
        await desk.read_in(desk.line(2, 阵地类型="茶馆")),
    ]
    old, young = (import_errors_path(row.id) for row in rows)
    moment = (rows[0].finished_at - timedelta(days=8)).timestamp()
    os.utime(old, (moment, moment))
    async with transaction(desk.platform.engine, TESTER) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        await work.execute(
            sa.update(uploads.stored_upload)
            .where(uploads.stored_upload.c.id == rows[0].upload_id)
            .values(created_at=rows[0].finished_at - timedelta(days=8))
        )
    for _ in range(2):  # a job may run twice
        (run,) = await desk.platform.send(SweepUploads())
        await desk.performer.perform(str(run), handlers["upload.sweep"])
    assert (old.exists(), young.exists()) == (False, True)
    async with transaction(desk.platform.engine, TESTER) as work:
        kept = await work.execute(sa.select(uploads.stored_upload.c.id))
        assert kept.scalars().all() == [rows[1].upload_id]
