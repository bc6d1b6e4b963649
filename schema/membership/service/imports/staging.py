"""The staging table of an import: filled by COPY, judged as a set, emptied into the tables."""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from schema.core.bulk import copy_rows
from schema.core.work import Work
from schema.membership.rules import ACTIVE_STATES, HELD_STATES
from schema.membership.rules.roster import TITLES, Problem, RosterErrorCode
from schema.membership.service.imports.judging import MEMBERSHIP, PERSON, SECRET, STAGED
from schema.membership.tables import membership, person, person_secret

_OF = {
    **dict.fromkeys(PERSON, person),
    **dict.fromkeys(SECRET, person_secret),
    **dict.fromkeys(MEMBERSHIP, membership),
}
_dialect: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


def _type(name: str) -> str:
    if name in _OF:
        kind = _OF[name].c[name].type
        return "text" if isinstance(kind, sa.Enum) else str(kind.compile(_dialect))
    return "integer" if name == "row" else "uuid"


_COLUMNS = ", ".join(f'"{name}" {_type(name)}' for name in STAGED)
CREATE: Final = f"create temporary table import_row ({_COLUMNS}) on commit drop"
_held = ", ".join(f"'{state.value}'" for state in HELD_STATES)
_active = ", ".join(f"'{state.value}'" for state in ACTIVE_STATES)
#: Rows whose document is registered, with the membership that the person holds, if any.
KNOWN: Final = f"""create temporary table import_known on commit drop as
select s.row, p.id as person_id, p.name <> s.name as renamed,
  p.deceased_on is not null as deceased, m.status::text as status,
  m.union_id = s.union_id as same_union, s.union_id is null as nowhere, o.name as held_in,
  coalesce(p.name = s.name and p.deceased_on is null and m.union_id = s.union_id
    and m.status in ({_active}), false) as unchanged
from import_row s
join person_secret x on x.document_kind = s.document_kind and x.document_index = s.document_index
join person b on b.id = x.person_id
join person p on p.id = coalesce(b.merged_into_id, b.id)
left join membership m on m.person_id = p.id and m.status in ({_held})
left join union_organisation o on o.id = m.union_id"""  # noqa: S608 - our own code lists
DOUBLED: Final = """select s.row, f.first from import_row s join (
  select {columns}, min(row) as first from import_row where {given}
  group by {columns} having count(*) > 1) f using ({columns})
where s.row <> f.first order by s.row"""


class Staging:
    """The rows of one import on their way; open until the transaction ends."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def open(self) -> None:
        """Make the table."""
        await self._run(CREATE)

    async def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take a chunk in."""
        await copy_rows(self._work.connection, "import_row", STAGED, rows)

    async def judge(self, problems: dict[int, list[Problem]]) -> int:
        """Add what is wrong between rows and against the tables; returns how many are unchanged."""
        await self._run("analyze pg_temp.import_row")
        await self._doubled(problems, "document_number", "document_kind, document_index")
        await self._doubled(problems, "card_number", "card_number")
        await self._run(KNOWN)
        await self._run("analyze pg_temp.import_known")
        await self._known(problems)
        await self._cards(problems)
        return await self._settle(problems)

    async def _doubled(self, problems: dict[int, list[Problem]], key: str, columns: str) -> None:
        given = f"{columns.rpartition(', ')[2]} is not null"
        found = await self._run(DOUBLED.format(columns=columns, given=given))
        for row, first in found:
            _add(problems, row, key, RosterErrorCode.DUPLICATE_IN_FILE, f"与第{first}行重复")

    async def _known(self, problems: dict[int, list[Problem]]) -> None:
        """A registered person may join, is a member already, or is somebody else's member."""
        code = RosterErrorCode
        wrong = await self._run(
            "select row, renamed, deceased, same_union, nowhere, status, held_in"
            " from import_known where (renamed or deceased or status is not null)"
            " and not unchanged order by row"
        )
        for found in wrong:
            if found.renamed:
                _add(problems, found.row, "name", code.NAME_DIFFERS)
            elif found.deceased:
                _add(problems, found.row, "document_number", code.PERSON_DECEASED)
            elif found.same_union:
                _add(problems, found.row, "document_number", code.MEMBERSHIP_HELD)
            elif not found.nowhere:
                state = membership.c.status.type.enum_class[found.status]  # type: ignore[attr-defined]
                reason = f"会籍在“{found.held_in}” ({state.label}), 请办理会籍接转"
                _add(problems, found.row, "document_number", code.DUPLICATE_ACTIVE, reason)

    async def _cards(self, problems: dict[int, list[Problem]]) -> None:
        taken = await self._run(
            "select s.row from import_row s join membership m using (card_number)"
            " left join import_known k using (row)"
            " where not coalesce(k.unchanged, false) order by s.row"
        )
        for row in taken.scalars():
            _add(problems, row, "card_number", RosterErrorCode.CARD_TAKEN)

    async def _settle(self, problems: dict[int, list[Problem]]) -> int:
        """Leave only rows that are to be written; returns how many are unchanged."""
        await self._run(
            "delete from import_row where row = any(cast(:refused as integer[]))",
            refused=sorted(problems),
        )
        gone = await self._run(
            "delete from import_row s using import_known k where k.row = s.row and k.unchanged"
        )
        await self._run("alter table pg_temp.import_row add primary key (row)")
        await self._run("alter table pg_temp.import_known add primary key (row)")
        return int(gone.rowcount)

    async def counts(self) -> tuple[int, int]:
        """How many rows are to be written, and how many of them bring a new person."""
        found = await self._run(
            "select count(*), count(*) filter (where k.row is null)"
            " from import_row s left join import_known k using (row)"
        )
        entered, registered = found.one()
        return entered, registered

    async def close(self) -> None:
        """Leave no table behind."""
        await self._run("drop table pg_temp.import_row, pg_temp.import_known")

    async def _run(self, statement: str, **values: object) -> Any:
        """The result; of a statement's text nothing tells the types of its columns."""
        return await self._work.execute(sa.text(statement).bindparams(**values))


def _add(
    problems: dict[int, list[Problem]],
    row: int,
    key: str,
    code: RosterErrorCode,
    reason: str | None = None,
) -> None:
    problems.setdefault(row, []).append(Problem(TITLES[key], code, reason or code.label))
