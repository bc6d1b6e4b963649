"""``gonghui doctor``: is everything in place, and what to do where it is not."""

from typing import Annotated

import typer

from api.cli.common import HELP, load_settings, say


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    app.command("doctor", rich_help_panel=HELP)(doctor)


def doctor(
    settings: Annotated[  # noqa: FBT002 - typer makes --settings of it
        bool, typer.Option("--settings", help="List what may be configured, too.")
    ] = False,
) -> None:
    """Check this installation, line by line; the exit code is 1 when a line says FAIL."""
    from api.platform.checks import examine

    failed = 0
    for finding in examine(load_settings()):
        say(f"{'OK  ' if finding.ok else 'FAIL'}  {finding.name:<12} {finding.text}")
        if not finding.ok:
            failed += 1
            say(f"                    -> {finding.advice}")
    if settings:
        _list_settings()
    if failed:
        raise typer.Exit(1)


def _list_settings() -> None:
    from schema.core.settings import Settings

    say("")
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f" (unless set: {field.default})"
        say(f"GONGHUI_{name.upper():<22} {field.description}{default}")
