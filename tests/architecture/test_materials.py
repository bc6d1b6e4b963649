"""What is shipped is pinned by hash, listed with its licence, and is what is installed."""

import re
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests import materials

LOCKS = ("requirements.lock", "requirements-test.lock")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.mark.requirement("S44")
@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_hash(name: str) -> None:
    """No address of an index, no package without a version and the hashes of its files."""
    text = (materials.ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 50
    assert [entry for entry in entries if not materials.PINNED.match(entry)] == []
    assert [entry.split()[0] for entry in entries if not HASH.search(entry)] == []
    assert "://" not in text


@pytest.mark.requirement("S44")
def test_installing_takes_the_lock_and_its_hashes_only() -> None:
    """Of Python and of Node: nothing is resolved on the machine."""
    makefile = (materials.ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "$(PIP) install" in line]
    of_a_lock = [line for line in installs if "-r " in line]
    assert of_a_lock
    assert all("--require-hashes --no-deps" in line for line in of_a_lock)
    assert all("--no-deps" in line for line in installs if not line.endswith(" uv"))
    for name, entry in materials.node_packages():
        assert entry["integrity"].startswith("sha512-"), name
    build = (materials.ROOT / "api" / "web_build.py").read_text(encoding="utf-8")
    assert '"ci", *quiet' in build


@pytest.mark.requirement("S44")
def test_the_bill_of_materials_is_current_and_names_licences() -> None:
    """Out of date? Run ``python -m tests.materials``."""
    bill = materials.committed()
    assert bill == {
        entry["purl"]: entry["licenses"][0]["license"]["name"]
        for entry in materials.components(bill)
    }
    silent = {address for address, licence in bill.items() if licence == materials.UNKNOWN}
    assert silent == {address for address in silent if not installed(address)}
    strict = [a for a, licence in bill.items() if re.search(r"\bA?GPL", licence)]
    assert [a for a in strict if "LGPL" not in bill[a]] == []


def installed(address: str) -> bool:
    """Whether a package is here; some are for other platforms or other Pythons only."""
    try:
        version(address.removeprefix("pkg:pypi/").split("@")[0])
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.requirement("S44")
def test_what_runs_is_what_is_locked() -> None:
    differing = []
    for name, wanted in materials.python_packages(materials.ROOT / LOCKS[1]):
        try:
            found = version(name)
        except PackageNotFoundError:
            continue  # for another platform
        if found != wanted:
            differing.append((name, found, wanted))
    assert differing == []
