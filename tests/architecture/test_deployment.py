"""What stands in deploy/: no process as root, each command known, the units well-formed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
PARTS = {"api", "worker", "relay", "scheduler"}


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_nothing_runs_as_root() -> None:
    """The image has a user of its own; units and pods take every privilege away."""
    last_stage = text_of("Dockerfile").rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER gonghui$", last_stage, re.MULTILINE)
    unit = text_of("systemd/gonghui@.service")
    wanted = {"User=gonghui", "NoNewPrivileges=yes", "CapabilityBoundingSet="}
    assert wanted <= set(unit.splitlines())
    compose = text_of("compose.yaml")
    assert "cap_drop: [ALL]" in compose
    assert "no-new-privileges:true" in compose
    pods = text_of("kubernetes/gonghui.yaml")
    containers = len(re.findall(r"^ +image: gonghui$", pods, re.MULTILINE))
    assert containers == 3
    assert pods.count("runAsNonRoot: true") == containers
    assert pods.count("allowPrivilegeEscalation: false") == containers


def test_each_process_is_a_command_and_each_runs_somewhere() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert commands >= PARTS | {"migrate", "backup", "restore"}
    for name, pattern in (
        ("compose.yaml", r"command: \[(\w+)\]"),
        ("kubernetes/gonghui.yaml", r"args: \[(\w+)\]"),
        ("systemd/gonghui.target", r"gonghui@(\w+)\.service"),
    ):
        named = set(re.findall(pattern, text_of(name))) - {"migrate"}
        assert named == PARTS, name


def test_no_secret_is_written_down() -> None:
    """Files of settings name where secrets stand, and hold none."""
    for path in DEPLOY.rglob("*"):
        if path.is_file() and path.suffix in {".yaml", ".service", ".timer", ".md", ""}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(PASSWORD|TOKEN|KEY)\s*[=:]\s*[A-Za-z0-9+/]{16,}", text), path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_the_units_are_well_formed() -> None:
    units = sorted(map(str, (DEPLOY / "systemd").glob("*.timer")))
    units += [str(DEPLOY / "systemd" / "gonghui.target")]
    units += [str(DEPLOY / "systemd" / "gonghui@api.service")]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    # The programs are not installed here; everything else must be right.
    faults = [line for line in said.splitlines() if "is not executable" not in line]
    assert [line for line in faults if "gonghui" in line and "Failed" not in line] == []
