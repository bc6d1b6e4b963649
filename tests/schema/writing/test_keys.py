"""One effect for each key, and the same answer for whoever asks again."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from schema.core import clock
from schema.core.database import transaction
from schema.core.idempotency import idempotency_key, purge_keys
from schema.core.principal import Scope
from schema.facilities.tables import facility
from tests.schema.writing.conftest import Client, Federation

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("R07")]

REGISTER = """mutation($input: RegisterFacilityInput!, $key: String!) {
  registerFacility(input: $input, idempotencyKey: $key) {
    facility { id code name version }
    errors { code path message details conflict { currentVersion } }
  }
}"""


def station(place: Federation, **more: object) -> dict[str, object]:
    return {
        "unionId": str(place.unions[0]),
        "divisionId": str(place.county),
        "kind": "LOVE_STATION",
        "name": "长安爱心驿站",
        **more,
    }


async def register(client: Client, key: str, given: dict[str, object]) -> Any:
    return (await client.send(REGISTER, input=given, key=key))["registerFacility"]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def counted(client: Client, table: sa.Table) -> int:
    async with transaction(client.engine, client.principal) as work:
        found = await work.execute(sa.select(sa.func.count()).select_from(table))
        return int(found.scalar_one())


@pytest.mark.chaos(13)
async def test_thirty_equal_calls_at_once(client: Client, federation: Federation) -> None:
    given = station(federation)
    answers = await asyncio.gather(*(register(client, "one", given) for _ in range(30)))
    assert answers[0]["errors"] == []
    assert all(answer == answers[0] for answer in answers)
    assert await counted(client, facility) == 1


async def test_an_expected_failure_is_replayed(client: Client, federation: Federation) -> None:
    given = station(federation, divisionId=str(uuid4()))
    first = await register(client, "bad", given)
    assert codes(first) == ["NOT_FOUND"]
    assert await register(client, "bad", given) == first
    assert await counted(client, facility) == 0


async def test_another_input_or_operation_is_refused(
    client: Client, federation: Federation
) -> None:
    assert codes(await register(client, "mine", station(federation))) == []
    other = await register(client, "mine", station(federation, name="另一驿站"))
    assert codes(other) == ["IDEMPOTENCY_KEY_REUSED"]
    assert other["errors"][0]["path"] == ["idempotencyKey"]
    union = """mutation($input: CreateUnionInput!) {
      createUnion(input: $input, idempotencyKey: "mine") { errors { code } } }"""
    made = await client.send(
        union,
        input={
            "code": "X",
            "name": "某工会",
            "kind": "GRASSROOTS_UNION",
            "divisionId": str(federation.county),
            "parentId": str(federation.towns[0]),
        },
    )
    assert codes(made["createUnion"]) == ["IDEMPOTENCY_KEY_REUSED"]
    assert await counted(client, facility) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_its_bounds(client: Client, federation: Federation, key: str) -> None:
    assert codes(await register(client, key, station(federation))) == ["INVALID"]
    assert await counted(client, idempotency_key) == 0


async def test_keys_belong_to_their_user(client: Client, federation: Federation) -> None:
    first = await register(client, "shared", station(federation))
    other = client.as_other(subject=f"user:{uuid4()}")
    second = await register(other, "shared", station(federation))
    assert first["facility"]["id"] != second["facility"]["id"]


async def test_a_replay_obeys_present_access(client: Client, federation: Federation) -> None:
    """What is kept is the row's id: the answer is read again by whoever asks."""
    given = station(federation)
    first = await register(client, "seen", given)
    narrow = client.as_other(scope=Scope(unions=(federation.towns[1],)))
    again = await register(narrow, "seen", given)
    assert first["facility"] is not None
    assert again == {"facility": None, "errors": []}


async def test_a_failure_of_ours_leaves_neither_effect_nor_key(
    client: Client, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("schema.core.idempotency.keep", broken)
        with pytest.raises(AssertionError):
            await register(client, "crash", station(federation))
    assert await counted(client, facility) == 0
    assert await counted(client, idempotency_key) == 0
    assert codes(await register(client, "crash", station(federation))) == []


async def test_expired_keys_go_and_may_be_used_again(
    client: Client, federation: Federation
) -> None:
    await register(client, "old", station(federation))
    await register(client, "new", station(federation, name="乙"))
    async with transaction(client.engine, client.principal) as work:
        await work.execute(
            sa.update(idempotency_key)
            .where(idempotency_key.c.key == "old")
            .values(
                created_at=clock.now() - timedelta(hours=50),
                expires_at=clock.now() - timedelta(hours=1),
            )
        )
    again = await register(client, "old", station(federation, name="丙"))
    assert codes(again) == []
    async with transaction(client.engine, client.principal) as work:
        assert await purge_keys(work) == 0
        await work.execute(
            sa.update(idempotency_key).values(
                created_at=clock.now() - timedelta(hours=50),
                expires_at=clock.now() - timedelta(hours=1),
            )
        )
    cleaner = client.as_other(subject="job:purge")
    async with transaction(cleaner.engine, cleaner.principal) as work:
        assert await purge_keys(work) == 2


async def test_nothing_of_the_input_is_kept(client: Client, federation: Federation) -> None:
    await register(client, "quiet", station(federation, name="绝密驿站"))
    async with transaction(client.engine, client.principal) as work:
        row = (await work.execute(sa.select(idempotency_key))).one()
    assert "绝密" not in str(row)
    assert len(row.input_digest) == 32
    assert row.expires_at - row.created_at >= timedelta(hours=24)
