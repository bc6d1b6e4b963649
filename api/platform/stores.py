"""The door to PostgreSQL and Valkey: the operator's servers, or embedded ones.

``open_stores`` is used by every command. Servers that run already for the data folder are
used as they are; otherwise they are started, and stopped again at the end.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from api.platform import external, roles
from api.platform.cluster import SUPERUSER
from api.platform.embedded import EmbeddedServer, Wanted, embedded_servers
from api.platform.external import DatabaseUrls
from api.platform.folder import DataFolder
from api.platform.postgres import DATABASE, database_url
from api.platform.process import Report, silent
from api.platform.secret_file import Secrets, load_secrets
from api.platform.valkey import redis_url
from schema.core.settings import Settings


@dataclass(frozen=True)
class Stores:
    """Addresses of the two stores, as asyncpg and redis-py read them.

    ``admin_url`` is the embedded server's superuser, for tests that make databases; it is
    never given to a child. ``servers`` are the embedded servers that this process started.
    """

    owner_url: str = field(repr=False)
    writer_url: str = field(repr=False)
    reader_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    vault_key: str = field(repr=False)
    index_key: str = field(repr=False)
    folder: DataFolder
    admin_url: str | None = field(default=None, repr=False)
    servers: tuple[EmbeddedServer, ...] = ()

    def environment(self) -> dict[str, str]:
        """Give the variables that let a child process find the same stores and keys."""
        return {
            "GONGHUI_DATA": str(self.folder.path),
            "GONGHUI_DATABASE_URL": self.owner_url,
            "GONGHUI_DATABASE_WRITER_URL": self.writer_url,
            "GONGHUI_DATABASE_READER_URL": self.reader_url,
            "GONGHUI_REDIS_URL": self.redis_url,
            "GONGHUI_VAULT_KEY": self.vault_key,
            "GONGHUI_INDEX_KEY": self.index_key,
            "GONGHUI_SECOND_FACTOR": self.second_factor,
        }

    @property
    def second_factor(self) -> str:
        """Whether one-time codes may wait: only on embedded servers, which are for evaluation."""
        if self.admin_url is None:
            return "required"
        return os.environ.get("GONGHUI_SECOND_FACTOR", "postponable")


def data_folder(settings: Settings) -> DataFolder:
    """Name the data folder that ``settings`` choose, with an absolute path."""
    return DataFolder(Path(os.path.realpath(settings.data.expanduser())))


@contextmanager
def open_stores(
    settings: Settings, report: Report = silent, *, stay: bool = False
) -> Iterator[Stores]:
    """Open both stores for the time of the block.

    ``stay`` is for ``gonghui up``: it must be the one that runs the embedded servers, and it
    waits for no other command when it ends.

    Raises PlatformError when a store cannot be had.
    """
    folder = data_folder(settings)
    folder.prepare()
    secrets = load_secrets(folder)
    wanted = Wanted(
        postgres=settings.database_url is None, valkey=settings.redis_url is None, stay=stay
    )
    with embedded_servers(folder, secrets, wanted, report) as servers:
        urls = _database_urls(settings, folder, secrets, started=bool(servers))
        yield Stores(
            owner_url=urls.owner,
            writer_url=urls.writer,
            reader_url=urls.reader,
            redis_url=_redis_url(settings, folder, secrets),
            vault_key=_configured(settings.vault_key) or secrets.vault_key,
            index_key=_configured(settings.index_key) or secrets.index_key,
            folder=folder,
            admin_url=_admin_url(settings, folder, secrets),
            servers=servers,
        )


def _configured(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _admin_url(settings: Settings, folder: DataFolder, secrets: Secrets) -> str | None:
    if settings.database_url is not None:
        return None
    return database_url(SUPERUSER, secrets.superuser_password, folder.sockets(), "postgres")


def _redis_url(settings: Settings, folder: DataFolder, secrets: Secrets) -> str:
    url = _configured(settings.redis_url)
    if url is None:
        return redis_url(secrets.valkey_password, folder.sockets())
    external.check_redis(url)
    return url


def _database_urls(
    settings: Settings, folder: DataFolder, secrets: Secrets, *, started: bool
) -> DatabaseUrls:
    owner = _configured(settings.database_url)
    if owner is not None:
        writer = _configured(settings.database_writer_url)
        reader = _configured(settings.database_reader_url)
        return asyncio.run(external.prepare_database(owner, writer, reader, secrets))
    if started:
        asyncio.run(_prepare_embedded(folder, secrets))
    passwords = _role_passwords(secrets)
    return DatabaseUrls(
        *(database_url(role, passwords[role], folder.sockets()) for role in roles.ROLES)
    )


def _role_passwords(secrets: Secrets) -> dict[str, str]:
    return {
        roles.OWNER: secrets.owner_password,
        roles.WRITER: secrets.writer_password,
        roles.READER: secrets.reader_password,
    }


async def _prepare_embedded(folder: DataFolder, secrets: Secrets) -> None:
    """Make the roles and the database of the embedded server; changes nothing when there."""
    sockets = folder.sockets()

    def admin(database: str) -> str:
        return database_url(SUPERUSER, secrets.superuser_password, sockets, database)

    name = "the embedded PostgreSQL"
    connection = await external.connect(admin("postgres"), name)
    try:
        for role, password in _role_passwords(secrets).items():
            await connection.execute(roles.create_statement(role))
            await connection.execute(roles.password_statement(role, password))
            for statement in roles.setting_statements(role):
                await connection.execute(statement)
        await roles.create_database(connection, roles.Database(DATABASE))
    finally:
        await connection.close()
    connection = await external.connect(admin(DATABASE), name)
    try:
        for statement in roles.database_statements(DATABASE):
            await connection.execute(statement)
    finally:
        await connection.close()
