"""``gonghui import``: members and other records from a spreadsheet; the template to fill in."""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.common import DATA, running_stores, say, write
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from api.platform.stores import Stores
    from schema.core.sheets import Rows
    from schema.core.work import Work
    from schema.membership.service.imports import ImportResult, Roster
    from schema.operations.service import ImportOutcome

SHOWN_ROWS = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Enter members, unions, facilities or records of old from a spreadsheet.",
    )
    group.command("members")(members)
    group.command("unions")(unions)
    group.command("enterprises")(enterprises)
    group.command("facilities")(facilities)
    group.command("dossiers")(dossiers)
    group.command("assistance")(assistance)
    group.command("template")(template)
    app.add_typer(group, name="import", rich_help_panel=DATA)


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The file to write.")],
) -> None:
    """Write an empty roster to fill in: identity numbers as text, choices as lists."""
    from api.data.spreadsheet import write_template

    if out.exists():
        raise PlatformError(f"{out} exists already")
    write_template(out)
    say(f"Wrote {out}; bold columns must be filled in.")


def members(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=".xlsx, .xls, .ods or .csv")],
    dry_run: Annotated[  # noqa: FBT002 - typer makes --dry-run of it
        bool, typer.Option("--dry-run", help="Do all of it, then take it back.")
    ] = False,
    skip_failed: Annotated[  # noqa: FBT002 - typer makes --skip-failed of it
        bool, typer.Option("--skip-failed", help="Enter the good rows even if others are refused.")
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option(metavar="OUT.xlsx", help="Where to list what is wrong, row by row."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet, else the first.")] = None,
) -> None:
    """Enter the members of a roster (会员名册).

    Headers are Chinese, in any order; the template shows them. Nothing is written when any row
    is refused, unless --skip-failed. The exit code is 1 when rows are refused and 0 when they
    were skipped as asked; they are listed in either case.
    """
    from api.data.spreadsheet import read_roster, write_errors
    from schema.core.sheets import SheetError

    begin = time.monotonic()
    listed = errors or file.with_name(f"{file.stem}-errors.xlsx")
    if not listed.parent.is_dir() or listed.is_dir():
        raise PlatformError(f"cannot write {listed}: choose another file with --errors")
    say(f"Reading {file.name} …")
    roster = read_roster(file, sheet)
    try:
        with running_stores() as stores:
            result = asyncio.run(_import(stores, roster, skip_failed=skip_failed, trial=dry_run))
    except SheetError as error:
        raise PlatformError(str(error)) from error
    _tell(result, trial=dry_run, seconds=time.monotonic() - begin)
    if result.refused:
        write_errors(listed, roster, result)
        say(f"What is wrong, row by row: {listed}")
        if not skip_failed:
            raise typer.Exit(1)


File = Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=".xlsx, .xls, .ods or .csv")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all of it, then take it back.")]
SkipFailed = Annotated[
    bool, typer.Option("--skip-failed", help="Enter the good rows even if others are refused.")
]
Errors = Annotated[
    Path | None, typer.Option(metavar="OUT.xlsx", help="Where to list what is wrong, row by row.")
]


def unions(
    file: File, *, dry_run: DryRun = False, skip_failed: SkipFailed = False, errors: Errors = None
) -> None:
    """Enter or change unions (工会), found by 工会组织代码.

    Also needed: 工会名称, 工会组织类型, 行政区划代码; 上级工会代码 hangs a new union into the tree.
    Exit codes are those of members.
    """
    _by_rows("UNION", file, dry_run=dry_run, skip_failed=skip_failed, errors=errors)


def enterprises(
    file: File, *, dry_run: DryRun = False, skip_failed: SkipFailed = False, errors: Errors = None
) -> None:
    """Enter or change enterprises (企事业单位), found by 统一社会信用代码.

    Also needed: 单位名称, 属地主管工会代码, 行政区划代码, 单位性质, 职工人数. Exit codes are
    those of members.
    """
    _by_rows("ENTERPRISE", file, dry_run=dry_run, skip_failed=skip_failed, errors=errors)


def facilities(
    file: File, *, dry_run: DryRun = False, skip_failed: SkipFailed = False, errors: Errors = None
) -> None:
    """Enter or change facilities (阵地), found by 阵地编号.

    Also needed: 名称, 阵地类型, 所属工会代码, 行政区划代码. Exit codes are those of members.
    """
    _by_rows("FACILITY", file, dry_run=dry_run, skip_failed=skip_failed, errors=errors)


