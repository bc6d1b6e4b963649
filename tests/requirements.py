"""The list of requirements and the tests that prove them: ``python -m tests.requirements``.

Reads every ``@pytest.mark.requirement("S09", …)`` from the sources of the tests, without
importing them, and writes ``deploy/requirements.md``. A number that no test names is listed as
not met yet; an architecture test refuses a list that is out of date.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import typer

from tests.requirement_words import WORDS

TESTS = Path(__file__).parent
TARGET = TESTS.parent / "deploy" / "requirements.md"
KINDS = {"S": "Security", "D": "Personal data", "R": "Reliability"}
NOT_MET = "**not met yet**: no test proves it"
HEAD = """# Requirements and their proofs

Written by `python -m tests.requirements` from the marks on the tests; do not edit by hand.
A requirement counts as met when at least one test names its number; the test is the exact
statement of what is promised.

"""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class UnknownRequirementError(Exception):
    """A test names a number that is not in the list."""


def proofs(folder: Path = TESTS) -> dict[str, list[str]]:
    """The tests (``path::name``, from the folder of the tests) of each number, sorted.

    Raises UnknownRequirementError for a number outside the list.
    """
    found: dict[str, list[str]] = {number: [] for number in WORDS}
    for path in sorted(folder.rglob("test_*.py")):
        for name, number in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            if number not in found:
                raise UnknownRequirementError(f"{path.name}::{name}: {number}")
            found[number].append(f"{path.relative_to(folder)}::{name}")
    return {number: sorted(set(tests)) for number, tests in found.items()}


def _marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Pairs of test and number; a mark on a module or class counts for each test in it."""
    yield from _within(tree.body, list(_of_module(tree)))


def _within(body: list[ast.stmt], outer: list[str]) -> Iterator[tuple[str, str]]:
    for node in body:
        if not isinstance(node, Definition):
            continue
        numbers = outer + [n for mark in node.decorator_list for n in _numbers(mark)]
        if isinstance(node, ast.ClassDef):
            yield from _within(node.body, numbers)
        elif node.name.startswith("test_"):
            yield from ((node.name, number) for number in numbers)


def _of_module(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            for mark in marks:
                yield from _numbers(mark)


def _numbers(mark: ast.expr) -> list[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.requirement":
        return [str(ast.literal_eval(argument)) for argument in mark.args]
    return []


def document() -> str:
    """The text of ``deploy/requirements.md``."""
    found = proofs()
    met = sum(1 for tests in found.values() if tests)
    parts = [HEAD, f"{met} of {len(found)} are met.\n"]
    for letter, title in KINDS.items():
        parts.append(f"\n## {title}\n")
        for number, words in WORDS.items():
            if number.startswith(letter):
                parts.append(f"\n**{number}** {words}\n")
                parts.extend(f"- `tests/{test}`\n" for test in found[number])
                if not found[number]:
                    parts.append(f"- {NOT_MET}\n")
    return "".join(parts)


def main() -> None:
    """Write the list, and say which numbers no test names."""
    TARGET.write_text(document(), encoding="utf-8")
    missing = [number for number, tests in proofs().items() if not tests]
    typer.echo(f"{TARGET.name}: {len(WORDS) - len(missing)} met, not met: {' '.join(missing)}")


if __name__ == "__main__":
    main()
