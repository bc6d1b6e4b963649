"""``gonghui vault``: which keys wrap the stored secrets, and their rotation."""

import asyncio

import typer

from api.cli.common import DATA, in_transaction, running_stores, say


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Rotate the key that encrypts stored secrets.")
    group.command("status")(status)
    group.command("rotate")(rotate)
    app.add_typer(group, name="vault", rich_help_panel=DATA)


def status() -> None:
    """Tell how many stored values each key has encrypted."""
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.core.rotation import count_by_key

    for name, size in sorted(in_transaction(count_by_key).items()):
        say(f"{name:<16} {size:>12,}")


def rotate() -> None:
    """Encrypt every stored value with the first key of GONGHUI_VAULT_KEY.

    The API may go on: it reads with every key that it was started with, so start it with
    both first. A run that was stopped is simply started again. When status shows
    one key only, take the old one out of GONGHUI_VAULT_KEY.
    """
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.core.database import make_engine
    from schema.core.principal import job_principal
    from schema.core.rotation import rotate as rewrap
    from schema.core.vault import vault

    async def run(url: str) -> int:
        engine = make_engine(url, pool_size=1)
        try:
            return await rewrap(engine, job_principal("command-line"), vault())
        finally:
            await engine.dispose()

    with running_stores() as stores:
        done = asyncio.run(run(stores.writer_url))
    say(f"{done:,} values encrypted with the current key")