def dossiers(
    file: File, *, dry_run: DryRun = False, skip_failed: SkipFailed = False, errors: Errors = None
) -> None:
    """Enter dossiers (困难职工档案) of before the platform, found by 档案编号.

    Also needed: 证件号码, 姓名, 建档工会代码, 档案状态, 主要致困原因, 申请日期. They are marked as
    historic with their source. Exit codes are those of members.
    """
    _by_rows("DOSSIER", file, dry_run=dry_run, skip_failed=skip_failed, errors=errors)


def assistance(
    file: File, *, dry_run: DryRun = False, skip_failed: SkipFailed = False, errors: Errors = None
) -> None:
    """Enter aid (帮扶记录) of before the platform, found by 帮扶编号.

    Also needed: 证件号码, 姓名, 帮扶类型, 帮扶状态, 资金来源层级, 期间, 金额(元), 申请日期.
    It belongs to no fund and no batch, and is marked as historic. Exit codes are those of members.
    """
    _by_rows("ASSISTANCE", file, dry_run=dry_run, skip_failed=skip_failed, errors=errors)


def _by_rows(
    entity: str, file: Path, *, dry_run: bool, skip_failed: bool, errors: Path | None
) -> None:
    from schema.core.sheets import SheetError, read_file

    listed = errors or file.with_name(f"{file.stem}-errors.xlsx")
    say(f"Reading {file.name} …")
    try:
        rows = read_file(file)
        with running_stores() as stores:
            outcome = asyncio.run(
                _enter(stores, entity, file.name, rows, skip_failed=skip_failed, trial=dry_run)
            )
    except SheetError as error:
        raise PlatformError(str(error)) from error
    say(
        f"{outcome.rows:,} rows: {outcome.inserted:,} to enter, {outcome.updated:,} to change,"
        f" {outcome.unchanged:,} unchanged, {outcome.refused:,} refused."
    )
    for difference in outcome.differences[:SHOWN_ROWS]:
        changes = "; ".join(f"{k}: {a} → {b}" for k, (a, b) in difference["changes"].items())
        say(f"  {difference['key']}: {changes}")
    say("Written." if outcome.written else "Nothing was written.")
    if outcome.refused:
        outcome.write_errors(listed)
        say(f"What is wrong, row by row: {listed}")
        if not skip_failed:
            raise typer.Exit(1)


async def _enter(
    stores: "Stores",
    entity: str,
    name: str,
    rows: "Rows",
    *,
    skip_failed: bool,
    trial: bool,
) -> "ImportOutcome":
    from api.data import starter
    from schema.operations.rules import ImportEntity, ImportMode
    from schema.operations.service import import_sheet

    def progress(step: str, done: int, total: int) -> None:
        say(f"  {step} {done:,} of {total:,} rows")

    async def enter(work: "Work") -> "ImportOutcome":
        return await import_sheet(
            work,
            rows,
            entity=ImportEntity[entity],
            name=name,
            mode=ImportMode.SKIP_FAILED if skip_failed else ImportMode.REJECT_ALL,
            trial=trial,
            report=progress,
        )

    await write(stores.writer_url, starter.prepare)
    return await write(stores.writer_url, enter)


async def _import(
    stores: "Stores", roster: "Roster", *, skip_failed: bool, trial: bool
) -> "ImportResult":
    from api.data import starter
    from schema.membership.service.imports import import_members

    def progress(step: str, done: int, total: int) -> None:
        say(f"  {step} {done:,} of {total:,} rows")

    async def enter(work: "Work") -> "ImportResult":
        return await import_members(
            work, roster=roster, skip_failed=skip_failed, trial=trial, report=progress
        )

    # A database that was only migrated has no unions and no age limits yet.
    await write(stores.writer_url, starter.prepare)
    return await write(stores.writer_url, enter)


def _tell(result: "ImportResult", *, trial: bool, seconds: float) -> None:
    if result.ignored_columns:
        say(f"Columns not used: {'、'.join(result.ignored_columns)}")
    for refused in result.refused[:SHOWN_ROWS]:
        problems = "; ".join(f"{p.column}: {p.reason}" for p in refused.problems)
        say(f"  row {refused.row}: {problems}")
    if len(result.refused) > SHOWN_ROWS:
        say(f"  … and {len(result.refused) - SHOWN_ROWS:,} more rows")
    say(
        f"{result.rows:,} rows: {result.entered:,} to enter ({result.registered:,} new persons),"
        f" {result.unchanged:,} unchanged, {len(result.refused):,} refused; {seconds:.0f} s."
    )
    if trial:
        say("This was a trial: nothing was written.")
    elif result.written:
        say(f"Entered {result.entered:,} members.")
    elif result.entered:
        say("Nothing was written. Mend the rows, or enter the others with --skip-failed.")
