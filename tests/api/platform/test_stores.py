"""Starting, finding again and stopping the embedded servers, on the real ones."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from api.platform.account import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder, locked
from api.platform.postgres import running_pid
from api.platform.secret_file import load_secrets
from api.platform.stores import Stores, open_stores
from tests.api.platform.conftest import ask, is_alive, processes_below, settings_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every account may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="gonghui-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def postmaster(stores: Stores) -> int:
    """The number of the running postmaster."""
    pid = running_pid(stores.folder)
    assert pid is not None
    return pid


class TestServer:
    """What the embedded server is like."""

    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("server_encoding", "UTF8"),
            ("data_checksums", "on"),
            ("listen_addresses", ""),
            ("unix_socket_permissions", "0700"),
            ("fsync", "on"),
            ("jit", "off"),
            ("max_connections", "100"),
            ("TimeZone", "Asia/Shanghai"),
            ("log_error_verbosity", "terse"),
            ("log_parameter_max_length_on_error", "0"),
        ],
    )
    def test_setting(self, embedded: Stores, setting: str, value: str) -> None:
        assert ask(embedded.owner_url, f"SHOW {setting}") == value

    def test_version(self, embedded: Stores) -> None:
        assert int(ask(embedded.owner_url, "SHOW server_version_num")) >= 180000

    def test_order_is_by_code_point_on_every_machine(self, embedded: Stores) -> None:
        query = (
            "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'gonghui'"
        )
        assert ask(embedded.owner_url, query) == "bC.UTF-8"

    def test_nobody_comes_in_without_a_password(self, embedded: Stores) -> None:
        assert ask(_admin(embedded), "SELECT count(*) FROM pg_hba_file_rules") == 2
        query = "SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules"
        assert ask(_admin(embedded), query)
        wrong = embedded.writer_url.replace(":", ":x", 2).replace("postgresql:x", "postgresql:")
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(wrong, "SELECT 1")

    def test_valkey_keeps_what_it_accepts(self, embedded: Stores) -> None:
        with redis.Redis.from_url(embedded.redis_url) as client:
            assert client.config_get("appendonly") == {"appendonly": "yes"}
            assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}

    def test_valkey_wants_a_password(self, embedded: Stores) -> None:
        with (
            redis.Redis.from_url(embedded.redis_url.partition("&")[0]) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()

    @pytest.mark.requirement("S36")
    def test_no_password_stands_in_the_process_list(self, embedded: Stores) -> None:
        lines = "".join(processes_below(embedded.folder.path))
        secrets = embedded.folder.secrets.read_text(encoding="utf-8")
        for value in secrets.split('"')[3::4]:
            assert value not in lines


class TestFiles:
    """What lies in the data folder."""

    @pytest.mark.requirement("S36")
    def test_secrets_are_private(self, embedded: Stores) -> None:
        assert stat.S_IMODE(embedded.folder.secrets.stat().st_mode) == 0o600
        assert stat.S_IMODE(embedded.folder.logs.stat().st_mode) == 0o700
        assert stat.S_IMODE(embedded.folder.sockets().stat().st_mode) == 0o700

    @pytest.mark.requirement("S36")
    def test_no_password_in_a_log(self, embedded: Stores) -> None:
        secrets = embedded.folder.secrets.read_text(encoding="utf-8").split('"')[3::4]
        assert len(secrets) == 7
        for log in embedded.folder.logs.iterdir():
            text = log.read_text(encoding="utf-8")
            assert not [secret for secret in secrets if secret in text]

    def test_lost_secrets_are_not_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        with (
            pytest.raises(PlatformError, match="is missing but the database is there"),
            open_stores(settings_of(tmp_path)),
        ):
            pass
        assert not (tmp_path / "secrets.json").exists()

    def test_cluster_of_another_version(self, tmp_path: Path) -> None:
        load_secrets(DataFolder(tmp_path))
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").write_text("17\n", encoding="ascii")
        with (
            pytest.raises(PlatformError, match="made by PostgreSQL 17, this program brings 18"),
            open_stores(settings_of(tmp_path)),
        ):
            pass

    def test_damaged_secrets(self, tmp_path: Path) -> None:
        (tmp_path / "secrets.json").write_text("{", encoding="utf-8")
        with pytest.raises(PlatformError, match="damaged"), open_stores(settings_of(tmp_path)):
            pass

    def test_a_file_in_the_place_of_the_folder(self, tmp_path: Path) -> None:
        place = tmp_path / "data"
        place.write_text("mine", encoding="utf-8")
        with (
            pytest.raises(PlatformError, match="set GONGHUI_DATA"),
            open_stores(settings_of(place / "below")),
        ):
            pass
        assert place.read_text(encoding="utf-8") == "mine"


def _open_to_all(path: Path) -> bool:
    """Whether any account may pass the folders above ``path``: the checkout may be root's own."""
    return all(folder.stat().st_mode & 0o001 for folder in path.absolute().parents)


