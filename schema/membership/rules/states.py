"""SM-MEM, the life of a membership (domain §1.2), and what some steps demand."""

from dataclasses import dataclass
from datetime import date

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import Transitions
from schema.membership.rules.codes import EmploymentForm, NewFormGroup, Platform
from schema.membership.rules.codes import MembershipStatus as Status

ACTIVE_STATES = (Status.ACTIVE, Status.TRANSFERRING)
# A person who holds one of these cannot apply elsewhere: it is moved or revived instead.
HELD_STATES = (Status.APPLIED, Status.APPROVED, *ACTIVE_STATES, Status.RETAINED)
ENDED_STATES = (Status.LAPSED, Status.WITHDRAWN, Status.EXPELLED, Status.DECEASED)

MEMBERSHIP_TRANSITIONS: Transitions[Status] = {
    Status.APPLIED: (Status.APPROVED,),
    Status.APPROVED: (Status.ACTIVE,),
    Status.ACTIVE: (Status.TRANSFERRING, Status.RETAINED, *ENDED_STATES),
    Status.TRANSFERRING: (Status.ACTIVE,),
    Status.RETAINED: (Status.ACTIVE,),
    Status.LAPSED: (Status.APPLIED,),
    Status.WITHDRAWN: (Status.APPLIED,),
    Status.EXPELLED: (),
    Status.DECEASED: (),
}


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A membership as stated in a form or a spreadsheet row; ``ACTIVE`` needs ``joined_on``."""

    employment_form: EmploymentForm
    status: Status = Status.APPLIED
    joined_on: date | None = None
    card_number: str | None = None
    employer_name: str | None = None
    employer_credit_code: str | None = None
    occupation: str | None = None
    hired_on: date | None = None
    contract_start_on: date | None = None
    contract_end_on: date | None = None
    frontline: bool = False
    new_form_group: NewFormGroup | None = None
    platform: Platform | None = None


def check_step_facts(
    target: Status, *, educated_on: date | None, document: str | None, reason: str | None
) -> None:
    """The facts without which a step is void; raises DomainError INVALID.

    A lapse needs the education talk that went before (Charter art. 5), an
    expulsion the union's written decision, retention and withdrawal a reason.
    """
    if target is Status.LAPSED and educated_on is None:
        raise DomainError(ErrorCode.INVALID, "自动退会前须有教育谈话日期", path=("educatedOn",))
    if target is Status.EXPELLED and not document:
        raise DomainError(ErrorCode.INVALID, "开除会籍须有决定文号", path=("document",))
    if target in {Status.RETAINED, Status.WITHDRAWN} and not reason:
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
