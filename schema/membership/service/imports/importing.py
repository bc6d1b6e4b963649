"""The use case: judge all rows, then write those that stand, or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from schema.accounts.rules import Action, Entity
from schema.core.bulk import take_time
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.membership.rules.roster import (
    AgeLimits,
    Cell,
    Headers,
    Problem,
    RosterErrorCode,
    match_headers,
    read_row,
)
from schema.membership.service.imports.known import compare_with_database
from schema.membership.service.imports.peers import find_repeated, find_unions
from schema.membership.service.imports.roster import Entry, Roster
from schema.membership.service.imports.writing import Report, write_members
from schema.membership.tables import membership
from schema.organisation.access import may_write

REPORT_EVERY = 10_000


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
    entries = await _judged(work, roster, headers, report)
    refused = tuple(RefusedRow(e.row, tuple(e.problems)) for e in entries if e.problems)
    accepted = [entry for entry in entries if entry.accepted]
    registered = sum(entry.person_id is None for entry in accepted)
    write = bool(accepted) and (skip_failed or not refused)
    if write:
        await _write(work, accepted, roster.name, report, trial=trial)
    result = ImportResult(
        rows=len(entries),
        entered=len(accepted),
        registered=registered,
        unchanged=sum(entry.unchanged for entry in entries),
        refused=refused,
        ignored_columns=headers.ignored,
        written=write and not trial,
    )
    if not trial:
        await _note(work, roster.name, result)
    return result


async def _write(
    work: Work, accepted: Sequence[Entry], name: str, report: Report | None, *, trial: bool
) -> None:
    """Write the rows in a savepoint, which a trial takes back."""
    try:
        async with work.connection.begin_nested() as nested:
            await write_members(work, accepted, name, report)
            if trial:
                await nested.rollback()
    except IntegrityError as error:
        # Somebody entered one of these people since the rows were compared, or holds one
        # outside of the caller's scope.
        raise DomainError(ErrorCode.CONFLICT, "导入期间数据有变动, 请重新导入") from error


def _check_headers(headers: Headers) -> None:
    if headers.missing:
        missing = "、".join(headers.missing)
        raise DomainError(RosterErrorCode.COLUMN_MISSING, f"缺少必需的列: {missing}")
    if headers.doubled:
        doubled = "、".join(headers.doubled)
        raise DomainError(RosterErrorCode.COLUMN_TWICE, f"同一内容的列出现两次: {doubled}")


async def _judged(
    work: Work, roster: Roster, headers: Headers, report: Report | None
) -> list[Entry]:
    """All rows but empty ones, first each by itself, then as a set."""
    ages = await parameters(work.connection, "MEMBERSHIP", work.today)
    limits = AgeLimits(figure(ages, "minimum_age"), figure(ages, "maximum_age"), work.today)
    entries = []
    for number, row in enumerate(roster.rows):
        if report is not None and number % REPORT_EVERY == 0:
            report("judged", number, len(roster.rows))
        if _is_empty(row):
            continue
        cells = {key: _cell(row, place) for key, place in headers.positions.items()}
        stated, problems = read_row(cells, limits)
        entries.append(Entry(roster.first_row + number, stated, problems))
    if not entries:
        raise DomainError(RosterErrorCode.NO_ROWS)
    find_repeated(entries)
    await find_unions(work, entries)
    await compare_with_database(work, entries)
    return entries


def _is_empty(row: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _cell(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


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
