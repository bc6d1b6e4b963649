"""The ledger of the demonstration's members: steps, dues, and stories told by the services.

A member who moved with his chairs' consent, one who came back, a duplicate that was merged,
and some who stopped paying: a lapse is proposed, and talked about, for nobody leaves by himself.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.chance import identities
from api.data.demo.numbers import passport
from schema.core.vault import mask_document, vault
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import DocumentCheck, DocumentKind, DuesStatus, EmploymentForm
from schema.membership.rules import MembershipStatus as Status
from schema.membership.rules.months import months_before
from schema.membership.tables import (
    dues,
    lapse_proposal,
    membership,
    person,
    person_secret,
)

#: Unions whose dues are kept here, and for how many months back.
PAYING_UNIONS: Final = 5
MONTHS: Final = 9
SILENT_ONE_IN: Final = 15
WAGES: Final = (280_000, 320_000, 360_000, 410_000, 480_000, 650_000)
TALKS: Final = 2
CAME_BACK_AFTER: Final = 40
PREFIX: Final = "430682"
CARDS: Final = 6
#: Whom a story of the last weeks is told of has been a member for so many days.
SETTLED: Final = 150
TWIN: Final = 77_777_777
COPIED: Final = ("name", "name_pinyin", "sex", "birth_date", "ethnicity", "education", "migrant")

_STEPS: Final = """insert into membership_step (membership_id, union_id, from_status, to_status,
  taken_on, taken_at, taken_by) select m.id, m.union_id, {before}, {after}, {day}, :now, :subject
