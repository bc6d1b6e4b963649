"""Identity documents of persons: the citizen number of GB 11643-1999 and its kin.

The check digit comes from python-stdnum; the rest is checked here, because
its full validation refuses the region code 430682 for births before 1992.
The region is not judged: abolished codes stay valid for the people who bear them.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum.cn.ric import calc_check_digit

from schema.membership.rules.codes import DocumentCheck, DocumentKind, Sex

CITIZEN_NUMBER: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Regions of the residence permit of Hong Kong, Macao and Taiwan residents.
PERMIT_REGIONS: Final = ("810000", "820000", "830000")
NUMBERED_KINDS: Final = frozenset({DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT})
OTHER_DOCUMENT: Final = re.compile(r"[0-9A-Z]{5,20}", re.ASCII)
MIDDLE_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅．.", "·"))
MAXIMUM_NAME = 60


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document number says: its verdict, and birth date and sex where it carries them."""

    check: DocumentCheck
    birth_date: date | None = None
    sex: Sex | None = None


def normalise_document(number: str) -> str:
    """Half-width, upper case, without blanks and hyphens; what the blind index hashes."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number)).upper()


def normalise_name(name: str) -> str:
    """NFKC; one form of the middle dot; no blanks but single ones between Latin words."""
    text = unicodedata.normalize("NFKC", name).translate(MIDDLE_DOTS)
    text = " ".join(text.split())
    return text if text.isascii() else text.replace(" ", "")


def is_name(name: str) -> bool:
    """Letters with middle dots, blanks, hyphens or apostrophes between, 1 to 60 characters."""
    letters = re.sub(r"[·' \-]", "", name)
    return bool(letters) and letters.isalpha() and len(name) <= MAXIMUM_NAME


def normalise_mobile(number: str) -> str:
    """Digits only, without the country code."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", number))
    return re.sub(r"^(\+|00)86", "", digits)


def is_mobile(number: str) -> bool:
    """A mobile number of mainland China, normalised."""
    return MOBILE.fullmatch(number) is not None


def read_document(kind: DocumentKind, number: str, today: date) -> DocumentFacts:
    """Check a normalised document number and read birth date and sex from it.

    A wrong check digit is reported before a wrong date, for the digits that
    make the date cannot be trusted then.
    """
    if kind not in NUMBERED_KINDS:
        well_formed = OTHER_DOCUMENT.fullmatch(number) is not None
        return DocumentFacts(DocumentCheck.UNCHECKED if well_formed else DocumentCheck.FORMAT)
    permit = kind is DocumentKind.HMT_RESIDENCE_PERMIT
    if CITIZEN_NUMBER.fullmatch(number) is None or permit != number.startswith(PERMIT_REGIONS):
        return DocumentFacts(DocumentCheck.FORMAT)
    if calc_check_digit(number) != number[-1]:
        return DocumentFacts(DocumentCheck.CHECKSUM)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    born = _calendar_day(number[6:14])
    if born is None or born > today:
        return DocumentFacts(DocumentCheck.DATE, sex=sex)
    return DocumentFacts(DocumentCheck.VALID, born, sex)


def compare_document(
    facts: DocumentFacts, birth_date: date | None, sex: Sex | None
) -> DocumentCheck:
    """The verdict after a comparison with what the person stated; silence agrees."""
    if facts.check is not DocumentCheck.VALID:
        return facts.check
    if birth_date is not None and birth_date != facts.birth_date:
        return DocumentCheck.BIRTH_MISMATCH
    if sex in {Sex.MALE, Sex.FEMALE} and sex is not facts.sex:
        return DocumentCheck.SEX_MISMATCH
    return DocumentCheck.VALID


def age_on(birth_date: date, day: date) -> int:
    """Full years of age; a person born on 29 February comes of age on 1 March."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def _calendar_day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
