"""Three years of aid on the dossiers, within the double-payment guard; some stand in review."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from api.data.demo.chance import dice, identities
from api.data.demo.dossiers import Dossier
from api.data.demo.households import YUAN, Relative
from api.data.demo.inflight import Flight
from api.data.demo.stories import is_unaided
from schema.assistance.rules import (
    COUNTING_AID_STATES,
    STUDY_STAGES,
    ApprovalLevel,
    Cause,
    DossierCategory,
    FundLevel,
    RefusalCode,
    allowed_for,
    approval_level,
)
from schema.assistance.rules import AssistanceKind as Kind
from schema.assistance.rules import AssistanceStatus as Status

AID: Final = (
    *("id", "number", "dossier_id", "person_id", "union_id", "beneficiary_member_id", "kind"),
    *("status", "fund_level", "period_key", "amount", "goods", "reason", "requested_on"),
    *("requested_by", "checked_by", "reviewed_by", "approved_on", "approved_by"),
    *("approval_level", "minutes", "notice_until", "paid_on", "paid_by", "status_reason"),
    "refusal",
)
FILER: Final = "demo:基层工会"
CHECKED: Final = "demo:镇街工会"
CENTRE: Final = "demo:职工服务中心"
LEADER: Final = "demo:分管副主席"
FINANCE: Final = "demo:财务部"
# Every so many dossiers get one kind twice from two funds (A2).
TWICE_EVERY: Final = 60
# Every so many claim once more what they have got, and are refused.
CLAIMED_AGAIN_EVERY: Final = 15
ILLNESS: Final = (Cause.SELF_ILLNESS, Cause.FAMILY_ILLNESS)
REFUSALS: Final = (
    (Status.REJECTED, "不符合救助条件"),
    (Status.RETURNED, "材料不齐"),
    (Status.WITHDRAWN, "本人撤回"),
)
REFUSED_SHARE: Final = 0.03
FUNDS: Final = (FundLevel.CENTRAL_FISCAL, FundLevel.PROVINCIAL_FISCAL, FundLevel.LOCAL_UNION)
# Amounts in hundreds of yuan, from and to.
AMOUNTS: Final = {
    Kind.LIVING: (5, 15),
    Kind.MEDICAL: (10, 60),
    Kind.STUDY: (20, 75),
    Kind.WARM: (5, 10),
    Kind.COOL: (1, 2),
    Kind.ACCIDENT: (20, 80),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which amount (fen) the centre's head and the vice-chair decide."""

    centre_head: int
    vice_chair: int


@dataclass(frozen=True, slots=True)
class _Wish:
    """Aid that a household would ask for on a day, for a period."""

    kind: Kind
    period: str
    on: date
    child: Relative | None = None


def aid_rows(
    dossiers: Sequence[Dossier],
    under_way: Iterable[Flight],
    limits: Limits,
    seed: int,
    today: date,
) -> Iterator[tuple[Any, ...]]:
    """All aid records of the dossiers, then those on their way, in the order of ``AID``."""
    desk = _Desk(seed, limits, today)
    for made in dossiers:
        if made.opened_on is None or is_unaided(made.number):
            continue
        last: tuple[Any, ...] | None = None
        for wish in _wishes(made, today):
            if allowed_for(wish.kind, made.category):
                last = desk.decide(made, wish)
                yield last
        if last is not None and made.number % TWICE_EVERY == TWICE_EVERY - 1:
            yield desk.plant_second(last)
        if last is not None and made.number % CLAIMED_AGAIN_EVERY == CLAIMED_AGAIN_EVERY - 1:
            yield desk.refuse_second(last)
    for flight in under_way:
        yield desk.send(flight)


