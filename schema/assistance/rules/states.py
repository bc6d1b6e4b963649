"""SM-DOS and SM-AID: the lives of a dossier and of an assistance record (domain §4.5, §5.3)."""

from schema.assistance.rules.codes import AssistanceStatus as Aid
from schema.assistance.rules.codes import DossierStatus as Dossier
from schema.core.states import Transitions

# An application under review may be sent back or refused; whatever still lives may be voided.
_ANSWERS = (Dossier.RETURNED, Dossier.REJECTED, Dossier.VOIDED)

DOSSIER_TRANSITIONS: Transitions[Dossier] = {
    Dossier.DRAFT: (Dossier.SUBMITTED, Dossier.VOIDED),
    Dossier.SUBMITTED: (Dossier.VISITED, *_ANSWERS),
    Dossier.VISITED: (Dossier.FIRST_REVIEWED, *_ANSWERS),
    Dossier.FIRST_REVIEWED: (Dossier.DATA_CHECKED, *_ANSWERS),
    Dossier.DATA_CHECKED: (Dossier.APPROVED_PENDING_NOTICE, *_ANSWERS),
    Dossier.APPROVED_PENDING_NOTICE: (Dossier.PUBLIC_NOTICE, Dossier.VOIDED),
    Dossier.PUBLIC_NOTICE: (Dossier.ACTIVE, Dossier.OBJECTION, Dossier.VOIDED),
    Dossier.OBJECTION: (Dossier.DATA_CHECKED, Dossier.VOIDED),
    Dossier.ACTIVE: (
        Dossier.DUE_FOR_REVIEW,
        Dossier.SUSPENDED,
        Dossier.MOVED_OUT,
        Dossier.VOIDED,
    ),
    Dossier.DUE_FOR_REVIEW: (Dossier.REVIEWING, Dossier.VOIDED),
    Dossier.REVIEWING: (Dossier.ACTIVE, Dossier.EXITING, Dossier.VOIDED),
    Dossier.SUSPENDED: (Dossier.ACTIVE, Dossier.EXITING, Dossier.VOIDED),
    Dossier.EXITING: (Dossier.EXIT_NOTICE, Dossier.VOIDED),
    Dossier.EXIT_NOTICE: (Dossier.EXITED, Dossier.VOIDED),
    Dossier.EXITED: (Dossier.MONITORED, Dossier.VOIDED),
    Dossier.MONITORED: (Dossier.CLOSED, Dossier.VOIDED),
    Dossier.RETURNED: (Dossier.SUBMITTED, Dossier.VOIDED),
    # Reconsideration, asked for in time.
    Dossier.REJECTED: (Dossier.SUBMITTED,),
    Dossier.CLOSED: (),
    Dossier.MOVED_OUT: (),
    Dossier.VOIDED: (),
}

# A dossier in one of these is over: the household may be filed again under a new number.
ENDED_DOSSIER_STATES = (
    Dossier.EXITED,
    Dossier.MONITORED,
    Dossier.CLOSED,
    Dossier.REJECTED,
    Dossier.MOVED_OUT,
    Dossier.VOIDED,
)
# In force: aid may be approved (gate A1); re-verification does not interrupt it.
IN_FORCE_DOSSIER_STATES = (Dossier.ACTIVE, Dossier.DUE_FOR_REVIEW, Dossier.REVIEWING)

_UNDECIDED = (Aid.RETURNED, Aid.REJECTED, Aid.WITHDRAWN)

ASSISTANCE_TRANSITIONS: Transitions[Aid] = {
    Aid.DRAFT: (Aid.SUBMITTED, Aid.WITHDRAWN),
    Aid.SUBMITTED: (Aid.GRASSROOTS_CHECKED, *_UNDECIDED),
    Aid.GRASSROOTS_CHECKED: (Aid.CENTRE_REVIEWED, *_UNDECIDED),
    Aid.CENTRE_REVIEWED: (Aid.APPROVED, *_UNDECIDED),
    Aid.RETURNED: (Aid.SUBMITTED, Aid.WITHDRAWN),
    Aid.APPROVED: (Aid.PUBLIC_NOTICE,),
    # An objection that is upheld takes the approval back (judgement: the domain names no way).
    Aid.PUBLIC_NOTICE: (Aid.SCHEDULED, Aid.CENTRE_REVIEWED),
    Aid.SCHEDULED: (Aid.IN_BATCH,),
    # A failed line leaves its batch; the record waits for a new one.
    Aid.IN_BATCH: (Aid.PAID, Aid.SCHEDULED),
    Aid.PAID: (Aid.VERIFIED, Aid.RECOVERY_OPEN),
    Aid.RECOVERY_OPEN: (Aid.RECOVERED,),
    # What a later check finds is asked back, too (judgement).
    Aid.VERIFIED: (Aid.RECOVERY_OPEN,),
    Aid.REJECTED: (),
    Aid.WITHDRAWN: (),
    Aid.RECOVERED: (),
}

# Aid in one of these counts against the double-payment guard and the yearly cap.
COUNTING_AID_STATES = (
    Aid.APPROVED,
    Aid.PUBLIC_NOTICE,
    Aid.SCHEDULED,
    Aid.IN_BATCH,
    Aid.PAID,
    Aid.VERIFIED,
    Aid.RECOVERY_OPEN,
)
