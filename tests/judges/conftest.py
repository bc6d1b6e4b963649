"""Judges from outside, on the server that we ship: their packages, a session, some rows."""

import fcntl
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from api.node_tools import find_toolchain
from api.platform.stores import Stores
from tests.e2e.live import CSRF, LiveServer, running

HERE = Path(__file__).parent
NODE_SECONDS = 120


@dataclass(frozen=True)
class Judged:
    """The server under judgement, and the cookie of an administrator's session."""

    server: LiveServer
    cookie: str

    @property
    def url(self) -> str:
        return f"{self.server.base_url}/graphql"

    def client(self) -> httpx2.Client:
        """A browser that is signed in."""
        headers = {**CSRF, "cookie": self.cookie}
        return httpx2.Client(base_url=self.server.base_url, headers=headers, timeout=20)

    def node(self, script: str) -> dict[str, list[str] | int]:
        """Run a script of this folder; returns what it reports."""
        tools = find_toolchain()
        done = subprocess.run(
            [str(tools.node), script],
            cwd=HERE,
            env={**tools.environment(), "GONGHUI_URL": self.url, "GONGHUI_COOKIE": self.cookie},
            capture_output=True,
            text=True,
            timeout=NODE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        report: dict[str, list[str] | int] = json.loads(done.stdout)
        return report


@pytest.fixture(scope="package")
def packages() -> None:
    """The npm packages of this folder's lock file, installed once."""
    tools = find_toolchain()
    with (HERE / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        lock, stamp = (HERE / "package-lock.json").read_text(), HERE / "node_modules" / ".lock"
        if stamp.exists() and stamp.read_text() == lock:
            return
        command = [str(tools.node), str(tools.npm), "ci", "--prefer-offline", "--ignore-scripts"]
        subprocess.run(command, cwd=HERE, env=tools.environment(), check=True, capture_output=True)
        stamp.write_text(lock)


@pytest.fixture(scope="package")
def judged(
    migrated: Stores, packages: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Judged]:
    """The API as ``gonghui api`` runs it, with limits of rate that a fuzzer does not meet."""
    del packages
    generous = dict.fromkeys(("USER", "ADDRESS", "POINTS", "SIGN_INS"), "0")
    limits = {f"GONGHUI_RATE_{name}": value for name, value in generous.items()}
    environment = {**migrated.environment(), **limits}
    log = tmp_path_factory.mktemp("judges") / "api.log"
    with running(environment, log) as server:
        yield Judged(server, _cookie(server))


def _cookie(server: LiveServer) -> str:
    with httpx2.Client(base_url=server.base_url, headers=CSRF) as client:
        given = {"username": server.username, "password": server.password}
        client.post("/auth/sign-in", json=given).raise_for_status()
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep this folder's tests on one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("judges"))
