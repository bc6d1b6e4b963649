"""Rows of any entity read in by its match key, which is a unique key of the database.

A row is inserted, changes what differs, is unchanged, or is refused with what is wrong with
it; each in a savepoint, by the same service functions that a mutation calls. A trial is the
same, taken back.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from schema.accounts.rules import Entity
from schema.core.audit import plain
from schema.core.errors import DomainError, ErrorCode
from schema.core.sheets import SheetError
from schema.core.work import Work
from schema.membership.rules.roster import Cell, shown_text
from schema.membership.rules.roster.columns import normalise_header
from schema.operations.rules import ImportMode
from schema.organisation.access import editable_row

Report = Callable[[str, int, int], None]
HEADER_WITHIN = 10
LEAST_MATCHES = 2
REPORT_EVERY = 200
SHOWN_DIFFERENCES = 20
SHOWN_PROBLEMS = 100
KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its title, other titles, how a cell is read, whether it must be there.

    ``read`` raises ValueError or DomainError for a cell that says nothing valid.
    """

    key: str
    title: str
    read: Callable[[Cell], Any]
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class EntityImport:
    """How an entity is read in; ``match`` is the unique column, ``mutable`` what may change.

    ``create`` is told the values and the file that they come from; ``mend`` refuses changes of
    a row (as it stands) that an import may not make. ``parts`` are the columns whose values,
    joined by a slash, are the match key, where no single cell is; ``known`` is where that key
    is looked for, if not in the table.
    """

    entity: Entity
    table: sa.Table
    match: str
    columns: tuple[Column, ...]
    mutable: tuple[str, ...]
    create: Callable[[Work, Mapping[str, Any], str], Awaitable[UUID]]
    union_column: str = "union_id"
    allow: Callable[[Work], None] = lambda _work: None
    mend: Callable[[Work, Mapping[str, Any]], None] = lambda _work, _row: None
    parts: tuple[str, ...] = ()
    known: sa.FromClause | None = None

    def key_of(self, values: Mapping[str, Any]) -> Any:
        """The match key of a row's values; None when it is not told."""
        if not self.parts:
            return values.get(self.match)
        told = [values.get(part) for part in self.parts]
        return None if None in told else "/".join(map(str, told))


@dataclass(slots=True)
class Account:
    """What became of the rows; the five counts add up."""

    rows: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    written: bool = False
    titles: Sequence[str] = ()
    lines: list[list[str]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, number: int, row: Sequence[Cell], wrong: Sequence[tuple[str, str]]) -> None:
        """Note a refused row with all that is wrong with it."""
        self.refused += 1
        cells = [shown_text(cell) for cell in row]
        for column, reason in wrong:
            self.lines.append([str(number), column, reason, *cells])
            if len(self.problems) < SHOWN_PROBLEMS:
                self.problems.append({"row": number, "column": column, "reason": reason})


async def import_rows(
    work: Work,
    spec: EntityImport,
    rows: Sequence[Sequence[Cell]],
    *,
    source: str,
    mode: ImportMode,
    trial: bool,
    report: Report,
) -> Account:
    """Read a sheet in, which ``source`` names.

    Raises SheetError when its header row is not found or lacks a column.
    """
    first, places = _header(spec, rows)
    account = Account(titles=["行号", "列", "原因", *map(shown_text, rows[first])])
    known = await _known(work, spec, rows[first + 1 :], places)
    seen: dict[Any, int] = {}
    async with work.connection.begin_nested() as nested:
        for number, row in enumerate(rows[first + 1 :], first + 2):
            if not any(shown_text(cell).strip() for cell in row):
                continue
            account.rows += 1
            await _take(work, spec, (number, row, places, source), known, seen, account)
            if account.rows % REPORT_EVERY == 0:
                report("entered", account.rows, len(rows) - first - 1)
        stands = mode is ImportMode.SKIP_FAILED or not account.refused
        account.written = stands and not trial and bool(account.inserted + account.updated)
        if not account.written:
            await nested.rollback()
    if not account.rows:
        raise SheetError("没有数据行")
    return account