class _Desk:
    """Takes a wish through SM-AID, as far as the days since then allow."""

    def __init__(self, seed: int, limits: Limits, today: date) -> None:
        self._roll, self._amounts = dice(seed, "aid"), dice(seed, "aid on its way")
        self._ids = identities(seed, "assistance_record")
        self._limits = limits
        self._today = today
        self._count = 0

    def decide(self, made: Dossier, wish: _Wish) -> tuple[Any, ...]:
        """The record of a wish."""
        roll = self._roll
        low, high = AMOUNTS[wish.kind]
        amount = roll.randint(low, high) * 100 * YUAN
        approved = wish.on + timedelta(days=roll.randint(6, 12))
        notice = approved + timedelta(days=7)
        paid = notice + timedelta(days=roll.randint(2, 8))
        status, why = self._state(approved, notice, paid)
        counts = status in COUNTING_AID_STATES
        return (
            *self._head(made, wish, status),
            amount,
            "防暑降温用品一套" if wish.kind is Kind.COOL else None,
            f"{wish.kind.label}申请",
            wish.on,
            *self._hands(status, amount, approved),
            notice if counts else None,
            paid if status in {Status.PAID, Status.VERIFIED} else None,
            FINANCE if status in {Status.PAID, Status.VERIFIED} else None,
            why,
            _refusal(status),
        )

    def send(self, flight: Flight) -> tuple[Any, ...]:
        """The record of aid that is on its way today."""
        stage = flight.stage
        wish = _Wish(stage.kind, flight.period, flight.requested_on)
        amount = self._amounts.randint(stage.low, stage.high) * 100 * YUAN
        return (
            *self._head(flight.made, wish, stage.status, FundLevel.LOCAL_UNION),
            amount,
            None,
            f"{stage.kind.label}申请",
            flight.requested_on,
            *self._hands(stage.status, amount, flight.approved_on),
            flight.notice_until if stage.status in COUNTING_AID_STATES else None,
            *(None,) * 4,
        )

    def _hands(self, status: Status, amount: int, approved: date) -> tuple[Any, ...]:
        """Who asked, checked, reviewed, approved and when, the level, the meeting's minutes."""
        counts = status in COUNTING_AID_STATES
        checked = counts or status in (Status.GRASSROOTS_CHECKED, Status.CENTRE_REVIEWED)
        hands = (
            FILER,
            CHECKED if checked else None,
            CENTRE if counts or status is Status.CENTRE_REVIEWED else None,
        )
        if not counts:
            return (*hands, None, None, None, None)
        level = approval_level(
            amount, centre_head=self._limits.centre_head, vice_chair=self._limits.vice_chair
        )
        met = f"主席办公会纪要〔{approved.year}〕{approved.month}号"
        minutes = met if level is ApprovalLevel.CHAIR_MEETING else None
        return (*hands, approved, LEADER, level.value, minutes)

    def _head(
        self, made: Dossier, wish: _Wish, status: Status, own: FundLevel | None = None
    ) -> tuple[Any, ...]:
        self._count += 1
        child = wish.child
        period = wish.period if child is None else f"{wish.period}/{child.id}"
        fund = own or FundLevel.LOCAL_UNION
        if own is None and wish.kind is not Kind.COOL:
            fund = FUNDS[(made.number + wish.on.year) % len(FUNDS)]
        return (
            next(self._ids),
            f"BF{wish.on.year}-{self._count:08d}",
            made.id,
            made.applicant.person_id,
            made.applicant.union_id,
            child.id if child else None,
            wish.kind.value,
            status.value,
            fund.value,
            period,
        )

    def _state(self, approved: date, notice: date, paid: date) -> tuple[Status, str | None]:
        roll, today = self._roll, self._today
        if roll.random() < REFUSED_SHARE:
            return roll.choice(REFUSALS)
        if paid <= today:
            return (Status.VERIFIED if roll.random() < 0.4 else Status.PAID), None  # noqa: PLR2004
        if notice < today:
            return roll.choice((Status.SCHEDULED, Status.IN_BATCH)), None
        if approved <= today:
            return Status.PUBLIC_NOTICE, None
        waiting = (Status.SUBMITTED, Status.GRASSROOTS_CHECKED, Status.CENTRE_REVIEWED)
        return roll.choice(waiting), None

    def plant_second(self, first: tuple[Any, ...]) -> tuple[Any, ...]:
        """The same aid once more from another fund, which the database lets pass (A2)."""
        self._count += 1
        copy = dict(zip(AID, first, strict=True))
        fund = FundLevel.DONATION.value
        copy |= {"id": next(self._ids), "fund_level": fund}
        copy["number"] = f"{first[1][:7]}{self._count:08d}"
        return tuple(copy.values())

    def refuse_second(self, first: tuple[Any, ...]) -> tuple[Any, ...]:
        """The same aid claimed once more: refused, and counted as money saved."""
        self._count += 1
        copy = dict(zip(AID, first, strict=True))
        copy |= dict.fromkeys(
            ("approved_on", "approved_by", "approval_level", "minutes", "notice_until", "paid_on")
        )
        copy |= {
            "id": next(self._ids),
            "number": f"{first[1][:7]}{self._count:08d}",
            "status": Status.REJECTED.value,
            "paid_by": None,
            "reviewed_by": CENTRE,
            "status_reason": f"同期同类已救助, 见 {first[1]}",
            "refusal": RefusalCode.DUPLICATE.value,
        }
        return tuple(copy.values())


def _refusal(status: Status) -> str | None:
    return RefusalCode.INELIGIBLE.value if status is Status.REJECTED else None


def _wishes(made: Dossier, today: date) -> Iterator[_Wish]:
    """What a household asks for in the time of its dossier, in the order of the days."""
    start = made.opened_on or today
    end = min(made.ended_on or today, today - timedelta(days=1))
    wishes = [
        wish
        for year in range(start.year, end.year + 1)
        for wish in _wishes_of_year(made, year)
        if start <= wish.on
        and wish.on + timedelta(days=30) <= (made.ended_on or date.max)
        and wish.on <= end
    ]
    if made.category is DossierCategory.ACCIDENT_HIT:
        wishes.append(_Wish(Kind.ACCIDENT, f"{start.year}", start))
    return iter(sorted(wishes, key=lambda wish: wish.on))


def _wishes_of_year(made: Dossier, year: int) -> Iterator[_Wish]:
    shift = made.number % 20
    yield _Wish(Kind.WARM, f"{year}", date(year, 1, 2 + shift // 4))
    quarters = range(4) if made.category is DossierCategory.DEEP else (0, 2)
    for quarter in quarters:
        day = date(year, 1 + 3 * quarter, 5 + shift)
        yield _Wish(Kind.LIVING, f"{year}Q{quarter + 1}", day)
    if made.cause in ILLNESS:
        yield _Wish(Kind.MEDICAL, f"{year}", date(year, 4 + shift // 4, 6 + shift))
    if made.number % 3 == 0:
        yield _Wish(Kind.COOL, f"{year}", date(year, 7, 2 + shift))
    for child in made.family:
        if child.stage in STUDY_STAGES and child.co_living:
            yield _Wish(Kind.STUDY, f"{year}-{year + 1}", date(year, 8, 3 + shift), child)
