"""Workers in new forms of employment: platforms, verification, and the union that takes them."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work
from schema.membership.rules import (
    ENDED_STATES,
    EmploymentForm,
    HomeUnionKind,
    MembershipErrorCode,
    MembershipFacts,
    NewFormGroup,
    PersonFacts,
    Platform,
    PlatformRelation,
    PlatformVerification,
)
from schema.membership.service.memberships import enrol
from schema.membership.service.unions import check_open
from schema.membership.tables import home_union, membership, platform_work
from schema.organisation.access import editable_row
from schema.organisation.tables import division, union_organisation

HIGHEST_LEVEL = 5


async def set_home_union(
    work: Work,
    *,
    kind: HomeUnionKind,
    union_id: UUID,
    division_id: UUID,
    platform: Platform | None = None,
    new_form_group: NewFormGroup | None = None,
    valid_from: date | None = None,
) -> UUID:
    """Name the union that takes in a platform's, a group's or a whole area's workers; the id."""
    permit_city(work, Entity.UNION, Action.CREATE)
    if (kind is HomeUnionKind.PLATFORM_STATION) != (platform is not None):
        raise DomainError(ErrorCode.INVALID, "平台站点工会须且只须指明平台", path=("platform",))
    if (kind is HomeUnionKind.INDUSTRY) != (new_form_group is not None):
        raise DomainError(ErrorCode.INVALID, "行业工会须且只须指明群体", path=("newFormGroup",))
    await check_open(work, union_id, path=("unionId",))
    return await work.insert(
        home_union,
        kind=kind,
        union_id=union_id,
        division_id=division_id,
        platform=platform,
        new_form_group=new_form_group,
        valid_from=valid_from or work.today,
    )


async def end_home_union(
    work: Work, *, home_union_id: UUID, expected_version: int, valid_to: date
) -> None:
    """Send nobody there any more from a day on."""
    permit_city(work, Entity.UNION, Action.CREATE)
    await work.update(home_union, home_union_id, expected_version, valid_to=valid_to)


async def find_home_union(
    work: Work, *, group: NewFormGroup, platform: Platform | None, division_id: UUID
) -> UUID:
    """The union for a worker: of the platform's station, of the trade, else the catch-all.

    The nearest area goes before the wider ones, the kind before the area. Raises DomainError
    NO_HOME_UNION.
    """
    areas = await _areas(work, division_id)
    place = sa.case(
        *((home_union.c.kind == kind, number) for number, kind in enumerate(HomeUnionKind))
    )
    near = sa.case(
        *((home_union.c.division_id == area, number) for number, area in enumerate(areas))
    )
    statement = (
        sa.select(home_union.c.union_id)
        .join(union_organisation, union_organisation.c.id == home_union.c.union_id)
        .where(
            home_union.c.division_id.in_(areas),
            home_union.c.valid_from <= work.today,
            sa.or_(home_union.c.valid_to.is_(None), home_union.c.valid_to > work.today),
            sa.or_(home_union.c.platform.is_(None), home_union.c.platform == platform),
            sa.or_(home_union.c.new_form_group.is_(None), home_union.c.new_form_group == group),
            union_organisation.c.status.not_in(("MERGED", "DISSOLVED")),
        )
        .order_by(place, near, home_union.c.id)
        .limit(1)
    )
    found: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    if found is None:
        raise DomainError(MembershipErrorCode.NO_HOME_UNION, path=("divisionId",))
    return found


async def join_as_new_form(
    work: Work,
    facts: PersonFacts,
    *,
    division_id: UUID,
    new_form_group: NewFormGroup,
    platform: Platform | None = None,
    relation: PlatformRelation | None = None,
    vehicle_plate: str | None = None,
    work_area: str | None = None,
) -> UUID:
    """Take a worker in at the union that his platform, trade or residence leads to.

    Raises what ``enrol`` and ``find_home_union`` raise; the membership's id.
    """
    union_id = await find_home_union(
        work, group=new_form_group, platform=platform, division_id=division_id
    )
    stated = MembershipFacts(
        EmploymentForm.NEW_FORM, new_form_group=new_form_group, platform=platform
    )
    joined = await enrol(work, facts, union_id=union_id, stated=stated)
    if platform is not None:
        await add_platform_work(
            work,
            membership_id=joined,
            platform=platform,
            relation=relation or PlatformRelation.CROWDSOURCED,
            vehicle_plate=vehicle_plate,
            work_area=work_area,
        )
    return joined


async def add_platform_work(
    work: Work,
    *,
    membership_id: UUID,
    platform: Platform,
    relation: PlatformRelation,
    vehicle_plate: str | None = None,
    work_area: str | None = None,
) -> UUID:
    """Note one platform that a member works for; the id.

    Raises DomainError INVALID for an ended membership or another form of employment.
    """
    row = await editable_row(work, membership, membership_id)
    if row["status"] in ENDED_STATES or row["employment_form"] is not EmploymentForm.NEW_FORM:
        raise DomainError(
            ErrorCode.INVALID, "只登记新就业形态在册会员的平台", path=("membershipId",)
        )
    return await work.insert(
        platform_work,
        membership_id=membership_id,
        platform=platform,
        relation=relation,
        vehicle_plate=vehicle_plate.replace(" ", "").upper() if vehicle_plate else None,
        work_area=work_area,
    )


async def verify_platform_work(
    work: Work,
    *,
    platform_work_id: UUID,
    expected_version: int,
    verified_by: PlatformVerification,
) -> None:
    """Note how it was made sure that the member works there."""
    await _own_work(work, platform_work_id)
    await work.update(
        platform_work,
        platform_work_id,
        expected_version,
        verified_by=verified_by,
        verified_on=work.today,
    )


async def end_platform_work(
    work: Work, *, platform_work_id: UUID, expected_version: int, ended_on: date
) -> None:
    """Note that the member left the platform."""
    await _own_work(work, platform_work_id)
    await work.update(platform_work, platform_work_id, expected_version, ended_on=ended_on)


async def _own_work(work: Work, platform_work_id: UUID) -> None:
    statement = sa.select(platform_work.c.membership_id).where(
        platform_work.c.id == platform_work_id
    )
    membership_id = (await work.execute(statement)).scalar_one_or_none()
    if membership_id is None:
        raise NotFoundError(str(platform_work.comment))
    await editable_row(work, membership, membership_id)


async def _areas(work: Work, division_id: UUID) -> list[UUID]:
    """The division and those above it, nearest first."""
    areas: list[UUID] = []
    here: UUID | None = division_id
    while here is not None and len(areas) < HIGHEST_LEVEL:
        areas.append(here)
        statement = sa.select(division.c.parent_id).where(division.c.id == here)
        row = (await work.execute(statement)).one_or_none()
        if row is None:
            raise NotFoundError(str(division.comment), path=("divisionId",))
        here = row.parent_id
    return areas
