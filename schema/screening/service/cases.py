"""A case of a finding: one, however often it is asked for. The finding goes on as it was."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError
from schema.core.work import Work, unchanged_since
from schema.organisation.access import may_edit
from schema.organisation.tables import enterprise
from schema.rights.access import may_register
from schema.rights.rules import CaseSource, Topic
from schema.rights.service import CaseFacts, open_case_of
from schema.screening.rules import OPEN_STATES, ScreeningErrorCode, SubjectType
from schema.screening.service.findings import finding_row
from schema.screening.tables import finding, screening_rule


async def open_finding_case(
    work: Work,
    *,
    finding_id: UUID,
    expected_version: int,
    topic: Topic,
    facts: str,
    headcount: int = 1,
    union_id: UUID | None = None,
) -> UUID:
    """Open the rights case of a finding; the finding's own id.

    Who asks must be one who works on the finding and who may register cases of the unit.
    Asked again, it is the same case. Raises DomainError FORBIDDEN, FINDING_ENDED,
    UNIT_MISSING, INVALID, NotFoundError, ConflictError.
    """
    row = await finding_row(work, finding_id)
    await may_edit(work, row.union_id, Entity.FINDING)
    if row.case_id is not None:
        return finding_id
    unchanged_since(finding, row._mapping, expected_version)  # noqa: SLF001 - the public name
    unit = union_id or row.union_id
    if unit is None:
        raise DomainError(ScreeningErrorCode.UNIT_MISSING, path=("unionId",))
    may_register(work)
    await may_edit(work, unit, Entity.RIGHTS_CASE, Action.CREATE)
    if row.status not in OPEN_STATES:
        raise DomainError(ScreeningErrorCode.FINDING_ENDED, path=("findingId",))
    case = CaseFacts(
        source=CaseSource.SCREENING,
        topic=topic,
        title=await _title(work, row),
        facts=facts,
        union_id=unit,
        employer=await _employer(work, row),
        headcount=headcount,
        urgency=row.severity,
    )
    opened = await open_case_of(work, case, finding_id)
    await work.update(finding, finding_id, expected_version, case_id=opened)
    return finding_id


async def _title(work: Work, row: sa.Row[Any]) -> str:
    """What the rule is called: it names nobody."""
    name = sa.select(screening_rule.c.name).where(screening_rule.c.code == row.rule_code)
    return str((await work.execute(name)).scalar_one())


async def _employer(work: Work, row: sa.Row[Any]) -> str | None:
    if row.subject_type != SubjectType.ENTERPRISE:
        return None
    name = sa.select(enterprise.c.name).where(enterprise.c.id == row.subject_id)
    found: str | None = (await work.execute(name)).scalar_one_or_none()
    return found