def _header(spec: EntityImport, rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]]:
    words = {
        normalise_header(word): column.key
        for column in spec.columns
        for word in (column.title, *column.synonyms)
    }
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = words.get(normalise_header(cell))
            if key is not None:
                places.setdefault(key, place)
        if len(places) >= LEAST_MATCHES:
            missing = [c.title for c in spec.columns if c.required and c.key not in places]
            if missing:
                raise SheetError(f"缺少必需的列: {'、'.join(missing)}")
            return number, places
    raise SheetError("没有找到表头行")


async def _known(
    work: Work, spec: EntityImport, rows: Sequence[Sequence[Cell]], places: Mapping[str, int]
) -> dict[Any, Mapping[str, Any]]:
    """The rows that exist, by match key."""
    keys = [spec.key_of(_read(spec, row, places)[0]) for row in rows]
    found: dict[Any, Mapping[str, Any]] = {}
    table = spec.table if spec.known is None else spec.known
    key = table.c[spec.match]
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = [each for each in keys[start : start + KEYS_AT_ONCE] if each]
        stored = await work.execute(sa.select(table).where(key.in_(part)))
        for each in stored.mappings():
            found[each[spec.match]] = {str(name): value for name, value in each.items()}
    return found


async def _take(
    work: Work,
    spec: EntityImport,
    given: tuple[int, Sequence[Cell], Mapping[str, int], str],
    known: dict[Any, Mapping[str, Any]],
    seen: dict[Any, int],
    account: Account,
) -> None:
    number, row, places, source = given
    titles = {column.key: column.title for column in spec.columns}
    values, wrong = _read(spec, row, places)
    match = spec.key_of(values)
    if match is not None and seen.setdefault(match, number) != number:
        wrong.append(
            (titles[spec.parts[-1] if spec.parts else spec.match], f"与第{seen[match]}行重复")
        )
    if wrong:
        account.refuse(number, row, wrong)
        return
    try:
        async with work.connection.begin_nested():
            await _write(work, spec, values, (known.get(match), source), account)
    except DomainError as error:
        account.refuse(number, row, [(_title(error, titles), error.message)])
    except DBAPIError:
        account.refuse(number, row, [("", ErrorCode.INVALID.label)])


def _title(error: DomainError, titles: Mapping[str, str]) -> str:
    """The column that an error speaks of, by the last name of its path."""
    words = [key for key in titles if key.replace("_", "").lower() == _last(error)]
    return titles[words[0]] if words else ""


def _last(error: DomainError) -> str:
    return str(error.path[-1]).lower().removesuffix("id") if error.path else ""


def _read(
    spec: EntityImport, row: Sequence[Cell], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column in spec.columns:
        cell = _cell(row, places.get(column.key))
        try:
            value = column.read(cell)
        except DomainError as error:
            wrong.append((column.title, error.message))
            continue
        except ValueError:
            wrong.append((column.title, f"“{shown_text(cell)[:30]}”不是可用的值"))
            continue
        if value in {None, ""}:
            if column.required:
                wrong.append((column.title, "必填"))
            continue
        values[column.key] = value
    return values, wrong


def _cell(row: Sequence[Cell], place: int | None) -> Cell:
    return row[place] if place is not None and place < len(row) else None


async def _write(
    work: Work,
    spec: EntityImport,
    values: Mapping[str, Any],
    stored: tuple[Mapping[str, Any] | None, str],
    account: Account,
) -> None:
    """Insert, or change what differs; a cell left empty changes nothing."""
    current, source = stored
    if current is None:
        await spec.create(work, values, source)
        account.inserted += 1
        return
    changes = {
        key: values[key] for key in spec.mutable if key in values and values[key] != current[key]
    }
    if not changes:
        account.unchanged += 1
        return
    spec.mend(work, current)
    await editable_row(
        work,
        spec.table,
        current["id"],
        union_column=spec.union_column,
        expected_version=current["version"],
        entity=spec.entity,
    )
    await work.update(spec.table, current["id"], current["version"], **changes)
    account.updated += 1
    if len(account.differences) < SHOWN_DIFFERENCES:
        shown = {key: [plain(current[key]), plain(value)] for key, value in changes.items()}
        account.differences.append({"key": str(spec.key_of(values)), "changes": shown})
