"""A case of an event: one, however often it is asked for."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.core.work import Work
from schema.opinion.access import handled_event, is_assigned, refuse
from schema.opinion.rules.codes import OpinionError
from schema.opinion.rules.score import SEVERITY
from schema.opinion.rules.stages import StepKind
from schema.opinion.rules.states import ENDED
from schema.opinion.service.steps import log_step
from schema.opinion.tables import feed_item, opinion_event
from schema.rights.rules import CaseSource
from schema.rights.service import CaseFacts, open_case_of


async def open_case(
    work: Work,
    event_id: UUID,
    expected_version: int,
    *,
    facts: str,
    union_id: UUID | None = None,
) -> UUID:
    """Open the rights case of an event; the event's own id.

    Asked again, it is the same case. Raises DomainError UNIT_REQUIRED, FORBIDDEN,
    NotFoundError, ConflictError.
    """
    row = await handled_event(work, event_id, expected_version)
    if is_assigned(work) or row["status"] in ENDED:
        raise refuse()
    if row["case_id"] is not None:
        return event_id
    unit = union_id or row["union_id"]
    if unit is None:
        raise DomainError(OpinionError.UNIT_REQUIRED, path=("unionId",))
    people = sa.select(sa.func.max(feed_item.c.people_estimate)).where(
        feed_item.c.event_id == event_id
    )
    headcount = (await work.execute(people)).scalar_one() or 1
    case = await open_case_of(
        work,
        CaseFacts(
            source=CaseSource.SENTIMENT,
            topic=row["topic"],
            title=row["title"],
            facts=facts,
            union_id=unit,
            employer=row["employer"],
            headcount=max(1, headcount),
            urgency=max(1, SEVERITY[row["level"]]),
        ),
        event_id,
        is_restricted=row["is_restricted"],
    )
    await work.update(opinion_event, event_id, row["version"], case_id=case)
    await log_step(work, row, StepKind.CASE, facts)
    return event_id
