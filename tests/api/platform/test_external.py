"""Servers of the operator: every mistake is one clear line that holds no password."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.platform import external, roles
from api.platform.errors import PlatformError
from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from tests.api.platform.conftest import ask, settings_of

SECRET = "not-to-be-shown"

pytestmark = pytest.mark.enable_socket


def complaint(tmp_path: Path, **configured: Any) -> str:
    """The one line that opening stores with these settings ends with."""
    with pytest.raises(PlatformError) as caught, open_stores(settings_of(tmp_path, **configured)):
        pass
    message = caught.value.message
    assert "\n" not in message
    assert SECRET not in message
    assert not (tmp_path / "postgres").exists()
    return message


@contextmanager
def mute_server() -> Iterator[int]:
    """A port that accepts and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


class TestDatabase:
    """GONGHUI_DATABASE_URL and its two companions."""

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("mysql://u:{secret}@127.0.0.1/x", "must begin with postgresql://"),
            ("nonsense", "must begin with postgresql://"),
            ("postgresql://u:{secret}@127.0.0.1:{port}/x", "cannot reach the server"),
            ("postgresql://u:{secret}@no-such-host.invalid/x", "cannot reach the server"),
            ("postgresql://u:{secret}@127.0.0.1:port/x", "GONGHUI_DATABASE_URL"),
        ],
    )
    def test_wrong_address(self, tmp_path: Path, url: str, expected: str) -> None:
        text = url.format(secret=SECRET, port=free_port())
        assert expected in complaint(tmp_path, database_url=text)

    def test_wrong_password(self, tmp_path: Path, embedded: Stores) -> None:
        url = external.with_credentials(embedded.owner_url, roles.OWNER, SECRET)
        assert "refuses this user or password" in complaint(tmp_path, database_url=url)

    def test_no_such_database(self, tmp_path: Path, embedded: Stores) -> None:
        url = embedded.owner_url.replace("/gonghui?", "/nowhere?")
        assert "no database of this name" in complaint(tmp_path, database_url=url)

    def test_silent_server(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(external, "CONNECT_SECONDS", 0.3)
        with mute_server() as port:
            url = f"postgresql://u:{SECRET}@127.0.0.1:{port}/x"
            assert "does not answer within" in complaint(tmp_path, database_url=url)

    def test_too_old(
        self, tmp_path: Path, embedded: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(external, "OLDEST_POSTGRES", 990000)
        text = complaint(tmp_path, database_url=embedded.owner_url)
        assert "too old, 18 or later is needed" in text

    def test_owner_without_the_right_to_create_roles(
        self, tmp_path: Path, embedded: Stores
    ) -> None:
        text = complaint(tmp_path, database_url=embedded.owner_url)
        assert "deploy/roles.sql" in text

    def test_role_with_another_password(self, tmp_path: Path, embedded: Stores) -> None:
        url = (embedded.admin_url or "").replace("/postgres?", "/gonghui?")
        text = complaint(tmp_path, database_url=url)
        assert "set GONGHUI_DATABASE_WRITER_URL to its address" in text

    def test_writer_above_row_level_security(self, tmp_path: Path, embedded: Stores) -> None:
        text = complaint(
            tmp_path,
            database_url=embedded.owner_url,
            database_writer_url=(embedded.admin_url or "").replace("/postgres?", "/gonghui?"),
            database_reader_url=embedded.reader_url,
        )
        assert "passes row-level security" in text

    def test_owner_in_the_place_of_the_reader(self, tmp_path: Path, embedded: Stores) -> None:
        text = complaint(
            tmp_path,
            database_url=embedded.owner_url,
            database_writer_url=embedded.writer_url,
            database_reader_url=embedded.owner_url,
        )
        assert "is the owner" in text

    def test_another_database(self, tmp_path: Path, embedded: Stores) -> None:
        text = complaint(
            tmp_path,
            database_url=embedded.owner_url,
            database_writer_url=embedded.writer_url.replace("/gonghui?", "/postgres?"),
            database_reader_url=embedded.reader_url,
        )
        assert "is not the owner's" in text


class TestOwnServers:
    """Everything right."""

    def test_all_addresses_given(self, tmp_path: Path, embedded: Stores) -> None:
        configured = {
            "database_url": embedded.owner_url,
            "database_writer_url": embedded.writer_url,
            "database_reader_url": embedded.reader_url,
            "redis_url": embedded.redis_url,
        }
        with open_stores(settings_of(tmp_path, **configured)) as stores:
            assert stores.servers == ()
            assert stores.admin_url is None
            assert stores.writer_url == embedded.writer_url
            assert stores.vault_key != embedded.vault_key
        assert sorted(path.name for path in tmp_path.iterdir()) == ["logs", "secrets.json"]

    def test_owner_who_may_create_roles(
        self, tmp_path: Path, embedded: Stores, other_names: None
    ) -> None:
        del other_names
        url = (embedded.admin_url or "").replace("/postgres?", "/gonghui?")
        configured = {"database_url": url, "redis_url": embedded.redis_url}
        for _ in range(2):
            with open_stores(settings_of(tmp_path, **configured)) as stores:
                assert ask(stores.writer_url, "SELECT current_user") == roles.WRITER
                assert ask(stores.reader_url, "SHOW transaction_read_only") == "on"

    def test_ordinary_owner_who_may_create_roles(
        self, tmp_path: Path, embedded: Stores, operators_database: str
    ) -> None:
        configured = {"database_url": operators_database, "redis_url": embedded.redis_url}
        for _ in range(2):
            with open_stores(settings_of(tmp_path, **configured)) as stores:
                assert ask(stores.writer_url, "SELECT current_user") == roles.WRITER
                assert ask(stores.reader_url, "SELECT current_database()") == "operators"
        upgrade(operators_database)
        for table in ("membership", "app_user"):
            query = f"SELECT has_table_privilege('{roles.WRITER}', '{table}', 'INSERT')"
            assert ask(operators_database, query), table


@pytest.fixture
def operators_database(embedded: Stores, other_names: None) -> Iterator[str]:
    """A database whose owner has the right to create roles and no other."""
    del other_names
    admin = embedded.admin_url or ""
    ask(admin, "CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'x'")
    ask(admin, "CREATE DATABASE operators OWNER operator")
    yield external.with_credentials(admin, "operator", "x").replace("/postgres?", "/operators?")
    ask(admin, "DROP DATABASE operators WITH (FORCE)")
    ask(admin, f"REASSIGN OWNED BY operator TO {roles.OWNER}")
    for role in (roles.WRITER, roles.READER):
        ask(admin, f"REVOKE {role} FROM operator CASCADE")
    ask(admin, "DROP ROLE operator")


@pytest.fixture
def other_names(embedded: Stores) -> Iterator[None]:
    """The embedded server without our two roles, as an operator's server comes."""
    admin = (embedded.admin_url or "").replace("/postgres?", "/gonghui?")
    for role in (roles.WRITER, roles.READER):
        ask(admin, f"ALTER ROLE {role} RENAME TO {role}_aside")
    yield
    for role in (roles.WRITER, roles.READER):
        ask(admin, f"DROP OWNED BY {role}")
        ask(admin, f"DROP ROLE {role}")
        ask(admin, f"ALTER ROLE {role}_aside RENAME TO {role}")


class TestRedis:
    """GONGHUI_REDIS_URL."""

    @pytest.fixture
    def refused(self, tmp_path: Path, embedded: Stores) -> Callable[[str], str]:
        """The complaint about a Redis address, with a good database."""

        def refuse(url: str) -> str:
            return complaint(
                tmp_path,
                database_url=embedded.owner_url,
                database_writer_url=embedded.writer_url,
                database_reader_url=embedded.reader_url,
                redis_url=url,
            )

        return refuse

    def test_wrong_kind(self, refused: Callable[[str], str]) -> None:
        assert "must begin with redis://" in refused(f"http://u:{SECRET}@127.0.0.1")

    def test_nothing_there(self, refused: Callable[[str], str]) -> None:
        assert "cannot use the server" in refused(f"redis://:{SECRET}@127.0.0.1:{free_port()}/0")

    def test_wrong_password(self, refused: Callable[[str], str], embedded: Stores) -> None:
        head = embedded.redis_url.partition("password=")[0]
        assert "refuses this user or password" in refused(f"{head}password={SECRET}")

    def test_silent_server(
        self, refused: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(external, "CONNECT_SECONDS", 0.3)
        with mute_server() as port:
            assert "does not answer" in refused(f"redis://127.0.0.1:{port}/0")

    def test_too_old(
        self,
        refused: Callable[[str], str],
        embedded: Stores,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(external, "OLDEST_REDIS", (99, 0))
        assert "too old" in refused(embedded.redis_url)


def test_new_credentials_keep_the_rest_of_an_address() -> None:
    url = "postgresql://a:b@h1:1,h2:2/d?sslmode=verify-full&x=y"
    changed = external.with_credentials(url, "c", "d/e")
    assert changed == "postgresql://c:d%2Fe@h1:1,h2:2/d?sslmode=verify-full&x=y"


def test_facts(embedded: Stores) -> None:
    found = asyncio.run(external.facts(embedded.writer_url, "database"))
    assert (found.role, found.database, found.may_create_roles) == (roles.WRITER, "gonghui", False)
