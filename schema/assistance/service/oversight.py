"""Checks after the payment, of a sample that can be drawn again; commitments, each quarter."""

import secrets
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.assistance.access import may_draw, may_keep_calendar
from schema.assistance.rules import (
    COMMITMENT_TRANSITIONS,
    AssistanceErrorCode,
    CommitmentStatus,
    SpotCheckResult,
    draw,
    population_hash,
)
from schema.assistance.service.approvals import other_person
from schema.assistance.service.proofs import check_text
from schema.assistance.service.recusal import check_recusal
from schema.assistance.tables import (
    assistance_record,
    payment_check,
    payment_sample,
    policy_commitment,
)
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row

SEED_BYTES = 8


async def draw_sample(work: Work, *, from_on: date, to_on: date) -> UUID:
    """Draw the share of the parameter from what was paid in a period; the sample's id.

    Nobody chooses the seed; it is kept, so that everybody can draw again. Raises DomainError
    NOTHING_PAID, INVALID for a period that is not over.
    """
    may_draw(work)
    if not from_on <= to_on <= work.today:
        raise DomainError(ErrorCode.INVALID, "期间须先起后止且不在未来", path=("toOn",))
    found = await _paid(work, from_on, to_on)
    if not found:
        raise DomainError(AssistanceErrorCode.NOTHING_PAID, path=("fromOn",))
    share = figure(await parameters(work.connection, "AID", work.today), "sample_share")
    seed = secrets.token_hex(SEED_BYTES)
    drawn = draw(found.keys(), seed, share)
    sample = await work.insert(
        payment_sample,
        from_on=from_on,
        to_on=to_on,
        share=share,
        seed=seed,
        population=len(found),
        size=len(drawn),
        population_hash=population_hash(found.keys()),
        drawn_on=work.today,
        drawn_by=work.principal.subject,
    )
    for number in drawn:
        record, union = found[number]
        await work.insert(payment_check, sample_id=sample, assistance_id=record, union_id=union)
    return sample


async def redraw(work: Work, sample_id: UUID) -> bool:
    """Whether drawing again gives the sample that is stored, from the same payments."""
    statement = sa.select(payment_sample).where(payment_sample.c.id == sample_id)
    sample = (await work.execute(statement)).one_or_none()
    if sample is None:
        raise NotFoundError(str(payment_sample.comment))
    found = await _paid(work, sample.from_on, sample.to_on)
    if population_hash(found.keys()) != sample.population_hash:
        return False
    expected = {found[number][0] for number in draw(found.keys(), sample.seed, sample.share)}
    stored = sa.select(payment_check.c.assistance_id).where(payment_check.c.sample_id == sample_id)
    return set((await work.execute(stored)).scalars()) == expected


async def record_payment_check(
    work: Work, *, check_id: UUID, expected_version: int, result: SpotCheckResult, findings: str
) -> None:
    """Enter what a check found, once; not by whoever had a hand in the payment, nor by kin.

    A wrong payment is then asked back by a step of its own (追缴). Raises SAME_PERSON,
    KIN_RECUSAL, INVALID.
    """
    check = await editable_row(
        work,
        payment_check,
        check_id,
        expected_version=expected_version,
        actions=(Action.REVIEW, Action.DECIDE, Action.PAY),
    )
    if check["result"] is not None:
        raise DomainError(ErrorCode.INVALID, "已登记抽查结果", path=("id",))
    wanted = sa.select(assistance_record).where(assistance_record.c.id == check["assistance_id"])
    record = (await work.execute(wanted)).mappings().one()
    hands = ("requested_by", "checked_by", "reviewed_by", "approved_by", "paid_by")
    other_person(work, {str(name): value for name, value in record.items()}, *hands)
    await check_recusal(work, record["person_id"], record["dossier_id"])
    await work.update(
        payment_check,
        check_id,
        expected_version,
        result=result,
        findings=check_text(findings, "findings", "须写明抽查情况"),
        checked_on=work.today,
        checked_by=work.principal.subject,
    )


async def add_commitment(
    work: Work, *, document: str, issued_on: date, department: str, commitment: str
) -> UUID:
    """Enter what party and government promised the needy workers (P47); its id."""
    may_keep_calendar(work)
    if issued_on > work.today:
        raise DomainError(ErrorCode.INVALID, "日期在未来", path=("issuedOn",))
    return await work.insert(
        policy_commitment,
        document=check_text(document, "document", "须写明文件"),
        issued_on=issued_on,
        department=check_text(department, "department", "须写明责任部门"),
        commitment=check_text(commitment, "commitment", "须写明承诺事项"),
        status=CommitmentStatus.IN_PROGRESS,
    )


async def review_commitment(
    work: Work,
    *,
    commitment_id: UUID,
    expected_version: int,
    progress: str,
    status: CommitmentStatus | None = None,
) -> None:
    """Note the quarter's review of a commitment, with a new status if it has one.

    Raises DomainError ILLEGAL_TRANSITION, NOT_FOUND.
    """
    may_keep_calendar(work)
    statement = (
        sa.select(policy_commitment)
        .where(policy_commitment.c.id == commitment_id)
        .with_for_update()
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError(str(policy_commitment.comment))
    target = (
        row.status if status is None else next_state(COMMITMENT_TRANSITIONS, row.status, status)
    )
    await work.update(
        policy_commitment,
        commitment_id,
        expected_version,
        status=target,
        progress=check_text(progress, "progress", "须写明进展"),
        reviewed_on=work.today,
    )


async def _paid(work: Work, from_on: date, to_on: date) -> dict[str, tuple[UUID, UUID]]:
    """What the platform paid in a period: number to record and union."""
    table = assistance_record.c
    statement = sa.select(table.number, table.id, table.union_id).where(
        table.paid_on.between(from_on, to_on), table.imported_from.is_(None)
    )
    rows = await work.execute(statement)
    return {row.number: (row.id, row.union_id) for row in rows}
