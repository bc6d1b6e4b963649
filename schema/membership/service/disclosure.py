"""Showing one sensitive value to somebody who says why; logged before it leaves."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog

from schema.accounts.access import permit, require_proof
from schema.accounts.rules import Action, Entity
from schema.core.access_log import AccessKind, AccessPurpose, access_log, access_rows
from schema.core.audit import audit_event
from schema.core.errors import DomainError, NotFoundError
from schema.core.params import figure, parameters
from schema.core.vault import vault
from schema.core.visible import visible
from schema.core.work import Work
from schema.membership.rules.sensitive import (
    CIPHERS,
    SHORTEST_NOTE,
    DisclosureErrorCode,
    SensitiveField,
)
from schema.membership.tables import person, person_secret

log = structlog.get_logger(__name__)
HOUR = timedelta(hours=1)
#: Refusals that tell that a number is registered.
MEETING_CODES = ("DUPLICATE", "MEMBERSHIP_EXISTS")


async def reveal(
    work: Work, *, person_id: UUID, field: SensitiveField, purpose: AccessPurpose, note: str
) -> str:
    """One value in clear, for a role that may reveal and a person in its scope.

    Every role that may reveal has a second factor, and must have shown it (or the password)
    just now: a screen left open gives nothing away. Raises DomainError FORBIDDEN,
    STEP_UP_REQUIRED, NOTE_REQUIRED, REVEAL_LIMIT, NOTHING_STORED, or NotFoundError. The entry
    in the log of readers is written in the same transaction.
    """
    permit(work, Entity.PERSON, Action.REVEAL)
    await check_purpose(work, note)
    await _check_visible(work, person_id)
    column = person_secret.c[CIPHERS[field]]
    sealed = await work.execute(sa.select(column).where(person_secret.c.person_id == person_id))
    value: bytes | None = sealed.scalar_one_or_none()
    if value is None:
        raise DomainError(DisclosureErrorCode.NOTHING_STORED, path=("field",))
    await work.execute(
        access_rows(
            work.principal,
            AccessKind.REVEAL,
            person,
            [person_id],
            purpose=purpose,
            note=note.strip(),
            fields=[field.value],
        )
    )
    return vault().decrypt(value, person_secret.name, column.name, person_id)


async def check_purpose(work: Work, note: str) -> None:
    """Refuse a value in clear without a fresh proof, a reason, or too many an hour.

    Raises DomainError STEP_UP_REQUIRED, NOTE_REQUIRED, REVEAL_LIMIT.
    """
    require_proof(work)
    if len(note.strip()) < SHORTEST_NOTE:
        raise DomainError(DisclosureErrorCode.NOTE_REQUIRED, path=("note",))
    await _check_rate(work)


async def check_lookups(work: Work) -> None:
    """Refuse who has met too many registered numbers within an hour (D12); an alarm goes out.

    Whoever enters numbers of strangers learns from a refusal that they are registered. The
    refusals stand in the audit, so they are counted there. Raises DomainError LOOKUP_LIMIT.
    """
    if work.principal.user_id is None:
        return
    limits = await parameters(work.connection, "DISCLOSURE", work.today)
    met = sa.select(sa.func.count()).where(
        audit_event.c.actor == work.principal.subject,
        audit_event.c.action == "REFUSED",
        audit_event.c.at > sa.func.now() - sa.literal(HOUR),
        audit_event.c.changes["code"][1].astext.in_(MEETING_CODES),
    )
    if (await work.execute(met)).scalar_one() >= figure(limits, "lookups_per_hour"):
        log.warning("lookup_limit_reached", subject=work.principal.subject)
        raise DomainError(DisclosureErrorCode.LOOKUP_LIMIT, path=("documentNumber",))


async def _check_visible(work: Work, person_id: UUID) -> None:
    inside = sa.exists().where(person.c.id == person_id, visible(person, work.principal))
    if not (await work.execute(sa.select(inside))).scalar_one():
        raise NotFoundError("职工")


async def _check_rate(work: Work) -> None:
    """At most so many values an hour a user, however many requests run at once."""
    subject = work.principal.subject
    key = sa.func.hashtextextended(f"reveal:{subject}", 0)
    await work.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    limits = await parameters(work.connection, "DISCLOSURE", work.today)
    recent = sa.select(sa.func.count()).where(
        access_log.c.actor == subject,
        access_log.c.kind == AccessKind.REVEAL,
        access_log.c.at > sa.func.now() - sa.literal(HOUR),
    )
    if (await work.execute(recent)).scalar_one() >= figure(limits, "reveals_per_hour"):
        log.warning("reveal_limit_reached", subject=subject)
        raise DomainError(DisclosureErrorCode.REVEAL_LIMIT)
