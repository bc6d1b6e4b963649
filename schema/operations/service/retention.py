"""Retention: what has been kept for its time is destroyed, and a row is the proof (D09).

The time itself is looked at by functions of the database (migration 0023), so that one
rule says what is due, to the dry run, to the job, and to the fence behind both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.assistance.tables import dossier
from schema.core.access_log import access_log
from schema.core.errors import DomainError
from schema.core.params import figure, rule_parameter
from schema.core.params import parameters as in_force
from schema.core.work import Work
from schema.membership.tables import membership, person
from schema.operations.rules import SHORTEST_LOG_DAYS, DestroyedKind, PrivacyErrorCode
from schema.operations.service.erasing import erase_dossier, erase_person
from schema.operations.tables import destruction, legal_hold
from schema.opinion.tables import feed_item

#: So many dossiers, persons or files a transaction.
BATCH = 200
_PARAMETER = {
    DestroyedKind.DOSSIER: "dossier_years",
    DestroyedKind.PERSON: "membership_years",
    DestroyedKind.ACCESS_LOG: "access_log_days",
    DestroyedKind.FEED_AUTHOR: "feed_author_days",
}


@dataclass(frozen=True, slots=True)
class Due:
    """How much of a kind is past its time, and by which rule."""

    kind: DestroyedKind
    rows: int
    basis: str


async def what_is_due(work: Work) -> list[Due]:
    """What the job would destroy now; changes nothing."""
    counted = {
        DestroyedKind.DOSSIER: sa.select(sa.func.count()).select_from(_dossiers().subquery()),
        DestroyedKind.PERSON: sa.select(sa.func.count()).select_from(_persons().subquery()),
        DestroyedKind.ACCESS_LOG: await _old_reads(work),
        DestroyedKind.FEED_AUTHOR: await _old_authors(work),
    }
    found = []
    for kind, statement in counted.items():
        rows: int = (await work.execute(statement)).scalar_one()
        found.append(Due(kind, rows, await _basis(work, kind)))
    return found


async def destroy_batch(work: Work, kind: DestroyedKind) -> int:
    """Destroy at most ``BATCH`` of a kind; how many they were, 0 when none is left.

    A second call for the same rows finds none. Nothing of a person under a legal hold goes.
    """
    permit_city(work, Entity.PRIVACY, Action.DECIDE)
    await work.because(f"retention {kind.value}")
    if kind is DestroyedKind.DOSSIER:
        return await _each(work, kind, _dossiers(), erase_dossier)
    if kind is DestroyedKind.PERSON:
        return await _each(work, kind, _persons(), erase_person)
    rows, before = await _SETS[kind](work)
    if rows:
        await _prove(work, kind, None, rows, before)
    return rows


async def place_hold(work: Work, *, person_id: UUID, basis: str) -> UUID:
    """Keep everything about a person, whatever its time; raises DomainError FORBIDDEN."""
    permit_city(work, Entity.PRIVACY, Action.DECIDE)
    return await work.insert(legal_hold, person_id=person_id, basis=basis, placed_on=work.today)


async def lift_hold(work: Work, *, hold_id: UUID, expected_version: int) -> None:
    """End a hold; raises DomainError FORBIDDEN, NOT_FOUND, CONFLICT."""
    permit_city(work, Entity.PRIVACY, Action.DECIDE)
    await work.update(legal_hold, hold_id, expected_version, lifted_on=work.today)


async def erase_on_request(work: Work, person_id: UUID) -> None:
    """Make a person nameless because he asks for it; raises DomainError with what stands against.

    LEGAL_HOLD, STILL_MEMBER (a membership, dossier or aid stands), or RETENTION_STANDS with
    the day until which the law wants the records kept.
    """
    kept = sa.func.gonghui_person_kept_until(person_id, sa.true(), type_=sa.Date)
    held = sa.func.gonghui_held(person_id, type_=sa.Boolean)
    row = (await work.execute(sa.select(kept.label("until"), held.label("held")))).one()
    if row.held:
        raise DomainError(PrivacyErrorCode.LEGAL_HOLD)
    if row.until is None:
        raise DomainError(PrivacyErrorCode.STILL_MEMBER)
    if row.until > work.today:
        raise DomainError(
            PrivacyErrorCode.RETENTION_STANDS, details={"until": row.until.isoformat()}
        )
    await work.because("person asked for erasure")
    rows = await erase_person(work, person_id)
    await _prove(work, DestroyedKind.PERSON, person_id, rows, row.until)


async def _each(work: Work, kind: DestroyedKind, due: sa.Select[Any], erase: Any) -> int:
    rows: Sequence[Any] = (await work.execute(due.limit(BATCH))).all()
    for row in rows:
        await _prove(work, kind, row.id, await erase(work, row.id), row.until)
    return len(rows)


def _dossiers() -> sa.Select[Any]:
    until = sa.func.gonghui_dossier_kept_until(dossier.c.id, type_=sa.Date)
    return (
        sa.select(dossier.c.id, until.label("until"))
        .where(dossier.c.destroyed_on.is_(None), until <= _today())
        .where(sa.not_(sa.func.gonghui_held(dossier.c.person_id, type_=sa.Boolean)))
        .order_by(dossier.c.id)
    )


def _persons() -> sa.Select[Any]:
    until = sa.func.gonghui_person_kept_until(person.c.id, sa.false(), type_=sa.Date)
    standing = sa.exists().where(
        membership.c.person_id == person.c.id, membership.c.ended_on.is_(None)
    )
    return (
        sa.select(person.c.id, until.label("until"))
        .where(person.c.anonymised_on.is_(None), sa.not_(standing), until <= _today())
        .where(sa.not_(sa.func.gonghui_held(person.c.id, type_=sa.Boolean)))
        .order_by(person.c.id)
    )


def _today() -> sa.ColumnElement[date]:
    return sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date)


async def _days(work: Work, kind: DestroyedKind) -> int:
    return figure(await in_force(work.connection, "RETENTION", work.today), _PARAMETER[kind])


async def _forget_reads(work: Work) -> tuple[int, date]:
    days = max(await _days(work, DestroyedKind.ACCESS_LOG), SHORTEST_LOG_DAYS)
    gone = await work.execute(sa.select(sa.func.gonghui_forget_reads(days)))
    return int(gone.scalar_one()), work.today - timedelta(days=days)


async def _forget_authors(work: Work) -> tuple[int, date]:
    days = await _days(work, DestroyedKind.FEED_AUTHOR)
    chosen = sa.select(feed_item.c.id).where(
        feed_item.c.author_hash.is_not(None), feed_item.c.fetched_at < _before(days)
    )
    gone = await work.execute(
        sa.update(feed_item)
        .where(feed_item.c.id.in_(chosen.limit(BATCH * BATCH)))
        .values(author_hash=None)
    )
    return int(gone.rowcount), work.today - timedelta(days=days)


_SETS = {
    DestroyedKind.ACCESS_LOG: _forget_reads,
    DestroyedKind.FEED_AUTHOR: _forget_authors,
}


def _before(days: int) -> sa.ColumnElement[Any]:
    return sa.func.now() - sa.literal(timedelta(days=days))


async def _old_reads(work: Work) -> sa.Select[Any]:
    from_log = access_log
    days = max(await _days(work, DestroyedKind.ACCESS_LOG), SHORTEST_LOG_DAYS)
    return sa.select(sa.func.count()).select_from(from_log).where(from_log.c.at < _before(days))


async def _old_authors(work: Work) -> sa.Select[Any]:
    days = await _days(work, DestroyedKind.FEED_AUTHOR)
    old = sa.and_(feed_item.c.author_hash.is_not(None), feed_item.c.fetched_at < _before(days))
    return sa.select(sa.func.count()).select_from(feed_item).where(old)


async def _basis(work: Work, kind: DestroyedKind) -> str:
    table = rule_parameter.c
    statement = (
        sa.select(table.basis)
        .where(table.rule == "RETENTION", table.key == _PARAMETER[kind])
        .where(table.valid_from <= work.today)
        .order_by(table.valid_from.desc())
    )
    return str((await work.execute(statement.limit(1))).scalar_one())


async def _prove(
    work: Work, kind: DestroyedKind, identity: UUID | None, rows: int, until: date
) -> None:
    await work.insert(
        destruction,
        kind=kind,
        entity_id=identity,
        rows=rows,
        due_on=until,
        basis=await _basis(work, kind),
        destroyed_on=work.today,
    )
