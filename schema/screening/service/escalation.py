"""Findings that nobody dealt with in time go up the union tree, one step at a time."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.accounts.service import notify_holders
from schema.core.calendar import add_working_days
from schema.core.notification import NotificationKind
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.tables import union_organisation
from schema.screening.rules import FindingStatus, due_moments
from schema.screening.tables import finding, screening_rule

WORKED_ON = (FindingStatus.OPEN, FindingStatus.ASSIGNED, FindingStatus.IN_PROGRESS)
#: Keeper, township, department, leader (domain §8.3).
STEPS = 4
DEADLINES = ("due_hours_4", "due_working_days_3", "due_working_days_2", "due_days_1")


async def escalate_findings(work: Work) -> dict[str, object]:
    """Hand what is overdue to the union above, with a new deadline; tell who answers there.

    At the top of the tree it stays, and the leaders are told again. A second run at once
    finds nothing: the deadline is a new one.
    """
    terms = await parameters(work.connection, "FINDING", work.today)
    due = due_moments(work.now, {key: figure(terms, key) for key in DEADLINES}, add_working_days)
    rows = (await work.execute(_raised(work, due))).all()
    if rows:
        await _tell(work, rows)
    return {"escalated": len(rows)}


def _raised(work: Work, due: dict[int, datetime]) -> Any:
    unit = union_organisation.alias()
    holder = sa.func.coalesce(finding.c.handler_union_id, finding.c.union_id)
    above = sa.select(unit.c.parent_id).where(unit.c.id == holder).scalar_subquery()
    return (
        sa.update(finding)
        .where(
            finding.c.status.in_(WORKED_ON),
            finding.c.due_at < work.now,
            finding.c.escalation < STEPS,
        )
        .values(
            handler_union_id=sa.func.coalesce(above, holder),
            escalation=finding.c.escalation + 1,
            escalated_at=work.now,
            due_at=sa.case(dict(due), value=finding.c.severity),
            version=finding.c.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
        .returning(
            finding.c.id, finding.c.rule_code, finding.c.handler_union_id, finding.c.escalation
        )
    )


async def _tell(work: Work, rows: Any) -> None:
    """One notice a union and rule, not one a finding: a night may raise hundreds."""
    names = {
        row.code: row.name
        for row in await work.execute(sa.select(screening_rule.c.code, screening_rule.c.name))
    }
    groups: dict[tuple[Any, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.handler_union_id, row.rule_code), []).append(row)
    for (union, rule), found in groups.items():
        await notify_holders(
            work,
            union,
            NotificationKind.FINDING_ESCALATED,
            subject=Entity.FINDING,
            title=f"逾期线索上交: {rule} {names[rule]} {len(found)} 条",
            entity="finding",
            entity_id=found[0].id,
        )
