"""Registration, joining, the life of a membership and its transfer, on the real PostgreSQL."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from schema.core.audit import audit_event
from schema.core.database import set_principal
from schema.core.errors import ConflictError, DomainError, ErrorCode, NotFoundError
from schema.core.roles import Role
from schema.core.states import StateErrorCode
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    DocumentCheck,
    DocumentKind,
    EmploymentForm,
    Ethnicity,
    MembershipErrorCode,
    MembershipFacts,
    MembershipStatus,
    PersonFacts,
    Sex,
    TransferStatus,
)
from schema.membership.tables import membership, membership_transfer, person, person_secret
from tests.conftest import scoped
from tests.schema.conftest import Tree, citizen_number

pytestmark = pytest.mark.anyio

NUMBER = citizen_number(date(1990, 3, 7), 2)
FACTS = PersonFacts(
    name="张 三",
    document_kind=DocumentKind.RESIDENT_ID,
    document_number=NUMBER.lower(),
    mobile="+86 138 0013 8000",
    ethnicity=Ethnicity.HAN,
)
STANDING = MembershipFacts(
    EmploymentForm.REGULAR, status=MembershipStatus.ACTIVE, joined_on=date(2020, 1, 1)
)
APPLICATION = MembershipFacts(EmploymentForm.NEW_FORM)


async def row(work: Work, table: sa.Table, identity: UUID) -> Any:
    return (await work.execute(sa.select(table).where(table.c.id == identity))).one()


async def step(work: Work, membership_id: UUID, status: MembershipStatus, **facts: Any) -> Any:
    version = (await row(work, membership, membership_id)).version
    await service.change_status(
        work, membership_id=membership_id, expected_version=version, status=status, **facts
    )
    return await row(work, membership, membership_id)


async def test_registration_fills_in_what_the_number_says(ruled: Work) -> None:
    found = await row(ruled, person, await service.register_person(ruled, FACTS))
    assert (found.name, found.name_pinyin) == ("张三", "zs zhangsan")
    assert (found.sex, found.birth_date) == (Sex.FEMALE, date(1990, 3, 7))
    assert found.document_check is DocumentCheck.VALID
    assert found.document_mask == f"430682********{NUMBER[-4:]}"
    assert found.mobile_mask == "138****8000"


async def test_numbers_are_sealed_and_stay_out_of_the_audit(ruled: Work) -> None:
    person_id = await service.register_person(ruled, FACTS)
    secret = (
        await ruled.execute(sa.select(person_secret).where(person_secret.c.person_id == person_id))
    ).one()
    opened = vault().decrypt(secret.document_cipher, "person_secret", "document_cipher", person_id)
    assert opened == NUMBER
    changes = await ruled.execute(
        sa.select(audit_event.c.changes).where(audit_event.c.entity_id == person_id)
    )
    assert NUMBER not in str(changes.all())


async def test_one_document_is_registered_once(ruled: Work) -> None:
    await service.register_person(ruled, FACTS)
    with pytest.raises(DomainError) as caught:
        await service.register_person(ruled, replace(FACTS, name="李四"))
    assert (caught.value.code, caught.value.path) == (ErrorCode.DUPLICATE, ("documentNumber",))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "=cmd"}, MembershipErrorCode.NAME_INVALID),
        ({"document_number": "430682198511200018"}, MembershipErrorCode.DOCUMENT_INVALID),
        ({"birth_date": date(1990, 3, 8)}, MembershipErrorCode.DOCUMENT_INVALID),
        ({"sex": Sex.MALE}, MembershipErrorCode.DOCUMENT_INVALID),
        ({"mobile": "12345"}, MembershipErrorCode.MOBILE_INVALID),
        (
            {"document_number": citizen_number(date(2015, 1, 1), 1)},
            MembershipErrorCode.AGE_OUT_OF_RANGE,
        ),
        (
            {"document_number": citizen_number(date(1901, 1, 1), 1)},
            MembershipErrorCode.AGE_OUT_OF_RANGE,
        ),
    ],
)
async def test_what_registration_refuses(
    ruled: Work, change: dict[str, Any], code: MembershipErrorCode
) -> None:
    with pytest.raises(DomainError) as caught:
        await service.register_person(ruled, replace(FACTS, **change))
    assert caught.value.code is code
    assert NUMBER not in caught.value.message


async def test_enrolment_knows_a_registered_person_again(ruled: Work, tree: Tree) -> None:
    first, second = tree.unions
    joined = await service.enrol(ruled, FACTS, union_id=first, stated=STANDING)
    await step(ruled, joined, MembershipStatus.WITHDRAWN, reason="离职")
    again = await service.enrol(ruled, FACTS, union_id=second, stated=APPLICATION)
    old, new = await row(ruled, membership, joined), await row(ruled, membership, again)
    assert old.person_id == new.person_id
    assert (new.status, new.union_id) == (MembershipStatus.APPLIED, second)
    with pytest.raises(DomainError) as caught:
        await service.enrol(ruled, replace(FACTS, name="李四"), union_id=first, stated=APPLICATION)
    assert caught.value.code is ErrorCode.DUPLICATE


async def test_one_held_membership_a_person(ruled: Work, tree: Tree) -> None:
    await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    with pytest.raises(DomainError) as caught:
        await service.enrol(ruled, FACTS, union_id=tree.unions[1], stated=APPLICATION)
    assert caught.value.code is MembershipErrorCode.MEMBERSHIP_EXISTS


async def test_the_database_itself_holds_one_active_membership(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    held = await row(ruled, membership, joined)
    with pytest.raises(IntegrityError):
        await ruled.insert(
            membership,
            person_id=held.person_id,
            union_id=tree.unions[1],
            status=MembershipStatus.ACTIVE,
            joined_on=ruled.today,
            employment_form=EmploymentForm.REGULAR,
        )


async def test_an_application_becomes_a_membership(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=APPLICATION)
    with pytest.raises(DomainError) as caught:
        await step(ruled, joined, MembershipStatus.ACTIVE)
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
    assert caught.value.details["legal"] == ["APPROVED"]
    await step(ruled, joined, MembershipStatus.APPROVED)
    active = await step(ruled, joined, MembershipStatus.ACTIVE)
    assert active.joined_on == ruled.today


async def test_a_lapse_needs_the_talk_before(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    with pytest.raises(DomainError) as caught:
        await step(ruled, joined, MembershipStatus.LAPSED, reason="六个月未缴会费")
    assert caught.value.path == ("educatedOn",)
    facts = {"reason": "六个月未缴会费", "educated_on": date(2026, 1, 5)}
    with pytest.raises(DomainError) as caught:  # a job may only propose
        await step(ruled, joined, MembershipStatus.LAPSED, **facts)
    assert caught.value.code is MembershipErrorCode.CHAIR_DECIDES
    leader = replace(ruled, principal=replace(ruled.principal, role=Role.CITY_LEADER))
    lapsed = await step(
        leader,
        joined,
        MembershipStatus.LAPSED,
        **facts,
    )
    assert (lapsed.ended_on, lapsed.educated_on) == (ruled.today, date(2026, 1, 5))
    entered = await step(ruled, joined, MembershipStatus.APPLIED)
    assert entered.ended_on is None


async def test_a_death_is_noted_on_the_person(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    dead = await step(ruled, joined, MembershipStatus.DECEASED)
    assert (await row(ruled, person, dead.person_id)).deceased_on == ruled.today


async def test_a_stale_version_changes_nothing(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    with pytest.raises(ConflictError) as caught:
        await service.change_status(
            ruled,
            membership_id=joined,
            expected_version=7,
            status=MembershipStatus.RETAINED,
            reason="退休",
        )
    assert caught.value.current["version"] == 1


async def test_a_transfer_moves_the_same_row(ruled: Work, tree: Tree) -> None:
    old, new = tree.unions
    joined = await service.enrol(ruled, FACTS, union_id=old, stated=STANDING)
    transfer = await service.request_transfer(
        ruled, membership_id=joined, expected_version=1, to_union_id=new, reason="换工作"
    )
    offered = await row(ruled, membership_transfer, transfer)
    assert (offered.from_union_id, offered.to_union_id) == (old, new)
    with pytest.raises(DomainError) as caught:
        await step(ruled, joined, MembershipStatus.ACTIVE)
    assert caught.value.code is MembershipErrorCode.TRANSFER_ONLY
    with pytest.raises(DomainError) as caught:
        await service.accept_transfer(ruled, transfer_id=transfer, expected_version=1)
    assert caught.value.details["legal"] == ["RELEASED", "REJECTED", "CANCELLED", "COMPLETED"]
    await service.release_transfer(ruled, transfer_id=transfer, expected_version=1)
    taker = replace(ruled, principal=replace(ruled.principal, subject="user:taker"))
    assert await service.accept_transfer(taker, transfer_id=transfer, expected_version=2) == joined
    held = await row(ruled, membership, joined)
    assert (held.status, held.union_id) == (MembershipStatus.ACTIVE, new)
    with pytest.raises(DomainError):
        await service.accept_transfer(ruled, transfer_id=transfer, expected_version=3)


async def test_a_rejected_transfer_leaves_the_member(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    transfer = await service.request_transfer(
        ruled, membership_id=joined, expected_version=1, to_union_id=tree.unions[1]
    )
    await service.reject_transfer(
        ruled, transfer_id=transfer, expected_version=1, reason="不在本单位"
    )
    held = await row(ruled, membership, joined)
    assert (held.status, held.union_id) == (MembershipStatus.ACTIVE, tree.unions[0])
    decided = await row(ruled, membership_transfer, transfer)
    assert (decided.status, decided.reason) == (TransferStatus.REJECTED, "不在本单位")


async def test_another_township_is_out_of_reach(ruled: Work, tree: Tree) -> None:
    joined = await service.enrol(ruled, FACTS, union_id=tree.unions[0], stated=STANDING)
    narrow = replace(ruled, principal=scoped(ruled.principal, tree.towns[1]))
    await set_principal(narrow.connection, narrow.principal)
    with pytest.raises(NotFoundError):
        await service.change_status(
            narrow,
            membership_id=joined,
            expected_version=1,
            status=MembershipStatus.RETAINED,
            reason="退休",
        )
    with pytest.raises(DomainError) as caught:
        await service.enrol(narrow, FACTS, union_id=tree.unions[0], stated=APPLICATION)
    assert caught.value.code is ErrorCode.FORBIDDEN


@pytest.mark.parametrize("region", ["440524", "430682", "999999"])
async def test_an_old_region_is_told_and_accepted(ruled: Work, region: str) -> None:
    number = citizen_number(date(1980, 5, 5), 3, region)
    person_id = await service.register_person(ruled, replace(FACTS, document_number=number))
    told = {"440524": "ABOLISHED", "430682": "CURRENT", "999999": "UNKNOWN"}[region]
    assert (await row(ruled, person, person_id)).document_region == told
    await ruled.execute(sa.update(person).values(document_region=None))
    assert [await service.check_regions(ruled) for _ in range(2)][1] == 0
    assert (await row(ruled, person, person_id)).document_region == told
