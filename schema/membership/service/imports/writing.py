"""Writes staged rows by INSERT … SELECT; the audit names the file."""

from collections.abc import Callable, Sequence
from typing import Final

import sqlalchemy as sa

from schema.core.work import Work
from schema.membership.service.imports.judging import MEMBERSHIP, PERSON, SECRET

# Told of a step ("judged", "entered"), how many rows are through, and of how many.
Report = Callable[[str, int, int], None]

CHUNK: Final = 50_000
_AUTHORED: Final = ("created_at", "created_by", "updated_at", "updated_by")


def _insertion(
    table: str, columns: Sequence[str], values: Sequence[str], source: str, *, authored: bool
) -> sa.TextClause:
    stamped = _AUTHORED if authored else ()
    names = ", ".join(f'"{name}"' for name in (*columns, *stamped))
    given = ", ".join((*values, *(":now" if n.endswith("_at") else ":subject" for n in stamped)))
    chosen = f"{source} where s.row >= :first and s.row < :beyond"
    return sa.text(f"insert into {table} ({names}) select {given} from {chosen}")  # noqa: S608


def _staged(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f's."{name}"' for name in names)


_NEW: Final = (
    "import_row s left join import_known k using (row)",
    " and k.row is null",
)


def _of_the_new(clause: sa.TextClause) -> sa.TextClause:
    return sa.text(f"{clause.text}{_NEW[1]} order by s.row")


_SECRETS: Final = ("person_id", "document_kind", *SECRET)
STATEMENTS: Final = (
    _of_the_new(
        _insertion(
            "person", ("id", *PERSON), ("s.person_id", *_staged(PERSON)), _NEW[0], authored=True
        )
    ),
    _of_the_new(_insertion("person_secret", _SECRETS, _staged(_SECRETS), _NEW[0], authored=False)),
    sa.text(
        _insertion(
            "membership",
            ("id", "person_id", "union_id", *MEMBERSHIP),
            (
                *("s.membership_id", "coalesce(k.person_id, s.person_id)", "s.union_id"),
                *_staged(MEMBERSHIP),
            ),
            _NEW[0],
            authored=True,
        ).text
        + " order by s.row"
    ),
    # Each ledger begins with the file that the member came from.
    sa.text(
        "insert into membership_step (membership_id, union_id, to_status, taken_on, taken_at,"
        " taken_by, reason) select s.membership_id, s.union_id, s.status,"
        " cast(cast(:now as timestamptz) at time zone 'Asia/Shanghai' as date),"
        " cast(:now as timestamptz), :subject, :reason from import_row s"
        " where s.row >= :first and s.row < :beyond order by s.row"
    ),
)


async def write_members(
    work: Work, count: int, last: int, file: str, report: Report | None
) -> None:
    """Register the persons who are new, and enter all as members; in ranges of rows."""
    await work.because(f"import {file}")
    done = 0
    for first in range(0, last + 1, CHUNK):
        values: dict[str, object] = {"first": first, "beyond": first + CHUNK}
        stamp: dict[str, object] = {"now": work.now, "subject": work.principal.subject}
        whence: dict[str, object] = {"reason": f"导入 {file}"}
        written = 0
        for statement in STATEMENTS:
            bound = values | (stamp if ":now" in statement.text else {})
            bound |= whence if ":reason" in statement.text else {}
            written = (await work.execute(statement.bindparams(**bound))).rowcount
        done += written
        if report is not None and written:
            report("entered", done, count)
