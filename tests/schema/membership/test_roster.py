"""Cells and rows of a roster: what people and spreadsheet programs make of them."""

from datetime import date, datetime
from typing import Any

import pytest

from schema.membership.rules import DocumentKind, Education, EmploymentForm, Ethnicity, Sex
from schema.membership.rules.roster import (
    COLUMNS,
    AgeLimits,
    Cell,
    RosterErrorCode,
    match_headers,
    read_row,
    shown_text,
)

LIMITS = AgeLimits(16, 100, date(2026, 6, 1))
NUMBER = "43068219900307002X"
GOOD: dict[str, Any] = {
    "name": "李春华",
    "document_kind": "居民身份证",
    "document_number": NUMBER,
    "union_code": "430682101-00001",
    "joined_on": "2015-05-01",
    "employment_form": "劳动合同",
}


def problems(**cells: Any) -> set[tuple[str, str]]:
    """Column and code of everything wrong with a good row that has these cells."""
    _, found = read_row({**GOOD, **cells}, LIMITS)
    return {(problem.column, problem.code.value) for problem in found}


def test_headers_in_any_order_with_synonyms_and_marks() -> None:
    row = ["序号", "身份证号（必填）", " 姓 名 *", "所属工会", "入会时间：", "用工性质", "备注"]
    found = match_headers(row)
    assert found.positions == {
        "document_number": 1,
        "name": 2,
        "union_name": 3,
        "joined_on": 4,
        "employment_form": 5,
    }
    assert found.ignored == ("序号", "备注")
    assert found.missing == ()


def test_headers_that_are_missing_or_doubled() -> None:
    found = match_headers(["姓名", "职工姓名", "性别"])
    assert found.doubled == ("职工姓名",)
    assert found.missing == ("证件号码", "入会日期", "用工形式", "工会代码 或 工会名称")


def test_no_two_columns_share_a_name() -> None:
    words = [word for column in COLUMNS for word in (column.title, *column.synonyms)]
    assert len(words) == len(set(words))


def test_a_good_row() -> None:
    stated, found = read_row(
        {**GOOD, "ethnicity": "土家", "education": "大专", "sex": "女", "migrant": "√"}, LIMITS
    )
    assert found == []
    assert stated is not None
    assert stated.person.document_number == NUMBER
    assert stated.person.ethnicity is Ethnicity.TUJIA
    assert stated.person.education is Education.JUNIOR_COLLEGE
    assert stated.person.sex is Sex.FEMALE
    assert stated.person.migrant
    assert stated.membership.joined_on == date(2015, 5, 1)
    assert stated.membership.employment_form is EmploymentForm.REGULAR


@pytest.mark.parametrize(
    "written",
    [
        "'43068219900307002X",
        "４３０６８２１９９００３０７００２Ｘ",
        " 430682 19900307 002x ",
        "’" + NUMBER,
    ],
)
def test_a_number_that_people_typed_as_text(written: str) -> None:
    stated, found = read_row({**GOOD, "document_number": written}, LIMITS)
    assert found == []
    assert stated is not None
    assert stated.person.document_number == NUMBER


@pytest.mark.parametrize("lost", [4.30682198511200e17, 430682198511200017, "4.30682E+17"])
def test_a_number_that_lost_its_digits_says_so(lost: Cell) -> None:
    _, found = read_row({**GOOD, "document_number": lost}, LIMITS)
    assert [problem.code for problem in found] == [RosterErrorCode.DIGITS_LOST]
    assert "数字已丢失" in found[0].reason


def test_a_mobile_in_a_number_cell_is_whole() -> None:
    stated, _ = read_row({**GOOD, "mobile": 13812345678.0}, LIMITS)
    assert stated is not None
    assert stated.person.mobile == "13812345678"


@pytest.mark.parametrize(
    "written",
    [
        "2015-05-01",
        "2015/5/1",
        "2015.5.1",
        "2015年5月1日",
        "20150501",
        20150501.0,
        date(2015, 5, 1),
        datetime(2015, 5, 1),  # noqa: DTZ001 - a cell has no zone
        "2015-05-01 00:00:00",
    ],
)
def test_dates(written: Cell) -> None:
    stated, found = read_row({**GOOD, "joined_on": written}, LIMITS)
    assert found == []
    assert stated is not None
    assert stated.membership.joined_on == date(2015, 5, 1)


@pytest.mark.parametrize("written", ["2015-02-30", "去年", 42125.0, "05/01/2015", True])
def test_no_dates(written: Cell) -> None:
    assert problems(joined_on=written) == {("入会日期", "DATE_INVALID")}


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert problems(
        name="",
        document_number="430682199003070021",
        mobile="12345",
        sex="不详",
        joined_on="2030-01-01",
        employment_form="#N/A",
        employer_credit_code="91430682",
        union_code=None,
    ) == {
        ("姓名", "REQUIRED"),
        ("证件号码", "DOCUMENT_INVALID"),
        ("手机号码", "MOBILE_INVALID"),
        ("性别", "VALUE_UNKNOWN"),
        ("入会日期", "DATE_INVALID"),
        ("用工形式", "CELL_ERROR"),
        ("单位统一社会信用代码", "CREDIT_CODE_INVALID"),
        ("工会代码", "REQUIRED"),
    }


def test_sex_and_birth_are_compared_with_the_number() -> None:
    assert problems(sex="男") == {("证件号码", "DOCUMENT_INVALID")}
    assert problems(birth_date="1990-03-08") == {("证件号码", "DOCUMENT_INVALID")}


def test_a_contract_that_ends_before_it_starts() -> None:
    cells = {"contract_start_on": "2024-01-01", "contract_end_on": "2023-01-01"}
    assert problems(**cells) == {("劳动合同止", "DATE_INVALID")}


def test_a_passport_has_no_check() -> None:
    stated, found = read_row(
        {**GOOD, "document_kind": "护照", "document_number": "E12345678"}, LIMITS
    )
    assert found == []
    assert stated is not None
    assert stated.person.document_kind is DocumentKind.PASSPORT


def test_cells_as_people_see_them() -> None:
    assert shown_text(430682198511200000.0) == "430682198511200000"
    assert shown_text(1.5) == "1.5"
    assert shown_text(None) == ""
    assert shown_text(date(2020, 1, 2)) == "2020-01-02"
