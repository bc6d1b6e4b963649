"""Reading a dossier, and revealing a value, leave an entry that the person can ask for."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import structlog

from schema.core import clock
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import ScopeKind
from tests.leaks.conftest import Reader
from tests.leaks.world import World, citizen_number

pytestmark = pytest.mark.anyio
REVEAL = """mutation($id: ID!, $note: String!) {
  revealField(input: {entity: PERSON, id: $id, field: DOCUMENT_NUMBER, purpose: CASE_HANDLING,
    note: $note}) { value errors { code } } }"""


def someone(role: Role, scope: Scope) -> Principal:
    identity = uuid4()
    return Principal(
        f"user:{identity}",
        role,
        scope,
        name="李四",
        user_id=identity,
        address="10.1.2.3",
        proved_at=clock.now(),
    )


@pytest.fixture
def officer(world: World) -> Principal:
    return someone(Role.TOWNSHIP_OFFICER, Scope(unions=(world.branches[0].town,)))


async def entries(reader: Reader, who: Principal) -> list[tuple[str, str, UUID, UUID]]:
    rows = await reader.rows(
        "select kind, entity, entity_id, person_id from access_log where actor = $1", who.subject
    )
    return [tuple(row) for row in rows]


@pytest.mark.requirement("D06")
async def test_each_dossier_that_is_shown_is_in_the_log(
    reader: Reader, world: World, officer: Principal
) -> None:
    """Read ten, find ten: singly, in a list, nested, aliased, by node, several in one answer."""
    one, two = world.branches[0].dossiers
    person = world.branches[0].persons[0]
    texts = (
        f'{{ dossier(id: "{one}") {{ number }} }}',
        f'{{ x: dossier(id: "{one}") {{ n: number }} }}',
        "{ dossiers { nodes { status } } }",
        "{ dossiers { edges { cursor node { number } } totalCount } }",
        f'{{ node(id: "{two}") {{ ... on Dossier {{ number }} }} }}',
        "{ assistanceRecords { nodes { dossier { id } } } }",
    )
    shown = (1, 1, 2, 2, 1, 2)
    for text, number in zip(texts, shown, strict=True):
        before = len(await entries(reader, officer))
        answer = await reader.ask(officer, text)
        assert "~" not in str(answer)
        assert len(await entries(reader, officer)) == before + number, text
    found = await entries(reader, officer)
    assert {entry[2] for entry in found} == {one, two}
    assert ("READ", "dossier", one, person) in found


@pytest.mark.requirement("D06")
async def test_what_shows_no_dossier_leaves_no_entry(
    reader: Reader, world: World, officer: Principal
) -> None:
    foreign = world.branches[1].dossiers[0]
    for text in (
        f'{{ dossier(id: "{foreign}") {{ number }} }}',
        "{ dossiers { totalCount } }",
        "{ members { nodes { person { name } } } }",
    ):
        await reader.ask(officer, text)
    assert await entries(reader, officer) == []


@pytest.mark.requirement("D06", "D08")
async def test_a_dossier_is_not_shown_when_the_log_cannot_be_written(
    reader: Reader, world: World, officer: Principal
) -> None:
    await reader.rows("alter table access_log add constraint shut check (false) not valid")
    try:
        with pytest.raises(Exception, match="shut"):
            await reader.ask(
                officer, f'{{ dossier(id: "{world.branches[0].dossiers[0]}") {{ id }} }}'
            )
    finally:
        await reader.rows("alter table access_log drop constraint shut")


@pytest.mark.requirement("D06")
async def test_nobody_reads_a_dossier_namelessly(reader: Reader, officer: Principal) -> None:
    with pytest.raises(RuntimeError, match="reader"):
        await reader.pool.fetch_json('select 1 as "~dossier"', [])
    assert await entries(reader, officer) == []


@pytest.mark.requirement("D05", "S03")
async def test_a_value_is_revealed_with_purpose_and_logged(
    reader: Reader, world: World, officer: Principal
) -> None:
    person = world.branches[0].persons[0]
    answer = await reader.send(officer, REVEAL, id=str(person), note="核对身份证")
    assert answer["revealField"] == {"value": citizen_number(100), "errors": []}
    (row,) = await reader.rows("select * from access_log where actor = $1", officer.subject)
    assert (row["kind"], row["purpose"], row["note"]) == ("REVEAL", "CASE_HANDLING", "核对身份证")
    assert (row["entity_id"], row["person_id"]) == (person, person)
    assert (list(row["fields"]), row["address"]) == (["DOCUMENT_NUMBER"], "10.1.2.3")


@pytest.mark.requirement("S31", "D05")
@pytest.mark.parametrize("client", [None, UUID(int=7)])
async def test_nothing_is_revealed_without_a_fresh_proof(
    reader: Reader, world: World, officer: Principal, client: UUID | None
) -> None:
    """A proof of six minutes ago is too old; an API client cannot prove anything at all."""
    stale = clock.now() - timedelta(minutes=6)
    who = replace(officer, proved_at=None if client else stale, client_id=client)
    answer = await reader.send(who, REVEAL, id=str(world.branches[0].persons[0]), note="核对身份证")
    assert answer["revealField"] == {"value": None, "errors": [{"code": "STEP_UP_REQUIRED"}]}
    assert await entries(reader, who) == []


@pytest.mark.requirement("D05", "D08", "S02")
@pytest.mark.parametrize(
    ("role", "branch", "note", "code"),
    [
        (Role.ANALYST, 0, "核对身份证", "FORBIDDEN"),
        (Role.ADMINISTRATOR, 0, "核对身份证", "FORBIDDEN"),
        (Role.VOLUNTEER, 0, "核对身份证", "FORBIDDEN"),
        (Role.TOWNSHIP_OFFICER, 1, "核对身份证", "NOT_FOUND"),
        (Role.TOWNSHIP_OFFICER, 0, " ", "NOTE_REQUIRED"),
    ],
)
async def test_refusals_reveal_nothing_and_stand_in_the_audit(
    reader: Reader, world: World, role: Role, branch: int, note: str, code: str
) -> None:
    who = someone(role, Scope(unions=(world.branches[0].town,)))
    person = world.branches[branch].persons[0]
    answer = await reader.send(who, REVEAL, id=str(person), note=note)
    assert answer["revealField"] == {"value": None, "errors": [{"code": code}]}
    assert await entries(reader, who) == []
    rows = await reader.rows(
        "select action, entity, entity_id, changes->'code'->>1 as code, address"
        " from audit_event where actor = $1",
        who.subject,
    )
    attempts = [("REFUSED", "revealField", person, code, "10.1.2.3")]
    assert [tuple(row) for row in rows] == ([] if code == "NOTE_REQUIRED" else attempts)


@pytest.mark.requirement("D12")
async def test_values_revealed_are_limited_by_the_hour(
    reader: Reader, world: World, officer: Principal
) -> None:
    limit = "update rule_parameter set value = $1::text::jsonb where rule = 'DISCLOSURE'"
    await reader.rows(limit, "2")
    person = str(world.branches[0].persons[1])
    codes = []
    for _ in range(3):
        answer = await reader.send(officer, REVEAL, id=person, note="核对身份证")
        codes.append([error["code"] for error in answer["revealField"]["errors"]])
    assert codes == [[], [], ["REVEAL_LIMIT"]]
    await reader.rows(limit, "100")


@pytest.mark.requirement("S03")
async def test_an_analyst_reads_no_text_about_a_person(
    reader: Reader, world: World, officer: Principal
) -> None:
    """Reasons, notes and health are withheld; who handles the file reads them."""
    canary, dossier = "卡纳瑞之言", world.branches[0].dossiers[0]
    for table, column, key in (
        ("dossier", "status_reason", "id"),
        ("assistance_record", "reason", "dossier_id"),
    ):
        await reader.rows(f"update {table} set {column} = $1 where {key} = $2", canary, dossier)  # noqa: S608
    await reader.rows("update household_member set health = 'DISABLED' where true")
    text = """query($id: ID!) { dossier(id: $id) { statusReason household { health }
      assistanceRecords { nodes { reason } } } }"""
    told = await reader.ask(officer, text, id=str(dossier))
    assert canary in str(told)
    analyst = someone(Role.ANALYST, Scope(covers_all=True))
    seen = (await reader.ask(analyst, text, id=str(dossier)))["dossier"]
    assert seen["statusReason"] == "***"
    assert canary not in str(seen)
    assert {entry["health"] for entry in seen["household"]} == {None}


JOIN = """mutation($union: ID!, $number: String!, $key: String!) { joinUnion(
  idempotencyKey: $key, input: { unionId: $union, name: "王八", documentKind: RESIDENT_ID,
  documentNumber: $number, employmentForm: REGULAR }) { errors { code } } }"""


@pytest.mark.requirement("D12")
async def test_trying_numbers_ends_with_an_alarm(
    reader: Reader, world: World, officer: Principal
) -> None:
    """Each number that turns out to be registered counts; then nothing is told any more."""
    values = ("DISCLOSURE", "lookups_per_hour", "3", "2020-01-01")
    await reader.rows(
        "insert into rule_parameter (rule, key, value, valid_from, basis, created_by, updated_by)"
        " values ($1, $2, $3::text::jsonb, $4::text::date, 'x', 't', 't')",
        *values,
    )
    codes = []
    with structlog.testing.capture_logs() as alarms:
        for number in range(5):
            answer = await reader.send(
                officer,
                JOIN,
                union=str(world.branches[0].union),
                number=citizen_number(100 + number),
                key=str(uuid4()),
            )
            codes += [error["code"] for error in answer["joinUnion"]["errors"]]
    assert codes == ["DUPLICATE"] * 3 + ["LOOKUP_LIMIT"] * 2
    assert [alarm["event"] for alarm in alarms] == ["lookup_limit_reached"] * 2
    (row,) = await reader.rows(
        "select count(*) as found from audit_event where actor = $1 and action = 'REFUSED'",
        officer.subject,
    )
    assert row["found"] == 5


@pytest.mark.requirement("D06")
async def test_a_person_learns_who_read_his_record_and_nothing_of_others(
    reader: Reader, world: World, officer: Principal
) -> None:
    mine, other = world.branches[0].persons[:2]
    await reader.ask(officer, "{ dossiers { nodes { id } } }")
    himself = someone(
        Role.MEMBER,
        Scope(narrow=ScopeKind.SELF, targets=(mine,), unions=(world.branches[0].union,)),
    )
    text = """query($person: ID!) {
      accessLog(filter: {personId: {eq: $person}}) { nodes { personId kind } } }"""
    asked = await reader.ask(himself, text, person=str(mine))
    assert {entry["personId"] for entry in asked["accessLog"]["nodes"]} == {str(mine)}
    asked = await reader.ask(himself, text, person=str(other))
    assert asked["accessLog"]["nodes"] == []
    auditor = someone(Role.AUDITOR, Scope(covers_all=True))
    asked = await reader.ask(auditor, text, person=str(other))
    assert asked["accessLog"]["nodes"] != []
    analyst = someone(Role.ANALYST, Scope(covers_all=True))
    asked = await reader.ask(analyst, text, person=str(other))
    assert asked["accessLog"]["nodes"] == []
