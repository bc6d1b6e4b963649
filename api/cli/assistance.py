"""``gonghui assistance``: does the money add up; ``gonghui calendar``: the working calendar."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.common import DATA, HELP, in_transaction, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.core.work import Work


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    money = typer.Typer(no_args_is_help=True, help="Look after the money of assistance.")
    money.callback()(_group)
    money.command("check")(check)
    money.command("bank-file")(bank_file)
    money.command("bank-return")(bank_return)
    app.add_typer(money, name="assistance", rich_help_panel=HELP)
    days = typer.Typer(no_args_is_help=True, help="Look after the working calendar.")
    days.callback()(_group)
    days.command("load")(load)
    app.add_typer(days, name="calendar", rich_help_panel=DATA)


def _group() -> None:
    """Keep the group's name in front of its one command."""


def check() -> None:
    """Compare funds, ledger, records, lines and batches; the exit code is 1 on a difference."""
    from schema.assistance import service

    found = in_transaction(service.find_differences)
    for rule, number in found.items():
        say(f"{number} × {rule}")
    if found:
        raise typer.Exit(1)
    say("The ledger adds up: 0 differences.")


def bank_file(
    ticket: Annotated[str, typer.Argument(help="The one-time ticket, from GraphQL.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=".xlsx or .txt")],
) -> None:
    """Fetch the bank's file of a released batch, once; numbers are text in it."""
    from schema.assistance import service

    if out.exists():
        raise PlatformError(f"{out} exists already")

    async def fetch(work: "Work") -> tuple[str, bytes]:
        if out.suffix.lower() == ".txt":
            return await service.collect_file(work, ticket=ticket, kind="txt")
        return await service.collect_file(work, ticket=ticket)

    number, content = in_transaction(fetch)
    out.touch(mode=0o600)
    out.write_bytes(content)
    say(f"Wrote {number} to {out}: give it to the bank and delete it.")


def bank_return(
    batch: Annotated[UUID, typer.Argument(help="The id of the batch.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx, .xls or .txt")],
) -> None:
    """Take in what the bank returned; the same file again changes nothing."""
    from schema.assistance import service

    async def enter(work: "Work") -> UUID:
        content = file.read_bytes()
        return await service.import_return(
            work, batch_id=batch, file_name=file.name, content=content
        )

    made = in_transaction(enter)
    say(f"Took in {file.name} as {made}; query paymentBatch for its rows.")


def load() -> None:
    """Enter the holidays and days worked instead that the State Council has announced.

    Days that stand in the calendar already are left as they are.
    """
    from schema.assistance import service

    async def enter(work: "Work") -> tuple[int, list[int]]:
        return await service.load_calendar(work), list(await service.known_years(work))

    new, years = in_transaction(enter)
    say(f"{new} new days; holidays are known for {years[0]}-{years[-1]}.")
