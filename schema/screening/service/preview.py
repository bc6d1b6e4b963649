"""A rule carried out without writing: what it would hit, and why (dry run)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.core.work import Work
from schema.screening.rules import ScreeningErrorCode, SubjectType, in_words
from schema.screening.service.versions import arm, register_rules, rules_in_force
from schema.screening.tables import screening_rule


@dataclass(frozen=True, slots=True)
class PreviewedHit:
    """One hit with its explanation: the values, the rows, and all of it in words."""

    subject_type: SubjectType
    subject_id: UUID
    union_id: UUID | None
    severity: int
    evidence: Mapping[str, object]
    rows: Mapping[str, object]
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How many hits there are, and the first of them."""

    rule: str
    name: str
    as_of: date
    parameters: Mapping[str, object]
    total: int
    hits: tuple[PreviewedHit, ...]


async def preview_rule(
    work: Work, code: str, *, limit: int = 20, overrides: Mapping[str, object] | None = None
) -> Preview:
    """What a rule in force would hit today, with other parameters if ``overrides`` gives them.

    Raises DomainError RULE_UNKNOWN, PARAMETER_MISSING. Writes no finding.
    """
    await register_rules(work)
    row = next((rule for rule in await rules_in_force(work) if rule.code == code), None)
    if row is None:
        raise DomainError(ScreeningErrorCode.RULE_UNKNOWN, details={"rules": [code]})
    armed = await arm(work, row, work.today, overrides)
    found = armed.selected.subquery("found")
    statement = sa.select(found, sa.func.count().over().label("total")).order_by(found.c.key)
    rows = (await work.execute(statement.limit(limit))).all()
    condition = (
        await work.execute(
            sa.select(screening_rule.c.description).where(screening_rule.c.code == code)
        )
    ).scalar_one()
    return Preview(
        rule=code,
        name=row.name,
        as_of=work.today,
        parameters=armed.parameters,
        total=rows[0].total if rows else 0,
        hits=tuple(
            PreviewedHit(
                subject_type=armed.subject,
                subject_id=hit.subject_id,
                union_id=hit.union_id,
                severity=min(4, armed.severity + hit.raised),
                evidence=hit.evidence,
                rows=hit.rows,
                words=in_words(condition, hit.evidence, armed.parameters),
            )
            for hit in rows
        ),
    )
