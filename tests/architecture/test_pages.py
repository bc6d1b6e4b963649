"""The dashboard's lists name only documents that the build writes."""

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "api" / "web" / "src" / "dashboard"
LISTS = (PAGES / "lists.ts").read_text(encoding="utf-8")


def test_every_list_has_its_document() -> None:
    text = (PAGES / "documents" / "lists.graphql").read_text(encoding="utf-8")
    written = set(re.findall(r"^fragment (\w+)", text, re.MULTILINE))
    named = set(re.findall(r"list: '(\w+)'", LISTS))
    assert len(named) > 90
    assert named - written == set()


@pytest.mark.parametrize("kind", ["actions", "bulk"])
def test_every_step_has_its_document(kind: str) -> None:
    text = (PAGES / "documents" / "steps.graphql").read_text(encoding="utf-8")
    groups = re.findall(rf"{kind}: \[([^\]]*)\]", LISTS)
    named = {name for group in groups for name in re.findall(r"'(\w+)'", group)}
    assert named
    assert named - set(re.findall(r"\w+", text)) == set()
