"""The gates of aid: they block, where other rules only raise a finding (domain §8.4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    ENDED_DOSSIER_STATES,
    IN_FORCE_DOSSIER_STATES,
    STUDY_STAGES,
    AidFacts,
    AssistanceErrorCode,
    AssistanceKind,
    DossierStatus,
    FundLevel,
    allowed_for,
    allowed_without_dossier,
)
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership.tables import membership, person

Row = Mapping[str, Any]
# Once approved, aid is paid out even while the dossier is reviewed, suspended or exiting.
UNPAYABLE = frozenset(ENDED_DOSSIER_STATES)


async def aid_subject(work: Work, facts: AidFacts) -> tuple[UUID, UUID | None, Row | None]:
    """The payee, the union that asks, and the dossier if any."""
    if facts.dossier_id is None:
        if facts.person_id is None:
            raise DomainError(ErrorCode.INVALID, "须指明受助人", path=("personId",))
        return facts.person_id, await _union_of(work, facts), None
    household = await _dossier(work, facts.dossier_id)
    return household["person_id"], household["union_id"], household


def check_fit(kind: AssistanceKind, fund: FundLevel, household: Row | None) -> None:
    """By dossier unless the kind needs none; the kind fits the need, the fund the kind."""
    if household is None:
        if not allowed_without_dossier(kind, fund):
            raise DomainError(AssistanceErrorCode.DOSSIER_REQUIRED, path=("dossierId",))
        return
    if kind is AssistanceKind.TEMP and fund is not FundLevel.LOCAL_UNION:
        raise DomainError(AssistanceErrorCode.KIND_NOT_ALLOWED, path=("fundLevel",))
    if not allowed_for(kind, household["category"], household["causes"]):
        raise DomainError(AssistanceErrorCode.KIND_NOT_ALLOWED, path=("kind",))


async def check_payee(work: Work, row: Row, *, in_force: bool) -> Row | None:
    """Gate A1: the payee lives; the dossier is in force, or at payment not ended."""
    statement = sa.select(person.c.deceased_on).where(person.c.id == row["person_id"])
    if (await work.execute(statement)).scalar_one() is not None:
        raise DomainError(AssistanceErrorCode.PAYEE_DECEASED, path=("id",))
    if row["dossier_id"] is None:
        return None
    household = await _dossier(work, row["dossier_id"])
    status: DossierStatus = household["status"]
    open_for_this = status in IN_FORCE_DOSSIER_STATES if in_force else status not in UNPAYABLE
    if not open_for_this:
        raise DomainError(AssistanceErrorCode.DOSSIER_NOT_IN_FORCE, path=("id",))
    return household


async def check_once(work: Work, row: Row, *, besides: UUID | None = None) -> None:
    """Gate A2: nothing of this kind, period and fund is approved or paid already."""
    table = assistance_record.c
    owner = "person_id" if row["dossier_id"] is None else "dossier_id"
    same = [table[name] == row[name] for name in (owner, "kind", "period_key", "fund_level")]
    if row["dossier_id"] is None:
        same.append(table.dossier_id.is_(None))
    if besides is not None:
        same.append(table.id != besides)
    found = sa.exists().where(*same, table.status.in_(COUNTING_AID_STATES))
    if (await work.execute(sa.select(found))).scalar_one():
        raise DomainError(AssistanceErrorCode.ALREADY_GRANTED, path=("periodKey",))


async def check_beneficiary(work: Work, facts: AidFacts) -> bytes | None:
    """Study aid names a child of the household who is at such a school; other aid names none.

    Returns the blind index of child and school year, which is the same in the dossiers of
    both parents: by the person where he is known, else by name and day of birth.
    """
    member_id = facts.beneficiary_member_id
    if (facts.kind is AssistanceKind.STUDY) != (member_id is not None):
        message = "助学救助须指明就学子女, 其他帮扶不指明"
        raise DomainError(ErrorCode.INVALID, message, path=("beneficiaryMemberId",))
    if member_id is None:
        return None
    table = household_member.c
    statement = sa.select(table.school_stage, table.name, table.birth_date, table.sex).where(
        table.id == member_id, table.dossier_id == facts.dossier_id
    )
    child = (await work.execute(statement)).one_or_none()
    if child is None or child.school_stage not in STUDY_STAGES:
        message = "该家庭成员不在高中、中职或大学就读"
        raise DomainError(ErrorCode.INVALID, message, path=("beneficiaryMemberId",))
    if child.birth_date is None:
        message = "须登记就学子女的出生日期"
        raise DomainError(ErrorCode.INVALID, message, path=("beneficiaryMemberId",))
    return child_key(child.name, child.birth_date, facts.period_key)


def child_key(name: str, birth_date: date, school_year: str) -> bytes:
    """The blind index (32 bytes) of a child and a school year."""
    year = school_year.split("/", maxsplit=1)[0].strip()
    return vault().blind_index("study", f"{name}|{birth_date.isoformat()}|{year}")


async def check_child(work: Work, key: bytes | None, *, besides: UUID | None = None) -> None:
    """Gate A2 across parents: this child has study aid of no other dossier in this school year."""
    if key is None:
        return
    table = assistance_record.c
    conditions = [table.child_key == key, table.status.in_(COUNTING_AID_STATES)]
    if besides is not None:
        conditions.append(table.id != besides)
    if (await work.execute(sa.select(sa.exists().where(*conditions)))).scalar_one():
        raise DomainError(AssistanceErrorCode.CHILD_ALREADY_AIDED, path=("beneficiaryMemberId",))


async def _dossier(work: Work, dossier_id: UUID) -> Row:
    statement = sa.select(
        *(dossier.c.person_id, dossier.c.union_id, dossier.c.status),
        *(dossier.c.category, dossier.c.causes),
    ).where(dossier.c.id == dossier_id)
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(dossier.comment), path=("dossierId",))
    return {str(name): value for name, value in row.items()}


async def _union_of(work: Work, facts: AidFacts) -> UUID | None:
    """The union named, which must be one of the payee's."""
    statement = sa.select(membership.c.union_id).where(
        membership.c.person_id == facts.person_id, membership.c.union_id == facts.union_id
    )
    found: UUID | None = (await work.execute(statement)).scalar()
    if found is None:
        raise DomainError(ErrorCode.INVALID, "受助人不是该工会会员", path=("unionId",))
    return found
