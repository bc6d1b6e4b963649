"""The command line ``gonghui``: one file per command group.

What a command needs is imported inside it, so that ``gonghui --help`` answers at once and a
broken part hinders only its own command.
"""

import errno
import signal
import sys
from types import FrameType

import typer

from api.cli import (
    archive,
    assistance,
    audit,
    backup,
    client,
    demo,
    diagnosis,
    documents,
    figures,
    imports,
    opinion,
    privacy,
    processes,
    schema,
    screening,
    up,
    user,
    vault,
)
from api.platform.errors import PlatformError

app = typer.Typer(
    name="gonghui",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "Gonghui (工会): the working platform of a city trade-union federation.\n\n"
        "Start with: gonghui up. It runs everything on this machine, its own PostgreSQL and "
        "Valkey included, and prints the addresses. Ctrl-C stops it; the data stays in the "
        "folder ./var, or where GONGHUI_DATA says.\n\n"
        "To use servers of your own, set GONGHUI_DATABASE_URL and GONGHUI_REDIS_URL. "
        "When something does not work: gonghui doctor."
    ),
)
for group in (
    up,
    user,
    client,
    audit,
    vault,
    privacy,
    backup,
    archive,
    assistance,
    figures,
    screening,
    demo,
    imports,
    opinion,
    documents,
    diagnosis,
    processes,
    schema,
):
    group.register(app)


# A file of another user, a full disk, a disk that may only be read.
_OPERATORS_ERRORS = {errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave on SIGTERM as on an exception, so that servers are stopped in order."""
    sys.exit(128 + signal.SIGTERM)


def main() -> None:
    """Run the command line; what the operator can put right is one line, never a traceback."""
    signal.signal(signal.SIGTERM, _end)
    try:
        app()
    except PlatformError as error:
        _refuse(error.message)
    except OSError as error:
        if error.errno not in _OPERATORS_ERRORS or error.filename is None:
            raise
        _refuse(f"{error.filename}: {error.strerror}")


def _refuse(message: str) -> None:
    typer.echo(f"gonghui: {message}", err=True)
    sys.exit(1)
