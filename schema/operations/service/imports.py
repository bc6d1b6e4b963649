"""Imports: a ticket for an uploaded file, the run, and its account of every row."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core import uploads
from schema.core.bulk import take_time
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.sheets import Rows, SheetError, read_bytes, write_list
from schema.core.work import Work, set_principal
from schema.membership.rules.roster import shown_text
from schema.membership.service.imports import Roster, import_members, roster_of
from schema.operations.jobs import RunImport
from schema.operations.rules import ImportEntity, ImportMode
from schema.operations.service.acting import acting_principal
from schema.operations.service.entities import BY_ROWS
from schema.operations.service.tabular import Account, import_rows
from schema.operations.tables import import_run
from schema.organisation.access import may_write

Report = Callable[[str, int, int], None]
#: What a role must be allowed to create, by what is read in.
CREATES = {
    ImportEntity.MEMBER: Entity.MEMBERSHIP,
    **{entity: spec.entity for entity, spec in BY_ROWS.items()},
}


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of each row: the five counts add up; ``lines`` list what was refused."""

    rows: int
    inserted: int
    updated: int
    unchanged: int
    refused: int
    written: bool
    titles: Sequence[str] = ()
    lines: Sequence[Sequence[str]] = ()
    differences: Sequence[Mapping[str, Any]] = ()
    error: str | None = None
    problems: Sequence[Mapping[str, Any]] = field(default_factory=list)

    def as_result(self) -> dict[str, object]:
        """The counts, as the run keeps them."""
        names = ("rows", "inserted", "updated", "unchanged", "refused", "written")
        return {name: getattr(self, name) for name in names}

    def write_errors(self, path: Path) -> None:
        """The workbook of refused rows: row, column, reason, and the row's own cells."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_list(path, "错误", self.titles, self.lines, (8, 14, 46))


def _permit(work: Work, entity: ImportEntity) -> None:
    """Refuse whoever may not import this; raises DomainError FORBIDDEN."""
    may_write(work, CREATES[entity], Action.CREATE)
    spec = BY_ROWS.get(entity)
    if spec is not None:
        spec.allow(work)


async def start_import(
    work: Work,
    *,
    entity: ImportEntity,
    upload_id: UUID,
    mode: ImportMode = ImportMode.REJECT_ALL,
    dry_run: bool = False,
) -> UUID:
    """Open a ticket for an upload of one's own; a job reads it in.

    Raises DomainError FORBIDDEN, NOT_FOUND for somebody else's file.
    """
    _permit(work, entity)
    user, grant = work.principal.user_id, work.principal.grant_id
    if user is None or grant is None:
        raise DomainError(ErrorCode.FORBIDDEN)
    described = await uploads.described(work, upload_id)
    identity = await work.insert(
        import_run,
        user_id=user,
        grant_id=grant,
        upload_id=upload_id,
        file_name=described.name,
        entity=entity,
        mode=mode,
        dry_run=dry_run,
    )
    run = await work.emit(RunImport(identity))
    await work.execute(
        sa.update(import_run).where(import_run.c.id == identity).values(job_run_id=run)
    )
    return identity


async def import_to_run(work: Work, *, import_id: UUID) -> Mapping[str, Any] | None:
    """The ticket of a run; None when an earlier try has ended it."""
    row = await _row(work, import_id)
    return None if row["finished_at"] is not None else row


async def run_import(work: Work, ticket: Mapping[str, Any], report: Report) -> ImportOutcome:
    """Read the file in for whoever asked; a file that cannot be read is an outcome, too."""
    acting = await acting_principal(work, ticket["grant_id"], f"import:{ticket['id']}")
    if acting is None:
        return _failed("授权已失效")
    own = Work(work.connection, acting, work.now)
    await set_principal(work.connection, acting)
    try:
        async with work.connection.begin_nested():
            content = await uploads.content_of(own, ticket["upload_id"])
            rows = await asyncio.to_thread(read_bytes, content, ticket["file_name"])
            return await import_sheet(
                own,
                rows,
                entity=ticket["entity"],
                name=ticket["file_name"],
                mode=ticket["mode"],
                trial=ticket["dry_run"],
                report=report,
            )
    except SheetError as error:
        return _failed(str(error))
    except DomainError as error:
        return _failed(error.message)
    finally:
        await set_principal(work.connection, work.principal)


def _failed(reason: str) -> ImportOutcome:
    return ImportOutcome(0, 0, 0, 0, 0, written=False, error=reason)


async def import_sheet(
    work: Work,
    rows: Rows,
    *,
    entity: ImportEntity,
    name: str,
    mode: ImportMode,
    trial: bool,
    report: Report,
) -> ImportOutcome:
    """Read the rows of a sheet in; raises SheetError, and DomainError for the whole of it."""
    spec = BY_ROWS.get(entity)
    if spec is None:
        return await _members(work, roster_of(name, rows), mode, report, trial=trial)
    _permit(work, entity)
    await take_time(work)
    await work.because(f"import {name}")
    found = await import_rows(
        work, spec, list(rows), source=name, mode=mode, trial=trial, report=report
    )
    return ImportOutcome(**{f.name: getattr(found, f.name) for f in fields(found)})


async def _members(
    work: Work, roster: Roster, mode: ImportMode, report: Report, *, trial: bool
) -> ImportOutcome:
    result = await import_members(
        work,
        roster=roster,
        skip_failed=mode is ImportMode.SKIP_FAILED,
        trial=trial,
        report=report,
    )
    account = Account(titles=["行号", "列", "原因", *map(shown_text, roster.headers)])
    refused = {each.row: each.problems for each in result.refused}
    for number, row in roster.lines(refused):
        wrong = [(problem.column, problem.reason) for problem in refused[number]]
        account.refuse(number, row, wrong)
    return ImportOutcome(
        rows=result.rows,
        inserted=result.entered,
        updated=0,
        unchanged=result.unchanged,
        refused=len(result.refused),
        written=result.written,
        titles=account.titles,
        lines=account.lines,
        problems=account.problems,
    )


async def finish_import(work: Work, *, import_id: UUID, outcome: ImportOutcome) -> None:
    """Keep the account of the rows with the ticket."""
    row = await _row(work, import_id)
    await work.update(
        import_run,
        import_id,
        row["version"],
        **outcome.as_result(),
        problems=list(outcome.problems) or None,
        differences=list(outcome.differences) or None,
        error=outcome.error,
        finished_at=work.now,
    )


async def own_import(work: Work, *, import_id: UUID) -> Mapping[str, Any]:
    """The ticket of one's own import; raises NotFoundError for others."""
    row = await _row(work, import_id)
    if row["user_id"] != work.principal.user_id:
        raise NotFoundError("导入")
    return row


async def _row(work: Work, import_id: UUID) -> Mapping[str, Any]:
    found = await work.execute(
        sa.select(import_run).where(import_run.c.id == import_id).with_for_update()
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFoundError("导入")
    return {str(name): value for name, value in row.items()}
