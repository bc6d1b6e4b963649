"""Rules that analysts write: checked word by word, tried, published by another, explained."""

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from schema.core.errors import DomainError
from schema.core.principal import Principal, Scope
from schema.core.roles import Role
from schema.membership.tables import membership, person
from schema.screening import service
from schema.screening.rules import ScreeningKind, SubjectType
from schema.screening.service.authoring import trials
from schema.screening.service.authoring.compiling import compile_rule
from schema.screening.service.authoring.terms import Author
from schema.screening.tables import rule_trial, screening_rule_version
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio
ENDING: dict[str, Any] = {
    "all": [
        {"field": "status", "is": "in", "value": ["ACTIVE"]},
        {"field": "person.migrant", "is": "eq", "value": True},
        {"field": "contractEndOn", "within": {"days": 30, "direction": "next"}},
    ]
}


def acting(world: World, role: Role, name: str) -> World:
    who = Principal(f"user:{name}", role, Scope(covers_all=True))
    return dataclasses.replace(world, work=dataclasses.replace(world.work, principal=who))


async def draft(world: World, expression: object, **values: Any) -> UUID:
    facts: dict[str, Any] = {
        "name": "合同将到期的农民工",
        "subject_type": SubjectType.MEMBERSHIP,
        "severity": 2,
        "kinds": [ScreeningKind.PERIODIC],
    }
    author = acting(world, Role.ANALYST, "analyst")
    return await service.draft_rule(author.work, **{**facts, **values}, expression=expression)


async def ending(world: World, days: int, *, migrant: bool = True) -> UUID:
    made = await world.a_member(migrant=migrant)
    end = world.today + timedelta(days=days)
    await world.work.execute(
        sa.update(membership).where(membership.c.person_id == made).values(contract_end_on=end)
    )
    return made


async def test_from_draft_to_an_explained_finding(world: World) -> None:
    member = await ending(world, 30)
    for days, migrant in ((31, True), (-1, True), (30, False)):
        await ending(world, days, migrant=migrant)
    version = await draft(world, ENDING)
    leader = acting(world, Role.CITY_LEADER, "leader")
    await service.publish_rule(leader.work, version_id=version, expected_version=1)

    (row,) = await world.found("X0001")

    assert row.rule_version_id == version
    words = [node["words"] for node in row.explanation["nodes"]]
    assert words == ["会籍状态属于“在册”", "职工的农民工等于是", "劳动合同止在今后 30 天内"]
    assert [node["holds"] for node in row.explanation["nodes"]] == [True, True, True]
    assert [node["path"] for node in row.explanation["nodes"]] == ["all.0", "all.1", "all.2"]
    end = (world.today + timedelta(days=30)).isoformat()
    assert row.evidence == {words[0]: "ACTIVE", words[1]: True, words[2]: end}
    await world.change(person, member, migrant=False)
    await world.ends("X0001")


async def test_whoever_wrote_a_rule_does_not_publish_it(world: World) -> None:
    version = await draft(world, ENDING)
    author = acting(world, Role.CITY_LEADER, "analyst")
    with pytest.raises(DomainError) as refused:
        await service.publish_rule(author.work, version_id=version, expected_version=1)
    assert refused.value.code.value == "SECOND_PERSON"
    stranger = acting(world, Role.ANALYST, "other")
    with pytest.raises(DomainError) as refused:
        await service.publish_rule(stranger.work, version_id=version, expected_version=1)
    assert refused.value.code.value == "FORBIDDEN"


async def test_a_published_version_never_changes(world: World) -> None:
    version = await draft(world, ENDING)
    leader = acting(world, Role.CITY_LEADER, "leader")
    await service.publish_rule(leader.work, version_id=version, expected_version=1)
    with pytest.raises(IntegrityError):
        async with world.work.connection.begin_nested():
            await world.change(screening_rule_version, version, severity=4)

    author = acting(world, Role.ANALYST, "analyst")
    other = {"field": "frontline", "is": "eq", "value": True}
    second = await service.revise_rule(
        author.work, version_id=version, expected_version=2, severity=3, expression=other
    )
    assert second != version
    await service.publish_rule(leader.work, version_id=second, expected_version=1)
    rows = await world.work.execute(
        sa.select(screening_rule_version.c.number, screening_rule_version.c.status)
        .where(screening_rule_version.c.id.in_((version, second)))
        .order_by(screening_rule_version.c.number)
    )
    assert [tuple(row) for row in rows] == [(1, "RETIRED"), (2, "PUBLISHED")]


async def test_a_trial_tells_what_is_new_gone_and_the_same(world: World) -> None:
    for days in (10, 20, 40):
        await ending(world, days)
    leader = acting(world, Role.CITY_LEADER, "leader")
    version = await draft(world, ENDING)
    await service.publish_rule(leader.work, version_id=version, expected_version=1)
    later = {"field": "contractEndOn", "within": {"days": 50, "direction": "next"}}
    sooner = {"not": {"field": "contractEndOn", "within": {"days": 15, "direction": "next"}}}
    author = acting(world, Role.ANALYST, "analyst")
    changed = {"all": [later, sooner]}
    second = await service.revise_rule(
        author.work, version_id=version, expected_version=2, severity=2, expression=changed
    )

    trial = await service.try_rule(author.work, version_id=second)

    row = (await world.work.execute(sa.select(rule_trial).where(rule_trial.c.id == trial))).one()
    assert (row.hits, row.fresh, row.gone, row.same) == (2, 1, 1, 1)
    assert row.planned_cost > 0
    assert sorted(sample["difference"] for sample in row.samples) == ["GONE", "NEW", "SAME"]
    assert await world.findings() == []


