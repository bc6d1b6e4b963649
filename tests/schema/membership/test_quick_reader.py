"""The quick reader says what the careful one says, or nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.membership.rules import document_facts
from schema.membership.rules.roster import AgeLimits, Cell, QuickReader, read_row
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


@settings(max_examples=400, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=8))
def test_it_agrees_with_the_careful_reader(drawn: list[list[Cell]]) -> None:
    reader = QuickReader(POSITIONS, LIMITS)
    for row in drawn:
        quick = reader.read(row)
        if quick is None:
            continue
        careful, problems = read_row(dict(zip(KEYS, row, strict=True)), LIMITS)
        assert problems == []
        assert careful is not None
        assert (quick.person, quick.membership) == (careful.person, careful.membership)
        assert (quick.union_code, quick.union_name) == (careful.union_code, careful.union_name)
        assert quick.document == document_facts(careful.person, TODAY)


@pytest.mark.parametrize("given_number", [citizen_number(date(1985, 11, 20), n) for n in (1, 2)])
def test_a_clean_row_is_read_at_once(given_number: str) -> None:
    row = [{**GOOD, "document_number": given_number}.get(key) for key in KEYS]
    assert QuickReader(POSITIONS, LIMITS).read(row) is not None
