"""Triples: a query, the one statement it becomes, the answer on the planted federation.

``UPDATE_SNAPSHOTS=1`` rewrites the .sql and .json files; a plain run only compares.
The first line of a .graphql file may say who asks: ``# as: analyst`` or ``# as: town``.
``# any type`` says that the statement looks into every type there is: it is not kept,
since each new type would change it.
"""

import json
import os
from pathlib import Path

import pytest

from schema.core.principal import Principal
from tests.planner.conftest import ADMINISTRATOR, ANALYST, Client, within
from tests.planner.federation import TOWN

pytestmark = pytest.mark.anyio
CASES = sorted(Path(__file__).with_name("cases").glob("*.graphql"))
WHO = {"administrator": ADMINISTRATOR, "analyst": ANALYST, "town": within(TOWN)}
UPDATE = os.environ.get("UPDATE_SNAPSHOTS") == "1"


def asker(query: str) -> Principal:
    first = query.split("\n", 1)[0]
    return WHO[first.removeprefix("# as: ")] if first.startswith("# as: ") else ADMINISTRATOR


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
async def test_case(case: Path, client: Client) -> None:
    query = case.read_text()
    variables_file = case.with_suffix(".variables.json")
    variables = json.loads(variables_file.read_text()) if variables_file.exists() else None
    who = asker(query)
    sql = client.sql(query, variables, who) + "\n"
    answer = json.dumps(await client(query, variables, who), ensure_ascii=False, indent=1) + "\n"
    kept = "# any type" not in query
    if UPDATE:
        case.with_suffix(".json").write_text(answer)
    if UPDATE and kept:
        case.with_suffix(".sql").write_text(sql)
    assert not kept or sql == case.with_suffix(".sql").read_text()
    assert answer == case.with_suffix(".json").read_text()
