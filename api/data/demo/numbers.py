"""Numbers that pass their checks: citizen numbers, mobiles, passports, credit codes."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import mul
from typing import Final, NamedTuple

from stdnum.cn.uscc import calc_check_digit

from schema.membership.rules import DocumentCheck as Check
from schema.membership.rules import Sex

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
# 临湘 was a county (430622) until 1992; who got a number before that keeps the old code.
CITY: Final = "430682"
COUNTY: Final = "430622"
FIRST_OF_CITY: Final = date(1976, 1, 1)
# Other counties and districts of 岳阳, where one member in twelve was registered.
ELSEWHERE: Final = ("430602", "430603", "430621", "430623", "430624", "430626", "430681")
ELSEWHERE_EVERY: Final = 12
SEQUENCES: Final = 500
MOBILE_PREFIXES: Final = (
    *("130", "131", "132", "133", "135", "136", "137", "138", "139"),
    *("150", "151", "152", "157", "158", "159", "173", "176", "180", "186", "187", "188", "189"),
)
# Coprime with what they step through, so that no two members meet on one number.
DAY_STEP, SEQUENCE_STEP, MOBILE_STEP = 7_919, 137, 68_718_953


def _share(digits: str, place: int) -> int:
    """What digits from a place on add to the weighted sum of GB 11643."""
    return sum(map(mul, map(int, digits), WEIGHTS[place:]))


def citizen_number(region: str, born: date, sequence: int) -> str:
    """The 18 characters of GB 11643; an odd sequence is a man's."""
    digits = f"{region}{born:%Y%m%d}{sequence:03d}"
    return digits + CHECKS[_share(digits, 0) % 11]


class Birth(NamedTuple):
    """When and as what a member was born, and the number that says so."""

    born: date
    male: bool
    number: str


class Births:
    """Distinct citizen numbers: each pair of day and sequence is given out once.

    Birthdays step through all days of the ages; every full round moves on in the sequence.
    The weighted sums of days, regions and sequences are looked up: numbers come by the million.
    """

    def __init__(self, first: date, last: date) -> None:
        span = (last - first).days
        while span % DAY_STEP == 0:
            span -= 1
        days = [first + timedelta(days=index) for index in range(span)]
        self._days = [(day, text := f"{day:%Y%m%d}", _share(text, 6)) for day in days]
        self._sequences = [(text := f"{n:03d}", _share(text, 14)) for n in range(2 * SEQUENCES)]
        self._regions = {code: _share(code, 0) for code in (CITY, COUNTY, *ELSEWHERE)}

    def of(self, number: int) -> Birth:
        """The birth of member ``number``; from days × 500 members on, numbers would repeat."""
        turn, day = number // len(self._days), number * DAY_STEP % len(self._days)
        born, digits, share = self._days[day]
        sequence = (turn * SEQUENCE_STEP + day) % SEQUENCES * 2 + (number * 5 + turn) % 9 % 2
        tail, tail_share = self._sequences[sequence]
        region = COUNTY if born < FIRST_OF_CITY else CITY
        if number % ELSEWHERE_EVERY == 0:
            region = ELSEWHERE[number // ELSEWHERE_EVERY % len(ELSEWHERE)]
        check = CHECKS[(self._regions[region] + share + tail_share) % 11]
        return Birth(born, sequence % 2 == 1, f"{region}{digits}{tail}{check}")


def mobile(number: int) -> str:
    """Eleven digits, another mobile for each number below two thousand million."""
    prefix = MOBILE_PREFIXES[number % len(MOBILE_PREFIXES)]
    return f"{prefix}{number * MOBILE_STEP % 10**8:08d}"


def passport(number: int) -> str:
    """A passport number in form only; nothing can check it."""
    return f"EL{number * 68_718_953 % 10**7:07d}"


def wrong_check(number: str) -> str:
    """The citizen number with a check character that does not fit."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def credit_code(kind: str, body: str, *, region: str = CITY) -> str:
    """A unified social credit code (GB 32100) of a two-character kind and an eight-digit body."""
    total = sum(map(mul, _values(body), BODY_WEIGHTS))
    head = kind + region + body + "0123456789X"[-total % 11]
    return head + str(calc_check_digit(head))


def _values(body: str) -> Sequence[int]:
    return [int(character, 36) for character in body]


def plant_flaw(which: float, number: str, sex: Sex, phone: str) -> tuple[str, Check, Sex, str]:
    """One of the flaws that M2 finds: no document, a wrong number, the other sex, no mobile."""
    if which < 0.2:  # noqa: PLR2004 - shares of the flaws
        return "", Check.MISSING, sex, phone
    if which < 0.5:  # noqa: PLR2004
        return wrong_check(number), Check.CHECKSUM, sex, phone
    if which < 0.6:  # noqa: PLR2004
        other = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
        return number, Check.SEX_MISMATCH, other, phone
    return number, Check.VALID, sex, ""
