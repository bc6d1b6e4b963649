"""``python -m tests.benchmark.files``: rows a second in and out of files, and the memory taken.

Wall time says what a user waits on this machine as it is; processor time (of this process and
of the PostgreSQL session) says what it costs when others use the machine, too.
"""

from __future__ import annotations

import asyncio
import csv
import os
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import sqlalchemy as sa
import typer
import xlsxwriter
from sqlalchemy.ext.asyncio import AsyncEngine

from api.data import starter
from api.data.demo.numbers import Births, mobile
from api.data.spreadsheet import read_roster
from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core import settings as settings_module
from schema.core import vault as vault_module
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.settings import Settings
from schema.membership.service.imports import ImportResult, import_members
from schema.membership.service.imports.importing import CHUNK
from schema.planner.cells import Cells, CsvCells, SheetCells
from schema.planner.extract import Wanted, extract
from schema.planner.stream import snapshot
from schema.root import platform_schema
from workers.files.envelope import Watermark
from workers.files.writers import CsvTarget, LineSink, SheetTarget, Target

SOMEBODY = Principal(
    "user:00000000-0000-7000-8000-000000000001", Role.JOB, Scope(covers_all=True), name="测量"
)
TITLES = (
    *("姓名", "证件号码", "工会名称", "入会日期", "用工形式", "手机号码", "会员证号", "学历"),
    *("政治面貌", "工作单位"),
)
COLUMNS = (
    *("person.name", "person.documentNumberMask", "person.sex", "person.birthDate"),
    *("person.education", "union.name", "cardNumber", "status", "joinedOn", "employerName"),
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "甲乙丙丁戊己庚辛壬癸伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
TICKS = os.sysconf("SC_CLK_TCK")


Moment = tuple[float, float, float]


@dataclass
class Figures:
    """What was measured, printed as it comes."""

    lines: list[str] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def of(self, name: str, rows: int, backend: int | None) -> Iterator[None]:
        """Measure a block that handles so many rows."""
        wall, own, other = time.monotonic(), time.process_time(), _cpu(backend)
        yield
        wall, own = time.monotonic() - wall, time.process_time() - own
        other = _cpu(backend) - other
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        busiest = max(own, other, 1e-6)
        self.entries.append(
            {
                "name": name,
                "rows": rows,
                "wall_s": round(wall, 2),
                "python_s": round(own, 2),
                "postgres_s": round(other, 2),
                "peak_mb": round(peak),
                "load": os.getloadavg()[0],
            }
        )
        line = (
            f"{name}: {rows:,} rows in {wall:.1f} s = {rows / wall:,.0f}/s;"
            f" processor: Python {own:.1f} s, PostgreSQL {other:.1f} s"
            f" = {rows / busiest:,.0f}/s when each has a core; peak {peak:,.0f} MB"
        )
        self.say(line)

    def say(self, line: str) -> None:
        """Print and keep a line."""
        self.lines.append(line)
        typer.echo(line)


def _cpu(backend: int | None) -> float:
    """Processor seconds of a PostgreSQL session."""
    if backend is None:
        return 0.0
    parts = Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def lines(first: int, count: int, unions: list[str]) -> Iterator[tuple[str, ...]]:
    """Rows of a roster: every document, mobile and card number appears once."""
    births = Births(date(1970, 1, 1), date(2004, 1, 1))
    for n in range(first, first + count):
        name = SURNAMES[n % 20] + GIVEN[n // 20 % 32] + GIVEN[n // 640 % 32]
        yield (
            *(name, births.of(n).number, unions[n % len(unions)], "2020-05-01", "劳动合同"),
            *(mobile(n), f"K{n:08d}", "本科", "群众", f"第{n % 5000}机械有限公司"),
        )


def write_roster(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    """A roster as .csv or .xlsx."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([TITLES])
            csv.writer(stream).writerows(rows)
        return
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([TITLES, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)


@asynccontextmanager
async def session(engine: AsyncEngine) -> AsyncIterator[tuple[Any, int]]:
    """A unit of work and the number of its PostgreSQL process."""
    async with transaction(engine, SOMEBODY) as work:
        backend = (await work.execute(sa.text("select pg_backend_pid()"))).scalar_one()
        yield work, backend


async def take_in(figures: Figures, engine: AsyncEngine, path: Path, rows: int) -> None:
    """Import a roster; the second time every row is unchanged."""
    for step in ("import", "import again"):
        roster = read_roster(path)
        async with session(engine) as (work, backend):
            moments: list[Moment] = []

            def report(
                what: str, _done: int, _total: int, at: int = backend, seen: list[Moment] = moments
            ) -> None:
                if what == "judged":
                    seen.append((time.monotonic(), time.process_time(), _cpu(at)))

            with figures.of(f"{step} {path.suffix}", rows, backend):
                result = await import_members(work, roster=roster, report=report)
            _account(result, rows)
            _stages(figures, moments, rows)


def _account(result: ImportResult, rows: int) -> None:
    refused = len(result.refused)
    if result.rows != rows or result.entered + result.unchanged + refused != rows:
        raise SystemExit(f"rows are missing: {result.rows} of {rows}")
    typer.echo(f"  entered {result.entered:,}, unchanged {result.unchanged:,}, refused {refused:,}")


def _stages(figures: Figures, judged: list[Moment], rows: int) -> None:
    """How long the rows took to be judged and staged, without the last chunk."""
    chunks = len(judged) - 1
    if chunks < 1:
        return
    share = min(chunks * CHUNK, rows)
    wall, own, other = (judged[-1][i] - judged[0][i] for i in range(3))
    figures.say(
        f"  judged and staged: {share / wall:,.0f}/s; Python {own / share * 1e6:.1f} µs,"
        f" PostgreSQL {other / share * 1e6:.1f} µs a row"
    )


async def take_out(figures: Figures, stores: Stores, folder: Path) -> None:
    """Export the members as CSV and as a workbook."""
    # The numbers of the first 100,000 cards begin so.
    first = {"cardNumber": {"startsWith": "K000"}}
    kinds: tuple[tuple[str, Cells, Any, Any], ...] = (
        ("csv", CsvCells(), CsvTarget, None),
        ("xlsx", SheetCells(), SheetTarget, first),
    )
    for kind, cells, target, chosen in kinds:
        made = extract(
            platform_schema().planner, Wanted("members", COLUMNS, chosen), SOMEBODY, cells
        )
        async with snapshot(stores.reader_url) as at:
            total = await at.count(made.count)
            backend = at._connection.get_server_pid()  # noqa: SLF001 - only to be measured
            mark = Watermark("测量", SINCE, "-", "-", total)
            path = folder / f"out.{kind}"
            with figures.of(f"export .{kind}", total, backend), path.open("wb") as stream:
                file: Target = target(stream, [cell.title for cell in made.columns], mark)
                sink = LineSink(file, None, _silent)
                written = await at.copy(made.rows, sink.write, csv=kind == "csv")
                await sink.end()
                file.close()
            if written != total:
                raise SystemExit(f"{written} rows of {total}")
            figures.say(f"  {path.stat().st_size / 1e6:,.1f} MB")


async def _silent(_done: int) -> None:
    """Nobody watches."""


async def by_xlsxwriter(figures: Figures, stores: Stores, folder: Path, rows: int) -> None:
    """The same workbook by xlsxwriter with constant memory, for comparison."""
    made = extract(platform_schema().planner, Wanted("members", COLUMNS), SOMEBODY, CsvCells())
    connection = await asyncpg.connect(stores.reader_url)
    backend = connection.get_server_pid()
    options = {"constant_memory": True, "strings_to_formulas": False}
    try:
        async with connection.transaction(readonly=True):
            with (
                figures.of("export by xlsxwriter", rows, backend),
                xlsxwriter.Workbook(str(folder / "other.xlsx"), options) as book,
            ):
                sheet = book.add_worksheet()
                number = 0
                async for row in connection.cursor(
                    f"{made.rows.sql} limit {rows}", *made.rows.arguments, prefetch=5000
                ):
                    for place, cell in enumerate(row):
                        sheet.write_string(number, place, "" if cell is None else str(cell))
                    number += 1
    finally:
        await connection.close()


async def measure(stores: Stores, folder: Path, members: int, cells: int) -> Figures:
    """Everything, one after the other."""
    figures = Figures()
    engine = make_engine(stores.writer_url)
    async with transaction(engine, SOMEBODY) as work:
        await starter.prepare(work)
        named = await work.execute(
            sa.text("select min(name) from union_organisation group by name having count(*) = 1")
        )
        unions = list(named.scalars())
    try:
        for suffix, first, count in ((".xlsx", 0, cells), (".csv", cells, members)):
            path = folder / f"roster{suffix}"
            write_roster(path, lines(first, count, unions))
            await take_in(figures, engine, path, count)
        await take_out(figures, stores, folder)
        await by_xlsxwriter(figures, stores, folder, min(cells, members))
    finally:
        await engine.dispose()
    return figures


def run(members: int, cells: int) -> Figures:
    """Measure import and export of members on servers of their own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with open_stores(Settings(data=folder / "data")) as stores:
            os.environ.update(stores.environment())
            settings_module.settings.cache_clear()
            vault_module.vault.cache_clear()
            upgrade(stores.owner_url)
            return asyncio.run(measure(stores, folder, members, cells))


def main(
    members: Annotated[int, typer.Option(help="Rows of the CSV file.")] = 1_000_000,
    cells: Annotated[int, typer.Option("--sheet", help="Rows of the workbook.")] = 100_000,
) -> None:
    """Measure import and export of members on servers of their own."""
    run(members, cells)


if __name__ == "__main__":
    typer.run(main)