from membership m where {which} order by m.id"""
_BEGAN: Final = {
    "before": "null",
    "after": "case when m.joined_on is null then m.status else 'ACTIVE' end",
    "day": "coalesce(m.joined_on, :today)",
    "which": "true",
}
_WENT_ON: Final = {
    "before": "'ACTIVE'",
    "after": "m.status",
    "day": "coalesce(m.ended_on, :today)",
    "which": "m.joined_on is not null and m.status not in ('ACTIVE', 'TRANSFERRING')",
}


async def keep_ledger(work: Work, seed: int) -> None:
    """Everything above, in the order in which one rests on the other."""
    for part in (_BEGAN, _WENT_ON):
        stamped = {"now": work.now, "today": work.today, "subject": work.principal.subject}
        await work.execute(sa.text(_STEPS.format(**part)).bindparams(**stamped))
    await _pay(work)
    await _talk(work)
    await _move(work)
    await _come_back(work)
    await _merge(work, seed)
    await _give_cards(work)
    await service.retell_history(work)


async def _pay(work: Work) -> None:
    """Dues of a few unions: paid month by month, but for some who stopped long ago."""
    table = membership.c
    number = sa.func.hashtext(sa.cast(table.id, sa.Text))
    place = sa.func.mod(sa.func.abs(number), len(WAGES))
    wage = sa.case(dict(enumerate(WAGES)), value=place)
    unions = (
        sa.select(table.union_id)
        .where(table.status == Status.ACTIVE)
        .group_by(table.union_id)
        .order_by(table.union_id)
        .limit(PAYING_UNIONS)
    )
    paying = sa.and_(table.union_id.in_(unions), table.status == Status.ACTIVE)
    await work.execute(sa.update(membership).where(paying).values(dues_base=wage))
    for back in range(MONTHS, 0, -1):
        await service.open_dues(work, month=months_before(work.today, back))
    silent = sa.select(table.id).where(sa.func.mod(sa.func.abs(number), SILENT_ONE_IN) == 0)
    last = months_before(work.today, MONTHS - 1)
    receipt = sa.func.concat("HF", sa.cast(sa.extract("year", dues.c.month), sa.Integer), "-")
    running = sa.func.lpad(sa.cast(sa.func.nextval("dues_receipt"), sa.Text), 8, "0")
    await work.execute(
        sa.update(dues)
        .where(sa.or_(dues.c.month < last, dues.c.membership_id.not_in(silent)))
        .values(
            status=DuesStatus.PAID,
            paid_on=sa.cast(dues.c.month + sa.text("interval '19 days'"), sa.Date),
            receipt_number=receipt + running,
        )
    )


async def _talk(work: Work) -> None:
    """A lapse is proposed for whoever stopped paying; a few have been talked with."""
    await service.propose_lapses(work)
    waiting = sa.select(lapse_proposal.c.id).order_by(lapse_proposal.c.membership_id).limit(TALKS)
    for number, proposal in enumerate((await work.execute(waiting)).scalars().all()):
        await service.record_education(
            work,
            proposal_id=proposal,
            expected_version=1,
            educated_on=work.today,
            took_part=False,
            good_reason=number == 0,
            note="外出务工, 已联系本人补缴" if number == 0 else "已当面谈话, 限期改正",
        )


async def _active(work: Work, place: int = 0, *, beside: UUID | None = None) -> Any:
    """An active member with a valid number whom nothing else is told of; always the same one."""
    taken = sa.exists(dues.c.id).where(dues.c.membership_id == membership.c.id)
    statement = (
        sa.select(
            membership.c.id,
            membership.c.union_id,
            membership.c.version,
            person.c.id.label("known_id"),
            *(person.c[name] for name in COPIED),
        )
        .join(person, person.c.id == membership.c.person_id)
        .where(
            membership.c.status == Status.ACTIVE,
            membership.c.employment_form == EmploymentForm.REGULAR,
            membership.c.joined_on < work.today - timedelta(days=SETTLED),
            person.c.document_check == DocumentCheck.VALID,
            person.c.document_kind == DocumentKind.RESIDENT_ID,
            ~taken,
            sa.true() if beside is None else membership.c.union_id != beside,
        )
        .order_by(membership.c.id)
        .offset(place)
        .limit(1)
    )
    return (await work.execute(statement)).one_or_none()


def _as(work: Work, name: str, days_ago: int) -> Work:
    """The same transaction in the name of somebody, some days ago."""
    subject = f"user:{name}"
    return replace(
        work,
        principal=replace(work.principal, subject=subject),
        now=work.now - timedelta(days=days_ago),
    )


async def _move(work: Work) -> None:
    """A transfer that both chairs confirmed last month."""
    member = await _active(work)
    other = None if member is None else await _active(work, beside=member.union_id)
    if other is None:
        return
    old = _as(work, "转出工会主席", 45)
    transfer = await service.request_transfer(
        old,
        membership_id=member.id,
        expected_version=member.version,
        to_union_id=other.union_id,
        reason="工作调动",
    )
    released = _as(work, "转出工会主席", 42)
    await service.release_transfer(released, transfer_id=transfer, expected_version=1)
    new = _as(work, "转入工会主席", 38)
    await service.accept_transfer(new, transfer_id=transfer, expected_version=2)


async def _come_back(work: Work) -> None:
    """Somebody who had left applied again, was approved and is active."""
    statement = (
        sa.select(membership.c.id, membership.c.version)
        .where(membership.c.status == Status.WITHDRAWN)
        .order_by(membership.c.id)
        .limit(1)
    )
    left = (await work.execute(statement)).one_or_none()
    if left is None:
        return
    for number, status in enumerate((Status.APPLIED, Status.APPROVED, Status.ACTIVE)):
        await service.change_status(
            _as(work, "工会主席", CAME_BACK_AFTER - 10 * number),
            membership_id=left.id,
            expected_version=left.version + number,
            status=status,
            reason="重新就业, 申请重新入会",
        )


async def _merge(work: Work, seed: int) -> None:
    """Somebody who was registered a second time by his passport; the two records became one."""
    known = await _active(work, 1)
    elsewhere = None if known is None else await _active(work, beside=known.union_id)
    if elsewhere is None:
        return
    ids = identities(seed, "story of a duplicate")
    twin, joined = next(ids), next(ids)
    await _register_twin(work, known, twin)
    await work.insert(
        membership,
        id=joined,
        person_id=twin,
        union_id=elsewhere.union_id,
        status=Status.WITHDRAWN,
        joined_on=date(work.today.year - 4, 3, 1),
        ended_on=date(work.today.year - 2, 8, 1),
        end_reason="离职",
        employment_form=EmploymentForm.REGULAR,
    )
    merge = await service.propose_merge(
        _as(work, "组织部经办", 12),
        kept_id=known.known_id,
        dropped_id=twin,
        reason="同一人: 早年以护照登记, 现以身份证登记",
    )
    await service.decide_merge(
        _as(work, "组织部负责人", 10), merge_id=merge, expected_version=1, confirm=True
    )
    await service.find_duplicates(work)


async def _register_twin(work: Work, known: Any, twin: UUID) -> None:
    number, keys, table = passport(TWIN), vault(), person_secret.name
    kind = DocumentKind.PASSPORT
    values = {name: getattr(known, name) for name in COPIED}
    await work.insert(
        person,
        id=twin,
        document_kind=kind,
        document_mask=mask_document(number),
        document_check=DocumentCheck.UNCHECKED,
        **values,
    )
    await work.execute(
        sa.insert(person_secret).values(
            person_id=twin,
            document_kind=kind,
            document_cipher=keys.encrypt(number, table, "document_cipher", twin),
            document_index=keys.blind_index(kind.value, number),
        )
    )


async def _give_cards(work: Work) -> None:
    """A series of numbers, and old cards that were changed for new ones of it."""
    await service.open_card_series(work, prefix=PREFIX, digits=8)
    statement = (
        sa.select(membership.c.id, membership.c.version)
        .where(membership.c.status == Status.ACTIVE, membership.c.card_number.is_not(None))
        .order_by(membership.c.id)
        .limit(CARDS)
    )
    for held in (await work.execute(statement)).all():
        await service.issue_card(
            work, membership_id=held.id, expected_version=held.version, reason="旧证换发新证"
        )
