"""Which job messages may stand on a timetable, by the name of the job."""

from schema.core.outbox import JobMessage
from schema.opinion.jobs import FeedIntakeDue
from schema.screening.jobs import RunScreening

_MESSAGES: tuple[type[JobMessage], ...] = (FeedIntakeDue, RunScreening)

SCHEDULABLE: dict[str, type[JobMessage]] = {message.job: message for message in _MESSAGES}
