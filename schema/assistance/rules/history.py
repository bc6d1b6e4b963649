"""Dossiers and aid of before the platform: in which states they come in, and what must fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from schema.assistance.rules.codes import (
    AssistanceKind,
    AssistanceStatus,
    Cause,
    DossierCategory,
    DossierStatus,
    ExitChannel,
    FileLevel,
    FundLevel,
    RuleSet,
)
from schema.assistance.rules.facts import AssistanceErrorCode
from schema.core.errors import DomainError, ErrorCode

#: States in which nothing is under way: what is, is to be filed on the platform.
HISTORIC_DOSSIER_STATES: Final = (
    DossierStatus.ACTIVE,
    DossierStatus.EXITED,
    DossierStatus.CLOSED,
    DossierStatus.MOVED_OUT,
)
HISTORIC_AID_STATES: Final = (
    AssistanceStatus.PAID,
    AssistanceStatus.VERIFIED,
    AssistanceStatus.REJECTED,
    AssistanceStatus.WITHDRAWN,
)
_LEFT: Final = frozenset({DossierStatus.EXITED, DossierStatus.CLOSED})
_GIVEN: Final = frozenset({AssistanceStatus.PAID, AssistanceStatus.VERIFIED})
_CATEGORIES: Final = {
    RuleSet.RS_2016: (
        DossierCategory.DIBAO_HOUSEHOLD,
        DossierCategory.DIBAO_MARGIN,
        DossierCategory.ACCIDENT_HIT,
    ),
    RuleSet.RS_2021: (
        DossierCategory.DEEP,
        DossierCategory.RELATIVE,
        DossierCategory.ACCIDENT_HIT,
    ),
}


@dataclass(frozen=True, slots=True)
class HistoricDossier:
    """A dossier as another system kept it; ``source`` says which, and in which file it came."""

    number: str
    person_id: UUID
    union_id: UUID
    status: DossierStatus
    primary_cause: Cause
    applied_on: date
    source: str
    file_level: FileLevel = FileLevel.CITY
    category: DossierCategory | None = None
    household_size: int | None = None
    opened_on: date | None = None
    last_review_on: date | None = None
    exit_channel: ExitChannel | None = None
    exited_on: date | None = None

    @property
    def judged_on(self) -> date:
        """The day by whose standard its category was found."""
        return self.last_review_on or self.opened_on or self.applied_on


@dataclass(frozen=True, slots=True)
class HistoricAid:
    """Aid as another system kept it; amounts are fen."""

    number: str
    kind: AssistanceKind
    status: AssistanceStatus
    fund_level: FundLevel
    period_key: str
    amount: int
    requested_on: date
    source: str
    person_id: UUID
    dossier_id: UUID | None = None
    union_id: UUID | None = None
    goods: str | None = None
    reason: str | None = None
    approved_on: date | None = None
    paid_on: date | None = None
    verified_on: date | None = None
    minutes: str | None = None


def check_historic_dossier(facts: HistoricDossier, rule_set: RuleSet, today: date) -> None:
    """Refuse states under way, days out of order, a category of another standard."""
    living = facts.status is DossierStatus.ACTIVE
    left = facts.status in _LEFT
    _refuse_first(
        (facts.status in HISTORIC_DOSSIER_STATES, "办理中的档案请在系统内申报", "status"),
        (_rising(facts.applied_on, facts.opened_on, today), "建档日期须在申请日期之后", "openedOn"),
        (
            _rising(facts.opened_on, facts.last_review_on, facts.exited_on, today),
            "复核、退出日期须依次在建档日期之后且不在未来",
            "exitedOn" if facts.exited_on else "lastReviewOn",
        ),
        (not (living or left) or facts.opened_on is not None, "须填写建档日期", "openedOn"),
        (not left or facts.exited_on is not None, "须填写退出日期", "exitedOn"),
        (not left or facts.exit_channel is not None, "须填写退出渠道", "exitChannel"),
        (
            not living or (facts.exited_on is None and facts.exit_channel is None),
            "在档的档案没有退出日期和渠道",
            "status",
        ),
        (facts.household_size is None or facts.household_size > 0, "须为正数", "householdSize"),
        (
            facts.category is None or facts.category in _CATEGORIES[rule_set],
            f"不是{rule_set.label}的类别",
            "category",
        ),
    )
    if living and facts.category is None:
        raise DomainError(AssistanceErrorCode.NOT_NEEDY, "须填写困难类别", path=("category",))


def check_historic_aid(facts: HistoricAid, today: date) -> None:
    """Refuse states under way, days out of order, and what its state does not carry."""
    given = facts.status in _GIVEN
    _refuse_first(
        (facts.status in HISTORIC_AID_STATES, "办理中的帮扶请在系统内申请", "status"),
        (
            _rising(facts.requested_on, facts.approved_on, facts.paid_on, facts.verified_on, today),
            "申请、批准、发放、回访日期须依次在后且不在未来",
            "paidOn",
        ),
        (not given or facts.approved_on is not None, "须填写批准日期", "approvedOn"),
        (not given or facts.paid_on is not None, "须填写发放日期", "paidOn"),
        (given or facts.paid_on is None, "未批准的帮扶没有发放日期", "paidOn"),
        (
            (facts.status is AssistanceStatus.VERIFIED) == (facts.verified_on is not None),
            "已回访的帮扶须有回访日期, 其他没有",
            "verifiedOn",
        ),
    )


def _rising(*days: date | None) -> bool:
    given = [day for day in days if day is not None]
    return given == sorted(given)


def _refuse_first(*checks: tuple[bool, str, str]) -> None:
    problems: Sequence[tuple[str, str]] = [
        (text, path) for holds, text, path in checks if not holds
    ]
    for message, path in problems:
        raise DomainError(ErrorCode.INVALID, message, path=(path,))
