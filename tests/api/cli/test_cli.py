"""The command line as an operator meets it: help, refusals in one line, the doctor."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.platform.folder import locked
from api.platform.stores import Stores

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def gonghui(data: Path) -> Run:
    """Runs the command line as a process, with no variable of ours but those given."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if "GONGHUI" not in name}
        environment = {**kept, "GONGHUI_DATA": str(data), "COLUMNS": "200", **variables}
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that refuses."""
    assert done.returncode == 1, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("gonghui: ")
    return lines[0]


class TestHelp:
    """What a newcomer reads first."""

    @pytest.mark.parametrize("words", [(), ("--help",)])
    def test_names_every_command(self, gonghui: Run, words: tuple[str, ...]) -> None:
        text = gonghui(*words).stdout
        for command in (
            *("up", "migrate", "user", "doctor", "schema"),
            *("api", "worker", "relay", "scheduler"),
        ):
            assert f" {command} " in text
        assert "Start with: gonghui up" in text

    @pytest.mark.parametrize("command", ["up", "user", "doctor", "schema", "worker"])
    def test_of_a_command(self, gonghui: Run, command: str) -> None:
        done = gonghui(command, "--help")
        assert done.returncode == 0
        assert f"gonghui {command}" in done.stdout or "Usage" in done.stdout


@pytest.mark.enable_socket
class TestRefusals:
    """Each mistake: one line, an exit code, nothing half-made."""

    def test_port_in_use(self, gonghui: Run, data: Path, taken_port: int) -> None:
        line = refusal(gonghui("up", GONGHUI_PORT=str(taken_port)))
        assert f"port {taken_port} is in use" in line
        assert not data.exists()

    def test_address_of_another_machine(self, gonghui: Run, data: Path) -> None:
        assert "cannot listen on 192.0.2.1" in refusal(gonghui("up", GONGHUI_HOST="192.0.2.1"))
        assert not data.exists()

    def test_wrong_number(self, gonghui: Run, data: Path) -> None:
        assert "GONGHUI_PORT: " in refusal(gonghui("up", GONGHUI_PORT="many"))
        assert not data.exists()

    def test_folder_that_cannot_be_written(self, gonghui: Run, data: Path) -> None:
        data.write_text("a file", encoding="utf-8")
        assert "set GONGHUI_DATA" in refusal(gonghui("up", GONGHUI_PORT="18999"))
        assert data.read_text(encoding="utf-8") == "a file"

    def test_second_up(self, gonghui: Run, data: Path) -> None:
        data.mkdir()
        with locked(data / "up.lock") as alone:
            assert alone
            assert f"(process {os.getpid()})" in refusal(gonghui("up"))

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("GONGHUI_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x"),
            ("GONGHUI_DATABASE_URL", "mysql://u:p@127.0.0.1:1/x"),
        ],
    )
    def test_wrong_address(self, gonghui: Run, data: Path, variable: str, value: str) -> None:
        line = refusal(gonghui("migrate", **{variable: value, "GONGHUI_REDIS_URL": "redis://x"}))
        assert variable in line
        assert "u:p" not in line
        assert not (data / "postgres").exists()

    def test_wrong_redis(self, gonghui: Run, stores: Stores) -> None:
        addresses = {
            name: value for name, value in stores.environment().items() if "DATABASE" in name
        }
        line = refusal(gonghui("migrate", **addresses, GONGHUI_REDIS_URL="redis://127.0.0.1:1/0"))
        assert "GONGHUI_REDIS_URL" in line


class TestUsers:
    """``gonghui user`` on a database of its own."""

    def test_add_list_password_disable(self, gonghui: Run, fresh_database: Stores) -> None:
        variables = fresh_database.environment()
        added = gonghui(
            *("user", "add", "cli.analyst", "--name", "分析员", "--everything"), **variables
        )
        assert added.stdout.startswith("cli.analyst: one-time password "), added.stderr
        again = gonghui("user", "add", "cli.analyst", "--name", "x", "--everything", **variables)
        assert "USERNAME_TAKEN" in refusal(again)
        listed = gonghui("user", "list", **variables).stdout
        assert "cli.analyst" in listed
        assert "ANALYST" in listed
        renewed = gonghui("user", "password", "cli.analyst", **variables).stdout
        assert renewed.startswith("cli.analyst: one-time password ")
        assert renewed != added.stdout
        assert gonghui("user", "disable", "cli.analyst", **variables).returncode == 0
        assert "disabled" in gonghui("user", "list", **variables).stdout

    def test_scope_must_be_said(self, gonghui: Run, data: Path) -> None:
        assert "--everything" in refusal(gonghui("user", "add", "someone", "--name", "x"))
        assert not data.exists()

    def test_unknown_user(self, gonghui: Run, fresh_database: Stores) -> None:
        assert "NOT_FOUND" in refusal(
            gonghui("user", "password", "nobody", **fresh_database.environment())
        )


class TestDoctor:
    """``gonghui doctor``."""

    def test_before_the_first_start(self, gonghui: Run, data: Path) -> None:
        done = gonghui("doctor", "--settings", GONGHUI_PORT="18998")
        lines = done.stdout.splitlines()
        assert any(line.startswith("OK    PostgreSQL") for line in lines), done.stderr
        assert "to be created by 'gonghui up'" in done.stdout
        assert "GONGHUI_DATABASE_URL" in done.stdout
        assert not data.exists()

    def test_of_a_running_platform(self, gonghui: Run, migrated: Stores) -> None:
        text = gonghui("doctor", GONGHUI_DATA=str(migrated.folder.path)).stdout
        for name in ("Database", "Broker", "Role", "Reading", "Migrations"):
            assert f"OK    {name}" in text
        assert "PostgreSQL 18." in text

    def test_says_what_to_do(self, gonghui: Run, data: Path, taken_port: int) -> None:
        data.write_text("a file", encoding="utf-8")
        done = gonghui("doctor", GONGHUI_PORT=str(taken_port))
        assert done.returncode == 1
        assert "FAIL  Data folder" in done.stdout
        assert "FAIL  Port" in done.stdout
        assert "-> set GONGHUI_DATA" in done.stdout


@pytest.mark.requirement("S34")
def test_clients_are_added_listed_and_revoked(gonghui: Run, fresh_database: Stores) -> None:
    variables = fresh_database.environment()
    gonghui("user", "add", "cli.owner", "--name", "负责人", "--everything", **variables)
    added = gonghui(
        "client", "add", "看板", "--user", "cli.owner", "--document", "a" * 64, **variables
    )
    token = re.search(r"token (ghc_\S{43,})", added.stdout)
    assert token is not None, added.stderr
    listed = gonghui("client", "list", **variables).stdout
    assert "never used" in listed
    assert token[1] not in listed
    identity = listed.split()[0]
    assert gonghui("client", "revoke", identity, **variables).returncode == 0
    assert "revoked" in gonghui("client", "list", **variables).stdout


def test_a_second_grant_has_to_be_chosen(gonghui: Run, fresh_database: Stores) -> None:
    variables = fresh_database.environment()
    gonghui("user", "add", "cli.owner", "--name", "负责人", "--everything", **variables)
    given = gonghui(
        "user", "grant", "cli.owner", "--role", "city-leader", "--everything", **variables
    )
    assert given.returncode == 0, given.stderr
    listed = gonghui("user", "list", **variables).stdout
    assert "ANALYST CITY" in listed
    assert "CITY_LEADER CITY" in listed
    refused = gonghui(
        "client", "add", "x", "--user", "cli.owner", "--document", "a" * 64, **variables
    )
    assert "--grant" in refused.stderr
    department = gonghui(
        *("user", "grant", "cli.owner", "--role", "city-department", "--everything"), **variables
    )
    assert "DEPARTMENT_UNFIT" in department.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["list"], "set GONGHUI_ARCHIVE"),
        (["restore", "--until", "gestern"], "'gestern' is no moment"),
        (["restore", "--until", "2999-01-01"], "has not come yet"),
    ],
)
def test_an_archive_refuses_in_one_line(
    gonghui: Run, data: Path, words: list[str], complaint: str
) -> None:
    data.mkdir()
    (data / "secrets.json").touch(mode=0o600)
    assert complaint in refusal(gonghui("archive", *words))


def test_an_archive_is_restored_with_the_old_secrets_only(gonghui: Run, tmp_path: Path) -> None:
    refused = refusal(gonghui("archive", "restore", GONGHUI_ARCHIVE=str(tmp_path / "kept")))
    assert "secrets.json" in refused
