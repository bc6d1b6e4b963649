"""Exit channels with their proof, validity of evidence, masked notices (domain §4.3-§4.6, §10)."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from schema.assistance.rules.codes import DossierCategory, ExitChannel
from schema.assistance.rules.processes import EvidenceKind
from schema.core.clock import add_months

#: Which evidence a channel asks for: one kind of each group.
EXIT_PROOFS: Final[Mapping[ExitChannel, tuple[tuple[EvidenceKind, ...], ...]]] = {
    ExitChannel.E1_JOB: ((EvidenceKind.CONTRACT,), (EvidenceKind.INCOME,)),
    ExitChannel.E2_INSURE: ((EvidenceKind.INSURANCE,),),
    ExitChannel.E3_ILLNESS: ((EvidenceKind.SETTLEMENT,),),
    ExitChannel.E4_BACKSTOP: ((EvidenceKind.BACKSTOP_CERTIFICATE,),),
}
#: Channels that count as relief; the X ones never do (domain §4.6).
RELIEF_CHANNELS: Final = tuple(channel for channel in ExitChannel if channel.value[0] == "E")
#: Of these the household's figure per head must have reached the exit threshold.
WITH_THRESHOLD: Final = frozenset({ExitChannel.E1_JOB, ExitChannel.E2_INSURE})

#: Validity in months by kind; the others hold for long, or to the date on the card.
VALID_MONTHS: Final[Mapping[EvidenceKind, str]] = {
    EvidenceKind.INCOME: "income_months",
    EvidenceKind.MEDICAL: "medical_months",
    EvidenceKind.UNEMPLOYMENT: "unemployment_months",
    EvidenceKind.BACKSTOP_CERTIFICATE: "backstop_months",
    EvidenceKind.ACCIDENT: "accident_months",
    EvidenceKind.AUTHORISATION: "authorisation_months",
}
SCHOOL_YEAR_ENDS: Final = (8, 31)
MONTHS: Final = 12
_NUMBER: Final = re.compile(r"\d{6,}|\d{3}\*{2,}\d{2,}")


def proofs_missing(
    channel: ExitChannel, held: Collection[EvidenceKind]
) -> list[tuple[EvidenceKind, ...]]:
    """The groups of evidence of which none is held; X channels need a written statement."""
    groups = EXIT_PROOFS.get(channel, ((EvidenceKind.STATEMENT,),))
    return [group for group in groups if not set(group) & set(held)]


def reaches_threshold(net: int, household_size: int, living_standard: int, multiplier: int) -> bool:
    """Whether ``m >= k * D`` (basis points), multiplied out; ``net`` is fen a year."""
    return net * 10_000 >= MONTHS * household_size * living_standard * multiplier


def valid_until(kind: EvidenceKind, issued_on: date, months: int | None) -> date | None:
    """Until when a proof holds; None when it has no end of its own."""
    if kind is EvidenceKind.ENROLMENT:
        end = date(issued_on.year, *SCHOOL_YEAR_ENDS)
        return end if issued_on <= end else date(issued_on.year + 1, *SCHOOL_YEAR_ENDS)
    return None if months is None else add_months(issued_on, months)


def window(applied_on: date) -> tuple[date, date]:
    """The twelve full months before the month of the application, first and last day."""
    first = date(applied_on.year - 1, applied_on.month, 1)
    end = date(applied_on.year, applied_on.month, 1)
    return first, date.fromordinal(end.toordinal() - 1)


def notice_text(
    what: str, masked_name: str, unit: str, category: DossierCategory | None, detail: str
) -> str:
    """What is published: masked name, unit, category, type or amount, nothing else (§10)."""
    kind = "" if category is None else f", {category.label}"
    return f"{what}: {masked_name}, {unit}{kind}, {detail}。如有异议, 请在公示期内提出。"


def is_masked(text: str) -> bool:
    """Whether a text shows no number that could be a document's, a phone's or an account's."""
    return _NUMBER.search(text) is None
