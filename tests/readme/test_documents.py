"""The two READMEs tell the same, and nothing that they name is missing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from schema.core.settings import Settings
from tests.readme.documents import (
    CHINESE,
    ENGLISH,
    PROGRAM,
    READMES,
    ROOT,
    blocks,
    commands,
    examples,
)

# Commands that tests/readme does not run itself: who runs them, and the words that show it.
ELSEWHERE = {
    "apt-get install python3 python3-venv make": ("Makefile", "apt-get install python3 python3-"),
    "make run": ("tests/api/cli/test_up.py", '"-m", "api.cli", "up"'),
    "make test": (".ci/run", "exec make test"),
    "make lint": ("Makefile", "test: setup-test browser lint"),
    "make bench": ("tests/readme/test_documents.py", '"-m", "tests.benchmark"'),
    "make help": ("tests/api/platform/test_makefile.py", "test_help_names_the_two_commands"),
    "psql -v ON_ERROR_STOP=1 -f deploy/roles.sql postgres": (
        "tests/api/platform/test_roles.py",
        '"ON_ERROR_STOP=1", "-f", SCRIPT, "postgres"',
    ),
}
LINK = re.compile(r"\]\(([^)#:]+)\)")
PATH = re.compile(r"`((?:api|schema|workers|migrations|tests|deploy)/[\w./-]*)`")
VARIABLE = re.compile(r"^\| `(GONGHUI_\w+)` \|", re.MULTILINE)
LEAST_EXAMPLES = 5
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


def test_both_languages_have_the_same_blocks() -> None:
    assert commands(CHINESE) == commands(ENGLISH)
    code = ("graphql", "json", "ini")
    assert blocks(CHINESE, *code) == blocks(ENGLISH, *code)


def test_every_command_is_run_by_a_test() -> None:
    others = [line for line in commands(ENGLISH) if not line.startswith(f"{PROGRAM} ")]
    assert sorted(others) == sorted(ELSEWHERE)


@pytest.mark.parametrize("command", ELSEWHERE)
def test_where_others_run_a_command(command: str) -> None:
    file, words = ELSEWHERE[command]
    assert words in (ROOT / file).read_text(encoding="utf-8")
    program, *arguments = command.split()
    if program == "make":
        assert re.search(rf"^{arguments[0]}:.* ## ", MAKEFILE, re.MULTILINE)


def test_what_make_runs() -> None:
    assert "gonghui up" in MAKEFILE
    assert "$(PYTHON) -m tests.benchmark" in MAKEFILE


def test_the_benchmark_starts() -> None:
    words = [sys.executable, "-m", "tests.benchmark", "--help"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "PostGraphile" in done.stdout


@each_readme
def test_there_are_five_answers(readme: Path) -> None:
    answered = [example for example in examples(readme) if example.answer is not None]
    assert len(answered) >= LEAST_EXAMPLES


@each_readme
def test_links_and_paths_lead_somewhere(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    named = [*LINK.findall(text), *PATH.findall(text)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_readme
def test_every_setting_is_listed(readme: Path) -> None:
    listed = VARIABLE.findall(readme.read_text(encoding="utf-8"))
    assert listed == [f"GONGHUI_{name.upper()}" for name in Settings.model_fields]
