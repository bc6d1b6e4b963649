"""Members: persons with their vault rows, memberships in every state, open transfers.

Written for speed (a million of them): looked-up tables instead of calls, tuples instead of
objects. Planted defects are named ``plant…``.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.data.demo.chance import day_between, dice, identities, weighted
from api.data.demo.joining import LATEST_DAYS, SETTLED_DAYS, STAYING, Joining
from api.data.demo.names import Names
from api.data.demo.numbers import Birth, Births, mobile, passport, plant_flaw
from api.data.demo.unions import Unit
from schema.core.vault import Vault, mask_document, mask_mobile
from schema.membership.rules import DocumentCheck as Check
from schema.membership.rules import (
    DocumentKind,
    Education,
    EmploymentForm,
    Ethnicity,
    HukouKind,
    MaritalStatus,
    Platform,
    PoliticalStatus,
    RegionCheck,
    Sex,
)
from schema.membership.rules import MembershipStatus as Status

PERSON: Final = (
    *("id", "name", "name_pinyin", "sex", "birth_date", "document_kind", "document_mask"),
    *("document_check", "mobile_mask", "mobile_verified_on", "ethnicity", "education"),
    *("political_status", "marital_status", "hukou_kind", "migrant", "deceased_on"),
    "document_region",
)
SECRET: Final = (
    *("person_id", "document_kind", "document_cipher", "document_index"),
    *("mobile_cipher", "mobile_index"),
)
MEMBERSHIP: Final = (
    *("id", "person_id", "union_id", "card_number", "status", "joined_on", "ended_on"),
    *("end_reason", "end_document", "educated_on", "employment_form", "employer_name"),
    *("employer_credit_code", "occupation", "hired_on", "contract_start_on", "contract_end_on"),
    *("frontline", "new_form_group", "platform", "contact_verified_on"),
)
TRANSFER: Final = (
    *("id", "membership_id", "from_union_id", "to_union_id", "status", "requested_on"),
    *("released_on", "released_by", "reason"),
)

YEAR: Final = 365
CHAIR: Final = "user:转出工会主席"
YOUNGEST: Final = 19
OLDEST: Final = 62
PENSION_AGE: Final = 55
STATES: Final = weighted(
    (
        *((Status.ACTIVE, 890), (Status.RETAINED, 30), (Status.WITHDRAWN, 20)),
        *((Status.LAPSED, 12), (Status.APPLIED, 14), (Status.APPROVED, 8)),
        *((Status.TRANSFERRING, 12), (Status.DECEASED, 12), (Status.EXPELLED, 2)),
    )
)
ETHNICITIES: Final = weighted(
    (
        (Ethnicity.HAN, 970),
        (Ethnicity.TUJIA, 12),
        (Ethnicity.MIAO, 8),
        (Ethnicity.HUI, 5),
        (Ethnicity.DONG, 3),
        (Ethnicity.YAO, 2),
    )
)
EDUCATIONS: Final = weighted(
    (
        (Education.POSTGRADUATE, 1),
        (Education.BACHELOR, 14),
        (Education.JUNIOR_COLLEGE, 18),
        (Education.SECONDARY_VOCATIONAL, 14),
        (Education.SENIOR_HIGH, 20),
        (Education.JUNIOR_HIGH, 28),
        (Education.PRIMARY, 5),
    )
)
POLITICS: Final = weighted(
    (
        (PoliticalStatus.PARTY_MEMBER, 12),
        (PoliticalStatus.PROBATIONARY_MEMBER, 1),
        (PoliticalStatus.LEAGUE_MEMBER, 14),
        (PoliticalStatus.DEMOCRATIC_PARTY, 1),
        (PoliticalStatus.MASSES, 72),
    )
)
MARRIAGES: Final = weighted(
    (
        (MaritalStatus.SINGLE, 20),
        (MaritalStatus.MARRIED, 72),
        (MaritalStatus.DIVORCED, 6),
        (MaritalStatus.WIDOWED, 2),
    )
)
PLATFORMS: Final = tuple(Platform)
TWICE_EVERY: Final = 2_500  # a person entered again, with a passport, in another union
DEFECT_SHARE: Final = 0.004
INCOMPLETE_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class Applicant:
    """An active member whom the dossiers may draw."""

    person_id: UUID
    membership_id: UUID
    union_id: UUID
    name: str
    male: bool
    born: date
    joined_on: date
    married: bool


@dataclass(slots=True)
class Chunk:
    """Rows of one step of loading, in the order of the columns above."""

    persons: list[tuple[Any, ...]] = field(default_factory=list)
    secrets: list[tuple[Any, ...]] = field(default_factory=list)
    memberships: list[tuple[Any, ...]] = field(default_factory=list)
    transfers: list[tuple[Any, ...]] = field(default_factory=list)


def shares(units: Sequence[Unit], members: int) -> list[tuple[Unit, int]]:
    """How many members each union has: by its weight, together exactly ``members``."""
    leaves = [unit for unit in units if unit.weight]
    total = sum(unit.weight for unit in leaves)
    result, given, passed = [], 0, 0
    for unit in leaves:
        passed += unit.weight
        upto = members * passed // total
        result.append((unit, upto - given))
        given = upto
    return result


class Members:
    """Makes the members union by union; ``applicants`` collects every ``stride``-th active one."""

    def __init__(self, seed: int, today: date, keys: Vault, stride: int) -> None:
        self._roll = dice(seed, "members")
        self._names = Names()
        self._births = Births(
            today - timedelta(days=OLDEST * YEAR + 15), today - timedelta(days=YOUNGEST * YEAR + 5)
        )
        self._persons = identities(seed, "person")
        self._memberships = identities(seed, "membership")
        self._transfers = identities(seed, "membership_transfer")
        self._keys = keys
        self._today = today
        self._stride = stride
        self._number = 0
        self._next_applicant = 0
        self._settled = today - timedelta(days=SETTLED_DAYS)
        self._joining = Joining(today)
        self._next_twin = 1
        self._chunk = Chunk()
        self.applicants: list[Applicant] = []

    def chunks(self, plan: Sequence[tuple[Unit, int]], size: int) -> Iterator[Chunk]:
        """All members, ``size`` and a few more at a time."""
        elsewhere = [unit for unit, count in plan if count]
        for unit, count in plan:
            for _ in range(count):
                other = elsewhere[self._number % len(elsewhere)]
                self._member(unit, other if other is not unit else elsewhere[0])
                if len(self._chunk.persons) >= size:
                    yield self._chunk
                    self._chunk = Chunk()
        yield self._chunk

    def _member(self, unit: Unit, other: Unit) -> None:
        number, self._number = self._number, self._number + 1
        roll = self._roll
        birth = self._births.of(number)
        name = self._names.full(roll, male=birth.male)
        status = STATES[int(roll.random() * len(STATES))]
        if unit.fresh and status not in STAYING:
            status = Status.ACTIVE
        person_id, phone = next(self._persons), mobile(number)
        flaw = roll.random() if roll.random() < DEFECT_SHARE else None
        joined = self._membership(person_id, number, birth.born, status, unit, other)
        self._person(person_id, name, birth, phone, joined.deceased_on, unit, flaw)
        if status is not Status.ACTIVE or flaw is not None or joined.on is None:
            return
        settled = joined.on < self._settled
        if settled and number >= self._next_applicant:
            self._next_applicant += self._stride
            married = self._chunk.persons[-1][PERSON.index("marital_status")] == "MARRIED"
            ids = (person_id, joined.id, unit.id)
            self.applicants.append(
                Applicant(*ids, name, birth.male, birth.born, joined.on, married)
            )
        elif number >= self._next_twin and other is not unit:
            self._next_twin += TWICE_EVERY
            self._plant_twin(number, name, birth, phone, other)

    def _person(
        self,
        identity: UUID,
        name: str,
        birth: Birth,
        phone: str,
        deceased_on: date | None,
        unit: Unit,
        flaw: float | None,
    ) -> None:
        roll, today = self._roll, self._today
        number, check, kind = birth.number, Check.VALID, DocumentKind.RESIDENT_ID
        sex = Sex.MALE if birth.male else Sex.FEMALE
        if flaw is not None:
            number, check, sex, phone = plant_flaw(flaw, number, sex, phone)
        lacks = unit.incomplete and roll.random() < INCOMPLETE_SHARE
        agricultural = roll.random() < 0.6  # noqa: PLR2004 - a share
        self._chunk.persons.append(
            (
                identity,
                name,
                self._names.spell(name),
                sex.value,
                birth.born,
                kind.value if number else None,
                mask_document(number) if number else None,
                check.value,
                mask_mobile(phone) if phone else None,
                today - timedelta(days=int(roll.random() * 300)) if phone else None,
                ETHNICITIES[int(roll.random() * len(ETHNICITIES))],
                None if lacks else EDUCATIONS[int(roll.random() * len(EDUCATIONS))],
                POLITICS[int(roll.random() * len(POLITICS))],
                MARRIAGES[int(roll.random() * len(MARRIAGES))],
                (HukouKind.AGRICULTURAL if agricultural else HukouKind.NON_AGRICULTURAL).value,
                agricultural and roll.random() < 0.7,  # noqa: PLR2004 - a share
                deceased_on,
                RegionCheck.CURRENT.value if number else None,
            )
        )
        self._chunk.secrets.append(self._sealed(identity, kind if number else None, number, phone))

    def _sealed(
        self, identity: UUID, kind: DocumentKind | None, number: str, phone: str
    ) -> tuple[Any, ...]:
        keys, table = self._keys, "person_secret"
        document: tuple[Any, ...] = (None, None, None)
        if kind is not None:
            document = (
                kind.value,
                keys.encrypt(number, table, "document_cipher", identity),
                keys.blind_index(kind.value, number),
            )
        if not phone:
            return (identity, *document, None, None)
        cipher = keys.encrypt(phone, table, "mobile_cipher", identity)
        return (identity, *document, cipher, keys.blind_index("MOBILE", phone))

    def _membership(
        self, person_id: UUID, number: int, born: date, status: Status, unit: Unit, other: Unit
    ) -> "_Joined":
        """Write the membership's row."""
        roll, today, identity = self._roll, self._today, next(self._memberships)
        hired = day_between(
            roll,
            max(born + timedelta(days=18 * YEAR), today - timedelta(days=4500)),
            today - timedelta(days=200),
        )
        waiting = status in {Status.APPLIED, Status.APPROVED}
        joined = None if waiting else day_between(roll, hired, today - timedelta(days=LATEST_DAYS))
        state = _end_of(roll, status, joined, born, today)
        # Moved after the dice were rolled, so that the others fall as without it.
        joined = self._joining.moved(joined, hired, status, unit, number)
        form = state.form or unit.form
        new_form = unit.group if form in {EmploymentForm.NEW_FORM, EmploymentForm.REGULAR} else None
        contract = form in {EmploymentForm.REGULAR, EmploymentForm.DISPATCHED}
        contract_start = today - timedelta(days=int(roll.random() * 700)) if contract else None
        self._chunk.memberships.append(
            (
                identity,
                person_id,
                unit.id,
                None if waiting else f"4306{number + 1:010d}",
                status.value,
                joined,
                state.ended_on,
                state.reason,
                state.document,
                state.educated_on,
                form.value,
                unit.employer,
                unit.employer_code,
                unit.occupations[int(roll.random() * len(unit.occupations))],
                hired,
                max(contract_start, hired) if contract_start else None,
                max(contract_start, hired) + timedelta(days=3 * YEAR) if contract_start else None,
                contract and roll.random() < 0.55,  # noqa: PLR2004 - a share
                new_form.value if new_form else None,
                PLATFORMS[number % len(PLATFORMS)] if new_form else None,
                today - timedelta(days=int(roll.random() * 170)),
            )
        )
        if status is Status.TRANSFERRING:
            self._offer(identity, unit, other)
        deceased_on = state.ended_on if status is Status.DECEASED else None
        return _Joined(identity, joined, deceased_on)

    def _offer(self, membership_id: UUID, unit: Unit, other: Unit) -> None:
        """The open transfer of a membership that is being transferred; some wait too long."""
        asked = self._today - timedelta(days=int(self._roll.random() * 30))
        target = other.id if other is not unit else unit.above[-1]
        self._chunk.transfers.append(
            (
                next(self._transfers),
                membership_id,
                unit.id,
                target,
                *(("REQUESTED", asked, None, None), ("RELEASED", asked, asked, CHAIR))[
                    self._number % 3 == 0
                ],
                "工作调动",
            )
        )

    def _plant_twin(self, number: int, name: str, birth: Birth, phone: str, unit: Unit) -> None:
        """The same human being once more, with a passport, active in another union (M1)."""
        identity, document = next(self._persons), passport(number)
        source = self._chunk.persons[-1]
        kind = DocumentKind.PASSPORT
        self._chunk.persons.append(
            (
                identity,
                name,
                source[2],
                (Sex.MALE if birth.male else Sex.FEMALE).value,
                birth.born,
                kind.value,
                mask_document(document),
                Check.UNCHECKED.value,
                mask_mobile(phone),
                *source[9:16],
                None,
                None,
            )
        )
        self._chunk.secrets.append(self._sealed(identity, kind, document, phone))
        self._membership(identity, self._number * 10 + 10**9, birth.born, Status.ACTIVE, unit, unit)


