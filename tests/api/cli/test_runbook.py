"""Every command of the runbook that is marked to be run, on a fresh platform."""

import asyncio
import base64
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal
from schema.operations.rules import INITIAL_PARAMETERS
from tests.schema.conftest import seed_parameters

RUNBOOK = Path(__file__).parents[3] / "deploy" / "runbook.md"


def commands() -> list[list[str]]:
    """The lines of the blocks that say ``run``."""
    blocks = re.findall(
        r"^```run\n(.*?)^```$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line]


async def with_parameters(stores: Stores, principal: Principal) -> None:
    """What a first start puts into a database."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
    await engine.dispose()


@pytest.mark.slow
def test_the_commands_of_the_runbook_run(
    fresh_database: Stores, principal: Principal, tmp_path: Path
) -> None:
    asyncio.run(with_parameters(fresh_database, principal))
    key = base64.b64encode(os.urandom(32)).decode()
    environment = {**os.environ, **fresh_database.environment(), "GONGHUI_BACKUP_KEY": key}
    found = commands()
    assert len(found) >= 5
    for program, *words in found:
        assert program == "gonghui"
        done = subprocess.run(
            [sys.executable, "-P", "-m", "api.cli", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert (tmp_path / "backup.gonghui").stat().st_size > 10_000
