"""From the target to the working union, its elections, its officers, its end."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.organisation import service
from schema.organisation.rules import (
    CadrePost,
    CommitteeKind,
    ElectionKind,
    OrganisationErrorCode,
    TrainingLevel,
    UnionStatus,
)
from schema.organisation.tables import (
    cadre_position,
    enterprise,
    organisation_step,
    union_organisation,
)
from tests.schema.conftest import Tree
from tests.schema.organisation.conftest import Enter, as_user, election, row, step

pytestmark = pytest.mark.anyio
CODE = "81430682MC00000122"


async def refused(
    code: object, work: Work, union_id: UUID, status: UnionStatus, **facts: object
) -> None:
    with pytest.raises(DomainError) as caught:
        await step(work, union_id, status, **facts)
    assert caught.value.code is code


async def test_an_enterprise_becomes_a_union(ruled: Work, enter: Enter) -> None:
    company = await enter()
    union = await service.target_enterprise(
        ruled, enterprise_id=company, expected_version=1, code="T-NEW", guide_name="李指导"
    )
    assert (await row(ruled, enterprise, company)).own_union_id == union
    guide, leader = as_user(ruled, "guide"), as_user(ruled, "leader")
    await refused(StateErrorCode.ILLEGAL_TRANSITION, guide, union, UnionStatus.APPLIED)
    for status in (UnionStatus.GUIDED, UnionStatus.PREPARING, UnionStatus.APPLIED):
        await step(guide, union, status)
    approval: dict[str, Any] = {"document_number": "临工〔2026〕1号"}
    await refused(
        OrganisationErrorCode.SAME_OFFICER, guide, union, UnionStatus.APPROVED, **approval
    )
    await refused(ErrorCode.INVALID, leader, union, UnionStatus.APPROVED)
    await step(leader, union, UnionStatus.APPROVED, **approval)
    await refused(OrganisationErrorCode.ELECTION_MISSING, guide, union, UnionStatus.CONGRESS_HELD)
    await service.hold_election(guide, union_id=union, facts=election(guide, ElectionKind.FOUNDING))
    for code in (None, "91430682MA00000156"):
        await refused(
            OrganisationErrorCode.CREDIT_CODE_INVALID,
            guide,
            union,
            UnionStatus.REGISTERED,
            credit_code=code,
        )
    await step(guide, union, UnionStatus.REGISTERED, credit_code=CODE)
    active = await step(guide, union, UnionStatus.ACTIVE)
    assert (active.credit_code, active.chair_name, active.founded_on) == (
        CODE,
        "赵主席",
        ruled.today,
    )
    steps = sa.select(organisation_step.c.to_status).where(organisation_step.c.subject_id == union)
    taken = (await ruled.execute(steps.order_by(organisation_step.c.id))).scalars().all()
    assert taken == [status.value for status in list(UnionStatus)[:8]]
    with pytest.raises(DomainError) as caught:
        await service.target_enterprise(
            ruled, enterprise_id=company, expected_version=2, code="T-AGAIN", guide_name="李"
        )
    assert caught.value.code is OrganisationErrorCode.TARGET_EXISTS


async def test_a_due_term_waits_for_its_election(ruled: Work, tree: Tree) -> None:
    union = tree.unions[0]
    ended = ruled.today - timedelta(days=1)
    await ruled.update(union_organisation, union, 1, term_end_on=ended)
    night = as_user(ruled, "night")
    assert await service.turn_terms(night) >= 1
    assert await service.turn_terms(night) == 0
    assert (await row(ruled, union_organisation, union)).status is UnionStatus.TERM_DUE
    await refused(OrganisationErrorCode.ELECTION_MISSING, ruled, union, UnionStatus.ACTIVE)
    await service.hold_election(
        ruled, union_id=union, facts=election(ruled, ElectionKind.RENEWAL, term_years=3)
    )
    renewed = await row(ruled, union_organisation, union)
    assert (renewed.status, renewed.term_end_on.year) == (
        UnionStatus.ACTIVE,
        ruled.today.year + 3,
    )


async def test_a_by_election_changes_the_chair_alone(ruled: Work, tree: Tree) -> None:
    union = tree.unions[0]
    await service.hold_election(
        ruled,
        union_id=union,
        facts=election(ruled, ElectionKind.RENEWAL, held_on=date(2024, 1, 1)),
    )
    before = await row(ruled, union_organisation, union)
    await service.hold_election(
        ruled,
        union_id=union,
        facts=election(ruled, ElectionKind.BY_ELECTION, chair_name="钱主席"),
    )
    after = await row(ruled, union_organisation, union)
    assert (after.chair_name, after.term_end_on) == ("钱主席", before.term_end_on)
    table = cadre_position.c
    chairs = sa.select(table.name, table.ended_on).where(table.union_id == union)
    found = {one.name: one.ended_on for one in await ruled.execute(chairs)}
    assert found == {"赵主席": ruled.today, "钱主席": None}


async def test_full_time_chairs_and_single_posts(ruled: Work, tree: Tree) -> None:
    union = tree.unions[0]
    with pytest.raises(DomainError) as caught:
        await service.hold_election(
            ruled, union_id=union, facts=election(ruled, ElectionKind.RENEWAL, full_time=True)
        )
    assert caught.value.code is OrganisationErrorCode.FULL_TIME_CHAIR
    appointed: dict[str, Any] = {
        "union_id": union,
        "name": "孙某",
        "full_time": False,
        "started_on": ruled.today,
    }
    with pytest.raises(DomainError) as caught:
        await service.appoint_cadre(ruled, post=CadrePost.CHAIR, **appointed)
    assert caught.value.code is OrganisationErrorCode.ELECTION_MISSING
    post = await service.appoint_cadre(ruled, post=CadrePost.WOMEN_DIRECTOR, **appointed)
    with pytest.raises(DomainError) as caught:
        await service.appoint_cadre(ruled, post=CadrePost.WOMEN_DIRECTOR, **appointed)
    assert caught.value.code is OrganisationErrorCode.POST_TAKEN
    await service.record_training(
        ruled,
        position_id=post,
        title="女工干部班",
        level=TrainingLevel.COUNTY,
        hours=16,
        finished_on=ruled.today,
        passed=True,
    )
    await service.end_cadre(ruled, position_id=post, expected_version=1, ended_on=ruled.today)
    with pytest.raises(DomainError) as caught:
        await service.end_cadre(ruled, position_id=post, expected_version=2, ended_on=ruled.today)
    assert caught.value.code is ErrorCode.INVALID


async def test_committees_begin_and_end(ruled: Work, tree: Tree) -> None:
    formed: dict[str, Any] = {"union_id": tree.unions[0], "kind": CommitteeKind.WOMEN, "members": 5}
    women = await service.form_committee(ruled, **formed, formed_on=ruled.today)
    await service.end_committee(ruled, committee_id=women, expected_version=1, ended_on=ruled.today)
    assert await service.form_committee(ruled, **formed, formed_on=ruled.today) != women


async def test_a_unit_is_covered_once(ruled: Work, tree: Tree, enter: Enter, joint: UUID) -> None:
    company = await enter()
    given: dict[str, Any] = {
        "enterprise_id": company,
        "workers_count": 40,
        "joined_on": ruled.today,
    }
    with pytest.raises(DomainError) as caught:
        await service.cover_unit(ruled, union_id=tree.unions[0], **given)
    assert caught.value.code is OrganisationErrorCode.NOT_A_FEDERATION
    unit = await service.cover_unit(ruled, union_id=joint, **given)
    with pytest.raises(DomainError) as caught:
        await service.cover_unit(ruled, union_id=joint, **given)
    assert caught.value.code is OrganisationErrorCode.UNIT_COVERED
    await service.release_unit(ruled, unit_id=unit, expected_version=1, left_on=ruled.today)
    assert await service.cover_unit(ruled, union_id=joint, **given) != unit


async def test_an_end_takes_no_children_along(ruled: Work, tree: Tree) -> None:
    town, other = tree.towns
    await refused(
        OrganisationErrorCode.HAS_CHILDREN,
        ruled,
        town,
        UnionStatus.MERGED,
        reason="撤并",
        merged_into_id=other,
    )
    version = (await row(ruled, union_organisation, tree.unions[0])).version
    await service.move_union(
        ruled, union_id=tree.unions[0], parent_id=other, expected_version=version
    )
    await refused(ErrorCode.INVALID, ruled, town, UnionStatus.MERGED, reason="撤并")
    merged = await step(ruled, town, UnionStatus.MERGED, reason="撤并", merged_into_id=other)
    assert merged.merged_into_id == other
