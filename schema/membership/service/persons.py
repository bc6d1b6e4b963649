"""Registration of persons: checked, sealed in the vault, found again by a blind index."""

from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.pinyin import search_key
from schema.core.vault import mask_document, mask_mobile, vault
from schema.core.work import Work
from schema.membership.rules import (
    DocumentKind,
    PersonFacts,
    Sex,
    document_facts,
    normalise_document,
    normalise_person,
    person_problems,
)
from schema.membership.tables import person, person_secret
from schema.organisation.access import may_write


async def register_person(work: Work, facts: PersonFacts) -> UUID:
    """Register a person under the real name; returns the id.

    Raises the first problem of ``person_problems``, or DomainError DUPLICATE
    when the document is registered already.
    """
    may_write(work, Entity.PERSON, Action.CREATE)
    stated = normalise_person(facts)
    ages = await parameters(work.connection, "MEMBERSHIP", work.today)
    for problem in person_problems(
        stated,
        work.today,
        minimum_age=figure(ages, "minimum_age"),
        maximum_age=figure(ages, "maximum_age"),
    ):
        raise problem
    if await find_person(work, stated.document_kind, stated.document_number) is not None:
        raise DomainError(ErrorCode.DUPLICATE, "该证件号码已登记", path=("documentNumber",))
    return await _store(work, stated)


async def find_person(work: Work, kind: DocumentKind, number: str) -> UUID | None:
    """The person who bears a document, by its blind index; None when not registered."""
    index = vault().blind_index(kind.value, normalise_document(number))
    statement = sa.select(person_secret.c.person_id).where(
        person_secret.c.document_kind == kind, person_secret.c.document_index == index
    )
    found: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    return found


async def _store(work: Work, stated: PersonFacts) -> UUID:
    read = document_facts(stated, work.today)
    person_id = await work.insert(
        person,
        name=stated.name,
        name_pinyin=search_key(stated.name, person=True),
        sex=stated.sex or read.sex or Sex.UNKNOWN,
        birth_date=stated.birth_date or read.birth_date,
        document_kind=stated.document_kind,
        document_mask=mask_document(stated.document_number),
        document_check=read.check,
        mobile_mask=mask_mobile(stated.mobile) if stated.mobile else None,
        ethnicity=stated.ethnicity,
        education=stated.education,
        political_status=stated.political_status,
        marital_status=stated.marital_status,
        hukou_kind=stated.hukou_kind,
        migrant=stated.migrant,
    )
    await _seal(work, person_id, stated)
    return person_id


async def _seal(work: Work, person_id: UUID, stated: PersonFacts) -> None:
    keys, table = vault(), person_secret.name
    values: dict[str, object] = {
        "document_kind": stated.document_kind,
        "document_cipher": keys.encrypt(
            stated.document_number, table, "document_cipher", person_id
        ),
        "document_index": keys.blind_index(stated.document_kind.value, stated.document_number),
    }
    if stated.mobile:
        values["mobile_cipher"] = keys.encrypt(stated.mobile, table, "mobile_cipher", person_id)
        values["mobile_index"] = keys.blind_index("MOBILE", stated.mobile)
    await work.execute(sa.insert(person_secret).values(person_id=person_id, **values))
