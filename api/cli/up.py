"""``gonghui up`` and ``gonghui migrate``: the whole platform on this machine."""

import os
import sys
from typing import TYPE_CHECKING

import typer

from api.cli import first_run
from api.cli.common import DAILY, call, load_settings, running_stores, tell
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from api.platform.children import ChildSpec
    from api.platform.stores import Stores
    from schema.core.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    app.command("up", rich_help_panel=DAILY)(up)
    app.command("migrate", rich_help_panel=DAILY)(migrate)


def up() -> None:
    """Start everything and keep it running; Ctrl-C stops it.

    Starts PostgreSQL and Valkey (unless you set your own), brings the database up to date,
    loads the starter data into an empty one, then runs the API, the workers, the relay and
    the scheduler, and starts again what crashes.
    """
    from api.platform.folder import only_one_up, refuse_second_up
    from api.platform.ports import check_port
    from api.platform.stores import data_folder
    from api.platform.supervisor import Stopped, stoppable

    settings = load_settings()
    folder = data_folder(settings)
    with stoppable():
        try:
            refuse_second_up(folder)
            check_port(settings.host, settings.port)
            with only_one_up(folder), running_stores(stay=True) as stores:
                _run(stores, settings)
        except Stopped:
            tell("Stopped; the data stays.")


def _run(stores: "Stores", settings: "Settings") -> None:
    from api.platform.ports import is_healthy
    from api.platform.supervisor import Supervisor

    tell("Bringing the database up to date …")
    _upgrade(stores.owner_url)
    password = first_run.prepare(stores, tell)
    if password is not None:
        _tell_password(password)  # at once: should anything fail below, nobody else knows it
    tell("Starting the API, the workers, the relay and the scheduler …")
    supervisor = Supervisor(_children(stores, settings), stores.servers, stores.folder.logs, tell)
    supervisor.run(
        ready=lambda: is_healthy(settings.host, settings.port),
        announce=lambda: _announce(settings, stores, password),
    )


def _children(stores: "Stores", settings: "Settings") -> "list[ChildSpec]":
    from api.platform.children import ChildSpec

    environment = {**os.environ, **stores.environment(), "PYTHONUNBUFFERED": "1"}
    # The children serve and write; only migrations need the owner's rights, and only the
    # archive the key of the backups.
    del environment["GONGHUI_DATABASE_URL"]
    key = environment.pop("GONGHUI_BACKUP_KEY", "")

    def child(name: str, *command: str, **more: str) -> ChildSpec:
        words = (sys.executable, "-P", "-m", "api.cli", *command)
        return ChildSpec(name, words, {**environment, **more})

    archive = []
    if settings.archive is not None and stores.admin_url is not None:
        archive.append(child("archive", "archive", "run", GONGHUI_BACKUP_KEY=key))
    workers = [f"worker-{number}" for number in range(1, settings.job_processes + 1)]
    return [
        child("api", "api"),
        *(child(name, "worker") for name in workers),
        child("relay", "relay"),
        child("scheduler", "scheduler"),
        *archive,
    ]


def _announce(settings: "Settings", stores: "Stores", password: str | None) -> None:
    from api.platform.ports import base_url

    url = base_url(settings.host, settings.port)
    tell("")
    tell(f"Gonghui runs.  GraphiQL  {url}/graphiql")
    tell(f"               GraphQL   {url}/graphql")
    tell(f"               Health    {url}/health")
    tell(f"               Data      {stores.folder.path}   logs in {stores.folder.logs}")
    if password is not None:
        _tell_password(password)
    if stores.second_factor != "required":
        tell("EVALUATION: one-time codes may be postponed; GONGHUI_SECOND_FACTOR=required asks.")
    tell("Ctrl-C stops everything.")


def _tell_password(password: str) -> None:
    tell(f"First administrator: {first_run.FIRST_ADMINISTRATOR}   one-time password: {password}")
    tell("Signing in asks for a password of your own; a new one: gonghui user password.")


def migrate() -> None:
    """Bring the database to the newest version of the tables.

    gonghui up does this by itself; use it before you start single processes by hand.
    """
    with running_stores() as stores:
        _upgrade(stores.owner_url)
    tell("The database is up to date.")


def _upgrade(owner_url: str) -> None:
    """Run the migrations; what the server refuses becomes one line."""
    from sqlalchemy.exc import DBAPIError

    try:
        call("migrations.run", "upgrade", owner_url)
    except DBAPIError as error:
        words = str(error.orig).splitlines()[0]
        raise PlatformError(f"the database could not be brought up to date: {words}") from error
