"""The rights of a person: all that is held on him in one call, correction, erasure (D10)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit
from schema.accounts.rules import Action, Entity
from schema.assistance.tables import (
    assistance_record,
    dossier,
    mutual_aid_member,
    payee_account,
    public_notice,
)
from schema.core.access_log import AccessKind, AccessPurpose, access_rows
from schema.core.calendar import working_calendar
from schema.core.enums import Labelled
from schema.core.errors import DomainError, NotFoundError
from schema.core.params import figure, parameters
from schema.core.roles import ScopeKind
from schema.core.states import next_state
from schema.core.table import metadata
from schema.core.vault import vault
from schema.core.visible import visible
from schema.core.work import Work
from schema.membership.service.disclosure import check_purpose
from schema.membership.tables import membership, person
from schema.operations.rules import (
    REQUEST_TRANSITIONS,
    PrivacyErrorCode,
    RequestKind,
    RequestState,
)
from schema.operations.service.retention import erase_on_request
from schema.operations.tables import person_request

#: How a table's rows are found from a person: the column, and the table that it leads to.
_WAYS: tuple[tuple[str, sa.Table], ...] = (
    ("dossier_id", dossier),
    ("membership_id", membership),
    ("assistance_id", assistance_record),
    ("member_id", mutual_aid_member),
    ("account_id", payee_account),
    ("notice_id", public_notice),
)
#: Never given out: hashes that serve to find equal values, and keys of the machine.
_UNTOLD = ("_index", "_hash", "child_key", "idempotency_key", "name_pinyin")
Record = dict[str, list[dict[str, object]]]


async def file_person_request(
    work: Work, *, person_id: UUID, kind: RequestKind, content: str
) -> UUID:
    """Take a request in, one's own or for somebody in one's scope; its deadline is computed.

    Raises DomainError FORBIDDEN, or NotFoundError for a person whom the caller may not see.
    """
    permit(work, Entity.PRIVACY, Action.CREATE)
    await _check_visible(work, person_id)
    limits = await parameters(work.connection, "PRIVACY", work.today)
    days = await working_calendar(work.connection, work.today)
    made = await work.insert(
        person_request,
        person_id=person_id,
        kind=kind,
        state=RequestState.FILED,
        filed_on=work.today,
        due_on=days.add(work.today, figure(limits, "request_working_days")),
    )
    sealed = vault().encrypt(content, person_request.name, "content_cipher", made)
    await work.execute(
        sa.update(person_request).where(person_request.c.id == made).values(content_cipher=sealed)
    )
    return made


async def decide_person_request(
    work: Work, *, request_id: UUID, expected_version: int, grant: bool, answer: str
) -> None:
    """Answer a request; an erasure that is granted happens in the same transaction.

    Raises DomainError FORBIDDEN, OWN_REQUEST, ILLEGAL_TRANSITION, what stands against an
    erasure (LEGAL_HOLD, STILL_MEMBER, RETENTION_STANDS), NotFoundError, ConflictError.
    """
    permit(work, Entity.PRIVACY, Action.DECIDE)
    statement = sa.select(person_request).where(
        person_request.c.id == request_id, visible(person_request, work.principal)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("申请")
    if row["created_by"] == work.principal.subject:
        raise DomainError(PrivacyErrorCode.OWN_REQUEST, path=("id",))
    target = RequestState.GRANTED if grant else RequestState.REFUSED
    next_state(REQUEST_TRANSITIONS, row["state"], target, path=("grant",))
    await work.update(
        person_request,
        request_id,
        expected_version,
        state=target,
        answered_on=work.today,
        answer=answer,
    )
    if grant and row["kind"] == RequestKind.ERASURE:
        await erase_on_request(work, row["person_id"])


async def disclose_record(
    work: Work, *, person_id: UUID, purpose: AccessPurpose, note: str
) -> Record:
    """Everything that is held about one person, by table, numbers in clear.

    For the person himself, and for whoever decides on such requests and may reveal.
    Raises DomainError FORBIDDEN, NOTE_REQUIRED, REVEAL_LIMIT, or NotFoundError. The entry in
    the log of readers is written in the same transaction.
    """
    himself = work.principal.scope.kind is ScopeKind.SELF
    if himself:
        permit(work, Entity.PRIVACY, Action.CREATE)
    else:
        permit(work, Entity.PRIVACY, Action.DECIDE)
        permit(work, Entity.PERSON, Action.REVEAL)
        permit(work, Entity.DOSSIER, Action.READ)
    await check_purpose(work, note)
    await _check_visible(work, person_id)
    kind = AccessKind.SUBJECT_ACCESS if himself else AccessKind.REVEAL
    await work.execute(
        access_rows(
            work.principal,
            kind,
            person,
            [person_id],
            purpose=purpose,
            note=note.strip(),
            fields=["*"],
        )
    )
    return await record_of(work, person_id)


async def record_of(work: Work, person_id: UUID) -> Record:
    """The rows of every table that tell of a person; ``{"职工 (实名信息)": [{"姓名": …}]}``."""
    found: Record = {}
    for table in metadata.sorted_tables:
        where = _rows_of(table, person_id)
        if where is None:
            continue
        rows = (await work.execute(sa.select(table).where(where))).mappings().all()
        if rows:
            found[table.comment or table.name] = [_told(table, row) for row in rows]
    return found


def _rows_of(table: sa.Table, person_id: UUID) -> sa.ColumnElement[bool] | None:
    """How the rows of a table are found from a person; None for a table that tells of none."""
    if table is person:
        return table.c.id == person_id
    ways: list[sa.ColumnElement[bool]] = []
    if "person_id" in table.c:
        ways.append(table.c.person_id == person_id)
    for column, target in _WAYS:
        if column in table.c and any(
            key.column.table is target for key in table.c[column].foreign_keys
        ):
            through = _rows_of(target, person_id)
            if through is not None:
                ways.append(table.c[column].in_(sa.select(target.c.id).where(through)))
    return sa.or_(*ways) if ways else None


def _told(table: sa.Table, row: Mapping[Any, Any]) -> dict[str, object]:
    """A row by the official words of its columns; what is sealed in clear, what is empty not."""
    told: dict[str, object] = {}
    for column in table.c:
        value = row[column.name]
        if value is None or column.name.endswith(_UNTOLD):
            continue
        bound = column.info.get("sealed")
        if bound is not None:
            value = vault().decrypt(value, table.name, column.name, row[bound])
        told[column.comment or column.name] = _plain(value)
    return told


def _plain(value: object) -> object:
    """A value as JSON holds it; a code with its words."""
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


async def _check_visible(work: Work, person_id: UUID) -> None:
    inside = sa.exists().where(person.c.id == person_id, visible(person, work.principal))
    if not (await work.execute(sa.select(inside))).scalar_one():
        raise NotFoundError("职工", path=("personId",))
