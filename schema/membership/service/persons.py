"""Registration of persons: checked, sealed in the vault, found again by a blind index."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.pinyin import search_key
from schema.core.vault import mask_document, mask_mobile, vault
from schema.core.visible import visible
from schema.core.work import Work
from schema.membership.rules import (
    DocumentKind,
    MembershipErrorCode,
    PersonFacts,
    RegionCheck,
    Sex,
    check_region,
    document_facts,
    is_mobile,
    is_name,
    normalise_document,
    normalise_mobile,
    normalise_name,
    normalise_person,
    person_problems,
)
from schema.membership.tables import person, person_secret
from schema.organisation.access import may_write

REGION_DIGITS = 6
REGIONS_AT_ONCE = 20_000


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
    """The person who bears a document, by its blind index; None when not registered.

    A record that was merged into another is found as that one.
    """
    index = vault().blind_index(kind.value, normalise_document(number))
    statement = (
        sa.select(sa.func.coalesce(person.c.merged_into_id, person.c.id))
        .join(person_secret, person_secret.c.person_id == person.c.id)
        .where(person_secret.c.document_kind == kind, person_secret.c.document_index == index)
    )
    found: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    return found


async def correct_person(
    work: Work, *, person_id: UUID, expected_version: int, reason: str, **changes: object
) -> None:
    """Put right what is stored of a person (PIPL art. 46); only what is given changes.

    Raises DomainError FORBIDDEN, NAME_INVALID, MOBILE_INVALID, INVALID, NotFoundError for a
    person outside the scope, ConflictError. The audit carries the reason.
    """
    may_write(work, Entity.PERSON, Action.CREATE)
    inside = sa.exists().where(person.c.id == person_id, visible(person, work.principal))
    if not (await work.execute(sa.select(inside))).scalar_one():
        raise NotFoundError("职工")
    await work.because(reason)
    values = dict(changes)
    mobile = values.pop("mobile", None)
    if "name" in values:
        name = _corrected_name(str(values["name"]))
        values |= {"name": name, "name_pinyin": search_key(name, person=True)}
    if mobile is not None:
        number = normalise_mobile(str(mobile))
        if not is_mobile(number):
            raise DomainError(MembershipErrorCode.MOBILE_INVALID, path=("mobile",))
        values |= {"mobile_mask": mask_mobile(number), "mobile_verified_on": None}
    await work.update(person, person_id, expected_version, **values)
    if mobile is not None:
        sealed = {
            "mobile_cipher": vault().encrypt(
                number, person_secret.name, "mobile_cipher", person_id
            ),
            "mobile_index": vault().blind_index("MOBILE", number),
        }
        stored = insert(person_secret).values(person_id=person_id, **sealed)
        await work.execute(stored.on_conflict_do_update(index_elements=["person_id"], set_=sealed))


def _corrected_name(stated: str) -> str:
    name = normalise_name(stated)
    if not is_name(name):
        raise DomainError(MembershipErrorCode.NAME_INVALID, path=("name",))
    return name


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
        document_region=_region(stated),
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


def _region(stated: PersonFacts) -> RegionCheck | None:
    """What became of the region of a citizen number; other documents name none."""
    if stated.document_kind is not DocumentKind.RESIDENT_ID:
        return None
    return check_region(stated.document_number)


async def check_regions(work: Work, limit: int = REGIONS_AT_ONCE) -> int:
    """Judge the regions of citizen numbers that came by an import; how many were left to judge.

    The mask shows the first six digits, so nothing is decrypted. Run twice it changes nothing.
    """
    head = sa.func.left(person.c.document_mask, REGION_DIGITS)
    waiting = (
        sa.select(person.c.id, head.label("region"))
        .where(
            person.c.document_kind == DocumentKind.RESIDENT_ID,
            person.c.document_region.is_(None),
            person.c.document_mask.is_not(None),
        )
        .limit(limit)
    )
    found: dict[RegionCheck, list[UUID]] = {}
    for row in await work.execute(waiting):
        found.setdefault(check_region(row.region), []).append(row.id)
    for region, persons in found.items():
        chosen = sa.func.unnest(sa.literal(persons, sa.ARRAY(sa.Uuid))).column_valued("chosen")
        await work.execute(
            sa.update(person)
            .where(person.c.id.in_(sa.select(chosen)))
            .values(
                document_region=region,
                version=person.c.version + 1,
                updated_at=work.now,
                updated_by=work.principal.subject,
            )
        )
    return sum(map(len, found.values()))


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
