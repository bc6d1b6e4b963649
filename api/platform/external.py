"""The operator's own servers: are they there, new enough, and is each address the right role."""

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import redis

from api.platform import roles
from api.platform.errors import PlatformError
from api.platform.secret_file import Secrets

OLDEST_POSTGRES = 180000  # uuidv7()
OLDEST_REDIS = (6, 2)
CONNECT_SECONDS = 5.0

_FACTS = """
SELECT current_setting('server_version_num')::int AS version,
       current_setting('server_version') AS version_text,
       current_user AS role, current_database() AS database,
       r.rolsuper AS superuser, r.rolbypassrls AS bypass,
       r.rolsuper OR r.rolcreaterole AS may_create_roles,
       pg_catalog.pg_has_role(d.datdba, 'USAGE') AS owns_database
  FROM pg_catalog.pg_roles r, pg_catalog.pg_database d
 WHERE r.rolname = current_user AND d.datname = current_database()
"""


@dataclass(frozen=True)
class DatabaseUrls:
    """The same database, as owner, as writer and as reader."""

    owner: str
    writer: str
    reader: str


@dataclass(frozen=True)
class Facts:
    """What a server says about a session."""

    version: int
    version_text: str
    role: str
    database: str
    superuser: bool
    bypass: bool
    may_create_roles: bool
    owns_database: bool


def with_credentials(url: str, user: str, password: str) -> str:
    """Give ``url`` with another user and password, everything else as it is."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}")
    )


async def connect(url: str, name: str) -> asyncpg.Connection:
    """Open a connection to ``url``; ``name`` is the variable that the operator set.

    Raises PlatformError, one line that never repeats the address: it holds a password.
    """
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise PlatformError(f"{name} must begin with postgresql://")
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        reason = f"the server does not answer within {CONNECT_SECONDS:.0f} s"
        raise PlatformError(f"{name}: {reason}") from error
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise PlatformError(f"{name}: the server refuses this user or password") from error
    except asyncpg.InvalidCatalogNameError as error:
        raise PlatformError(f"{name}: the server has no database of this name") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise PlatformError(f"{name}: {_reason(error)}") from error
    except ssl.SSLError as error:
        raise PlatformError(f"{name}: TLS failed: {error.reason}") from error
    except (OSError, ValueError) as error:
        raise PlatformError(f"{name}: cannot reach the server: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Give the first line of what ``error`` says; the rest may hold details of data."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0]


async def facts(url: str, name: str) -> Facts:
    """Ask the server behind ``url`` who we are there; raises PlatformError when too old."""
    connection = await connect(url, name)
    try:
        row = await connection.fetchrow(_FACTS)
    finally:
        await connection.close()
    if row is None:
        raise PlatformError(f"{name}: the server does not tell the session's role")
    found = Facts(**dict(row))
    if found.version < OLDEST_POSTGRES:
        message = f"{name}: PostgreSQL {found.version_text} is too old, 18 or later is needed"
        raise PlatformError(message)
    return found


async def prepare_database(
    owner_url: str, writer_url: str | None, reader_url: str | None, secrets: Secrets
) -> DatabaseUrls:
    """Check the operator's addresses, and complete them where the owner may do so.

    Raises PlatformError when a server is out of reach, too old, or a role has rights that
    would switch row-level security off.
    """
    owner = await facts(owner_url, "GONGHUI_DATABASE_URL")
    if writer_url is None or reader_url is None:
        if not owner.may_create_roles:
            message = (
                "GONGHUI_DATABASE_WRITER_URL and GONGHUI_DATABASE_READER_URL are not set and "
                f"role {owner.role} may not create roles: let an administrator run "
                "deploy/roles.sql, then set both"
            )
            raise PlatformError(message)
        await _create_roles(owner_url, secrets)
        writer_url = writer_url or _derived(owner_url, roles.WRITER, secrets.writer_password)
        reader_url = reader_url or _derived(owner_url, roles.READER, secrets.reader_password)
    if owner.owns_database:
        await _grant(owner_url, owner)
    await _check_session(writer_url, "GONGHUI_DATABASE_WRITER_URL", owner)
    await _check_session(reader_url, "GONGHUI_DATABASE_READER_URL", owner)
    return DatabaseUrls(owner_url, writer_url, reader_url)


def _derived(owner_url: str, role: str, password: str) -> str:
    return with_credentials(owner_url, role, password)


async def _create_roles(owner_url: str, secrets: Secrets) -> None:
    passwords = {
        roles.WRITER: secrets.writer_password,
        roles.READER: secrets.reader_password,
    }
    connection = await connect(owner_url, "GONGHUI_DATABASE_URL")
    try:
        known = await roles.existing_roles(connection)
        async with connection.transaction():
            for role in passwords.keys() - known:
                await connection.execute(roles.create_statement(role))
                await connection.execute(roles.password_statement(role, passwords[role]))
                for statement in roles.setting_statements(role):
                    await connection.execute(statement)
    except asyncpg.PostgresError as error:
        raise PlatformError(
            f"GONGHUI_DATABASE_URL: cannot create the roles: {_reason(error)}"
        ) from error
    finally:
        await connection.close()


async def _check_session(url: str, name: str, owner: Facts) -> None:
    try:
        session = await facts(url, name)
    except PlatformError as error:
        if "password" not in error.message:
            raise
        message = f"{error.message}; if the role was made elsewhere, set {name} to its address"
        raise PlatformError(message) from error
    if session.superuser or session.bypass:
        message = f"{name}: role {session.role} passes row-level security: give it neither right"
        raise PlatformError(message)
    if session.role == owner.role:
        message = f"{name}: role {session.role} is the owner: use a role of its own"
        raise PlatformError(message)
    if session.database != owner.database:
        message = f"{name}: database {session.database} is not the owner's {owner.database}"
        raise PlatformError(message)


async def _grant(owner_url: str, owner: Facts) -> None:
    """Give the database's grants, when our own roles are the ones in use."""
    connection = await connect(owner_url, "GONGHUI_DATABASE_URL")
    try:
        if {roles.WRITER, roles.READER} <= await roles.existing_roles(connection):
            for statement in roles.database_statements(owner.database, owner.role):
                await connection.execute(statement)
    except asyncpg.PostgresError as error:
        raise PlatformError(f"GONGHUI_DATABASE_URL: cannot grant: {_reason(error)}") from error
    finally:
        await connection.close()


def check_redis(url: str) -> str:
    """Check the operator's Redis or Valkey; returns its version.

    Raises PlatformError when it is out of reach, too old, or the address is wrong.
    """
    name = "GONGHUI_REDIS_URL"
    try:
        with redis.Redis.from_url(
            url, socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS
        ) as client:
            information = client.info("server")
    except ValueError as error:
        raise PlatformError(f"{name} must begin with redis://, rediss:// or unix://") from error
    except redis.AuthenticationError as error:
        raise PlatformError(f"{name}: the server refuses this user or password") from error
    except redis.TimeoutError as error:
        reason = f"the server does not answer within {CONNECT_SECONDS:.0f} s"
        raise PlatformError(f"{name}: {reason}") from error
    except (redis.RedisError, OSError) as error:
        words = str(error).splitlines()[0]
        raise PlatformError(f"{name}: cannot use the server: {words}") from error
    version = str(information.get("valkey_version") or information.get("redis_version", "0"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise PlatformError(f"{name}: version {version} is too old, 6.2 or later is needed")
    return version
