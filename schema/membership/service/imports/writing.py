"""Writes accepted rows by COPY and INSERT … SELECT; the audit names the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from schema.core.bulk import bulk_insert, pipeline
from schema.core.pinyin import search_key
from schema.core.vault import mask_document, mask_mobile, vault
from schema.core.work import Work
from schema.membership.rules import MembershipFacts, PersonFacts, Sex, document_facts
from schema.membership.service.imports.roster import Entry
from schema.membership.tables import membership, person, person_secret

# Told of a step ("judged", "entered"), how many rows are through, and of how many.
Report = Callable[[str, int, int], None]

CHUNK: Final = 20_000
PERSON: Final = (
    *("id", "name", "name_pinyin", "sex", "birth_date", "document_kind", "document_mask"),
    *("document_check", "mobile_mask", "ethnicity", "education", "political_status"),
    *("marital_status", "hukou_kind", "migrant"),
)
SECRET: Final = (
    *("person_id", "document_kind", "document_cipher", "document_index"),
    *("mobile_cipher", "mobile_index"),
)
MEMBERSHIP: Final = (
    *("id", "person_id", "union_id", "status", "joined_on", "card_number", "employment_form"),
    *("employer_name", "employer_credit_code", "occupation", "hired_on", "contract_start_on"),
    *("contract_end_on", "frontline", "new_form_group", "platform"),
)


class _Rows(NamedTuple):
    """Rows of one chunk, in the order of the columns above."""

    persons: list[tuple[Any, ...]]
    secrets: list[tuple[Any, ...]]
    memberships: list[tuple[Any, ...]]


async def write_members(
    work: Work, entries: Sequence[Entry], file: str, report: Report | None
) -> None:
    """Register the persons who are new, and enter all as members; in chunks of rows."""
    new = [entry for entry in entries if entry.person_id is None]
    fresh = {
        entry.row: identity
        for entry, identity in zip(new, await _identities(work, len(new)), strict=True)
    }
    memberships = await _identities(work, len(entries))
    await work.because(f"import {file}")
    async with (
        bulk_insert(work, person, PERSON) as to_person,
        bulk_insert(work, person_secret, SECRET) as to_secret,
        bulk_insert(work, membership, MEMBERSHIP) as to_membership,
    ):

        async def store(rows: _Rows) -> None:
            await to_person.add(rows.persons)
            await to_secret.add(rows.secrets)
            await to_membership.add(rows.memberships)
            if report is not None:
                report("entered", to_membership.count, len(entries))

        await pipeline(_chunks(entries, fresh, memberships, work.today), store)


def _chunks(
    entries: Sequence[Entry], fresh: Mapping[int, UUID], ids: Sequence[UUID], today: date
) -> Iterator[_Rows]:
    """The rows of all entries; ``fresh`` has the ids of new persons by row number."""
    for start in range(0, len(entries), CHUNK):
        rows = _Rows([], [], [])
        for place, entry in enumerate(entries[start : start + CHUNK], start):
            stated = entry.stated
            if stated is None:
                continue
            identity = fresh.get(entry.row)
            if identity is not None:
                rows.persons.append(_person_row(today, identity, stated.person))
                rows.secrets.append(_secret_row(identity, entry.index, stated.person))
            person_id = identity or entry.person_id
            rows.memberships.append(
                _membership_row(ids[place], person_id, entry.union_id, stated.membership)
            )
        yield rows


async def _identities(work: Work, count: int) -> Sequence[UUID]:
    """New ids by PostgreSQL: ciphertext is bound to them before its row is there."""
    numbers = sa.func.generate_series(1, count).table_valued("n")
    made = await work.execute(sa.select(sa.func.uuidv7(type_=sa.Uuid)).select_from(numbers))
    return made.scalars().all()


@lru_cache(maxsize=100_000)
def _pinyin(name: str) -> str:
    return search_key(name, person=True)


def _person_row(today: date, identity: UUID, stated: PersonFacts) -> tuple[Any, ...]:
    read = document_facts(stated, today)
    return (
        identity,
        stated.name,
        _pinyin(stated.name),
        (stated.sex or read.sex or Sex.UNKNOWN).value,
        stated.birth_date or read.birth_date,
        stated.document_kind.value,
        mask_document(stated.document_number),
        read.check.value,
        mask_mobile(stated.mobile) if stated.mobile else None,
        stated.ethnicity,
        stated.education,
        stated.political_status,
        stated.marital_status,
        stated.hukou_kind,
        stated.migrant,
    )


def _secret_row(identity: UUID, index: bytes, stated: PersonFacts) -> tuple[Any, ...]:
    keys, table = vault(), person_secret.name
    number, mobile = stated.document_number, stated.mobile
    return (
        identity,
        stated.document_kind.value,
        keys.encrypt(number, table, "document_cipher", identity),
        index,
        keys.encrypt(mobile, table, "mobile_cipher", identity) if mobile else None,
        keys.blind_index("MOBILE", mobile) if mobile else None,
    )


def _membership_row(
    identity: UUID, person_id: UUID | None, union_id: UUID | None, stated: MembershipFacts
) -> tuple[Any, ...]:
    return (
        identity,
        person_id,
        union_id,
        stated.status.value,
        stated.joined_on,
        stated.card_number,
        stated.employment_form.value,
        stated.employer_name,
        stated.employer_credit_code,
        stated.occupation,
        stated.hired_on,
        stated.contract_start_on,
        stated.contract_end_on,
        stated.frontline,
        stated.new_form_group,
        stated.platform,
    )
