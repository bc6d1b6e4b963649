"""Writes accepted rows by COPY and INSERT … SELECT, each with an audit row of its own."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from pypinyin import lazy_pinyin

from schema.core.bulk import bulk_insert
from schema.core.vault import mask_document, mask_mobile, vault
from schema.core.work import Work
from schema.membership.rules import PersonFacts, Sex, document_facts
from schema.membership.service.imports.roster import Entry
from schema.membership.tables import membership, person, person_secret

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


async def write_members(work: Work, entries: Sequence[Entry], file: str) -> None:
    """Register the persons who are new, and enter all as members; in chunks of rows."""
    note = {"import": file}
    async with (
        bulk_insert(work, person, PERSON, each=note) as persons,
        bulk_insert(work, person_secret, SECRET, each=note) as secrets,
        bulk_insert(work, membership, MEMBERSHIP, each=note) as memberships,
    ):
        for start in range(0, len(entries), CHUNK):
            chunk = entries[start : start + CHUNK]
            new = [entry for entry in chunk if entry.person_id is None]
            for entry, identity in zip(new, await _identities(work, len(new)), strict=True):
                entry.person_id = identity
            facts = [
                (entry.person_id, entry.index, entry.stated.person)
                for entry in new
                if entry.stated is not None and entry.person_id is not None
            ]
            await persons.add([_person_row(work, *fact) for fact in facts])
            await secrets.add([_secret_row(*fact) for fact in facts])
            ids = await _identities(work, len(chunk))
            rows = zip(ids, chunk, strict=True)
            await memberships.add([_membership_row(identity, entry) for identity, entry in rows])


async def _identities(work: Work, count: int) -> Sequence[UUID]:
    """New ids by PostgreSQL: ciphertext is bound to them before its row is there."""
    numbers = sa.func.generate_series(1, count).table_valued("n")
    made = await work.execute(sa.select(sa.func.uuidv7(type_=sa.Uuid)).select_from(numbers))
    return made.scalars().all()


@lru_cache(maxsize=100_000)
def _pinyin(name: str) -> str:
    return "".join(lazy_pinyin(name)).lower()


def _person_row(work: Work, identity: UUID, index: bytes, stated: PersonFacts) -> tuple[Any, ...]:
    del index
    read = document_facts(stated, work.today)
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


def _membership_row(identity: UUID, entry: Entry) -> tuple[Any, ...]:
    if entry.stated is None:
        raise ValueError(entry.row)
    stated = entry.stated.membership
    return (
        identity,
        entry.person_id,
        entry.union_id,
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
