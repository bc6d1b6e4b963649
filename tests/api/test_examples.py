"""The example queries of GraphiQL: readable, and valid against the platform's schema."""

import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate

from api.web_build import WEB
from schema.root import platform_schema

EXAMPLES = sorted((WEB / "src/examples").glob("*.graphql"))
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_there_are_examples_with_a_title_each() -> None:
    assert len(EXAMPLES) >= 6
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in EXAMPLES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_explains_itself_and_is_valid(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title, description = text.splitlines()[:2]
    for line in (title, description):
        assert line.startswith("# ")
        assert CHINESE.search(line)
    document = parse(text)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name is not None
    assert validate(platform_schema().graphql, document) == []
