"""Which job messages may stand on a timetable, by the name of the job."""

from schema.core.outbox import JobMessage
from schema.opinion.jobs import FeedIntakeDue
from schema.screening.jobs import (
    CheckFigures,
    FoldFigures,
    PurgeIdempotencyKeys,
    RunScreening,
)

_MESSAGES: tuple[type[JobMessage], ...] = (
    FeedIntakeDue,
    RunScreening,
    FoldFigures,
    CheckFigures,
    PurgeIdempotencyKeys,
)

SCHEDULABLE: dict[str, type[JobMessage]] = {message.job: message for message in _MESSAGES}
