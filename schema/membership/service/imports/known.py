"""What the database knows of a roster's people: one COPY and two joins for all rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from schema.core.bulk import copy_rows
from schema.core.work import Work
from schema.membership.rules import ACTIVE_STATES, HELD_STATES
from schema.membership.rules.roster import TITLES, Problem, RosterErrorCode
from schema.membership.service.imports.roster import Entry
from schema.membership.tables import membership, person, person_secret
from schema.organisation.tables import union_organisation

_staging = sa.table(
    "import_row",
    sa.column("place", sa.Integer),
    sa.column("document_kind", sa.Text),
    sa.column("document_index", sa.LargeBinary),
    sa.column("card_number", sa.Text),
    schema="pg_temp",
)
_CREATE = (
    "create temporary table import_row (place integer, document_kind text,"
    " document_index bytea, card_number text) on commit drop"
)


async def compare_with_database(work: Work, entries: Sequence[Entry]) -> None:
    """Find registered people, what they hold, and cards that are taken; refuse accordingly."""
    await work.execute(sa.text(_CREATE))
    await copy_rows(work.connection, "import_row", list(_staging.c.keys()), _rows(entries))
    await work.execute(sa.text("analyze pg_temp.import_row"))
    for row in (await work.execute(_registered())).mappings():
        _judge(entries[row["place"]], row)
    for place in (await work.execute(_taken_cards())).scalars():
        entry = entries[place]
        if not entry.unchanged:
            code = RosterErrorCode.CARD_TAKEN
            entry.problems.append(Problem(TITLES["card_number"], code, code.label))
    await work.execute(sa.text("drop table pg_temp.import_row"))


def _rows(entries: Sequence[Entry]) -> list[tuple[Any, ...]]:
    return [
        (
            place,
            entry.stated.person.document_kind.value,
            entry.index,
            entry.stated.membership.card_number,
        )
        for place, entry in enumerate(entries)
        if entry.stated is not None
    ]


def _registered() -> sa.Select[Any]:
    """Rows whose document is registered, with the membership that the person holds, if any."""
    held = sa.and_(membership.c.person_id == person.c.id, membership.c.status.in_(HELD_STATES))
    return (
        sa.select(
            _staging.c.place,
            person.c.id.label("person_id"),
            person.c.name,
            person.c.deceased_on,
            membership.c.union_id,
            membership.c.status,
            union_organisation.c.name.label("union_name"),
        )
        .join_from(
            _staging,
            person_secret,
            sa.and_(
                person_secret.c.document_kind == _staging.c.document_kind,
                person_secret.c.document_index == _staging.c.document_index,
            ),
        )
        .join(person, person.c.id == person_secret.c.person_id)
        .join(membership, held, isouter=True)
        .join(union_organisation, union_organisation.c.id == membership.c.union_id, isouter=True)
    )


def _taken_cards() -> sa.Select[Any]:
    return sa.select(_staging.c.place).join_from(
        _staging, membership, membership.c.card_number == _staging.c.card_number
    )


def _judge(entry: Entry, known: Mapping[Any, Any]) -> None:
    """A registered person may join, is a member already, or is somebody's else member."""
    stated = entry.stated
    if stated is None:
        return
    entry.person_id = known["person_id"]
    if known["name"] != stated.person.name:
        _refuse(entry, "name", RosterErrorCode.NAME_DIFFERS)
    elif known["deceased_on"] is not None:
        _refuse(entry, "document_number", RosterErrorCode.PERSON_DECEASED)
    elif known["status"] is None:
        return
    elif known["union_id"] != entry.union_id:
        if entry.union_id is not None:
            code = RosterErrorCode.DUPLICATE_ACTIVE
            reason = f"会籍在“{known['union_name']}” ({known['status'].label}), 请办理会籍接转"
            entry.problems.append(Problem(TITLES["document_number"], code, reason))
    elif known["status"] in ACTIVE_STATES:
        entry.unchanged = not entry.problems
    else:
        _refuse(entry, "document_number", RosterErrorCode.MEMBERSHIP_HELD)


def _refuse(entry: Entry, key: str, code: RosterErrorCode) -> None:
    entry.problems.append(Problem(TITLES[key], code, code.label))
