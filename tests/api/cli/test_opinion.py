"""``gonghui opinion`` as an operator runs it, without a database."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from api.cli import app


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """The command sends its log to the standard error that the runner closes behind it."""
    yield
    structlog.reset_defaults()


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"GONGHUI_DATA": str(folder)}).invoke(app, ["opinion", *arguments])
    return result.exit_code, result.stdout


def test_classify_prints_one_line_a_post_in_order(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    texts = ["老板拖欠我们三个月工资", "", "今天天气真好", "工资\u2028到账\x85了"]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    posts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, printed = run(tmp_path, "classify", "--tier", "0", "--file", str(posts))
    assert status == 0
    found = [json.loads(line) for line in printed.strip().split("\n")]
    assert len(found) == len(texts)
    assert (found[0]["negative"], found[0]["topics"][0]["code"]) == (True, "T01")
    assert found[2]["negative"] is False
    for one in found:
        assert list(one) == ["negative", "p_negative", "topics", "severity"]
        scores = [topic["score"] for topic in one["topics"]]
        assert scores == sorted(scores, reverse=True)
        assert one["severity"] in range(5)


def test_a_line_that_is_no_post_is_named(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"text": "好"}\n{"words": 1}\n', encoding="utf-8")
    assert run(tmp_path, "classify", "--tier", "0", "--file", str(posts))[0] != 0
    assert run(tmp_path, "classify", "--file", str(tmp_path / "none"))[0] != 0


def test_evaluate_judges_a_file_of_ones_own(tmp_path: Path) -> None:
    lines = [
        {"text": "老板拖欠我们三个月工资不给", "negative": True, "topic": "T01", "severity": 2},
        {"text": "真的不想活了", "negative": True, "topic": "T17", "severity": 4},
        {"text": "今天天气真好", "negative": False, "topic": None, "severity": 0},
    ]
    judged = tmp_path / "judge.jsonl"
    judged.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    status, printed = run(tmp_path, "evaluate", "--tier", "0", "--file", str(judged))
    assert status == 0
    for figure in ("accuracy", "F1", "macro-F1", "top-3", "grave", "shown:", "texts a second"):
        assert figure in printed
