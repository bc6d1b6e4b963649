"""The import of a roster on the real database: all or nothing, twice the same, who is known."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa

from api.data.demo.numbers import Birth, Births, mobile
from schema.core.audit import audit_event
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Role
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    DocumentCheck,
    DocumentKind,
    EmploymentForm,
    MembershipFacts,
    PersonFacts,
)
from schema.membership.rules import MembershipStatus as Status
from schema.membership.rules.roster import Cell, RosterErrorCode
from schema.membership.service.imports import ImportResult, Roster, import_members, importing
from schema.membership.tables import membership, membership_step, person, person_secret
from schema.organisation.tables import union_organisation
from tests.conftest import count, scoped
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
HEADERS = ("姓名", "证件号码", "工会代码", "入会日期", "用工形式", "手机号码", "会员证号")
LETTERS = "甲乙丙丁戊己庚辛壬癸"


@cache
def births() -> Births:
    return Births(date(1970, 1, 1), date(2004, 1, 1))


def birth(number: int) -> Birth:
    return births().of(number)


@pytest.fixture
async def codes(ruled: Work, tree: Tree) -> list[str]:
    """The codes of the grassroots unions."""
    rows = await ruled.execute(
        sa.select(union_organisation.c.id, union_organisation.c.code).where(
            union_organisation.c.id.in_(tree.unions)
        )
    )
    found = {row.id: row.code for row in rows}
    return [found[union] for union in tree.unions]


def line(number: int, union: str, **cells: Cell) -> list[Cell]:
    """A good row, but for the cells that are given."""
    good: dict[str, Cell] = {
        "姓名": "王" + LETTERS[number % 10],
        "证件号码": birth(number).number,
        "工会代码": union,
        "入会日期": "2020-05-01",
        "用工形式": "劳动合同",
        "手机号码": mobile(number),
        "会员证号": f"K{number:06d}",
    }
    return list({**good, **cells}.values())


def roster(*rows: list[Cell]) -> Roster:
    return Roster("名册.xlsx", HEADERS, rows, 2)


def told(result: ImportResult) -> dict[int, set[str]]:
    """Codes of problems by row."""
    return {row.row: {problem.code.value for problem in row.problems} for row in result.refused}


async def test_members_are_entered_with_their_vault_and_audit(
    ruled: Work, codes: list[str]
) -> None:
    before = await count(ruled.connection, membership)
    rows = [line(number, codes[number % 2]) for number in range(5)]
    result = await import_members(ruled, roster=roster(*rows))
    assert (result.entered, result.registered, result.refused, result.written) == (5, 5, (), True)
    assert await count(ruled.connection, membership) == before + 5
    wanted = birth(3)
    index = vault().blind_index("RESIDENT_ID", wanted.number)
    row = (
        (
            await ruled.execute(
                sa.select(person, person_secret.c.document_cipher, membership.c.status)
                .join_from(person, person_secret)
                .join(membership, membership.c.person_id == person.c.id)
                .where(person_secret.c.document_index == index)
            )
        )
        .mappings()
        .one()
    )
    number = vault().decrypt(row["document_cipher"], "person_secret", "document_cipher", row["id"])
    assert number == wanted.number
    assert row["birth_date"] == wanted.born
    assert row["document_check"] is DocumentCheck.VALID
    assert row["status"] is Status.ACTIVE
    assert row["name_pinyin"] == "wd wangding"
    noted = await ruled.execute(
        sa.select(audit_event.c.reason).where(
            audit_event.c.entity == "person", audit_event.c.entity_id == row["id"]
        )
    )
    assert noted.scalar_one() == "import 名册.xlsx"
    table = membership_step.c
    first = sa.select(table.reason, sa.func.count()).where(table.from_status.is_(None))
    steps = await ruled.execute(first.group_by(table.reason))
    assert [tuple(step) for step in steps] == [("导入 名册.xlsx", 5)]


async def test_one_bad_row_keeps_all_out(ruled: Work, codes: list[str]) -> None:
    before = await count(ruled.connection, person)
    rows = [line(0, codes[0]), line(1, codes[0], 证件号码="430682198511200018")]
    result = await import_members(ruled, roster=roster(*rows))
    assert not result.written
    assert told(result) == {3: {"DOCUMENT_INVALID"}}
    assert await count(ruled.connection, person) == before


async def test_skip_failed_enters_the_others(ruled: Work, codes: list[str]) -> None:
    before = await count(ruled.connection, person)
    rows = [line(0, codes[0]), line(1, "无此工会"), line(2, codes[1])]
    result = await import_members(ruled, roster=roster(*rows), skip_failed=True)
    assert result.written
    assert told(result) == {3: {"UNION_UNKNOWN"}}
    assert await count(ruled.connection, person) == before + 2


async def test_a_trial_leaves_nothing(ruled: Work, codes: list[str]) -> None:
    before = await count(ruled.connection, person), await count(ruled.connection, audit_event)
    result = await import_members(ruled, roster=roster(line(0, codes[0])), trial=True)
    assert (result.entered, result.written) == (1, False)
    after = await count(ruled.connection, person), await count(ruled.connection, audit_event)
    assert after == before


async def test_a_second_import_changes_nothing(ruled: Work, codes: list[str]) -> None:
    same = roster(*[line(number, codes[0]) for number in range(4)])
    await import_members(ruled, roster=same)
    before = await count(ruled.connection, membership)
    again = await import_members(ruled, roster=same)
    assert (again.unchanged, again.entered, again.refused, again.written) == (4, 0, (), False)
    assert await count(ruled.connection, membership) == before


async def test_a_member_of_another_union_is_sent_to_the_transfer(
    ruled: Work, codes: list[str]
) -> None:
    await import_members(ruled, roster=roster(line(0, codes[0])))
    result = await import_members(ruled, roster=roster(line(0, codes[1], 会员证号="N1")))
    assert told(result) == {2: {"DUPLICATE_ACTIVE"}}
    assert "会籍接转" in result.refused[0].problems[0].reason


async def test_a_document_twice_in_the_file(ruled: Work, codes: list[str]) -> None:
    twin = line(1, codes[0], 证件号码=birth(0).number.lower())
    result = await import_members(ruled, roster=roster(line(0, codes[0]), twin))
    assert told(result) == {3: {"DUPLICATE_IN_FILE"}}
    assert result.refused[0].problems[0].reason == "与第2行重复"


async def test_a_known_person_under_another_name(ruled: Work, codes: list[str]) -> None:
    await import_members(ruled, roster=roster(line(0, codes[0])))
    result = await import_members(ruled, roster=roster(line(0, codes[0], 姓名="赵六")))
    assert told(result) == {2: {"NAME_DIFFERS", "CARD_TAKEN"}}


async def test_who_left_may_join_again(ruled: Work, tree: Tree, codes: list[str]) -> None:
    stated = MembershipFacts(EmploymentForm.REGULAR)
    facts = PersonFacts("王甲", DocumentKind.RESIDENT_ID, birth(0).number)
    held = await service.enrol(ruled, facts, union_id=tree.unions[0], stated=stated)
    refused = await import_members(ruled, roster=roster(line(0, codes[0])))
    assert told(refused) == {2: {"MEMBERSHIP_HELD"}}
    for version, status in enumerate((Status.APPROVED, Status.ACTIVE, Status.WITHDRAWN), 1):
        await service.change_status(
            ruled, membership_id=held, expected_version=version, status=status, reason="调离"
        )
    result = await import_members(ruled, roster=roster(line(0, codes[1])))
    assert (result.entered, result.registered, result.written) == (1, 0, True)


async def test_a_card_of_somebody_else(ruled: Work, codes: list[str]) -> None:
    await import_members(ruled, roster=roster(line(0, codes[0])))
    result = await import_members(ruled, roster=roster(line(1, codes[0], 会员证号="K000000")))
    assert told(result) == {2: {"CARD_TAKEN"}}


async def test_unions_outside_of_the_scope_are_unknown(
    ruled: Work, tree: Tree, codes: list[str]
) -> None:
    narrow = Work(ruled.connection, scoped(ruled.principal, tree.unions[0]), ruled.now)
    rows = [line(0, codes[0]), line(1, codes[1])]
    result = await import_members(narrow, roster=roster(*rows))
    assert told(result) == {3: {"UNION_UNKNOWN"}}


async def test_readers_may_not_import(ruled: Work, tree: Tree, codes: list[str]) -> None:
    reader = scoped(ruled.principal, tree.city, role=Role.ANALYST)
    with pytest.raises(DomainError) as caught:
        await import_members(
            Work(ruled.connection, reader, ruled.now), roster=roster(line(0, codes[0]))
        )
    assert caught.value.code is ErrorCode.FORBIDDEN


@pytest.mark.parametrize(
    ("headers", "rows", "code"),
    [
        (("姓名", "性别", "民族"), [["甲", "男", "汉"]], RosterErrorCode.COLUMN_MISSING),
        ((*HEADERS, "身份证号"), [[]], RosterErrorCode.COLUMN_TWICE),
        (HEADERS, [[], ["", None, " "]], RosterErrorCode.NO_ROWS),
    ],
)
async def test_a_sheet_that_is_no_roster(
    ruled: Work, headers: tuple[str, ...], rows: list[list[Any]], code: RosterErrorCode
) -> None:
    with pytest.raises(DomainError) as caught:
        await import_members(ruled, roster=Roster("x.xlsx", headers, rows, 2))
    assert caught.value.code is code


class Live(list[Cell]):
    """A row that counts how many of its kind there are at once."""

    now = most = 0

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__(cells)
        Live.now += 1
        Live.most = max(Live.most, Live.now)

    def __del__(self) -> None:
        Live.now -= 1


class Stream:
    """Rows that are made when they are asked for, as those of a file."""

    def __init__(self, count: int, union: str) -> None:
        self._count, self._union = count, union

    def __iter__(self) -> Iterator[Live]:
        return (Live(line(number, self._union)) for number in range(self._count))


async def test_a_long_file_is_never_held(
    ruled: Work, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The short form of a million rows: each accounted for, three chunks at once at most."""
    monkeypatch.setattr(importing, "CHUNK", 50)
    monkeypatch.setattr(Live, "most", 0)
    long = Roster("长名册.csv", HEADERS, Stream(1_000, codes[0]), 2)
    result = await import_members(ruled, roster=long)
    assert (result.rows, result.entered, result.unchanged, result.refused) == (1_000, 1_000, 0, ())
    again = await import_members(ruled, roster=long)
    assert (again.rows, again.entered, again.unchanged) == (1_000, 0, 1_000)
    assert 0 < Live.most <= 150
