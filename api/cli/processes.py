"""The single processes of the platform; ``gonghui up`` runs one of each."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from api.cli.common import PARTS, call, load_settings, running_stores


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    for command in (api, worker, relay, scheduler):
        app.command(rich_help_panel=PARTS)(command)


@contextmanager
def _with_stores() -> Iterator[None]:
    """Use the addresses in the environment, or the servers of the data folder.

    A single process needs no owner's address, so it is content without one.
    """
    settings = load_settings()
    addresses = (settings.database_writer_url, settings.database_reader_url, settings.redis_url)
    if all(addresses):
        yield
    else:
        with running_stores():
            yield


def api() -> None:
    """Serve GraphQL, GraphiQL and sign-in over HTTP.

    Listens on GONGHUI_HOST and GONGHUI_PORT with GONGHUI_API_WORKERS processes.
    """
    from api.platform.http_server import serve

    with _with_stores():
        serve(load_settings())


def worker() -> None:
    """Run jobs: screening, opinion intake, notifications. As many as you like may run."""
    with _with_stores():
        call("workers.run", "worker")


def relay() -> None:
    """Hand the jobs that were written with their data to the workers."""
    with _with_stores():
        call("workers.run", "relay")


def scheduler() -> None:
    """Start jobs by the timetable. Several may run: each time slot fires once."""
    with _with_stores():
        call("workers.run", "scheduler")
