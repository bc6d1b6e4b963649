"""A small federation to screen: unions, members, dossiers, aid, facilities."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.data.starter import initial_parameters
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.core.work import Work
from schema.facilities.tables import facility, inspection
from schema.membership.tables import membership, person, person_secret
from schema.operations import service as operations
from schema.organisation.tables import division, union_closure, union_organisation
from schema.screening import service
from schema.screening.rules import ScreeningKind
from schema.screening.tables import finding, screening_run
from tests.schema.conftest import seed_parameters

assert operations.__name__  # registers its own rules of screening
_numbers = count(1)

GOOD_PERSON: dict[str, Any] = {
    "birth_date": date(1980, 1, 1),
    "sex": "MALE",
    "document_kind": "RESIDENT_ID",
    "document_check": "VALID",
    "document_mask": "430682********0011",
    "mobile_mask": "138****0000",
    "ethnicity": "HAN",
    "education": "BACHELOR",
}


@dataclass
class World:
    """Builders on one unit of work; each returns the new id."""

    work: Work
    division: UUID
    union: UUID

    @property
    def today(self) -> date:
        return self.work.today

    async def a_union(self) -> UUID:
        number = next(_numbers)
        made = await self.work.insert(
            union_organisation,
            code=f"U{number}",
            name=f"第{number}工会",
            kind="GRASSROOTS_UNION",
            level=6,
            division_id=self.division,
            status="ACTIVE",
        )
        await self.work.execute(
            sa.insert(union_closure).values(ancestor_id=made, descendant_id=made, depth=0)
        )
        return made

    async def a_member(
        self,
        union: UUID | None = None,
        *,
        document: bytes | None = None,
        mobile: bytes | None = None,
        kind: str = "RESIDENT_ID",
        **values: object,
    ) -> UUID:
        name = values.pop("name", f"职工{next(_numbers)}")
        made = await self.work.insert(person, **{**GOOD_PERSON, "name": name, **values})
        await self.work.execute(
            sa.insert(person_secret).values(
                person_id=made,
                document_index=document,
                document_kind=kind if document else None,
                document_cipher=b"x" if document else None,
                mobile_index=mobile,
            )
        )
        await self.work.insert(
            membership,
            person_id=made,
            union_id=union or self.union,
            status="ACTIVE",
            joined_on=date(2020, 1, 1),
            employment_form="REGULAR",
        )
        return made

    async def a_dossier(self, person_id: UUID, **values: object) -> UUID:
        facts: dict[str, object] = {
            "number": f"D{next(_numbers)}",
            "person_id": person_id,
            "union_id": self.union,
            "category": "RELATIVE",
            "rule_set": "RS_2021",
            "status": "ACTIVE",
            "primary_cause": "SELF_ILLNESS",
            "applied_on": self.today - timedelta(days=50),
            "opened_on": self.today - timedelta(days=30),
            "next_review_on": self.today + timedelta(days=300),
        }
        made = await self.work.insert(dossier, **{**facts, **values})
        await self.in_household(made, person_id, "SELF")
        return made

    async def in_household(self, dossier_id: UUID, person_id: UUID, relation: str) -> None:
        await self.work.insert(
            household_member,
            dossier_id=dossier_id,
            person_id=person_id,
            name="家人",
            relation=relation,
        )

    async def some_aid(self, person_id: UUID, dossier_id: UUID | None, **values: object) -> UUID:
        facts: dict[str, object] = {
            "number": f"A{next(_numbers)}",
            "dossier_id": dossier_id,
            "person_id": person_id,
            "union_id": self.union,
            "kind": "LIVING",
            "status": "PAID",
            "fund_level": "CENTRAL_FISCAL",
            "period_key": "2026",
            "amount": 100_000,
            "requested_on": self.today,
            "requested_by": "test",
            "approved_on": self.today,
            "paid_on": self.today,
        }
        return await self.work.insert(assistance_record, **{**facts, **values})

    async def a_station(self, **values: object) -> UUID:
        facts: dict[str, object] = {
            "code": f"F{next(_numbers)}",
            "kind": "LOVE_STATION",
            "name": "驿站",
            "union_id": self.union,
            "division_id": self.division,
            "status": "OPEN",
            "opened_on": self.today - timedelta(days=400),
        }
        return await self.work.insert(facility, **{**facts, **values})

    async def inspected(self, station: UUID, kind: str, days_ago: int) -> None:
        await self.work.insert(
            inspection,
            facility_id=station,
            kind=kind,
            result="PASSED",
            inspected_on=self.today - timedelta(days=days_ago),
        )

    async def screen(self, *rules: str, state: str = "SUCCEEDED") -> dict[str, object]:
        """Run these rules once, as of today; returns the run's result."""
        await service.register_rules(self.work)
        run = await self.work.insert(
            screening_run, kind=ScreeningKind.SPECIAL, rule_codes=list(rules), as_of=self.today
        )
        result = await service.run_screening(self.work, run=run)
        errors = sa.select(screening_run.c.errors).where(screening_run.c.id == run)
        assert result["state"] == state, (await self.work.execute(errors)).scalar_one()
        return result

    async def found(self, rule: str) -> list[sa.Row[Any]]:
        """Run one rule; the findings of it that are open."""
        await self.screen(rule)
        return [row for row in await self.findings() if row.rule_code == rule]

    async def ends(self, rule: str) -> None:
        """After two runs without it, the condition's findings have ended by themselves."""
        for _ in range(2):
            await self.screen(rule)
        states = {row.status for row in await self.findings() if row.rule_code == rule}
        assert states == {"RESOLVED"}

    async def change(self, table: sa.Table, identity: UUID, **values: object) -> None:
        """Write new values into one row."""
        await self.work.execute(sa.update(table).where(table.c.id == identity).values(**values))

    async def findings(self) -> list[sa.Row[Any]]:
        """Every finding, oldest first."""
        statement = sa.select(finding).order_by(finding.c.first_seen_at, finding.c.id)
        return list((await self.work.execute(statement)).all())


async def make_world(work: Work) -> World:
    """Parameters, a township and a union."""
    await seed_parameters(work, [*initial_parameters()])
    township = await work.insert(division, code="430682101", name="羊楼司镇", level=4)
    made = World(work, township, township)
    made.union = await made.a_union()
    return made