class _Joined(NamedTuple):
    """Id and date of a membership; the date is None while it is only applied for."""

    id: UUID
    on: date | None
    deceased_on: date | None


@dataclass(frozen=True, slots=True)
class _End:
    form: EmploymentForm | None = None
    ended_on: date | None = None
    reason: str | None = None
    document: str | None = None
    educated_on: date | None = None


def _end_of(
    roll: random.Random, status: Status, joined: date | None, born: date, today: date
) -> _End:
    """What the last step of SM-MEM left on the membership."""
    if joined is None or status in {Status.ACTIVE, Status.TRANSFERRING}:
        return _End()
    ended = day_between(roll, joined + timedelta(days=60), today - timedelta(days=5))
    if status is Status.RETAINED:
        old = (today - born).days // YEAR >= PENSION_AGE
        form = EmploymentForm.RETIRED if old else EmploymentForm.UNEMPLOYED
        return _End(form, reason="退休保留会籍" if old else "失业保留会籍")
    if status is Status.LAPSED:
        talk = max(joined, ended - timedelta(days=35))
        return _End(None, ended, "连续六个月未缴会费且未参加活动", educated_on=talk)
    if status is Status.EXPELLED:
        return _End(None, ended, "严重违反章程", f"临工发〔{ended.year}〕{roll.randint(1, 60)}号")
    return _End(None, ended, "去世" if status is Status.DECEASED else "本人申请退会")
