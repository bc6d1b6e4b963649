"""The bill of materials (CycloneDX 1.6): ``python -m tests.materials``.

Every package that is shipped, of Python and of the pages, with its version, its licence and
the lock file that pins it by hash. Licences are read from what is installed; those of packages
for other platforms stay as the last run found them.
"""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import typer

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "deploy" / "materials.cdx.json"
PYTHON_LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "api" / "web" / "package-lock.json"
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE
)
UNKNOWN = "not stated"


def python_packages(lock: Path = PYTHON_LOCK) -> list[tuple[str, str]]:
    """Name and version of each package of a lock file, as it stands there."""
    found = PINNED.finditer(lock.read_text(encoding="utf-8"))
    return sorted({(match["name"], match["version"]) for match in found})


def node_packages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and entry of each package of the pages' lock file that reaches the browser."""
    packages = json.loads(NODE_LOCK.read_text(encoding="utf-8"))["packages"]
    for path, entry in sorted(packages.items()):
        if path and not entry.get("dev") and not entry.get("link"):
            yield path.rsplit("node_modules/", 1)[1], entry


def licence_of(name: str) -> str:
    """What an installed package says of its licence, in few words."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return UNKNOWN
    classified = [
        line.rsplit(" :: ", 1)[1]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::") and "::" in line[10:]
    ]
    fields = ("License-Expression", "License")
    expression, free = ((told.get_all(field) or [""])[0] for field in fields)
    stated = expression or " / ".join(classified) or free
    return (stated.strip().splitlines() or [UNKNOWN])[0][:80] or UNKNOWN


def components(before: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The entries; ``before`` has the licences of an earlier bill, by package address."""
    known = before or {}
    found = []
    for name, version in python_packages():
        address = f"pkg:pypi/{name.lower()}@{version}"
        licence = licence_of(name)
        if licence == UNKNOWN:
            licence = known.get(address, UNKNOWN)
        found.append(_component(name, version, address, licence, PYTHON_LOCK.name))
    for name, entry in node_packages():
        version = entry["version"]
        address = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        licence = entry.get("license", UNKNOWN)
        lock = str(NODE_LOCK.relative_to(ROOT))
        found.append(_component(name, version, address, licence, lock))
    return found


def _component(name: str, version: str, address: str, licence: str, lock: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": address,
        "purl": address,
        "name": name,
        "version": version,
        "licenses": [{"license": {"name": licence}}],
        "properties": [{"name": "lock", "value": lock}],
    }


def committed() -> dict[str, str]:
    """The licences of the bill that is in the repository, by package address."""
    if not TARGET.exists():
        return {}
    bill = json.loads(TARGET.read_text(encoding="utf-8"))
    return {entry["purl"]: entry["licenses"][0]["license"]["name"] for entry in bill["components"]}


def main() -> None:
    """Write the bill."""
    packages = components(committed())
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "gonghui"}},
        "components": packages,
    }
    text = json.dumps(bill, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"{TARGET.name}: {len(packages)} packages")


if __name__ == "__main__":
    main()
