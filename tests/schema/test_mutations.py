"""The first mutations, as a client sends them: payloads read back, failures as data."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.principal import Principal, Role
from schema.core.read_log import ReadLog
from schema.organisation import service
from schema.organisation.rules import UnionKind, UnionStatus
from schema.planner.operation import Planner
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.schema.conftest import INITIAL_PARAMETERS, citizen_number, seed_parameters

pytestmark = pytest.mark.anyio

Send = Callable[..., Awaitable[Any]]
NUMBER = citizen_number(date(1988, 8, 8), 13)


@dataclass(frozen=True)
class Context:
    """What the endpoint gives to resolvers."""

    principal: Principal
    engine: AsyncEngine
    read_pool: ReadPool
    planner: Planner


@pytest.fixture
async def ids(fresh_database: Stores, engine: AsyncEngine, principal: Principal) -> dict[str, str]:
    """A county with its city federation and rule parameters, committed."""
    del fresh_database
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        place = await service.add_division(work, code="430682", name="临湘市")
        city = await service.create_union(
            work,
            code="CITY",
            name="临湘市总工会",
            kind=UnionKind.FEDERATION,
            division_id=place,
            level=4,
            status=UnionStatus.ACTIVE,
        )
    return {"division": str(place), "city": str(city)}


@pytest.fixture
async def send(
    ids: dict[str, str], migrated: Stores, engine: AsyncEngine, principal: Principal
) -> AsyncIterator[Send]:
    """Sends one mutation and returns its payload."""
    del ids
    schema = platform_schema()
    assert schema.graphql.mutation_type is not None
    mutations = schema.graphql.mutation_type.fields
    async with ReadPool(migrated.reader_url, 1, ReadLog(engine)) as pool:

        async def run(
            name: str, select: str, who: Principal = principal, /, **given: Any
        ) -> dict[str, Any]:
            kind = name[0].upper() + name[1:] + "Input"
            keyed = "idempotencyKey" in mutations[name].args
            key = f', idempotencyKey: "{uuid4()}"' if keyed else ""
            text = (
                f"mutation($input: {kind}!) {{ {name}(input: $input{key}) {{ {select} errors {{"
                " code path details conflict { currentVersion fields { name current yours } } } } }"
            )
            context = Context(who, engine, pool, schema.planner)
            result = await schema.strawberry.execute(
                text, variable_values={"input": given}, context_value=context
            )
            assert result.errors is None
            assert result.data is not None
            payload: dict[str, Any] = result.data[name]
            return payload

        yield run


async def make_union(send: Send, ids: dict[str, str]) -> str:
    payload = await send(
        "createUnion",
        "union { id level parent { name } division { code } }",
        code="TOWN",
        name="长安街道工会",
        kind="TOWNSHIP_UNION",
        divisionId=ids["division"],
        parentId=ids["city"],
        status="ACTIVE",
    )
    assert payload["errors"] == []
    union = payload["union"]
    assert (union["level"], union["parent"]["name"]) == (5, "临湘市总工会")
    assert union["division"] == {"code": "430682"}
    return str(union["id"])


async def join(send: Send, union: str, **more: Any) -> dict[str, Any]:
    given = {
        "unionId": union,
        "name": "陈一",
        "documentKind": "RESIDENT_ID",
        "documentNumber": NUMBER,
        "employmentForm": "NEW_FORM",
        "newFormGroup": "COURIER",
        "status": "ACTIVE",
        "joinedOn": "2024-03-01",
        **more,
    }
    selected = "member { id version status joinedOn person { id sex documentNumberMask } }"
    payload: dict[str, Any] = await send("joinUnion", selected, **given)
    return payload


async def test_from_a_union_to_aid(send: Send, ids: dict[str, str]) -> None:
    union = await make_union(send, ids)
    member = (await join(send, union))["member"]
    assert member["joinedOn"] == "2024-03-01"
    assert member["person"]["documentNumberMask"] == f"430682********{NUMBER[-4:]}"
    done = await send(
        "setLivingStandard",
        "done",
        divisionId=ids["division"],
        area="URBAN",
        monthly=65_000,
        validFrom="2024-01-01",
        documentNumber="试〔2024〕1号",
    )
    assert done == {"done": True, "errors": []}
    payload = await send(
        "openDossier",
        "dossier { id status category household { relation wageIncome }"
        " assessments(first: 1) { edges { node { perCapitaNet livingStandard } } } }",
        personId=member["person"]["id"],
        unionId=union,
        membershipId=member["id"],
        primaryCause="SELF_ILLNESS",
        needs=["MEDICAL"],
        household=[
            {"name": "陈一", "relation": "SELF", "wageIncome": 2_400_000},
            {"name": "陈二", "relation": "DAUGHTER"},
        ],
        assessment={"rigidExpenditure": 1_200_000},
    )
    assert payload["errors"] == []
    dossier = payload["dossier"]
    assert (dossier["status"], dossier["category"]) == ("DRAFT", "DEEP")
    assert dossier["assessments"]["edges"] == [
        {"node": {"perCapitaNet": 50_000, "livingStandard": 65_000}}
    ]
    payload = await send(
        "requestAssistance",
        "assistanceRecord { status amount dossier { id } }",
        dossierId=dossier["id"],
        kind="MEDICAL",
        fundLevel="LOCAL_UNION",
        periodKey="2026",
        amount=100_000,
    )
    assert payload["assistanceRecord"] == {
        "status": "SUBMITTED",
        "amount": 100_000,
        "dossier": {"id": dossier["id"]},
    }


async def test_failures_are_data(send: Send, ids: dict[str, str]) -> None:
    union = await make_union(send, ids)
    bad = await join(send, union, documentNumber="430682198511200018")
    assert bad["member"] is None
    assert bad["errors"] == [
        {
            "code": "DOCUMENT_INVALID",
            "path": ["documentNumber"],
            "details": {"check": "CHECKSUM"},
            "conflict": None,
        }
    ]
    member = (await join(send, union))["member"]
    stale = await send(
        "changeMembershipStatus",
        "member { id }",
        id=member["id"],
        expectedVersion=9,
        status="RETAINED",
        reason="退休",
    )
    assert stale["errors"][0]["code"] == "CONFLICT"
    assert stale["errors"][0]["conflict"] == {
        "currentVersion": 1,
        "fields": [{"name": "status", "current": "ACTIVE", "yours": "RETAINED"}],
    }
    illegal = await send(
        "changeMembershipStatus",
        "member { id }",
        id=member["id"],
        expectedVersion=1,
        status="APPLIED",
    )
    assert illegal["errors"][0]["code"] == "ILLEGAL_TRANSITION"
    malformed = await send(
        "moveUnion", "union { id }", id="7", expectedVersion=1, parentId=ids["city"]
    )
    assert malformed["errors"] == [
        {"code": "INVALID", "path": ["id"], "details": None, "conflict": None}
    ]


async def test_a_reference_to_nothing_is_not_found(send: Send, ids: dict[str, str]) -> None:
    nothing = "00000000-0000-7000-8000-00000000dead"
    payload = await send(
        "registerFacility",
        "facility { id }",
        unionId=ids["city"],
        divisionId=nothing,
        kind="LOVE_STATION",
        name="某驿站",
    )
    assert payload["errors"][0]["code"] == "NOT_FOUND"


async def test_a_station_and_its_inspection(send: Send, ids: dict[str, str]) -> None:
    payload = await send(
        "registerFacility",
        "facility { id longitude status }",
        unionId=ids["city"],
        divisionId=ids["division"],
        kind="LOVE_STATION",
        name="长安爱心驿站",
        status="OPEN",
        openedOn="2023-07-01",
        longitude="113.450123",
        latitude="29.476",
        areaM2="20.5",
    )
    assert payload["errors"] == []
    assert payload["facility"]["longitude"] == "113.450123"
    payload = await send(
        "recordInspection",
        "inspection { fixDueOn facility { status } }",
        facilityId=payload["facility"]["id"],
        kind="CITY",
        inspectedOn="2026-03-02",
        result="FIX_REQUIRED",
        faultLevel="ORDINARY",
        score=80,
    )
    assert payload["inspection"] == {"fixDueOn": "2026-03-09", "facility": {"status": "OPEN"}}


async def test_an_analyst_changes_nothing(
    send: Send, ids: dict[str, str], principal: Principal
) -> None:
    analyst = replace(principal, role=Role.ANALYST)
    payload = await send(
        "createUnion",
        "union { id }",
        analyst,
        code="X",
        name="某工会",
        kind="GRASSROOTS_UNION",
        divisionId=ids["division"],
        parentId=ids["city"],
    )
    assert payload["union"] is None
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
