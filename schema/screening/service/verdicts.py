"""Whether findings were right, counted by the version of the rule that made them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.work import Work
from schema.screening.rules import Verdict
from schema.screening.tables import finding_feedback, screening_rule_version


async def note_verdict(work: Work, row: sa.Row[Any], verdict: Verdict, reason: str) -> bool:
    """Keep the first verdict on a finding; whether this was it."""
    subject = work.principal.subject
    statement = (
        insert(finding_feedback)
        .values(
            finding_id=row.id,
            union_id=row.union_id,
            rule_version_id=row.rule_version_id,
            verdict=verdict,
            reason=reason.strip(),
            created_by=subject,
            updated_by=subject,
        )
        .on_conflict_do_nothing()
        .returning(finding_feedback.c.id)
    )
    if (await work.execute(statement)).one_or_none() is None:
        return False
    table = screening_rule_version
    counted = table.c.confirmed if verdict is Verdict.CONFIRMED else table.c.refuted
    await work.execute(
        sa.update(table)
        .where(table.c.id == row.rule_version_id)
        .values({counted: counted + 1, table.c.updated_at: work.now})
    )
    return True
