"""The running API for the browser tests: the command line's own processes on real stores."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import httpx2
from typer.testing import CliRunner

from api.cli import app
from api.platform.ports import base_url, is_healthy
from schema.core.settings import settings

HOST = "127.0.0.1"
START_SECONDS = 60
PASSWORD = "a phrase of the tests' own"
CSRF = {"x-gonghui-csrf": "1"}


@dataclass(frozen=True)
class LiveServer:
    """Where the API answers, and an administrator who has a password of their own."""

    base_url: str
    username: str
    password: str
    environment: Mapping[str, str]

    def command(self, *words: str) -> str:
        """Run ``gonghui`` on the same stores; returns what it says."""
        return gonghui(self.environment, *words)

    def newcomer(self, username: str) -> str:
        """Add an analyst; returns the one-time password."""
        said = self.command("user", "add", username, "--name", username, "--everything")
        return said.rsplit("one-time password ", 1)[1].strip()

    def person(self, username: str, *words: str) -> None:
        """Add somebody with ``words`` of role and scope, whose password is the tests' own.

        In this process, whose stores are the server's: another takes seconds to start. What
        the command tells its own process of the stores is forgotten again.
        """
        named = words if "--name" in words else ("--name", username, *words)
        with (
            mock.patch.dict(os.environ),
            ThreadPoolExecutor(1) as thread,  # playwright's loop occupies this one
        ):
            done = thread.submit(
                CliRunner().invoke, app, ["user", "add", username, *named]
            ).result()
        settings.cache_clear()
        assert done.exit_code == 0, done.output
        self.choose_password(username, done.output)

    def choose_password(self, username: str, said: str) -> None:
        """Sign in with the one-time password that was said, and set the tests' own."""
        one_time = said.rsplit("one-time password ", 1)[1].strip()
        with httpx2.Client(base_url=self.base_url, headers=CSRF) as client:
            signed_in = client.post(
                "/auth/sign-in", json={"username": username, "password": one_time}
            )
            assert signed_in.status_code == 200, signed_in.text
            passwords = {"currentPassword": one_time, "newPassword": self.password}
            changed = client.post("/auth/change-password", json=passwords)
            assert changed.status_code == 200, changed.text


def gonghui(environment: Mapping[str, str], *words: str) -> str:
    """Run the command line in an environment; returns its output, fails with it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "api.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def running(stores: Mapping[str, str], log: Path) -> Iterator[LiveServer]:
    """Serve the API on a free port and give it an administrator; stop it at the end."""
    port = _free_port()
    environment = {**os.environ, **stores, "GONGHUI_HOST": HOST, "GONGHUI_PORT": str(port)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.cli", "api"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_healthy(server, port, log)
            yield _with_administrator(
                LiveServer(base_url(HOST, port), f"browser-{port}", PASSWORD, environment)
            )
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def _with_administrator(server: LiveServer) -> LiveServer:
    role = ("--role", "administrator", "--everything")
    said = server.command("user", "add", server.username, "--name", "浏览器测试", *role)
    server.choose_password(server.username, said)
    return server


def _wait_until_healthy(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_healthy(HOST, port):
        assert server.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
