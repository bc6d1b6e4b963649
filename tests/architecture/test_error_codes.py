"""No code is answered that is not published."""

import ast
from collections.abc import Iterator

import pytest

from api import error_codes
from tests.architecture.test_sources import ROOT, sources

SPEAKERS = {"error", "bad_input", "Refusal", "BodyError", "refusal"}


def spoken() -> Iterator[tuple[str, str]]:
    """Codes written as literals where an error is made, with their place."""
    for path in sources():
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for constant in _codes(node):
                yield constant, f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def _codes(node: ast.AST) -> Iterator[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
        values = node.args[:2]
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        values = [v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "code"]
    for value in values:
        if (
            isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and value.value.isupper()
        ):
            yield value.value


@pytest.mark.requirement("S23")
def test_every_code_in_the_sources_is_published() -> None:
    published = error_codes.published()
    assert [place for code, place in spoken() if code not in published] == []


@pytest.mark.requirement("S23")
def test_the_committed_list_is_current() -> None:
    """Out of date? ``gonghui schema error-codes > deploy/error-codes.md``."""
    committed = (ROOT / "deploy" / "error-codes.md").read_text(encoding="utf-8")
    assert committed.rstrip() == error_codes.document().rstrip()
