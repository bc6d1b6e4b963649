"""``gonghui backup`` and ``gonghui restore``: one encrypted file with everything."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from api.cli.common import DATA, running_stores, say
from api.platform.errors import PlatformError


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    app.command(rich_help_panel=DATA)(backup)
    app.command(rich_help_panel=DATA)(restore)


def backup(file: Annotated[Path, typer.Argument(help="The new file; must not exist.")]) -> None:
    """Write the database and the uploaded files into one encrypted file.

    The platform may go on meanwhile: the file holds one moment. GONGHUI_BACKUP_KEY is the
    key (openssl rand -base64 32): keep it, and the data folder's secrets, elsewhere.
    """
    from api.platform.backup import backup_key, write_backup

    if file.exists():
        raise PlatformError(f"{file} exists already")
    with running_stores() as stores:
        key = backup_key(os.environ)
        kept = write_backup(stores.owner_url, stores.folder.path / "uploads", file, key)
    say(f"{file}: {kept.database_bytes:,} bytes of the database, {kept.files:,} files")


def restore(file: Annotated[Path, typer.Argument(help="A file that backup has written.")]) -> None:
    """Restore a backup into an empty database, then check audit and accounts.

    Use a new data folder (GONGHUI_DATA) with the old one's secrets.json, or an empty
    database (GONGHUI_DATABASE_URL) with the old keys in the environment.
    """
    from api.platform.backup import backup_key, check_empty, read_backup

    with running_stores() as stores:
        key = backup_key(os.environ)
        asyncio.run(check_empty(stores.owner_url))
        kept = read_backup(stores.owner_url, stores.folder.path / "uploads", file, key)
        say(f"restored: {kept.database_bytes:,} bytes of the database, {kept.files:,} files")
    say("now run: gonghui migrate && gonghui audit verify && gonghui assistance check")
