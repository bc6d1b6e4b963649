"""The use case: judge all rows, then write those that stand, or none."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.exc import IntegrityError

from schema.accounts.rules import Action, Entity
from schema.core.bulk import take_time
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership.rules.roster import (
    AgeLimits,
    Headers,
    Problem,
    RosterErrorCode,
    match_headers,
)
from schema.membership.service.imports.judging import Judge
from schema.membership.service.imports.roster import Roster
from schema.membership.service.imports.staging import Staging
from schema.membership.service.imports.writing import Report, write_members
from schema.membership.tables import membership
from schema.organisation.access import may_write

CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused, by the number that people see, with all that is wrong."""

    row: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of rows, the refused ones, and headers that were not understood.

    ``entered`` counts new memberships, ``registered`` those of them whose person is new,
    too. ``written`` is false when nothing was stored, because rows were refused or the
    run was only a trial.
    """

    rows: int
    entered: int
    registered: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    ignored_columns: tuple[str, ...]
    written: bool


async def import_members(
    work: Work,
    *,
    roster: Roster,
    skip_failed: bool = False,
    trial: bool = False,
    report: Report | None = None,
) -> ImportResult:
    """Enter the members of a roster; nothing at all when a row is refused.

    ``skip_failed`` enters the rows that stand beside refused ones. ``trial`` does all of it,
    with every constraint of the database, and takes it back. A member of the same union is
    unchanged, so that a roster may be imported twice. Raises DomainError COLUMN_MISSING,
    COLUMN_TWICE or NO_ROWS for a sheet that is no roster, FORBIDDEN for a reader, CONFLICT when the
    database refuses a row that was entered by somebody else meanwhile.
    """
    may_write(work, Entity.MEMBERSHIP, Action.CREATE)
    await take_time(work)
    headers = match_headers(roster.headers)
    _check_headers(headers)
    staging = Staging(work)
    try:
        async with work.connection.begin_nested() as nested:
            await staging.open()
            rows, problems, last = await _stage(work, staging, roster, headers, report)
            unchanged = await staging.judge(problems)
            entered, registered = await staging.counts()
            write = bool(entered) and (skip_failed or not problems)
            if write:
                await write_members(work, entered, last, roster.name, report)
            if trial or not write:
                await nested.rollback()
            else:
                await staging.close()
    except IntegrityError as error:
        # Somebody entered one of these people since the rows were compared, or holds one
        # outside of the caller's scope.
        raise DomainError(ErrorCode.CONFLICT, "导入期间数据有变动, 请重新导入") from error
    result = ImportResult(
        rows=rows,
        entered=entered,
        registered=registered,
        unchanged=unchanged,
        refused=tuple(RefusedRow(row, tuple(found)) for row, found in sorted(problems.items())),
        ignored_columns=headers.ignored,
        written=write and not trial,
    )
    if not trial:
        await _note(work, roster.name, result)
    return result


def _check_headers(headers: Headers) -> None:
    if headers.missing:
        missing = "、".join(headers.missing)
        raise DomainError(RosterErrorCode.COLUMN_MISSING, f"缺少必需的列: {missing}")
    if headers.doubled:
        doubled = "、".join(headers.doubled)
        raise DomainError(RosterErrorCode.COLUMN_TWICE, f"同一内容的列出现两次: {doubled}")


async def _stage(
    work: Work, staging: Staging, roster: Roster, headers: Headers, report: Report | None
) -> tuple[int, dict[int, list[Problem]], int]:
    """Judge each row by itself and stage those that stand.

    Returns how many rows there are, what is wrong with which, and the last row's number.
    """
    ages = await parameters(work.connection, "MEMBERSHIP", work.today)
    limits = AgeLimits(figure(ages, "minimum_age"), figure(ages, "maximum_age"), work.today)
    judge = Judge(headers, limits, vault())
    total, rows, last = len(roster.rows), 0, roster.first_row
    problems: dict[int, list[Problem]] = {}
    source = iter(roster.rows)
    while chunk := list(islice(source, CHUNK)):
        if report is not None:
            report("judged", last - roster.first_row, total)
        ids = iter(await staging.ids(len(chunk)))
        # In a thread: the loop has leases to renew meanwhile.
        judged = await asyncio.to_thread(judge.judge, last, chunk, ids)
        last += len(chunk)
        rows += judged.rows
        problems |= judged.problems
        await staging.add(judged.staged)
    if not rows:
        raise DomainError(RosterErrorCode.NO_ROWS)
    return rows, problems, last


async def _note(work: Work, name: str, result: ImportResult) -> None:
    """One audit row for the import itself, refused ones included."""
    codes = Counter(
        problem.code.value for refused in result.refused for problem in refused.problems
    )
    facts = {
        "file": name,
        "rows": result.rows,
        "entered": result.entered if result.written else 0,
        "unchanged": result.unchanged,
        "refused": len(result.refused),
        "problems": dict(codes),
    }
    await work.record("IMPORT", membership, None, {}, facts)
