"""Bulk changes by filter: what the caller saw, or nothing; and the rows of other domains."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schema.core.database import transaction
from schema.core.principal import Scope
from schema.core.work import Work
from schema.screening.rules import ScreeningKind, SubjectType
from schema.screening.service import register_rules
from schema.screening.tables import finding, screening_run
from tests.schema.writing.conftest import Client, Federation, joining

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("R08")]

RESOLVE = """mutation($filter: FindingFilter!, $count: Int!, $key: String!) {
  resolveMatchingFindings(
    filter: $filter, expectedCount: $count, idempotencyKey: $key,
    input: {reason: "已更正"}, onFailure: SKIP_FAILED
  ) { succeeded failed rows { index id ok errors { code } } errors { code path details } }
}"""
STATES = "{ findings(first: 100) { nodes { status severity statusReason version } } }"
JOIN = """mutation($input: JoinUnionInput!, $key: String!) {
  joinUnion(input: $input, idempotencyKey: $key) { member { id version } errors { code } }
}"""
FORMS = """mutation($rows: [ChangeEmploymentInput!]!) {
  changeEmploymentForms(rows: $rows, onFailure: SKIP_FAILED, idempotencyKey: "forms") {
    succeeded rows { ok errors { code path } }
  }
}"""


async def make_findings(work: Work, union: UUID, severities: list[int]) -> None:
    await register_rules(work)
    run = await work.insert(screening_run, kind=ScreeningKind.PERIODIC, as_of=work.today)
    for severity in severities:
        await work.insert(
            finding,
            rule_code="M2",
            subject_type=SubjectType.UNION,
            subject_id=union,
            union_id=union,
            dedup_key=str(uuid4()),
            severity=severity,
            evidence={},
            first_seen_at=work.now,
            last_seen_at=work.now,
            first_run_id=run,
            run_id=run,
        )


async def resolve(client: Client, severity: int, count: int, key: str) -> Any:
    data = await client.send(RESOLVE, filter={"severity": {"eq": severity}}, count=count, key=key)
    return data["resolveMatchingFindings"]


async def test_as_many_as_expected_or_none(client: Client, federation: Federation) -> None:
    async with transaction(client.engine, client.principal) as work:
        await make_findings(work, federation.unions[0], [1, 1, 2])
    wrong = await resolve(client, 1, 3, "first")
    assert wrong["errors"] == [
        {"code": "COUNT_CHANGED", "path": ["expectedCount"], "details": {"count": 2}}
    ]
    right = await resolve(client, 1, 2, "second")
    assert (right["succeeded"], right["failed"], right["errors"]) == (2, 0, [])
    assert await resolve(client, 1, 2, "second") == right  # told again, done once
    found = (await client.ask(STATES))["findings"]["nodes"]
    told = sorted((row["severity"], row["status"], row["version"]) for row in found)
    assert told == [(1, "RESOLVED", 2), (1, "RESOLVED", 2), (2, "OPEN", 1)]


async def test_a_filter_finds_nothing_beyond_the_scope(
    client: Client, federation: Federation
) -> None:
    async with transaction(client.engine, client.principal) as work:
        await make_findings(work, federation.unions[0], [1])
        await make_findings(work, federation.unions[1], [1])
    local = client.as_other(scope=Scope(unions=(federation.towns[0],)))
    assert [e["code"] for e in (await resolve(local, 1, 2, "all"))["errors"]] == ["COUNT_CHANGED"]
    assert (await resolve(local, 1, 1, "own"))["succeeded"] == 1


async def test_forms_of_employment_in_bulk(client: Client, federation: Federation) -> None:
    rows = []
    for number in (1, 2):
        given = joining(federation.unions[0], number)
        made = (await client.send(JOIN, input=given, key=f"k{number}"))["joinUnion"]["member"]
        rows.append(
            {
                "id": made["id"],
                "expectedVersion": made["version"],
                "employmentForm": "NEW_FORM",
                "newFormGroup": "COURIER",
            }
        )
    rows[1]["employmentForm"] = "REGULAR"
    done = (await client.send(FORMS, rows=rows))["changeEmploymentForms"]
    assert done["succeeded"] == 1
    assert done["rows"][1]["errors"] == [{"code": "INVALID", "path": ["rows", "1", "newFormGroup"]}]
    members = await client.ask("{ members { nodes { employmentForm newFormGroup } } }")
    assert sorted(str(row["newFormGroup"]) for row in members["members"]["nodes"]) == [
        "COURIER",
        "None",
    ]
