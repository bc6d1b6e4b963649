"""Classes of training bases, who attends them, and what became of them."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.clock import add_months
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.facilities.access import facility_in_charge
from schema.facilities.rules import (
    ClassFacts,
    FacilityErrorCode,
    FacilityKind,
    ResultFacts,
    check_class,
    check_result,
)
from schema.facilities.tables import class_trainee, training_class
from schema.membership.rules import MembershipStatus
from schema.membership.tables import membership


async def open_class(work: Work, *, facility_id: UUID, facts: ClassFacts) -> UUID:
    """Enter a class of a training base; its id.

    Raises DomainError FORBIDDEN, INVALID for another kind of facility or impossible facts.
    """
    row = await facility_in_charge(work, facility_id)
    if row["kind"] is not FacilityKind.TRAINING_BASE:
        raise DomainError(ErrorCode.INVALID, "该阵地不是培训基地", path=("facilityId",))
    check_class(facts)
    return await work.insert(
        training_class,
        facility_id=facility_id,
        title=facts.title.strip(),
        trade=facts.trade.strip(),
        hours=facts.hours,
        capacity=facts.capacity,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        cost=facts.cost,
    )


async def enrol_trainee(
    work: Work, *, class_id: UUID, membership_id: UUID, wage_before: int | None = None
) -> UUID:
    """Take an active member into a class that has not ended; the class's id.

    ``wage_before`` is fen a month. Raises DomainError FORBIDDEN, CLASS_FULL, INVALID for a
    class that has ended or somebody who is no active member.
    """
    lesson = await _class_in_charge(work, class_id)
    if lesson["ends_on"] < work.today:
        raise DomainError(ErrorCode.INVALID, "培训班已结业", path=("classId",))
    if wage_before is not None and wage_before < 0:
        raise DomainError(ErrorCode.INVALID, "收入不能为负", path=("wageBefore",))
    status = sa.select(membership.c.status).where(membership.c.id == membership_id)
    if (await work.execute(status)).scalar_one_or_none() is not MembershipStatus.ACTIVE:
        raise DomainError(ErrorCode.INVALID, "学员须为在册会员", path=("membershipId",))
    taken = sa.select(sa.func.count()).where(class_trainee.c.class_id == class_id)
    if (await work.execute(taken)).scalar_one() >= lesson["capacity"]:
        raise DomainError(FacilityErrorCode.CLASS_FULL, path=("classId",))
    await work.insert(
        class_trainee, class_id=class_id, membership_id=membership_id, wage_before=wage_before
    )
    return class_id


async def record_result(
    work: Work, *, trainee_id: UUID, expected_version: int, facts: ResultFacts
) -> UUID:
    """How a trainee ended; the class's id. Raises DomainError FORBIDDEN, INVALID, ConflictError."""
    row, lesson = await _trainee(work, trainee_id)
    if lesson["ends_on"] > work.today:
        raise DomainError(ErrorCode.INVALID, "培训班尚未结业", path=("status",))
    terms = await parameters(work.connection, "BASE", lesson["ends_on"])
    check_result(facts, figure(terms, "attendance_share"))
    await work.update(
        class_trainee,
        trainee_id,
        expected_version,
        attendance=facts.attendance,
        score=facts.score,
        passed=facts.passed,
        certificate_number=facts.certificate_number,
    )
    found: UUID = row["class_id"]
    return found


async def record_employment(
    work: Work, *, trainee_id: UUID, expected_version: int, employed_on: date
) -> UUID:
    """When a trainee found work; the class's id. Raises DomainError FORBIDDEN, INVALID."""
    row, lesson = await _trainee(work, trainee_id)
    if not row["passed"] or not lesson["ends_on"] <= employed_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "须已合格, 就业日期在结业后", path=("employedOn",))
    await work.update(class_trainee, trainee_id, expected_version, employed_on=employed_on)
    found: UUID = row["class_id"]
    return found


async def check_income(
    work: Work, *, trainee_id: UUID, expected_version: int, wage_after: int
) -> UUID:
    """What a trainee earns so many months after finding work, fen a month; the class's id.

    Raises DomainError FORBIDDEN, INVALID before those months have passed.
    """
    row, lesson = await _trainee(work, trainee_id)
    terms = await parameters(work.connection, "BASE", lesson["ends_on"])
    months = figure(terms, "income_check_months")
    if row["employed_on"] is None or add_months(row["employed_on"], months) > work.today:
        raise DomainError(ErrorCode.INVALID, f"就业满{months}个月后复核收入", path=("wageAfter",))
    if wage_after < 0:
        raise DomainError(ErrorCode.INVALID, "收入不能为负", path=("wageAfter",))
    await work.update(
        class_trainee,
        trainee_id,
        expected_version,
        wage_after=wage_after,
        income_checked_on=work.today,
    )
    found: UUID = row["class_id"]
    return found


async def _class_in_charge(work: Work, class_id: UUID) -> Any:
    """The class, whose base is locked meanwhile, so that no two take the last seat."""
    found = sa.select(training_class).where(training_class.c.id == class_id)
    lesson = (await work.execute(found)).mappings().one_or_none()
    if lesson is None:
        raise NotFoundError(str(training_class.comment), path=("classId",))
    await facility_in_charge(work, lesson["facility_id"])
    return lesson


async def _trainee(work: Work, trainee_id: UUID) -> tuple[Any, Any]:
    found = sa.select(class_trainee).where(class_trainee.c.id == trainee_id)
    row = (await work.execute(found)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(class_trainee.comment))
    lesson = await _class_in_charge(work, row["class_id"])
    return row, lesson
