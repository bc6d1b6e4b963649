"""Cells as spreadsheet programs leave them: text, numbers that were text, dates, ticks.

A spreadsheet number carries 15 significant digits. An 18-digit identity number that became
a number has lost its last three, so it is refused; it can never be repaired.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

from schema.core.enums import Labelled
from schema.membership.rules.codes import (
    DocumentKind,
    Education,
    EmploymentForm,
    HukouKind,
    MaritalStatus,
    NewFormGroup,
    Platform,
    PoliticalStatus,
    Sex,
)
from schema.membership.rules.ethnicity import Ethnicity

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Code = TypeVar("Code", bound=Labelled)

SAFE_NUMBER: Final = 10**15
SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
DATE_TEXT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?|(\d{4})(\d{2})(\d{2})"
)
# What a cell shows when its formula failed.
FAULTS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"}
)
YES: Final = frozenset({"是", "√", "✓", "Y", "YES", "1", "TRUE", "有"})
NO: Final = frozenset({"否", "×", "N", "NO", "0", "FALSE", "无", ""})


class DigitsLostError(ValueError):
    """A number too long for a spreadsheet number stood in a number cell."""


def shown_text(cell: Cell) -> str:
    """The cell as people see it, for repeating it in an error list."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(cell)


def plain_text(cell: Cell) -> str:
    """The text of a cell: half-width, trimmed, without the apostrophe that forces text."""
    text = (cell if isinstance(cell, str) else shown_text(cell)).strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    return text.lstrip("'‘’`").strip() if text[:1] in "'‘’`" else text


def number_text(cell: Cell) -> str:
    """The text of an identifying number; raises DigitsLostError for what was a number cell."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= SAFE_NUMBER:
        raise DigitsLostError
    text = plain_text(cell)
    if SCIENTIFIC.fullmatch(text):
        raise DigitsLostError
    return text


def read_date(cell: Cell) -> date | None:
    """A date cell, or text such as 2020-01-02, 2020年1月2日, 20200102; None when empty.

    Raises ValueError otherwise; a bare serial number of a spreadsheet is refused, too, for
    nothing tells that it was meant as a date.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain_text(cell)
    if not text:
        return None
    match = DATE_TEXT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = [int(part) for part in match.groups() if part is not None]
    return date(year, month, day)


def read_flag(cell: Cell) -> bool:
    """Yes or no, no when empty; raises ValueError otherwise."""
    text = plain_text(cell).upper()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(text)


def _words(codes: Iterable[Code], synonyms: Mapping[str, Code]) -> dict[str, Code]:
    """Labels, names and synonyms, as ``read_code`` looks them up."""
    words = {word: code for code in codes for word in (code.label, code.value)}
    return words | dict(synonyms)


_SEX = _words(Sex, {"男性": Sex.MALE, "女性": Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE})
_DOCUMENT = _words(
    DocumentKind,
    {
        "身份证": DocumentKind.RESIDENT_ID,
        "居民身份证(18位)": DocumentKind.RESIDENT_ID,
        "港澳台居住证": DocumentKind.HMT_RESIDENCE_PERMIT,
        "外国人永久居留证": DocumentKind.FOREIGN_PERMANENT_ID,
        "普通护照": DocumentKind.PASSPORT,
    },
)
_EDUCATION = _words(
    Education,
    {
        **dict.fromkeys(("硕士", "博士", "硕士研究生", "10"), Education.POSTGRADUATE),
        **dict.fromkeys(("本科", "大学", "20"), Education.BACHELOR),
        **dict.fromkeys(("大专", "专科", "高职", "30"), Education.JUNIOR_COLLEGE),
        **dict.fromkeys(("中专", "中职", "技校", "40"), Education.SECONDARY_VOCATIONAL),
        **dict.fromkeys(("高中", "60"), Education.SENIOR_HIGH),
        "70": Education.JUNIOR_HIGH,
        "80": Education.PRIMARY,
        "90": Education.OTHER,
    },
)
_ETHNICITY = _words(Ethnicity, {code.label.removesuffix("族"): code for code in Ethnicity})
_POLITICAL = _words(
    PoliticalStatus,
    {
        "党员": PoliticalStatus.PARTY_MEMBER,
        "中国共产党党员": PoliticalStatus.PARTY_MEMBER,
        "预备党员": PoliticalStatus.PROBATIONARY_MEMBER,
        "团员": PoliticalStatus.LEAGUE_MEMBER,
        "无党派": PoliticalStatus.NON_PARTY,
    },
)
_MARITAL = _words(
    MaritalStatus,
    {"是": MaritalStatus.MARRIED, "否": MaritalStatus.SINGLE, "离异": MaritalStatus.DIVORCED},
)
_HUKOU = _words(
    HukouKind,
    {
        "农业": HukouKind.AGRICULTURAL,
        "农村": HukouKind.AGRICULTURAL,
        "非农业": HukouKind.NON_AGRICULTURAL,
        "城镇": HukouKind.NON_AGRICULTURAL,
    },
)
_EMPLOYMENT = _words(
    EmploymentForm,
    {
        **dict.fromkeys(("合同", "合同制", "合同工", "正式工"), EmploymentForm.REGULAR),
        **dict.fromkeys(("派遣", "劳务派遣工"), EmploymentForm.DISPATCHED),
        **dict.fromkeys(("非全日制用工", "小时工"), EmploymentForm.PART_TIME),
        **dict.fromkeys(("新业态", "新就业形态劳动者"), EmploymentForm.NEW_FORM),
    },
)

WORDS: Final[Mapping[str, Mapping[str, Labelled]]] = {
    "sex": _SEX,
    "document_kind": _DOCUMENT,
    "education": _EDUCATION,
    "ethnicity": _ETHNICITY,
    "political_status": _POLITICAL,
    "marital_status": _MARITAL,
    "hukou_kind": _HUKOU,
    "employment_form": _EMPLOYMENT,
    "new_form_group": _words(NewFormGroup, {"外卖骑手": NewFormGroup.FOOD_RIDER}),
    "platform": _words(Platform, {}),
}


def read_code(key: str, cell: Cell) -> Labelled | None:
    """The code that a cell of a code-list column names, None when empty; else ValueError."""
    text = plain_text(cell).replace(" ", "")
    if not text:
        return None
    found = WORDS[key].get(text)
    if found is None:
        raise ValueError(text)
    return found
