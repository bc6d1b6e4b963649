"""``gonghui screening`` as an operator runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.common import write
from api.cli.screening import told, words
from api.platform.stores import Stores
from schema.core.work import Work
from schema.screening.service import preview_rule
from tests.schema.screening.world import make_world


def test_rules_are_listed_without_a_database(tmp_path: Path) -> None:
    result = CliRunner(env={"GONGHUI_DATA": str(tmp_path)}).invoke(
        app, ["screening", "rules", "--json"]
    )
    assert result.exit_code == 0
    listed = {rule["id"]: rule for rule in json.loads(result.stdout)}
    assert {"M1", "D1", "A1", "S5", "U12"} <= listed.keys()
    wanted = {"id", "kinds", "severity", "parameters", "inputs", "dedupKey", "action"}
    assert all(wanted <= rule.keys() for rule in listed.values())
    assert listed["M7"]["kinds"] == ["PERIODIC", "SPECIAL"]
    (waiting,) = listed["M3"]["parameters"]
    assert (waiting["key"], waiting["value"]) == ("working_days", 10)
    assert list(tmp_path.iterdir()) == []


async def planted(work: Work) -> tuple[str, str]:
    """What a dry run of M2 says of one bad member, as text and as JSON."""
    world = await make_world(work)
    await world.a_member(document_check="CHECKSUM")
    found = await preview_rule(work, "M2", limit=5)
    assert await world.findings() == []
    return words(found), json.dumps(told(found), ensure_ascii=False)


@pytest.mark.anyio
async def test_a_dry_run_explains_its_hits_and_writes_nothing(fresh_database: Stores) -> None:
    text, data = await write(fresh_database.writer_url, planted)
    assert "1 hits" in text
    assert "存在的问题 DOCUMENT_CHECKSUM" in text
    (hit,) = json.loads(data)["hits"]
    assert hit["evidence"] == {"problems": ["DOCUMENT_CHECKSUM"]}
    assert hit["explanation"].startswith("在册会员证件校验不通过")


def test_a_dry_run_is_of_one_rule(tmp_path: Path) -> None:
    result = CliRunner(env={"GONGHUI_DATA": str(tmp_path)}).invoke(
        app, ["screening", "run", "--dry-run"]
    )
    assert result.exit_code == 2
    assert "--rule" in result.stderr
    assert list(tmp_path.iterdir()) == []
