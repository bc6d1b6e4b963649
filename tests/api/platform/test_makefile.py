"""The first steps of ``make run`` on a machine that lacks something: one clear line."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = ("awk", "cat", "cmp", "flock", "grep", "id", "make", "rm", "sh", "sha256sum", "tail", "tee")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout's Makefile, and a PATH with tools but no Python."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def make(machine: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Run make with nothing but the machine's PATH."""
    return subprocess.run(
        [machine / "bin" / "make", "SHELL=" + str(machine / "bin" / "sh"), target],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def python(machine: Path, name: str, version: str, *, environments: bool) -> None:
    """Put a Python onto the machine that only tells what it can do."""
    program = machine / "bin" / name
    program.write_text(
        "#!/bin/sh\n"
        'case "$2" in\n'
        f"*version_info\\ \\<*) [ {version} != 3.9 ] ;;\n"
        f"*ensurepip*) {'true' if environments else 'false'} ;;\n"
        f"*print*) echo {version} ;;\n"
        "esac\n",
        encoding="ascii",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_no_python(machine: Path) -> None:
    done = make(machine, "run")
    assert done.returncode != 0
    assert "gonghui: Python 3.11 or later is missing: apt-get install" in done.stderr
    assert not (machine / ".venv").exists()


def test_old_python(machine: Path) -> None:
    python(machine, "python3", "3.9", environments=True)
    assert "Python 3.11 or later is missing" in make(machine, "run").stderr


def test_python_without_venv(machine: Path) -> None:
    python(machine, "python3", "3.13", environments=False)
    stderr = make(machine, "test").stderr
    assert "Python 3.13 cannot make environments: apt-get install python3.13-venv" in stderr


def test_help_names_the_two_commands(machine: Path) -> None:
    lines = make(machine, "help").stdout.splitlines()
    assert any(line.split()[:2] == ["make", "run"] for line in lines)
    assert any(line.split()[:2] == ["make", "test"] for line in lines)