async def test_a_trial_that_takes_too_long_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = sa.select(sa.func.pg_sleep(5))
    monkeypatch.setattr(trials, "_difference", lambda *_: slow)
    monkeypatch.setattr(trials, "PATIENCE", sa.text("set local statement_timeout = '20ms'"))
    version = await draft(world, ENDING)
    author = acting(world, Role.ANALYST, "analyst")

    with pytest.raises(DomainError) as refused:
        await service.try_rule(author.work, version_id=version)
    assert refused.value.code.value == "RULE_TOO_SLOW"


async def test_figures_over_a_relation_name_their_rows(world: World) -> None:
    busy, idle = [await world.a_dossier(await world.a_member()) for _ in range(2)]
    owner = await world.a_member()
    aid = [await world.some_aid(owner, busy, kind=kind) for kind in ("MEDICAL", "LIVING")]
    old = world.today - timedelta(days=400)
    await world.some_aid(owner, idle, kind="MEDICAL", paid_on=old)
    expression = {
        "all": [
            {
                "count": {
                    "of": "assistanceRecords",
                    "where": {"field": "status", "is": "eq", "value": "PAID"},
                    "within": {"field": "paidOn", "days": 365},
                },
                "is": "gte",
                "value": 2,
            },
            {
                "sum": {"of": "assistanceRecords", "field": "amount"},
                "is": "gt",
                "value": 100_000,
            },
        ]
    }
    version = await draft(world, expression, subject_type=SubjectType.DOSSIER)
    leader = acting(world, Role.CITY_LEADER, "leader")
    await service.publish_rule(leader.work, version_id=version, expected_version=1)

    (row,) = await world.found("X0001")

    assert row.dossier_id == busy
    assert set(row.explanation["rows"]["assistance_record"]) == {str(each) for each in aid}
    assert [node["value"] for node in row.explanation["nodes"]] == [2, 200_000]


FAULTS: list[tuple[str, object, list[tuple[str, str]]]] = [
    ("no object", [], [("", "条件须为对象")]),
    ("no parts", {"all": []}, [("all", "须为非空的条件列表")]),
    (
        "unknown words",
        {"any": [{"field": "status", "is": "like", "value": "x", "sql": "1"}]},
        [("any.0.sql", "不认识的词"), ("any.0.is", "之一")],
    ),
    ("empty field", {"any": [{"field": "", "missing": True}]}, [("any.0", "须指明字段")]),
    ("empty relation", {"count": {"of": ""}, "is": "gt", "value": 0}, [("count", "须指明关联")]),
    ("unknown field", {"field": "salary", "missing": True}, [("", "没有字段 salary")]),
    ("unknown value", {"field": "status", "is": "eq", "value": "GONE"}, [("", "代码表")]),
    ("wrong type", {"field": "frontline", "is": "eq", "value": 1}, [("", "不符")]),
    ("no order", {"field": "frontline", "is": "lt", "value": True}, [("", "大小")]),
    ("no date", {"field": "occupation", "within": {"days": 3}}, [("", "日期字段")]),
    ("sealed", {"field": "person.name", "is": "eq", "value": "王"}, [("", "无权使用")]),
    ("masked", {"field": "person.mobileMask", "missing": True}, [("", "无权使用")]),
    (
        "relation",
        {"not": {"count": {"of": "cases"}, "is": "gt", "value": 0}},
        [("not", "一对多的关联 cases")],
    ),
    (
        "figure without field",
        {"sum": {"of": "dossiers"}, "is": "gt", "value": 0},
        [("sum", "须指明字段")],
    ),
]


@pytest.mark.parametrize(
    ("given", "wanted"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
async def test_faults_name_their_places(
    world: World, given: object, wanted: list[tuple[str, str]]
) -> None:
    found = compile_rule(SubjectType.MEMBERSHIP, given, Author(Role.ANALYST), world.today).faults
    told = [(".".join(map(str, fault.path)), fault.message) for fault in found]
    assert len(told) == len(wanted)
    for (path, message), (place, part) in zip(told, wanted, strict=True):
        assert path == place
        assert part in message


async def test_a_deep_condition_is_refused(world: World) -> None:
    given: object = {"field": "status", "missing": True}
    for _ in range(8):
        given = {"not": given}
    found = compile_rule(SubjectType.MEMBERSHIP, given, Author(Role.ANALYST), world.today).faults
    assert "嵌套" in found[0].message


async def test_a_sealed_value_may_be_compared_by_who_sees_it_and_is_not_written_down(
    world: World,
) -> None:
    given = {"field": "name", "is": "eq", "value": "王"}
    made = compile_rule(SubjectType.PERSON, given, Author(Role.CITY_LEADER), world.today)
    assert made.faults == []
    assert made.selected is not None
    evidence = str(made.selected.selected_columns.evidence)
    assert ".name" not in evidence
