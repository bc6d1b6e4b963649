"""Special applicants: workers from elsewhere (外来务工人员, domain §4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schema.assistance.rules.codes import RuleSet
from schema.core.clock import add_months
from schema.core.enums import Labelled


class MigrantCondition(Labelled):
    """外来务工人员建档条件"""

    MEMBER = "MEMBER", "须为在册工会会员"
    CONTRACT = "CONTRACT", "须签订一年以上劳动合同"
    RESIDENCE = "RESIDENCE", "须在本市长期居住"
    EMPLOYMENT = "EMPLOYMENT", "须实际就业满一年"


@dataclass(frozen=True, slots=True)
class MigrantFacts:
    """What a worker from elsewhere states; the need itself is judged by the place of work."""

    resident_since: date | None = None
    employed_since: date | None = None
    contract_from: date | None = None
    contract_until: date | None = None  # None: without a fixed term


def migrant_conditions_missing(
    rule_set: RuleSet,
    facts: MigrantFacts,
    *,
    is_member: bool,
    today: date,
    contract_months: int,
    residence_months: int,
    employment_months: int,
) -> Sequence[MigrantCondition]:
    """The conditions that are not met, all at once; months are inclusive of the day."""
    missing = [] if is_member else [MigrantCondition.MEMBER]
    if rule_set is RuleSet.RS_2016:
        if not _contracted(facts, today, contract_months):
            missing.append(MigrantCondition.CONTRACT)
        return missing
    if not _lasts(facts.resident_since, today, residence_months):
        missing.append(MigrantCondition.RESIDENCE)
    if not _lasts(facts.employed_since, today, employment_months):
        missing.append(MigrantCondition.EMPLOYMENT)
    return missing


def _contracted(facts: MigrantFacts, today: date, months: int) -> bool:
    """In force today, for so many months or without an end."""
    start, end = facts.contract_from, facts.contract_until
    if start is None or start > today:
        return False
    # A contract of a year ends on the eve of its anniversary.
    return end is None or (
        end >= today and end.toordinal() + 1 >= add_months(start, months).toordinal()
    )


def _lasts(since: date | None, today: date, months: int) -> bool:
    return since is not None and add_months(since, months) <= today
