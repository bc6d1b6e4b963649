"""``gonghui import``: members from a spreadsheet, and the template to fill in."""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.common import DATA, running_stores, say, write
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from api.platform.stores import Stores
    from schema.core.work import Work
    from schema.membership.service.imports import ImportResult, Roster

SHOWN_ROWS = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Enter members from a spreadsheet.")
    group.command("members")(members)
    group.command("template")(template)
    app.add_typer(group, name="import", rich_help_panel=DATA)


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The file to write.")],
) -> None:
    """Write an empty roster to fill in: identity numbers as text, choices as lists."""
    from api.data.spreadsheet import write_template  # noqa: PLC0415 - keeps --help fast

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
    is refused, unless --skip-failed. The exit code is 1 when rows are refused.
    """
    from api.data.spreadsheet import read_roster, write_errors  # noqa: PLC0415 - fast help

    begin = time.monotonic()
    listed = errors or file.with_name(f"{file.stem}-errors.xlsx")
    if not listed.parent.is_dir() or listed.is_dir():
        raise PlatformError(f"cannot write {listed}: choose another file with --errors")
    say(f"Reading {file.name} …")
    roster = read_roster(file, sheet)
    with running_stores() as stores:
        result = asyncio.run(_import(stores, roster, skip_failed=skip_failed, trial=dry_run))
    _tell(result, trial=dry_run, seconds=time.monotonic() - begin)
    if result.refused:
        write_errors(listed, roster, result)
        say(f"What is wrong, row by row: {listed}")
        raise typer.Exit(1)


async def _import(
    stores: "Stores", roster: "Roster", *, skip_failed: bool, trial: bool
) -> "ImportResult":
    from api.data import starter  # noqa: PLC0415 - keeps --help fast
    from schema.membership.service.imports import import_members  # noqa: PLC0415

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
