"""The use case: judge all rows, then write those that stand, or none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import length_hint

from sqlalchemy.exc import IntegrityError

from schema.accounts.rules import Action, Entity
from schema.core.bulk import pipeline, take_time, uncollected
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
from schema.membership.service.imports.judging import Judge, Judged
from schema.membership.service.imports.peers import VisibleUnions
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
    judge = Judge(headers, limits, vault(), await VisibleUnions.of(work))
    rows, last, total = 0, roster.first_row, length_hint(roster.rows)
    problems: dict[int, list[Problem]] = {}

    async def store(judged: Judged) -> None:
        nonlocal rows, last
        if report is not None:
            report("judged", last - roster.first_row, total)
        rows += judged.rows
        last += CHUNK
        problems.update(judged.problems)
        await staging.add(judged.staged)

    await pipeline(_judged(judge, roster), store)
    if not rows:
        raise DomainError(RosterErrorCode.NO_ROWS)
    return rows, problems, last


def _judged(judge: Judge, roster: Roster) -> Iterator[Judged]:
    source, first = iter(roster.rows), roster.first_row
    while True:
        with uncollected():
            chunk = list(islice(source, CHUNK))
            judged = judge.judge(first, chunk) if chunk else None
        if judged is None:
            return
        yield judged
        first += CHUNK


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
