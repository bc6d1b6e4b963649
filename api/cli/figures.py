"""``gonghui figures``: the maintained figures of the dashboards, checked and set right."""

import sys

import typer

from api.cli.common import DATA, in_transaction, say


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Check the figures of the dashboards.")
    group.command("check")(check)
    group.command("rebuild")(rebuild)
    app.add_typer(group, name="figures", rich_help_panel=DATA)


def check() -> None:
    """Compare the figures with a live count; ends with 1 when they differ."""
    from schema.core.figures import count_drift

    drifted = in_transaction(count_drift)
    say(f"{drifted:,} figures differ from a live count")
    if drifted:
        sys.exit(1)


def rebuild() -> None:
    """Set the figures right by a live count, while others go on writing."""
    from schema.core.figures import rebuild_figures

    say(f"{in_transaction(rebuild_figures):,} figures were set right")
