"""House rules that no linter knows: sizes, where commits and SQL stand, nothing left open."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES = 400, 600, 50
DOMAINS = (
    "accounts",
    "organisation",
    "membership",
    "facilities",
    "assistance",
    "rights",
    "opinion",
    "screening",
    "operations",
)
DOMAIN_FILES = {
    "__init__",
    "rules",
    "tables",
    "access",
    "jobs",
    "service",
    "types",
    "queries",
    "mutations",
    "subscriptions",
}
OPEN_MARKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error")


def sources() -> list[Path]:
    """The Python files under version control or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = [ROOT / line for line in listed.splitlines()]
    return [p for p in paths if p.exists() and "versions" not in p.parts]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_size_budget() -> None:
    over = []
    for path in sources():
        text = path.read_text()
        lines = text.count("\n")
        tests = path.is_relative_to(ROOT / "tests")
        if lines > (TEST_FILE_LINES if tests else FILE_LINES):
            over.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for function in functions(ast.parse(text)):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION_LINES and not tests:
                over.append(f"{path.relative_to(ROOT)}:{function.name}: {length} lines")
    assert over == []


def test_commit_stands_in_one_place() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.is_relative_to(ROOT / "schema") and ".commit(" in path.read_text()
    ]
    assert found == ["schema/core/database.py"]


def test_nothing_is_left_open() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in sources()
        for mark in OPEN_MARKS
        if mark in path.read_text()
    ]
    assert found == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_has_only_the_agreed_files(domain: str) -> None:
    names = {
        entry.stem for entry in (ROOT / "schema" / domain).iterdir() if entry.name[0] not in "._"
    }
    assert names <= DOMAIN_FILES
    assert {"tables", "access", "rules"} <= names


def test_graphql_files_build_no_statements() -> None:
    """Types may write column expressions; selects belong to planner, access and service."""
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stem in {"types", "queries", "mutations"}
        and path.parent.parent == ROOT / "schema"
        and path.parent.name in DOMAINS
        and any(word in path.read_text() for word in ("sa.select(", "sa.insert(", "sa.update("))
    ]
    assert found == []
