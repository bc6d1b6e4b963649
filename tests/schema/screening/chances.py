"""Chances: rows of the tables that the rules of screening read, changed at random."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.tables import (
    assistance_record,
    dossier,
    dossier_step,
    evidence,
    exclusion_check,
    household_member,
    living_standard,
    public_notice,
)
from schema.facilities.tables import facility, inspection
from schema.membership.tables import membership, membership_transfer, person, person_secret
from schema.organisation.tables import (
    cadre_position,
    enterprise,
    union_committee,
    union_organisation,
)
from schema.screening.tables import finding, rule_snooze, screening_rule
from tests.schema.screening.test_case_work import judged, proof
from tests.schema.screening.world import World

ADDED = (
    *("member", "needy", "aid", "paper", "household", "judgement", "checked", "step"),
    *("notice", "transfer", "chair", "committee", "inspected", "station", "crowd"),
)


class Chance:
    """Random rows and values, the same ones for the same seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.draw = random.Random(seed)  # noqa: S311 - a test draws its cases

    def day(self, least: int, most: int) -> date:
        return self.world.today + timedelta(days=self.draw.randint(least, most))

    def about_to_retire(self) -> date:
        """Born so that the age of retirement is reached about now, for most."""
        born = self.world.today.replace(year=self.world.today.year - self.draw.choice((60, 55)))
        return born - timedelta(days=150 + self.draw.randint(-20, 20))

    async def row(self, table: sa.Table) -> UUID | None:
        (key,) = table.primary_key
        ids = (await self.world.work.execute(sa.select(key).order_by(key))).scalars().all()
        return self.draw.choice(ids) if ids else None

    def values(self) -> dict[tuple[sa.Table, str], Callable[[], object]]:
        """What may be written into which column."""
        one = self.draw.choice
        return {
            (person, "name"): lambda: one(("张三", "李四")),
            (person, "sex"): lambda: one(("MALE", "FEMALE", "UNKNOWN")),
            (person, "birth_date"): lambda: one((None, self.about_to_retire())),
            (person, "document_check"): lambda: one(("VALID", "CHECKSUM")),
            (person, "ethnicity"): lambda: one((None, "HAN")),
            (person, "deceased_on"): lambda: one((None, self.day(-9, 0))),
            (person, "migrant"): lambda: one((True, False)),
            (person_secret, "mobile_index"): lambda: one((None, b"1", b"2", b"3")),
            (membership, "status"): lambda: one(("ACTIVE", "ACTIVE", "RETAINED", "TRANSFERRING")),
            (membership, "frontline"): lambda: one((True, False)),
            (membership, "hired_on"): lambda: self.day(-40, -25),
            (membership, "contract_end_on"): lambda: one((None, self.day(25, 40))),
            (membership_transfer, "requested_on"): lambda: self.day(-20, 0),
            (membership_transfer, "status"): lambda: one(("REQUESTED", "RELEASED", "REJECTED")),
            (dossier, "status"): lambda: one(
                ("ACTIVE", "ACTIVE", "DUE_FOR_REVIEW", "SUBMITTED", "MONITORED", "EXITED")
            ),
            (dossier, "next_review_on"): lambda: one((None, self.day(-3, 40))),
            (dossier, "opened_on"): lambda: one((self.day(-95, -85), self.day(-370, -360))),
            (dossier, "exited_on"): lambda: one((None, self.day(-30, 0))),
            (dossier, "category"): lambda: one(("DEEP", "RELATIVE")),
            (evidence, "valid_until"): lambda: one((None, self.day(-3, 25))),
            (exclusion_check, "result"): lambda: one(("HIT", "CLEAR")),
            (assistance_record, "status"): lambda: one(("PAID", "APPROVED", "RETURNED")),
            (assistance_record, "period_key"): lambda: one(("2026", "2025")),
            (assistance_record, "paid_on"): lambda: self.day(-95, 0),
            (assistance_record, "checked_by"): lambda: one((None, "a", "b")),
            (assistance_record, "reviewed_by"): lambda: one((None, "a", "b")),
            (assistance_record, "amount"): lambda: one((1, 100_000, 3_000_000)),
            (public_notice, "ends_on"): lambda: self.day(-3, 9),
            (facility, "status"): lambda: one(("OPEN", "SUSPENDED")),
            (facility, "kind"): lambda: one(("LOVE_STATION", "CARE_ROOM")),
            (inspection, "inspected_on"): lambda: self.day(-40, 0),
            (union_organisation, "term_end_on"): lambda: self.day(60, 120),
            (union_organisation, "kind"): lambda: one(("TOWNSHIP_UNION", "GRASSROOTS_UNION")),
            (cadre_position, "ended_on"): lambda: one((None, self.day(-100, -80))),
            (enterprise, "headcount"): lambda: one((10, 30)),
            (living_standard, "monthly"): lambda: one((60_000, 90_000)),
        }

    def links(self) -> tuple[tuple[sa.Table, str, sa.Table], ...]:
        """Rows that may come to belong elsewhere."""
        return (
            (membership, "union_id", union_organisation),
            (household_member, "person_id", person),
            (household_member, "dossier_id", dossier),
            (assistance_record, "person_id", person),
            (assistance_record, "dossier_id", dossier),
            (evidence, "dossier_id", dossier),
            (exclusion_check, "dossier_id", dossier),
            (public_notice, "dossier_id", dossier),
            (inspection, "facility_id", facility),
            (facility, "union_id", union_organisation),
            (dossier, "person_id", person),
        )

    async def change(self) -> None:
        """One change of any kind; what the database refuses is not made."""
        kinds = (self._edit, self._edit, self._edit, self._move, self._delete, self._add)
        await self.attempt(self.draw.choice(kinds))

    async def attempt(self, change: Callable[[], Awaitable[None]]) -> None:
        """Make a change that the database may refuse."""
        inside = await self.world.work.connection.begin_nested()
        try:
            await change()
        except (sa.exc.DBAPIError, LookupError):
            await inside.rollback()
        else:
            await inside.commit()

    async def _edit(self) -> None:
        (table, column), value = self.draw.choice(list(self.values().items()))
        await self._write(table, {column: value()})

    async def _move(self) -> None:
        table, column, target = self.draw.choice(self.links())
        await self._write(table, {column: await self.row(target)})

    async def _write(self, table: sa.Table, values: dict[str, object]) -> None:
        (key,) = table.primary_key
        one = key == await self.row(table)
        await self.world.work.execute(sa.update(table).where(one).values(**values))

    async def _delete(self) -> None:
        table = self.draw.choice(
            (evidence, inspection, household_member, exclusion_check, public_notice)
        )
        (key,) = table.primary_key
        await self.world.work.execute(sa.delete(table).where(key == await self.row(table)))

    async def _add(self) -> None:
        await getattr(self, f"_add_{self.draw.choice(ADDED)}")()

    async def add(self, what: str) -> None:
        """A new row, among those that there are."""
        await self.attempt(getattr(self, f"_add_{what}"))

    async def _add_member(self) -> None:
        union = await self.row(union_organisation)
        facts: dict[str, Any] = {"document": bytes([self.draw.randrange(9)]), "sex": "FEMALE"}
        await self.world.a_member(
            union, kind=self.draw.choice(("RESIDENT_ID", "PASSPORT")), **facts
        )

    async def _add_needy(self) -> None:
        made = await self.world.a_dossier(
            await self.world.a_member(union=await self.some(union_organisation))
        )
        await judged(self.world, made, yearly_income=self.draw.choice((100_000, 2_000_000)))

    async def some(self, table: sa.Table) -> UUID:
        found = await self.row(table)
        if found is None:
            raise LookupError
        return found

    async def _add_aid(self) -> None:
        await self.world.some_aid(await self.some(person), await self.some(dossier))

    async def _add_paper(self) -> None:
        await proof(self.world, await self.some(dossier), self.draw.randint(-3, 25))

    async def _add_household(self) -> None:
        await self.world.in_household(await self.some(dossier), await self.some(person), "CHILD")

    async def _add_judgement(self) -> None:
        await judged(
            self.world,
            await self.some(dossier),
            days_ago=0,
            category=self.draw.choice(("DEEP", "RELATIVE")),
        )

    async def _add_checked(self) -> None:
        await self.world.work.insert(
            exclusion_check,
            dossier_id=await self.some(dossier),
            exclusion=self.draw.choice(("VEHICLE", "BUSINESS")),
            source="t",
            result=self.draw.choice(("HIT", "CLEAR")),
            checked_on=self.day(-5, 0),
        )

    async def _add_step(self) -> None:
        await self.world.work.execute(
            sa.insert(dossier_step).values(
                dossier_id=await self.some(dossier),
                to_status="SUBMITTED",
                taken_on=self.day(-12, 0),
                taken_at=self.world.work.now,
                taken_by="t",
            )
        )

    async def _add_notice(self) -> None:
        await self.world.work.insert(
            public_notice,
            subject=self.draw.choice(("DOSSIER_EXIT", "AID")),
            union_id=self.world.union,
            dossier_id=await self.some(dossier),
            text="t",
            place="t",
            starts_on=self.day(-9, -6),
            ends_on=self.day(-3, 9),
        )

    async def _add_transfer(self) -> None:
        held = membership.alias().c
        moved = await self.some(membership)
        where = sa.select(held.union_id).where(held.id == moved)
        await self.world.work.insert(
            membership_transfer,
            membership_id=moved,
            from_union_id=(await self.world.work.execute(where)).scalar_one(),
            to_union_id=await self.some(union_organisation),
            status="REQUESTED",
            requested_on=self.day(-20, 0),
        )

    async def _add_chair(self) -> None:
        await self.world.work.insert(
            cadre_position,
            union_id=await self.some(union_organisation),
            post="CHAIR",
            name="t",
            full_time=True,
            started_on=self.day(-370, -360),
        )

    async def _add_committee(self) -> None:
        await self.world.work.insert(
            union_committee,
            union_id=await self.some(union_organisation),
            kind="WOMEN",
            members=3,
            formed_on=self.day(-9, 0),
        )

    async def _add_inspected(self) -> None:
        await self.world.inspected(
            await self.some(facility), self.draw.choice(("SELF", "CITY")), self.draw.randint(0, 9)
        )

    async def _add_station(self) -> None:
        await self.world.a_station()

    async def _add_crowd(self) -> None:
        """More rows in one statement than the audit tells one by one."""
        shared = {"created_by": "t", "updated_by": "t"}
        people = [
            {"name": f"众{n}", "sex": "FEMALE", "document_check": "CHECKSUM", **shared}
            for n in range(101)
        ]
        work = self.world.work
        ids = (
            await work.execute(sa.insert(person).values(people).returning(person.c.id))
        ).scalars()
        joined = {"union_id": self.world.union, "status": "ACTIVE", "joined_on": date(2020, 1, 1)}
        rows = [{"person_id": one, "employment_form": "REGULAR", **joined, **shared} for one in ids]
        await work.execute(sa.insert(membership).values(rows))

    async def work_on_findings(self) -> None:
        """What people do: end one though it lasts, leave one alone, let one be."""
        work = self.world.work
        (key,) = finding.primary_key
        for status in ("RESOLVED", "DISMISSED", "SNOOZED"):
            chosen = await self.row(finding)
            if chosen is not None:
                one = sa.update(finding).where(key == chosen)
                await work.execute(one.values(status=status))
        asleep = await self.row(finding)
        row = (await work.execute(sa.select(finding).where(key == asleep))).one_or_none()
        if row is not None:
            rule = sa.select(screening_rule.c.id).where(screening_rule.c.code == row.rule_code)
            await work.insert(
                rule_snooze,
                rule_id=(await work.execute(rule)).scalar_one(),
                subject_type=row.subject_type,
                subject_id=row.subject_id,
                finding_id=row.id,
                until=self.day(0, 2),
                reason="t",
            )
