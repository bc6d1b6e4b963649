"""The three database roles: who owns, who writes, who reads.

``deploy/roles.sql`` is this file's text for an administrator who prepares his own server;
a test compares the two.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

import asyncpg

OWNER: Final = "gonghui_owner"
WRITER: Final = "gonghui_writer"
READER: Final = "gonghui_reader"
ROLES: Final = (OWNER, WRITER, READER)

SCRAM_ITERATIONS: Final = 4096

# Neither superuser nor owner nor BYPASSRLS: row-level security holds for all but the owner.
_ATTRIBUTES: Final = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"

# A role's own timeouts, so that they hold on every server and in every pool.
_SETTINGS: Final = {
    OWNER: {"timezone": "'Asia/Shanghai'"},
    WRITER: {
        "statement_timeout": "'60s'",
        "lock_timeout": "'2s'",
        "idle_in_transaction_session_timeout": "'30s'",
        "timezone": "'Asia/Shanghai'",
    },
    READER: {
        "default_transaction_read_only": "on",
        "statement_timeout": "'5s'",
        "lock_timeout": "'2s'",
        "idle_in_transaction_session_timeout": "'30s'",
        "timezone": "'Asia/Shanghai'",
        "jit": "off",
    },
}


def create_statement(role: str) -> str:
    """Write the statement that creates ``role`` when it does not exist, without a password."""
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role} {_ATTRIBUTES}; END IF; END $$"
    )


def setting_statements(role: str) -> list[str]:
    """Write the statements that fix the session settings of ``role``."""
    return [f"ALTER ROLE {role} SET {key} = {value}" for key, value in _SETTINGS[role].items()]


def database_statements(database: str, owner: str = OWNER) -> list[str]:
    """Write the grants of one database, to be run inside it by its owner or above.

    Tables are granted one by one in the migrations; nothing is open to everybody.
    """
    both = f"{WRITER}, {READER}"
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner}"
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {both}",
        f"GRANT TEMPORARY ON DATABASE {database} TO {WRITER}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {both}",
        f"{default} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        f"{default} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {both}",
        f"{default} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {WRITER}",
    ]


def scram_verifier(password: str) -> str:
    """Derive what PostgreSQL stores for ``password`` (RFC 5802, SCRAM-SHA-256).

    Sent in place of the password, which so never stands in a statement or a server's log.
    ``password`` is ASCII, so that SASLprep changes nothing.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    words = [base64.b64encode(part).decode("ascii") for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{words[0]}${words[1]}:{words[2]}"


def password_statement(role: str, password: str) -> str:
    """Write the statement that gives ``role`` its password, as a verifier."""
    return f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}'"


@dataclass(frozen=True)
class Database:
    """A database to prepare, and who shall own it."""

    name: str
    owner: str = OWNER


async def existing_roles(connection: asyncpg.Connection) -> set[str]:
    """Give those of our roles that the server knows."""
    rows = await connection.fetch(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY($1)", list(ROLES)
    )
    return {row["rolname"] for row in rows}


async def create_database(connection: asyncpg.Connection, database: Database) -> None:
    """Create ``database`` when it does not exist; ``connection`` is to another one."""
    query = "SELECT FROM pg_catalog.pg_database WHERE datname = $1"
    if await connection.fetchrow(query, database.name) is None:
        await connection.execute(f"CREATE DATABASE {database.name} OWNER {database.owner}")


def script() -> str:
    """Write ``deploy/roles.sql``."""
    cluster = [
        statement
        for role in ROLES
        for statement in (create_statement(role), *setting_statements(role))
    ]
    lines = [
        "-- Roles and database of Gonghui on a PostgreSQL server of your own (18 or later).",
        "-- Run once as an administrator:  psql -v ON_ERROR_STOP=1 -f roles.sql postgres",
        "-- Running it again changes nothing. Then give each role a password:",
        "--   \\password gonghui_owner   \\password gonghui_writer   \\password gonghui_reader",
        "-- and set GONGHUI_DATABASE_URL, GONGHUI_DATABASE_WRITER_URL and",
        "-- GONGHUI_DATABASE_READER_URL to addresses with those roles.",
        "-- Written from api/platform/roles.py; a test compares the two.",
        "",
        *[f"{statement};" for statement in cluster],
        "",
        "SELECT 'CREATE DATABASE gonghui OWNER gonghui_owner'",
        "WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'gonghui') \\gexec",
        "\\connect gonghui",
        "",
        *[f"{statement};" for statement in database_statements("gonghui")],
    ]
    return "\n".join(lines) + "\n"
