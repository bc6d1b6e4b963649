"""The quick reader says what the careful one says, or nothing."""

from datetime import date, timedelta
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.core.bulk import new_ids
from schema.core.vault import vault
from schema.membership.rules.roster import AgeLimits, Cell, Headers, QuickReader, read_row
from schema.membership.service.imports.judging import STAGED, Judge
from schema.membership.service.imports.peers import VisibleUnions
from tests.schema.conftest import citizen_number

TODAY = date(2026, 11, 23)
LIMITS = AgeLimits(16, 100, TODAY)
KEYS = (
    *("name", "document_kind", "document_number", "sex", "birth_date", "mobile", "union_code"),
    *("union_name", "joined_on", "employment_form", "education", "migrant", "card_number"),
    *("employer_credit_code", "contract_start_on", "contract_end_on"),
)
POSITIONS = {key: place for place, key in enumerate(KEYS)}
NUMBERS = st.builds(
    citizen_number,
    st.dates(date(1900, 1, 1), TODAY + timedelta(days=900)),
    st.integers(0, 999),
    st.sampled_from(["430682", "110101", "810000", "043068"]),
)
DAYS = st.sampled_from(
    [None, "", "2020-01-02", "2020年1月2日", "20200102", "2099-01-01", "x", date(2019, 5, 1), 43831]
)
CELLS: dict[str, st.SearchStrategy[Cell]] = {
    "name": st.sampled_from(
        ["王小明", " 王小明", "王*", "", None, "Wang Li", "买买提•艾力", "＝1", 7]
    ),
    "document_kind": st.sampled_from([None, "", "居民身份证", "护照", "?"]),
    "document_number": NUMBERS
    | NUMBERS.map(str.lower)
    | NUMBERS.map(lambda n: n[:-1] + ("0" if n[-1] != "0" else "1"))
    | st.sampled_from([None, "", "E1234567", 430682198511200018, "４30682198511200010"]),
    "sex": st.sampled_from([None, "", "男", "女", "未知", "?"]),
    "birth_date": DAYS | st.just("1985-11-20"),
    "mobile": st.sampled_from([None, "", "13812345678", "+86 13812345678", "12345", 13812345678]),
    "union_code": st.sampled_from([None, "", "U1", "u1", 12, "1E5"]),
    "union_name": st.sampled_from([None, "", "第一工会", "#N/A"]),
    "joined_on": DAYS,
    "employment_form": st.sampled_from([None, "", "劳动合同", "派遣", "?"]),
    "education": st.sampled_from([None, "", "本科", "20", 20, "?"]),
    "migrant": st.sampled_from([None, "", "是", "否", True, 1, "?"]),
    "card_number": st.sampled_from([None, "", "K1", "1E5", "12-3", 10**16, 5]),
    "employer_credit_code": st.sampled_from([None, "", "91350100M000100Y43", "9135"]),
    "contract_start_on": DAYS,
    "contract_end_on": DAYS,
}
GOOD: dict[str, Cell] = {
    "name": "王小明",
    "document_number": citizen_number(date(1985, 11, 20), 1),
    "union_code": "U1",
    "joined_on": "2020-01-02",
    "employment_form": "劳动合同",
}


@st.composite
def rows(draw: st.DrawFn) -> list[Cell]:
    """A good row, with a few of its cells drawn."""
    cells = {key: GOOD.get(key) for key in KEYS}
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=4)):
        cells[key] = draw(CELLS[key])
    return [cells[key] for key in KEYS]


def judge() -> Judge:
    unions = VisibleUnions(by_code={"U1": UUID(int=1)}, by_name={"第一工会": [UUID(int=1)]})
    return Judge(Headers(POSITIONS), LIMITS, vault(), unions)


@settings(max_examples=300, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=8))
def test_it_agrees_with_the_careful_reader(drawn: list[list[Cell]]) -> None:
    quick, slow = judge(), judge()
    clean = quick._quick.read(drawn)  # noqa: SLF001 - both ways to the same tuples
    for place, made in zip(clean.places, quick._clean(0, clean), strict=True):  # noqa: SLF001
        careful, problems = read_row(dict(zip(KEYS, drawn[place], strict=True)), LIMITS)
        assert problems == []
        assert careful is not None
        assert made == slow._careful(place, careful)  # noqa: SLF001


def test_a_chunk_keeps_the_order_of_its_rows_and_seals_each_for_its_person() -> None:
    numbers = [citizen_number(date(1985, 11, day), 1) for day in (1, 2, 3)]
    written = [numbers[0], " " + numbers[1], numbers[2]]
    rows = [[{**GOOD, "document_number": number}.get(key) for key in KEYS] for number in written]
    rows.insert(2, [None] * len(KEYS))
    judged = judge().judge(5, rows)
    staged = [dict(zip(STAGED, row, strict=True)) for row in judged.staged]
    assert (judged.rows, judged.problems, [row["row"] for row in staged]) == (3, {}, [5, 6, 8])
    for row, number in zip(staged, numbers, strict=True):
        sealed, table = row["document_cipher"], "person_secret"
        assert vault().decrypt(sealed, table, "document_cipher", row["person_id"]) == number
        assert row["document_index"] == vault().blind_index("RESIDENT_ID", number)
        assert row["mobile_cipher"] is row["mobile_index"] is None


@pytest.mark.parametrize("given_number", [citizen_number(date(1985, 11, 20), n) for n in (1, 2)])
def test_a_clean_row_is_read_at_once(given_number: str) -> None:
    row = [{**GOOD, "document_number": given_number}.get(key) for key in KEYS]
    assert QuickReader(POSITIONS, LIMITS).read([row, row[:-1]]).places == [0]


@given(st.lists(st.none() | st.text(max_size=80), max_size=6), st.text(max_size=9))
def test_blind_indexes_are_those_of_the_single_ones(values: list[str | None], kind: str) -> None:
    found = vault().blind_indexes(kind, values)
    assert found == [None if v is None else vault().blind_index(kind, v) for v in values]


def test_new_ids_are_version_seven_and_rise() -> None:
    made = new_ids(5_000)
    assert made == sorted(set(made))
    assert {(UUID(str(each)).version, UUID(str(each)).variant) for each in made} == {(7, RFC_4122)}
    with pytest.raises(ValueError, match="at most"):
        new_ids(2**25 + 1)
