"""PostgreSQL's own client programs: dump, restore, base backups, the stream of the log."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import sqlalchemy as sa

from api.platform.cluster import programs
from api.platform.errors import PlatformError


def address_environment(url: str) -> dict[str, str]:
    """The whole environment of a program that reaches ``url``: process lists show arguments."""
    address = sa.make_url(url)
    return {
        "PATH": os.defpath,
        "PGHOST": str(address.query.get("host") or address.host or ""),
        "PGPORT": str(address.port or 5432),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
        **({"PGSSLMODE": str(address.query["sslmode"])} if "sslmode" in address.query else {}),
    }


@contextmanager
def running(name: str, url: str, *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a program with piped input and output; ``--dbname=`` gets the name of the database.

    Raises PlatformError with its first complaint when it ends with another code than 0.
    """
    database = sa.make_url(url).database or ""
    arguments = [word + database if word == "--dbname=" else word for word in words]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [str(programs() / name), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=address_environment(url),
    )
    try:
        yield process
        said = _last_words(process.communicate()[1])
    except BrokenPipeError:
        said = _last_words(process.stderr)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
    if process.returncode != 0:
        raise PlatformError(f"{name}: {said}")


def _last_words(said: "bytes | IO[bytes] | None") -> str:
    """The first complaint, without what it says of rows."""
    text = said if isinstance(said, bytes) else (said.read() if said is not None else b"")
    lines = text.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), "ended without a word")
