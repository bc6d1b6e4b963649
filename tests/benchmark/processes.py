"""Processes under measurement: start, pin, stop; their processor time and memory from /proc."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

START_SECONDS = 60.0
STOP_SECONDS = 15.0
TICKS = os.sysconf("SC_CLK_TCK")
# Of /proc/<pid>/stat, counted after the command's closing bracket: utime, stime, and both of
# the children that it has already buried (PostgreSQL's parallel workers live for one query).
TIMES = slice(11, 15)


def cores() -> tuple[int, int]:
    """Name the core for the servers and the one for wrk (the same one when there is no other)."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[min(1, len(allowed) - 1)]


def tree(pid: int) -> list[int]:
    """List the process ``pid`` and all below it."""
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Sum the processor time, user and system, that the tree of ``pid`` has used."""
    ticks = 0
    for process in tree(pid):
        with suppress(OSError):
            text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
            ticks += sum(map(int, text.rpartition(")")[2].split()[TIMES]))
    return ticks / TICKS


def memory_mb(pid: int) -> float:
    """Sum the proportional set size of the tree of ``pid``, in MB (2^20 bytes)."""
    kilobytes = 0
    for process in tree(pid):
        with suppress(OSError):
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            found = re.search(r"^Pss:\s+(\d+) kB$", text, re.MULTILINE)
            kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(
    command: Sequence[str], port: int, *, environment: Mapping[str, str], folder: Path, log: Path
) -> Iterator[int]:
    """Run a server of one worker on the first core for the time of the block; yields its pid.

    Raises typer.Exit, with the end of its log shown, when it does not listen in a minute.
    """
    words = ["taskset", "--cpu-list", str(cores()[0]), *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_listening(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def _wait_until_listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    typer.echo(f"{log.stem} does not start:\n" + log.read_text(errors="replace")[-2000:], err=True)
    raise typer.Exit(1)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    members = tree(process.pid)
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for member in members:
            with suppress(ProcessLookupError):
                os.kill(member, 9)
        process.wait()
