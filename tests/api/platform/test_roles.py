"""The three roles, on the embedded server and as a script for the operator's own."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from api.platform import roles
from api.platform.cluster import programs
from api.platform.stores import Stores
from tests.api.platform.conftest import ask

SCRIPT = Path(__file__).parents[3] / "deploy" / "roles.sql"


def test_committed_script_is_the_code() -> None:
    assert SCRIPT.read_text(encoding="utf-8") == roles.script()


def test_script_may_run_again(embedded: Stores) -> None:
    assert embedded.admin_url is not None
    url = urlsplit(embedded.admin_url)
    for _ in range(2):
        done = subprocess.run(
            [programs() / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-f", SCRIPT, "postgres"],
            env={
                "PATH": os.defpath,
                "PGHOST": parse_qs(url.query)["host"][0],
                "PGUSER": url.username or "",
                "PGPASSWORD": url.password or "",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert ask(embedded.writer_url, "SELECT 1") == 1  # the passwords are as they were


@pytest.mark.parametrize("role", roles.ROLES)
@pytest.mark.requirement("S04")
def test_no_role_has_a_right_of_the_cluster(embedded: Stores, role: str) -> None:
    rights = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
    query = f"SELECT {rights} FROM pg_roles WHERE rolname = '{role}'"  # noqa: S608 - constants
    assert ask(embedded.owner_url, query) is False


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("default_transaction_read_only", "on"),
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ],
)
def test_reader_settings(embedded: Stores, setting: str, value: str) -> None:
    assert ask(embedded.reader_url, f"SHOW {setting}") == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("default_transaction_read_only", "off"),
        ("statement_timeout", "1min"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ],
)
def test_writer_settings(embedded: Stores, setting: str, value: str) -> None:
    assert ask(embedded.writer_url, f"SHOW {setting}") == value


def test_only_the_owner_makes_tables(embedded: Stores) -> None:
    for url in (embedded.writer_url, embedded.reader_url):
        with pytest.raises(
            (asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError)
        ):
            ask(url, "CREATE TABLE public.forbidden (n int)")


def test_a_new_table_is_closed_until_granted(embedded: Stores) -> None:
    ask(embedded.owner_url, "CREATE TABLE IF NOT EXISTS closed_to_others (n int)")
    for url in (embedded.writer_url, embedded.reader_url):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(url, "SELECT count(*) FROM closed_to_others")


def test_verifier_hides_the_password() -> None:
    verifier = roles.scram_verifier("pencil")
    assert verifier.startswith("SCRAM-SHA-256$4096:")
    assert "pencil" not in verifier
    assert verifier != roles.scram_verifier("pencil")
