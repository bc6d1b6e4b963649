"""Identity documents, names, real-name fields and the facts some steps demand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from schema.core.errors import DomainError
from schema.membership.rules import (
    DocumentCheck,
    DocumentKind,
    MembershipStatus,
    RegionCheck,
    Sex,
    age_on,
    check_region,
    check_step_facts,
    compare_document,
    is_mobile,
    is_name,
    missing_fields,
    normalise_document,
    normalise_mobile,
    normalise_name,
    read_document,
    region_names,
)

TODAY = date(2026, 11, 22)
CITIZEN = DocumentKind.RESIDENT_ID


@pytest.mark.parametrize(
    ("number", "birth_date", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
        ("43068219900307002X", date(1990, 3, 7), Sex.FEMALE),
        ("430682198511200017", date(1985, 11, 20), Sex.MALE),
    ],
)
def test_valid_citizen_numbers(number: str, birth_date: date, sex: Sex) -> None:
    facts = read_document(CITIZEN, number, TODAY)
    assert (facts.check, facts.birth_date, facts.sex) == (DocumentCheck.VALID, birth_date, sex)


def test_residence_permit_has_its_own_regions() -> None:
    number = "830000199001010012"
    permit = DocumentKind.HMT_RESIDENCE_PERMIT
    assert read_document(permit, number, TODAY).check is DocumentCheck.VALID
    assert read_document(CITIZEN, number, TODAY).check is DocumentCheck.FORMAT
    assert read_document(permit, "430682198511200017", TODAY).check is DocumentCheck.FORMAT


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("43068220000230001X", DocumentCheck.DATE),
        ("430682198511200018", DocumentCheck.CHECKSUM),
        ("430682851120001", DocumentCheck.FORMAT),  # 15 digits are void since 2013
        ("43068219851120001a", DocumentCheck.FORMAT),
        ("४३०६८२१९८५११२०००१७", DocumentCheck.FORMAT),  # digits, but not ASCII ones
        ("", DocumentCheck.FORMAT),
    ],
)
def test_invalid_citizen_numbers(number: str, verdict: DocumentCheck) -> None:
    assert read_document(CITIZEN, number, TODAY).check is verdict


def test_a_birth_in_the_future_is_refused() -> None:
    facts = read_document(CITIZEN, "430682198511200017", date(1985, 11, 19))
    assert facts.check is DocumentCheck.DATE
    assert read_document(CITIZEN, "430682198511200017", date(1985, 11, 20)).check is (
        DocumentCheck.VALID
    )


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(1, 999))
def test_every_made_number_reads_back(born: date, sequence: int) -> None:
    body = f"430682{born:%Y%m%d}{sequence:03d}"
    number = body + calc_check_digit(body + "0")
    facts = read_document(CITIZEN, number, TODAY)
    assert facts.birth_date == born
    assert facts.sex is (Sex.MALE if sequence % 2 else Sex.FEMALE)


def test_comparison_with_what_was_stated() -> None:
    facts = read_document(CITIZEN, "430682198511200017", TODAY)
    assert compare_document(facts, None, None) is DocumentCheck.VALID
    assert compare_document(facts, None, Sex.UNKNOWN) is DocumentCheck.VALID
    assert compare_document(facts, date(1985, 11, 20), Sex.MALE) is DocumentCheck.VALID
    assert compare_document(facts, date(1985, 11, 21), Sex.MALE) is DocumentCheck.BIRTH_MISMATCH
    assert compare_document(facts, None, Sex.FEMALE) is DocumentCheck.SEX_MISMATCH


def test_a_passport_has_no_check_digit() -> None:
    passport = DocumentKind.PASSPORT
    assert read_document(passport, "E12345678", TODAY).check is DocumentCheck.UNCHECKED
    assert read_document(passport, "E1", TODAY).check is DocumentCheck.FORMAT


def test_normalisation() -> None:
    assert normalise_document(" 430682 19900307-002ｘ") == "43068219900307002X"
    assert normalise_name(" 买买提•吐尔逊 ") == "买买提·吐尔逊"
    assert normalise_name("张　三") == "张三"
    assert normalise_name("Anna  Maria") == "Anna Maria"
    assert normalise_mobile("+86 138-0013 8000") == "13800138000"


@pytest.mark.parametrize("name", ["张三", "买买提·吐尔逊", "𬀩", "Anna Maria", "D'Arc"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "张3", "=1+1", "·", "张三<b>", "张" * 61])
def test_not_names(name: str) -> None:
    assert not is_name(name)


def test_mobiles() -> None:
    assert is_mobile("13800138000")
    assert not is_mobile("12800138000")
    assert not is_mobile("1380013800")
    assert not is_mobile("073012345678")


def test_age() -> None:
    assert age_on(date(2000, 11, 23), TODAY) == 25
    assert age_on(date(2000, 11, 22), TODAY) == 26
    assert age_on(date(2004, 2, 29), date(2025, 2, 28)) == 20


def test_missing_real_name_fields() -> None:
    record = {
        "name": "张三",
        "document_mask": "430682********0017",
        "sex": "UNKNOWN",
        "birth_date": date(1985, 11, 20),
        "ethnicity": "HAN",
        "education": None,
        "mobile_mask": "138****8000",
    }
    assert missing_fields(record) == ("sex", "education")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (MembershipStatus.LAPSED, ("educatedOn",)),
        (MembershipStatus.EXPELLED, ("document",)),
        (MembershipStatus.RETAINED, ("reason",)),
        (MembershipStatus.WITHDRAWN, ("reason",)),
    ],
)
def test_steps_that_need_facts(target: MembershipStatus, path: tuple[str]) -> None:
    with pytest.raises(DomainError) as caught:
        check_step_facts(target, educated_on=None, document=None, reason=None)
    assert caught.value.path == path
    check_step_facts(target, educated_on=TODAY, document="市工〔2026〕1号", reason="退休")


@pytest.mark.parametrize(
    ("number", "region", "names"),
    [
        ("430682198511200017", RegionCheck.CURRENT, ("临湘市",)),
        ("440524188001010014", RegionCheck.ABOLISHED, ("潮阳县",)),
        ("510202199001010012", RegionCheck.ABOLISHED, ("市中区", "渝中区")),
        ("999999199001010012", RegionCheck.UNKNOWN, ()),
    ],
    ids=["today", "abolished", "renamed", "never"],
)
def test_a_region_is_judged_by_its_history_and_never_a_reason_to_refuse(
    number: str, region: RegionCheck, names: tuple[str, ...]
) -> None:
    """The number of somebody whose county is gone stays valid: people are told, no more."""
    assert check_region(number) is region
    assert region_names(number) == names
    assert read_document(CITIZEN, number, TODAY).check is not DocumentCheck.FORMAT
