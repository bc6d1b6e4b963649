"""SM-MEM, the life of a membership (domain §1.2), of its transfers and of a proposed lapse."""

from dataclasses import dataclass
from datetime import date

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import Transitions
from schema.membership.rules.codes import (
    CardStatus,
    DuesStatus,
    DuplicateStatus,
    EmploymentForm,
    LapseStatus,
    MergeStatus,
    NewFormGroup,
    Platform,
    TransferStatus,
)
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

# A transfer's own life: the old union confirms, the new one accepts; whoever lets his working
# days pass is stood in for by the city.
TRANSFER_TRANSITIONS: Transitions[TransferStatus] = {
    TransferStatus.REQUESTED: (
        TransferStatus.RELEASED,
        TransferStatus.REJECTED,
        TransferStatus.CANCELLED,
        TransferStatus.COMPLETED,
    ),
    TransferStatus.RELEASED: (
        TransferStatus.ACCEPTED,
        TransferStatus.REJECTED,
        TransferStatus.CANCELLED,
        TransferStatus.COMPLETED,
    ),
    TransferStatus.ACCEPTED: (),
    TransferStatus.REJECTED: (),
    TransferStatus.CANCELLED: (),
    TransferStatus.COMPLETED: (),
}
OPEN_TRANSFERS = (TransferStatus.REQUESTED, TransferStatus.RELEASED)
# The machine may only propose a lapse; the talk and the chair's decision are people's.
LAPSE_TRANSITIONS: Transitions[LapseStatus] = {
    LapseStatus.PROPOSED: (LapseStatus.EDUCATED, LapseStatus.DISMISSED),
    LapseStatus.EDUCATED: (LapseStatus.CONFIRMED, LapseStatus.DISMISSED),
    LapseStatus.CONFIRMED: (),
    LapseStatus.DISMISSED: (),
}
# A lost card is replaced by one with another number; neither comes back.
CARD_TRANSITIONS: Transitions[CardStatus] = {
    CardStatus.VALID: (CardStatus.LOST, CardStatus.REPLACED, CardStatus.CANCELLED),
    CardStatus.LOST: (CardStatus.REPLACED, CardStatus.CANCELLED),
    CardStatus.REPLACED: (),
    CardStatus.CANCELLED: (),
}
# What was received is put right by a correction, never taken back by a state.
DUES_TRANSITIONS: Transitions[DuesStatus] = {
    DuesStatus.DUE: (DuesStatus.PAID, DuesStatus.WAIVED),
    DuesStatus.WAIVED: (DuesStatus.PAID,),
    DuesStatus.PAID: (),
}
# One person proposes a merge, having seen what it moves; another confirms it; it can be undone.
MERGE_TRANSITIONS: Transitions[MergeStatus] = {
    MergeStatus.PROPOSED: (MergeStatus.MERGED, MergeStatus.REJECTED),
    MergeStatus.MERGED: (MergeStatus.UNDONE,),
    MergeStatus.REJECTED: (),
    MergeStatus.UNDONE: (),
}
DUPLICATE_TRANSITIONS: Transitions[DuplicateStatus] = {
    DuplicateStatus.SUSPECTED: (DuplicateStatus.MERGED, DuplicateStatus.DISMISSED),
    DuplicateStatus.MERGED: (DuplicateStatus.SUSPECTED,),
    DuplicateStatus.DISMISSED: (DuplicateStatus.MERGED,),
}
OPEN_LAPSES = (LapseStatus.PROPOSED, LapseStatus.EDUCATED)


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
