"""``gonghui documents``: the GraphQL documents that dashboards and API clients run by hash."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.common import DATA, in_transaction, say
from api.platform.errors import PlatformError


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(
        no_args_is_help=True, help="Register the GraphQL documents that may run by their hash."
    )
    group.command("register")(register_manifest)
    group.command("list")(show)
    group.command("withdraw")(withdraw)
    app.add_typer(group, name="documents", rich_help_panel=DATA)


def register_manifest(
    file: Annotated[Path, typer.Argument(help="The manifest of the build: {hash: document}.")],
) -> None:
    """Register every document of a manifest; those already known stay as they are."""
    from schema.core.documents import read_manifest, register
    from schema.core.errors import DomainError

    try:
        documents = read_manifest(file.read_text(encoding="utf-8"))
    except (DomainError, UnicodeDecodeError) as error:
        raise PlatformError(f"{file}: {error}") from error
    added = in_transaction(lambda work: register(work, documents))
    say(f"{len(documents)} documents, {added} of them new")


def show() -> None:
    """List the registered documents: hash, name, since when, until when."""
    from schema.core.documents import listed

    for key, name, since, until in in_transaction(listed):
        ended = f"  withdrawn {until:%Y-%m-%d}" if until else ""
        say(f"{key}  {since:%Y-%m-%d}  {name or '(no name)'}{ended}")


def withdraw(
    key: Annotated[str, typer.Argument(metavar="HASH", help="The document's SHA-256.")],
) -> None:
    """Take a document out of use; processes that run follow within 15 seconds."""
    from schema.core.documents import canonical, withdraw

    if not in_transaction(lambda work: withdraw(work, canonical(key) or "")):
        raise PlatformError(f"no document in use has the hash {key}")
    say("withdrawn")
