"""What a training base must show for its title, and what of a trainee's result is impossible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from schema.core.errors import DomainError, ErrorCode
from schema.core.parameter import Parameter

WHOLE: Final = 10_000  # basis points
MONTHS: Final = 6
MOST_SCORE: Final = 100
_START: Final = date(2016, 1, 1)
_LOCAL: Final = "市总工会规定 (判断值)"

TRAINING_PARAMETERS: Final = (
    Parameter("BASE", "full_time_teachers", 2, _START, _LOCAL),
    Parameter("BASE", "part_time_teachers", 3, _START, _LOCAL),
    Parameter("BASE", "yearly_trainees", 100, _START, _LOCAL),
    Parameter("BASE", "pass_share", 8_000, _START, _LOCAL),
    Parameter("BASE", "employed_share", 6_000, _START, _LOCAL),
    Parameter("BASE", "employed_months", MONTHS, _START, _LOCAL),
    Parameter("BASE", "attendance_share", 8_000, _START, "《职工素质建设工程》培训要求"),
    Parameter("BASE", "income_check_months", MONTHS, _START, "湖南“一户一产业工人”培养工程"),
    Parameter("BASE", "title_years", 3, _START, _LOCAL),
    Parameter("BASE", "recheck_months", 12, _START, _LOCAL),
)


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """A base in the year before a day: teachers now, people trained, passed, then employed."""

    full_time_teachers: int
    part_time_teachers: int
    trainees: int
    passed: int
    employed: int


def unmet(figures: BaseFigures, standard: Mapping[str, int]) -> list[str]:
    """The keys of the standard that a base falls short of; shares in basis points."""
    reached = {
        "full_time_teachers": figures.full_time_teachers,
        "part_time_teachers": figures.part_time_teachers,
        "yearly_trainees": figures.trainees,
    }
    short = [key for key, value in reached.items() if value < standard[key]]
    if figures.passed * WHOLE < standard["pass_share"] * figures.trainees:
        short.append("pass_share")
    if figures.employed * WHOLE < standard["employed_share"] * figures.passed:
        short.append("employed_share")
    return short


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class of a base; ``cost`` in fen."""

    title: str
    trade: str
    hours: int
    capacity: int
    starts_on: date
    ends_on: date
    cost: int = 0


def check_class(facts: ClassFacts) -> None:
    """Refuse impossible facts with DomainError INVALID."""
    if not facts.title.strip() or not facts.trade.strip():
        raise DomainError(ErrorCode.INVALID, "班名和工种不能为空", path=("title",))
    if min(facts.hours, facts.capacity) < 1 or facts.cost < 0:
        raise DomainError(ErrorCode.INVALID, "学时和人数须为正数, 经费不能为负", path=("hours",))
    if facts.ends_on < facts.starts_on:
        raise DomainError(ErrorCode.INVALID, "结束不能早于开始", path=("endsOn",))


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """How a trainee ended: attendance in basis points, score 0-100, a certificate if passed."""

    attendance: int
    score: int
    passed: bool
    certificate_number: str | None = None


def check_result(facts: ResultFacts, least_attendance: int) -> None:
    """Refuse impossible results with DomainError INVALID: no pass without attendance."""
    if not (0 <= facts.attendance <= WHOLE and 0 <= facts.score <= MOST_SCORE):
        raise DomainError(ErrorCode.INVALID, "出勤率或成绩超出范围", path=("attendance",))
    if facts.passed and facts.attendance < least_attendance:
        raise DomainError(ErrorCode.INVALID, "出勤率不足, 不能合格", path=("attendance",))
    if facts.certificate_number and not facts.passed:
        raise DomainError(ErrorCode.INVALID, "不合格的没有证书", path=("certificateNumber",))
