"""``gonghui archive …``: back to any moment, on the embedded server."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.common import DATA, load_settings, running_stores, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from api.platform.archive.folder import Archive
    from api.platform.archive.receive import Receiver
    from api.platform.stores import Stores

app = typer.Typer(no_args_is_help=True, help="Go back to any moment: base backups and the log.")
Until = Annotated[
    str | None,
    typer.Option(help="The moment, 2026-11-23T14:05:00 (Shanghai); without it the latest."),
]


def register(parent: typer.Typer) -> None:
    """Add the group of this file to ``parent``."""
    parent.add_typer(app, name="archive", rich_help_panel=DATA)


@app.command("run")
def run() -> None:
    """Keep the archive in GONGHUI_ARCHIVE until stopped; gonghui up does it by itself.

    The log arrives within a minute or two, a base is taken each day, two are kept.
    """
    with running_stores() as stores:
        _receiver(stores).run()


@app.command("list")
def show() -> None:
    """Say which moments can be restored."""
    archive = _archive()
    known, latest = archive.known_bases(), archive.latest()
    for one in known:
        say(f"base of {_shown(one.end)}")
    if not known or latest is None:
        raise PlatformError(f"{archive.path} holds nothing to restore yet")
    say(f"log until {_shown(latest)}")


@app.command("restore")
def restore(until: Until = None) -> None:
    """Make the database of a NEW data folder as it was at a moment.

    Set GONGHUI_DATA to the new folder, put the old one's secrets.json there, and set
    GONGHUI_ARCHIVE and GONGHUI_BACKUP_KEY. Nothing is written over.
    """
    from api.platform.archive.restore import restore_moment
    from api.platform.folder import locked
    from api.platform.secret_file import load_secrets
    from api.platform.stores import data_folder

    folder = data_folder(load_settings())
    if not folder.secrets.exists():
        raise PlatformError(f"put the old data folder's secrets.json into {folder.path} first")
    moment = _moment(until)
    folder.prepare()
    with locked(folder.path / "stores.lock") as alone:
        if not alone:
            raise PlatformError(f"another gonghui uses {folder.path}")
        made = restore_moment(_archive(), folder, load_secrets(folder), moment, say)
    say(f"restored from the base of {_shown(made.base.end)} and {made.segments} pieces of the log")
    say("now run: gonghui migrate && gonghui audit verify && gonghui assistance check")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise PlatformError(f"{text!r} is no moment: write 2026-11-23T14:05:00") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    if moment > datetime.now(UTC):
        raise PlatformError(f"{text} has not come yet")
    return moment


def _shown(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds")


def _archive() -> "Archive":
    from api.platform.archive.folder import Archive
    from api.platform.backup import backup_key

    path = load_settings().archive
    if path is None:
        raise PlatformError("set GONGHUI_ARCHIVE to a folder on another disk")
    return Archive(path.expanduser().absolute(), backup_key(os.environ))


def _receiver(stores: "Stores") -> "Receiver":
    from api.platform.archive.receive import Receiver

    if stores.admin_url is None:
        raise PlatformError("on servers of your own the archive is theirs: see deploy/runbook.md")
    return Receiver(
        _archive(),
        stores.admin_url,
        stores.folder.path / "archive-staging",
        stores.folder.path / "uploads",
        say,
    )