class TestLife:
    """Start, stop, crash; one folder through all of it."""

    def test_stop_and_start_again(self, open_to_all: Path) -> None:
        with open_stores(settings_of(open_to_all)) as stores:
            first = stores.environment()
            ask(stores.owner_url, "CREATE TABLE kept (n int)")
            with redis.Redis.from_url(stores.redis_url) as client:
                client.set("kept", "1")
            if os.geteuid() == 0:
                held = _status(postmaster(stores), "CapEff")
                assert (held == 0) is _open_to_all(Path(sys.executable))
                assert _owner(postmaster(stores)) != 0
        assert not processes_below(open_to_all)
        with open_stores(settings_of(open_to_all)) as stores:
            assert stores.environment() == first
            assert ask(stores.owner_url, "SELECT to_regclass('kept')::text") == "kept"
            with redis.Redis.from_url(stores.redis_url) as client:
                assert client.get("kept") == b"1"
            self._killed(stores)
        with open_stores(settings_of(open_to_all)) as stores:
            assert ask(stores.owner_url, "SELECT to_regclass('kept')::text") == "kept"
        self._number_used_again(open_to_all)

    def _killed(self, stores: Stores) -> None:
        """A server killed hard leaves its files behind; the next start copes."""
        for server in stores.servers:
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
        assert (stores.folder.postgres / "postmaster.pid").exists()

    def _number_used_again(self, data: Path) -> None:
        """After a reboot the number in postmaster.pid may belong to anything."""
        pid_file = data / "postgres" / "postmaster.pid"
        pid_file.write_text(f"{os.getpid()}\n{data}/postgres\n", encoding="utf-8")
        with open_stores(settings_of(data)) as stores:
            assert ask(stores.owner_url, "SELECT 1") == 1
            assert postmaster(stores) != os.getpid()

    @as_root
    def test_folder_that_only_root_may_enter(self, embedded: Stores) -> None:
        # pytest's own folders are such: mode 700, ours.
        assert stat.S_IMODE(embedded.folder.path.parents[1].stat().st_mode) == 0o700
        held = _status(postmaster(embedded), "CapEff")
        assert held in (1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_OVERRIDE)
        assert _owner(postmaster(embedded)) != 0
        assert stat.S_IMODE(embedded.folder.path.parents[1].stat().st_mode) == 0o700

    def test_guest_starts_and_stops_nothing(self, embedded: Stores) -> None:
        before = postmaster(embedded)
        with open_stores(settings_of(embedded.folder.path)) as guest:
            assert guest.servers == ()
            assert guest.environment() == embedded.environment()
            with locked(embedded.folder.path / "guests.lock") as alone:
                assert not alone
        assert postmaster(embedded) == before
        assert ask(embedded.owner_url, "SELECT 1") == 1

    def test_sockets_of_a_long_path(self, tmp_path: Path) -> None:
        folder = DataFolder(tmp_path / ("x" * 100))
        assert len(os.fsencode(folder.sockets())) < 80
        assert folder.sockets() != DataFolder(tmp_path / ("y" * 100)).sockets()
        assert DataFolder(Path("/d")).sockets() == Path("/d/run")

    def test_servers_end_with_a_killed_parent(self, tmp_path: Path) -> None:
        script = (
            "import os, signal, sys; from pathlib import Path\n"
            "from tests.api.platform.conftest import settings_of\n"
            "from api.platform.stores import open_stores\n"
            "with open_stores(settings_of(Path(sys.argv[1]))) as stores:\n"
            "    print(*[server.pid for server in stores.servers], flush=True)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        pids = [int(word) for word in done.stdout.split()]
        assert len(pids) == 2, done.stderr
        _wait_until_gone(pids)


def _wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, "servers outlive their parent"
        time.sleep(0.05)


def _admin(stores: Stores) -> str:
    assert stores.admin_url is not None
    return stores.admin_url


def _status(pid: int, key: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith(f"{key}:"))


def _owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid
