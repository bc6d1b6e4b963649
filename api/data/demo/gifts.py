"""What the demonstration's federation gives: four deliveries, mutual aid; and how it is checked.

Told by the services, so that each was planned by one and approved by another, nothing was
handed out beyond the stock, and every parcel of a finished delivery is signed for.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from schema.assistance import service
from schema.assistance.rules import (
    BenefitBand,
    CommitmentStatus,
    DeliverySeason,
    DeliveryStatus,
    FeePayer,
    RecipientGroup,
)
from schema.assistance.tables import delivery, dossier
from schema.core.work import Work
from schema.membership.tables import person

PARCELS: Final = 6
STOCK: Final = 10
#: Season, what is given, to whom, fen apiece; the last one still runs and waits for signatures.
DELIVERIES: Final = (
    (DeliverySeason.JOBS, "岗位信息册", RecipientGroup.DOSSIER, 500),
    (DeliverySeason.STUDY, "书包文具", RecipientGroup.DOSSIER, 12_000),
    (DeliverySeason.WARM, "米面油", RecipientGroup.MODEL_WORKER, 20_000),
    (DeliverySeason.COOL, "清凉包", RecipientGroup.RIDER, 6_000),
)
COMMITMENTS: Final = (
    ("民政局", "符合条件的困难职工家庭应保尽保", CommitmentStatus.MET),
    ("医疗保障局", "困难职工大病保险起付线减半", None),
    ("人力资源和社会保障局", "每年提供三百个公益性岗位", None),
)
STAYS: Final = ((20, 300_000), (35, 1_200_000), (50, 2_600_000))
MADE_UP: Final = "演示数据 (虚构)"


async def give(work: Work, city: UUID) -> None:
    """Deliveries, mutual aid, commitments, a sample of what was paid."""
    people = await _people(work)
    for number, (season, goods, group, price) in enumerate(DELIVERIES):
        ended = number < len(DELIVERIES) - 1
        planned = await _plan(work, city, season)
        stocked = await service.add_goods(
            work, delivery_id=planned, name=goods, quantity=STOCK, unit_price=price
        )
        await _turn(work, planned, DeliveryStatus.APPROVED, "分管副主席")
        for status in (DeliveryStatus.OPEN, DeliveryStatus.RUNNING):
            await _turn(work, planned, status, "服务中心")
        for place, (identity, name, _) in enumerate(people[:PARCELS]):
            signed = f"签收-{place + 1}" if ended or place % 2 else None
            facts = service.ReceiptFacts(stocked, group, name, 1, identity, signed)
            await service.hand_over(work, facts=facts)
        if ended:
            await _turn(work, planned, DeliveryStatus.FINISHED, "服务中心", "活动照片-1")
    await _insure(work, people)
    await _promise(work)
    year_ago = work.today - timedelta(days=365)
    await service.draw_sample(_as(work, "经审委员"), from_on=year_ago, to_on=work.today)


async def _people(work: Work) -> list[tuple[UUID, str, UUID]]:
    """Workers with a dossier in force: person, name, union."""
    held = dossier.c
    found = await work.execute(
        sa.select(held.person_id, person.c.name, held.union_id)
        .join_from(dossier, person, person.c.id == held.person_id)
        .where(held.status == "ACTIVE")
        .order_by(held.number)
        .limit(PARCELS * 2)
    )
    return [(row.person_id, row.name, row.union_id) for row in found]


async def _plan(work: Work, city: UUID, season: DeliverySeason) -> UUID:
    facts = service.DeliveryFacts(
        title=f"{work.today.year}年{season.label}",
        season=season,
        union_id=city,
        starts_on=work.today - timedelta(days=10),
        ends_on=work.today + timedelta(days=10),
        sites=("市职工服务中心", "长安街道职工服务站"),
    )
    return await service.plan_delivery(_as(work, "服务中心"), facts=facts)


async def _turn(
    work: Work, planned: UUID, status: DeliveryStatus, who: str, evidence: str | None = None
) -> None:
    found = sa.select(delivery.c.version).where(delivery.c.id == planned)
    await service.change_delivery_status(
        _as(work, who),
        delivery_id=planned,
        expected_version=(await work.execute(found)).scalar_one(),
        status=status,
        evidence_reference=evidence,
    )


async def _insure(work: Work, people: list[tuple[UUID, str, UUID]]) -> None:
    """This year's policy, who takes part, and stays in hospital that wait for review."""
    policy = await service.set_mutual_aid_policy(
        work,
        year=work.today.year,
        fee=8_000,
        bands=[BenefitBand(0, 2_000), BenefitBand(500_000, 4_000)],
        most=2_000_000,
        enrol_from=date(work.today.year, 1, 1),
        enrol_to=date(work.today.year, 12, 31),
        basis=MADE_UP,
    )
    payers = (FeePayer.UNION, FeePayer.SELF, FeePayer.EMPLOYER)
    for number, (identity, _, union) in enumerate(people):
        member = await service.enrol_in_mutual_aid(
            work,
            policy_id=policy,
            person_id=identity,
            union_id=union,
            paid_by=payers[number % len(payers)],
        )
        if number < len(STAYS):
            await _claim(work, member, number)


async def _claim(work: Work, member: UUID, number: int) -> None:
    """A stay of this year; one of last year would belong to last year's policy."""
    days, self_paid = STAYS[number]
    out = work.today - timedelta(days=days)
    entered = out - timedelta(days=5)
    if entered.year == work.today.year:
        await service.file_claim(
            _as(work, "基层工会主席"),
            member_id=member,
            admitted_on=entered,
            discharged_on=out,
            self_paid=self_paid,
            invoice_number=f"JS-{number + 1}",
        )


async def _promise(work: Work) -> None:
    """What party and government promised half a year ago: one met, two to be reviewed."""
    for department, commitment, outcome in COMMITMENTS:
        made = await service.add_commitment(
            work,
            document=f"临办发〔{work.today.year}〕1号 ({MADE_UP})",
            issued_on=work.today - timedelta(days=180),
            department=department,
            commitment=commitment,
        )
        if outcome is not None:
            await service.review_commitment(
                work, commitment_id=made, expected_version=1, progress="已全部纳入", status=outcome
            )


def _as(work: Work, who: str) -> Work:
    """The same transaction in another official's name."""
    return replace(work, principal=replace(work.principal, subject=f"user:{who}"))
