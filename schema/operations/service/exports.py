"""Exports from ticket to destruction: ask, approve, write, hand out once, destroy."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLError

from schema.accounts.access import entity_of, permit, permit_city, require_proof
from schema.accounts.rules import Action, Entity
from schema.core.access_log import AccessKind, AccessPurpose, access_rows
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import parameters
from schema.core.principal import Principal
from schema.core.table import access_rule, everybody, metadata
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership.tables import person_secret
from schema.operations.jobs import RunExport
from schema.operations.rules import ExportFormat, ExportLimits, ExportState, FileErrorCode
from schema.operations.tables import export_run
from schema.planner.cells import CsvCells
from schema.planner.extract import Extract, Wanted, connection_node, extract
from schema.planner.operation import Planner

PERSONAL = frozenset(
    {Entity.PERSON, Entity.MEMBERSHIP, Entity.TRANSFER, Entity.DOSSIER, Entity.ASSISTANCE}
)
WRITABLE = (ExportState.WAITING, ExportState.FAILED)
PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What is asked for: which list, how filtered, which columns, in what form, and why."""

    connection: str
    format: ExportFormat
    purpose: AccessPurpose
    columns: tuple[str, ...] = ()
    filter: Any = None
    order_by: Any = None
    note: str | None = None
    clear_numbers: bool = False

    @property
    def wanted(self) -> Wanted:
        """The same in the planner's words."""
        return Wanted(self.connection, self.columns, self.filter, self.order_by)


async def start_export(work: Work, planner: Planner, facts: ExportFacts) -> UUID:
    """Open a ticket; the file is written at once unless a leader must approve it.

    Raises DomainError FORBIDDEN, EXPORT_COLUMNS, EXPORT_TOO_LARGE, and STEP_UP_REQUIRED
    for clear numbers without a fresh proof (S31).
    """
    if facts.clear_numbers:
        require_proof(work)
    user, grant = work.principal.user_id, work.principal.grant_id
    if user is None or grant is None:
        raise DomainError(ErrorCode.FORBIDDEN)  # what nobody asked for has no owner
    made, entity = permitted_extract(work, planner, facts)
    limits = ExportLimits.of(
        await parameters(work.connection, "EXPORT", work.today), work.principal.role.value
    )
    expected = await _count(work, made)
    if expected > limits.rows:
        message = f"共 {expected} 行, 超过本角色上限 {limits.rows} 行"
        raise DomainError(FileErrorCode.EXPORT_TOO_LARGE, message, path=("filter",))
    personal = entity in PERSONAL or "person" in made.tables
    pending = limits.approval_needed(expected, personal=personal, clear=facts.clear_numbers)
    identity = await work.insert(
        export_run,
        user_id=user,
        grant_id=grant,
        connection=facts.connection,
        filter=facts.filter,
        order_by=facts.order_by,
        columns=[cell.path for cell in made.columns],
        format=facts.format,
        purpose=facts.purpose,
        note=facts.note,
        clear_numbers=facts.clear_numbers,
        state=ExportState.PENDING if pending else ExportState.WAITING,
        expected_rows=expected,
    )
    if not pending:
        await _send(work, identity)
    return identity


def permitted_extract(
    work: Work, planner: Planner, facts: ExportFacts
) -> tuple[Extract, Entity | None]:
    """The extract, with the permissions that it needs; the requester's own rules apply.

    Raises DomainError FORBIDDEN, EXPORT_COLUMNS.
    """
    try:
        rule = access_rule(connection_node(planner, facts.connection).table)
        entity = entity_of(rule)
        if entity is not None:
            permit(work, entity, Action.EXPORT)
        elif rule is not everybody:  # no permission was ever given on it
            raise DomainError(ErrorCode.FORBIDDEN)
        if facts.clear_numbers:
            permit(work, Entity.PERSON, Action.REVEAL)
        return extract(planner, facts.wanted, work.principal, CsvCells()), entity
    except GraphQLError as error:
        raise DomainError(FileErrorCode.EXPORT_COLUMNS, error.message, path=("columns",)) from None


async def _count(work: Work, made: Extract) -> int:
    raw: Any = (await work.connection.get_raw_connection()).driver_connection
    found: int = await raw.fetchval(made.count.sql, *made.count.arguments)
    return found


async def _send(work: Work, identity: UUID) -> None:
    run = await work.emit(RunExport(identity))
    await work.execute(
        sa.update(export_run).where(export_run.c.id == identity).values(job_run_id=run)
    )


async def decide_export(
    work: Work, *, export_id: UUID, expected_version: int, approve: bool, note: str | None = None
) -> None:
    """Approve or refuse somebody else's ticket; raises FORBIDDEN, OWN_EXPORT, EXPORT_STATE."""
    row = await _row(work, export_id)
    permit_city(work, Entity.PERSON, Action.EXPORT)
    permit_city(work, Entity.MEMBERSHIP, Action.DECIDE)
    if row["user_id"] == work.principal.user_id:
        raise DomainError(FileErrorCode.OWN_EXPORT)
    if row["state"] is not ExportState.PENDING:
        raise DomainError(FileErrorCode.EXPORT_STATE)
    await work.update(
        export_run,
        export_id,
        expected_version,
        state=ExportState.WAITING if approve else ExportState.REFUSED,
        decided_by=work.principal.user_id,
        decided_at=work.now,
        decision_note=note,
    )
    if approve:
        await _send(work, export_id)


