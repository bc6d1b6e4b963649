"""Builds the web pages (``api/web`` -> ``api/web/dist``): ``python -m api.web_build``.

The machine needs no Node. The build is skipped while sources and lock file are unchanged,
and a failed one leaves the earlier result alone. The only network address used is the
registry that npm is set to.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from api.node_tools import Say, Toolchain, WebBuildError, find_toolchain, run_node

WEB = Path(__file__).parent / "web"
#: The dashboard checks its documents against it and takes its words from there.
SCHEMA = Path(__file__).parents[1] / "schema" / "schema.graphql"
STAMP = ".stamp"
_GENERATED = frozenset({"node_modules", "dist"})
_SCRATCH = ".dist-"


def sources_of(web: Path) -> list[Path]:
    """Every file that the build reads, in a fixed order."""
    found: list[Path] = []
    for folder, folders, files in os.walk(web):
        folders[:] = sorted(name for name in folders if not _is_generated(name))
        found.extend(Path(folder) / name for name in sorted(files))
    return found


def _is_generated(name: str) -> bool:
    return name in _GENERATED or name.startswith(_SCRATCH)


def digest_of(paths: list[Path], root: Path) -> str:
    """SHA-256 over names and contents, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _digest_of_inputs(web: Path) -> str:
    """The digest of all that a build of ``web`` depends on."""
    schema = digest_of([SCHEMA], SCHEMA.parent) if SCHEMA.is_file() else ""
    return f"{digest_of(sources_of(web), web)}{schema}"


def is_current(web: Path = WEB) -> bool:
    """Whether ``dist`` is what the present sources and lock file give."""
    return _stamp_in(web / "dist") == _digest_of_inputs(web)


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
        message = f"cannot build in {web}: {error.strerror or error}"
        raise WebBuildError(message) from error


def _build_anew(web: Path, tools: Toolchain, say: Say) -> None:
    digest = _digest_of_inputs(web)
    _install_packages(web, tools, say)
    check = ["node_modules/typescript/bin/tsc", "--noEmit"]
    run_node(tools, check, web, "front end 2/3: checking types", say)
    # Beside the result, so that the last step is a rename within one file system.
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=web) as scratch:
        fresh = Path(scratch) / "new"
        bundle = ["node_modules/vite/bin/vite.js", "build", "--outDir", str(fresh)]
        run_node(tools, bundle, web, "front end 3/3: bundling and compressing", say)
        (fresh / STAMP).write_text(digest, encoding="ascii")
        _swap(fresh, web / "dist", Path(scratch) / "old")


def _swap(fresh: Path, place: Path, aside: Path) -> None:
    if place.exists():
        place.rename(aside)
    fresh.rename(place)


def _install_packages(web: Path, tools: Toolchain, say: Say) -> None:
    """``npm ci``, left out when the packages of this very lock file are there already."""
    title = "front end 1/3: npm packages"
    wanted = digest_of([web / "package.json", web / "package-lock.json"], web)
    packages = web / "node_modules"
    if _stamp_in(packages) == wanted:
        say(f"{title}: up to date")
        return
    (packages / STAMP).unlink(missing_ok=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--include=dev"]
    run_node(tools, [str(tools.npm), "ci", *quiet], web, title, say)
    (packages / STAMP).write_text(wanted, encoding="ascii")


def _stamp_in(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="ascii")
    except FileNotFoundError:
        return None


@contextmanager
def _only_one_in(web: Path) -> Iterator[None]:
    """Hold a lock on the folder itself: no lock file to leave behind."""
    handle = os.open(web, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for leftover in web.glob(f"{_SCRATCH}*"):  # of a build that was killed
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
