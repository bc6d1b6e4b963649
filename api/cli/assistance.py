"""``gonghui assistance``: does the money add up; ``gonghui calendar``: the working calendar."""

from typing import TYPE_CHECKING

import typer

from api.cli.common import DATA, HELP, in_transaction, say

if TYPE_CHECKING:
    from schema.core.work import Work


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    money = typer.Typer(no_args_is_help=True, help="Look after the money of assistance.")
    money.callback()(_group)
    money.command("check")(check)
    app.add_typer(money, name="assistance", rich_help_panel=HELP)
    days = typer.Typer(no_args_is_help=True, help="Look after the working calendar.")
    days.callback()(_group)
    days.command("load")(load)
    app.add_typer(days, name="calendar", rich_help_panel=DATA)


def _group() -> None:
    """Keep the group's name in front of its one command."""


def check() -> None:
    """Compare funds, ledger, records, lines and batches; the exit code is 1 on a difference."""
    from schema.assistance import service  # noqa: PLC0415 - keeps --help fast

    found = in_transaction(service.find_differences)
    for rule, number in found.items():
        say(f"{number} × {rule}")
    if found:
        raise typer.Exit(1)
    say("The ledger adds up: 0 differences.")


def load() -> None:
    """Enter the holidays and days worked instead that the State Council has announced.

    Days that stand in the calendar already are left as they are.
    """
    from schema.assistance import service  # noqa: PLC0415 - keeps --help fast

    async def enter(work: "Work") -> tuple[int, list[int]]:
        return await service.load_calendar(work), list(await service.known_years(work))

    new, years = in_transaction(enter)
    say(f"{new} new days; holidays are known for {years[0]}-{years[-1]}.")