async def export_password(work: Work, *, export_id: UUID) -> str:
    """The password of one's own encrypted file; each look is recorded."""
    row = await _own(work, export_id)
    if row["password_cipher"] is None:
        raise DomainError(FileErrorCode.EXPORT_STATE)
    await work.record("EXPORT_PASSWORD", export_run, export_id, {}, {})
    return vault().decrypt(row["password_cipher"], "export_run", "password_cipher", export_id)


async def take_export(work: Work, *, export_id: UUID) -> Mapping[str, Any]:
    """Hand the file out, this one time; raises NOT_FOUND to others and EXPORT_STATE after it."""
    row = await _own(work, export_id)
    if row["state"] is not ExportState.READY or row["expires_at"] <= work.now:
        raise DomainError(FileErrorCode.EXPORT_STATE, details={"state": row["state"].value})
    await work.update(
        export_run,
        export_id,
        row["version"],
        state=ExportState.DOWNLOADED,
        downloaded_at=work.now,
    )
    return row


async def export_to_write(work: Work, *, export_id: UUID) -> Mapping[str, Any] | None:
    """The ticket of a run, locked; None when its file was written by an earlier try."""
    row = await _row(work, export_id)
    return row if row["state"] in WRITABLE else None


def new_password() -> str:
    """A password that is never stored in clear."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """The file that a worker wrote: rows below the header, bytes, digest, its own password."""

    name: str
    rows: int
    size: int
    sha256: str
    password: str | None


async def finish_export(work: Work, *, export_id: UUID, file: WrittenFile) -> None:
    """The file is there: it may be fetched until it expires."""
    row = await _row(work, export_id)
    values = await parameters(work.connection, "EXPORT", work.today)
    hours = ExportLimits.of(values, "").hours
    sealed = (
        None
        if file.password is None
        else vault().encrypt(file.password, "export_run", "password_cipher", export_id)
    )
    await work.update(
        export_run,
        export_id,
        row["version"],
        state=ExportState.READY,
        rows=file.rows,
        size=file.size,
        sha256=file.sha256,
        file_name=file.name,
        password_cipher=sealed,
        expires_at=work.now + timedelta(hours=hours),
        destroyed_at=None,
    )


async def fail_export(work: Work, *, export_id: UUID) -> None:
    """The file could not be written; the run says why."""
    row = await _row(work, export_id)
    if row["state"] in WRITABLE:
        await work.update(export_run, export_id, row["version"], state=ExportState.FAILED)


async def log_exported(
    work: Work,
    principal: Principal,
    row: Mapping[str, Any],
    tables: Sequence[str],
    ids: Sequence[Sequence[UUID]],
) -> None:
    """Note whose records went into the file: one entry a row of every table that is logged."""
    for name, found in zip(tables, ids, strict=True):
        table = metadata.tables[name]
        if not found or not (table.info.get("tells_of") or table.info.get("read_logged")):
            continue
        entry = access_rows(
            principal,
            AccessKind.EXPORT,
            table,
            sorted(set(found)),
            purpose=row["purpose"],
            note=f"export {row['id']}",
            fields=row["columns"],
        )
        await work.execute(entry)


async def expired_exports(work: Work) -> list[UUID]:
    """Mark what has expired, and what was fetched; returns whose files are to be destroyed."""
    gone = sa.or_(
        sa.and_(export_run.c.state == ExportState.READY, export_run.c.expires_at <= work.now),
        export_run.c.state.in_((ExportState.DOWNLOADED, ExportState.EXPIRED, ExportState.FAILED)),
    )
    found = await work.execute(
        sa.select(export_run.c.id, export_run.c.state, export_run.c.version)
        .where(gone, export_run.c.destroyed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    rows = found.all()
    for row in rows:
        ended = ExportState.EXPIRED if row.state is ExportState.READY else row.state
        await work.update(export_run, row.id, row.version, state=ended, destroyed_at=work.now)
    return [row.id for row in rows]


async def _row(work: Work, export_id: UUID) -> Mapping[str, Any]:
    found = await work.execute(
        sa.select(export_run).where(export_run.c.id == export_id).with_for_update()
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFoundError("导出")
    return {str(name): value for name, value in row.items()}


async def _own(work: Work, export_id: UUID) -> Mapping[str, Any]:
    row = await _row(work, export_id)
    if row["user_id"] != work.principal.user_id:
        raise NotFoundError("导出")
    return row


async def clear_numbers(work: Work, persons: Iterable[UUID]) -> dict[UUID, str]:
    """Document numbers by person, decrypted for an encrypted file."""
    found = await work.execute(
        sa.select(person_secret.c.person_id, person_secret.c.document_cipher).where(
            person_secret.c.person_id.in_(list(persons)),
            person_secret.c.document_cipher.is_not(None),
        )
    )
    keys, table = vault(), person_secret.name
    return {
        row.person_id: keys.decrypt(row.document_cipher, table, "document_cipher", row.person_id)
        for row in found
    }
