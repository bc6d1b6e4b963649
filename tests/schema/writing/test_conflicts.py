"""No update is lost: a version on every change, and a conflict that says what differs."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.audit import audit_event
from schema.core.database import transaction
from schema.facilities.tables import facility
from tests.schema.writing.conftest import Client, Federation, add_facility

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("R08")]

CHANGE = """mutation($input: ChangeFacilityStatusInput!) {
  changeFacilityStatus(input: $input) {
    facility { status version }
    errors { code path conflict { currentVersion fields { name current yours } } }
  }
}"""
MANY = """mutation($rows: [ChangeFacilityStatusInput!]!, $policy: BulkPolicy!, $key: String!) {
  changeFacilityStatuses(rows: $rows, onFailure: $policy, idempotencyKey: $key) {
    succeeded failed
    rows { index id ok errors {
      code path conflict { currentVersion fields { name current yours } } } }
    errors { code path }
  }
}"""


async def stations(client: Client, place: Federation, number: int) -> list[UUID]:
    async with transaction(client.engine, client.principal) as work:
        return [await add_facility(work, place, place.unions[0]) for _ in range(number)]


def step(made: UUID, status: str = "APPROVED", version: int = 1) -> dict[str, object]:
    return {"id": str(made), "expectedVersion": version, "status": status}


async def change(client: Client, given: dict[str, object]) -> Any:
    return (await client.send(CHANGE, input=given))["changeFacilityStatus"]


async def change_many(
    client: Client, rows: list[dict[str, object]], policy: str, key: str = "bulk"
) -> Any:
    data = await client.send(MANY, rows=rows, policy=policy, key=key)
    return data["changeFacilityStatuses"]


async def states(client: Client) -> dict[UUID, tuple[str, int]]:
    async with transaction(client.engine, client.principal) as work:
        found = await work.execute(sa.select(facility.c.id, facility.c.status, facility.c.version))
        return {row.id: (str(row.status), row.version) for row in found}


async def test_a_conflict_tells_what_differs(client: Client, federation: Federation) -> None:
    [made] = await stations(client, federation, 1)
    first = await change(client, step(made))
    assert first["facility"] == {"status": "APPROVED", "version": 2}
    stale = await change(client, step(made, "CLOSED"))
    assert stale["facility"] is None
    assert stale["errors"] == [
        {
            "code": "CONFLICT",
            "path": ["expectedVersion"],
            "conflict": {
                "currentVersion": 2,
                "fields": [{"name": "status", "current": "APPROVED", "yours": "CLOSED"}],
            },
        }
    ]


@pytest.mark.requirement("R09")
@pytest.mark.chaos(14)
async def test_fifty_editors_of_one_row(client: Client, federation: Federation) -> None:
    """One of them changes it, all others are told; nobody waits for ever."""
    [made] = await stations(client, federation, 1)
    answers = await asyncio.gather(*(change(client, step(made)) for _ in range(50)))
    told = Counter(error["code"] for answer in answers for error in answer["errors"])
    assert sum(answer["facility"] is not None for answer in answers) == 1
    assert told["CONFLICT"] + told["BUSY"] == 49
    assert set(told) <= {"CONFLICT", "BUSY"}
    assert await states(client) == {made: ("APPROVED", 2)}


@pytest.mark.requirement("R09")
async def test_an_illegal_step_is_coded(client: Client, federation: Federation) -> None:
    [made] = await stations(client, federation, 1)
    refused = await change(client, step(made, "OPEN"))
    assert [error["code"] for error in refused["errors"]] == ["ILLEGAL_TRANSITION"]
    assert await states(client) == {made: ("PROPOSED", 1)}


async def test_all_or_nothing(client: Client, federation: Federation) -> None:
    made = await stations(client, federation, 3)
    rows = [step(made[0]), step(made[1], version=7), step(made[2], "OPEN")]
    answer = await change_many(client, rows, "REJECT_ALL")
    assert [error["code"] for error in answer["errors"]] == ["BULK_REJECTED"]
    assert (answer["succeeded"], answer["failed"]) == (0, 2)
    assert [row["ok"] for row in answer["rows"]] == [False, False, False]
    assert [[e["code"] for e in row["errors"]] for row in answer["rows"]] == [
        [],
        ["CONFLICT"],
        ["ILLEGAL_TRANSITION"],
    ]
    assert set((await states(client)).values()) == {("PROPOSED", 1)}
    assert await change_many(client, rows, "REJECT_ALL") == answer


@pytest.mark.requirement("R07")
async def test_skip_failed(client: Client, federation: Federation) -> None:
    made = await stations(client, federation, 3)
    rows = [step(made[0]), step(made[1], version=7), step(made[2])]
    answer = await change_many(client, rows, "SKIP_FAILED")
    assert answer["errors"] == []
    assert (answer["succeeded"], answer["failed"]) == (2, 1)
    failed = answer["rows"][1]
    assert (failed["index"], failed["ok"], failed["id"]) == (1, False, str(made[1]))
    assert failed["errors"][0]["path"] == ["rows", "1", "expectedVersion"]
    assert failed["errors"][0]["conflict"]["currentVersion"] == 1
    assert await states(client) == {
        made[0]: ("APPROVED", 2),
        made[1]: ("PROPOSED", 1),
        made[2]: ("APPROVED", 2),
    }
    assert await change_many(client, rows, "SKIP_FAILED") == answer  # told again, done once
    assert (await states(client))[made[0]] == ("APPROVED", 2)


async def test_each_row_of_a_bulk_change_is_audited(client: Client, federation: Federation) -> None:
    made = await stations(client, federation, 3)
    await change_many(client, [step(one) for one in made], "SKIP_FAILED")
    async with transaction(client.engine, client.principal) as work:
        audited = await work.execute(
            sa.select(audit_event.c.entity_id, audit_event.c.actor).where(
                audit_event.c.entity == "facility", audit_event.c.action == "UPDATE"
            )
        )
        assert Counter(tuple(row) for row in audited) == Counter(
            {(one, client.principal.subject): 1 for one in made}
        )


async def test_a_bulk_call_has_its_bounds(client: Client, federation: Federation) -> None:
    [made] = await stations(client, federation, 1)
    for number in (0, 101):
        answer = await change_many(client, [step(made)] * number, "SKIP_FAILED", f"n{number}")
        assert [error["code"] for error in answer["errors"]] == ["INVALID"]
    assert await states(client) == {made: ("PROPOSED", 1)}
