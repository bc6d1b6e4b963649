"""Evidence that runs out: told once, some days before, to the union that keeps the dossier (D2)."""

from datetime import timedelta

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.accounts.service import notify_holders
from schema.assistance.rules import IN_FORCE_DOSSIER_STATES, DossierStatus
from schema.assistance.tables import dossier, evidence
from schema.core.notification import NotificationKind
from schema.core.params import figure, parameters
from schema.core.work import Work

AT_ONCE = 200
#: Dossiers whose proofs must hold: under review, and in force.
CONCERNED = (
    *IN_FORCE_DOSSIER_STATES,
    DossierStatus.SUBMITTED,
    DossierStatus.VISITED,
    DossierStatus.FIRST_REVIEWED,
    DossierStatus.DATA_CHECKED,
)


async def remind_evidence(work: Work) -> int:
    """Remind of proofs that end within the days of the parameter; how many, at most 200.

    Safe to repeat: a proof is told of once, and one that a newer of its kind has replaced is
    not told of at all. Call again until nothing is left.
    """
    terms = await parameters(work.connection, "EVIDENCE", work.today)
    until = work.today + timedelta(days=figure(terms, "warn_days"))
    table, newer = evidence.c, evidence.alias("newer")
    replaced = sa.exists().where(
        newer.c.dossier_id == table.dossier_id,
        newer.c.kind == table.kind,
        newer.c.id != table.id,
        sa.or_(newer.c.valid_until.is_(None), newer.c.valid_until > table.valid_until),
    )
    statement = (
        sa.select(table.id, table.version, table.kind, dossier.c.union_id, dossier.c.number)
        .join(dossier, dossier.c.id == table.dossier_id)
        .where(
            table.valid_until.between(work.today, until),
            table.warned_on.is_(None),
            dossier.c.status.in_(CONCERNED),
            sa.not_(replaced),
        )
        .order_by(table.valid_until, table.id)
        .limit(AT_ONCE)
        .with_for_update(of=evidence, skip_locked=True)
    )
    rows = (await work.execute(statement)).all()
    for row in rows:
        await notify_holders(
            work,
            row.union_id,
            NotificationKind.EVIDENCE_EXPIRES,
            subject=Entity.DOSSIER,
            title=f"档案 {row.number} 的{row.kind.label}将到期",
            entity="evidence",
            entity_id=row.id,
        )
        await work.update(evidence, row.id, row.version, warned_on=work.today)
    return len(rows)
