"""``gonghui schema``: the GraphQL schema as text."""

import typer

from api.cli.common import HELP, say


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Look at the GraphQL schema.")
    group.command("print")(print_schema)
    group.command("error-codes")(print_error_codes)
    app.add_typer(group, name="schema", rich_help_panel=HELP)


def print_schema() -> None:
    """Print the schema in the GraphQL schema language (SDL); needs no database."""
    from schema.root import platform_schema

    say(platform_schema().sdl().rstrip())


def print_error_codes() -> None:
    """Print every code that an error may carry, as deploy/error-codes.md has it."""
    from api.error_codes import document

    say(document().rstrip())
