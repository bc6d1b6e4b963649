"""A small federation with fixed ids and dates, committed once for the planner's tests."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.assistance import tables as assistance
from schema.core.pinyin import search_key
from schema.facilities import tables as facilities
from schema.membership import tables as membership
from schema.organisation import tables as organisation
from schema.screening import tables as screening

MEMBERS = 23
DAY = dt.date(2024, 1, 1)
STAMP = {"created_by": "test", "updated_by": "test"}


def identity(kind: int, number: int) -> UUID:
    """A fixed id: kind and number stand in its last digits."""
    return UUID(f"00000000-0000-7000-8000-{kind:04d}{number:08d}")


CITY, TOWN, OTHER_TOWN, FACTORY, SHOP = (identity(2, n) for n in range(1, 6))
TREE: dict[UUID, UUID | None] = {
    CITY: None,
    TOWN: CITY,
    OTHER_TOWN: CITY,
    FACTORY: TOWN,
    SHOP: OTHER_TOWN,
}
NAMES = {
    CITY: "临湘市总工会",
    TOWN: "聂市镇工会",
    OTHER_TOWN: "桃林镇工会",
    FACTORY: "聂市茶厂工会",
    SHOP: "桃林商贸工会",
}


async def _rows(connection: AsyncConnection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    await connection.execute(sa.insert(table), [{**STAMP, **row} for row in rows])


async def plant(connection: AsyncConnection) -> None:
    """Insert the federation."""
    await _divisions(connection)
    await _unions(connection)
    await _members(connection)
    await _dossiers(connection)
    await _facilities(connection)
    await _findings(connection)


async def _divisions(connection: AsyncConnection) -> None:
    county = identity(1, 1)
    rows: list[dict[str, Any]] = [
        {"id": county, "code": "430682", "name": "临湘市", "level": 3, "parent_id": None}
    ]
    for number, (code, name) in enumerate(
        [("430682103", "聂市镇"), ("430682107", "桃林镇")], start=2
    ):
        row = {"id": identity(1, number), "code": code, "name": name, "level": 4}
        rows.append({**row, "parent_id": county})
    old = {"id": identity(1, 4), "code": "430682199", "name": "旧镇", "level": 4}
    rows.append({**old, "parent_id": county})
    periods = {2: (dt.date(2015, 1, 1), None), 4: (None, dt.date(2015, 1, 1))}
    for row in rows:
        begin, end = periods.get(int(str(row["id"])[-1]), (None, None))
        row |= {"valid_from": begin, "valid_to": end}
    await _rows(connection, organisation.division, rows)


async def _unions(connection: AsyncConnection) -> None:
    levels = {CITY: 4, TOWN: 5, OTHER_TOWN: 5, FACTORY: 6, SHOP: 6}
    kinds = {4: "FEDERATION", 5: "TOWNSHIP_UNION", 6: "GRASSROOTS_UNION"}
    place = {CITY: 1, TOWN: 2, FACTORY: 2, OTHER_TOWN: 3, SHOP: 3}
    await _rows(
        connection,
        organisation.union_organisation,
        [
            {
                "id": union,
                "code": f"U{number}",
                "name": NAMES[union],
                "kind": kinds[levels[union]],
                "level": levels[union],
                "parent_id": TREE[union],
                "division_id": identity(1, place[union]),
                "status": "ACTIVE",
                "founded_on": None if union == SHOP else DAY + dt.timedelta(days=number * 40),
                "workers_count": None if union == CITY else number * 10,
            }
            for number, union in enumerate(TREE, start=1)
        ],
    )
    closure = []
    for union in TREE:
        ancestor, depth = union, 0
        while ancestor is not None:
            closure.append({"ancestor_id": ancestor, "descendant_id": union, "depth": depth})
            ancestor, depth = TREE[ancestor], depth + 1  # type: ignore[assignment]
    await connection.execute(sa.insert(organisation.union_closure), closure)


async def _members(connection: AsyncConnection) -> None:
    numbers = range(1, MEMBERS + 1)
    people = [
        {
            "id": identity(3, n),
            "name": (name := "王李张刘陈"[n % 5] + ("小明" if n % 2 else "芳")),
            "name_pinyin": search_key(name, person=True),
            "sex": "MALE" if n % 2 else "FEMALE",
            "birth_date": dt.date(1980, 1, 1) + dt.timedelta(days=n * 100),
            "document_kind": "RESIDENT_ID",
            "document_mask": f"430682********{n:04d}",
            "document_check": "VALID",
            "migrant": n % 3 == 0,
        }
        for n in numbers
    ]
    await _rows(connection, membership.person, people)
    homes = (FACTORY, SHOP, TOWN)
    await _rows(
        connection,
        membership.membership,
        [
            {
                "id": identity(4, n),
                "person_id": identity(3, n),
                "union_id": homes[n % 3],
                "status": "ACTIVE" if n % 4 else "RETAINED",
                "joined_on": DAY + dt.timedelta(days=(n * 37) % 700),
                "ended_on": None if n % 3 else DAY + dt.timedelta(days=800 + n),
                "employment_form": ("REGULAR", "DISPATCHED", "PART_TIME")[n % 3],
                "contract_end_on": None if n % 4 == 1 else DAY + dt.timedelta(days=n % 6),
            }
            for n in numbers
        ],
    )


async def _dossiers(connection: AsyncConnection) -> None:
    homes = (FACTORY, SHOP, TOWN)
    numbers = range(1, 6)
    await _rows(
        connection,
        assistance.dossier,
        [
            {
                "id": identity(5, n),
                "number": f"D{n}",
                "person_id": identity(3, n),
                "membership_id": identity(4, n),
                "union_id": homes[n % 3],
                "category": "DEEP" if n % 2 else "RELATIVE",
                "rule_set": "RS_2021",
                "status": "ACTIVE",
                "primary_cause": "SELF_ILLNESS",
                "household_size": n,
                "applied_on": DAY,
                "opened_on": DAY + dt.timedelta(days=n),
            }
            for n in numbers
        ],
    )
    await _rows(
        connection,
        assistance.assistance_record,
        [
            {
                "id": identity(6, n),
                "number": f"A{n}",
                "dossier_id": identity(5, 1 + n % 5),
                "person_id": identity(3, 1 + n % 5),
                "union_id": homes[(1 + n % 5) % 3],
                "kind": "LIVING",
                "status": "PAID",
                "fund_level": "LOCAL_UNION",
                "period_key": f"2024-{n}",
                "amount": n * 100_00,
                "requested_on": DAY,
                "requested_by": "test",
                "approved_on": DAY,
                "paid_on": DAY + dt.timedelta(days=n * 20),
            }
            for n in range(1, 13)
        ],
    )


async def _facilities(connection: AsyncConnection) -> None:
    await _rows(
        connection,
        facilities.facility,
        [
            {
                "id": identity(7, n),
                "code": f"F{n}",
                "kind": ("LOVE_STATION", "CARE_ROOM")[n % 2],
                "name": f"{'聂市' if n < 3 else '桃林'}{n}号点",
                "union_id": TOWN if n < 3 else OTHER_TOWN,
                "division_id": identity(1, 2 if n < 3 else 3),
                "status": "OPEN",
                "opened_on": DAY,
                "longitude": 113.4 + n / 100,
                "latitude": 29.5,
                "coordinate_system": "WGS84",
                "area_m2": 12.5 * n,
            }
            for n in range(1, 5)
        ],
    )
    await _rows(
        connection,
        facilities.inspection,
        [
            {
                "id": identity(8, n),
                "facility_id": identity(7, 1 + n % 3),
                "kind": "TOWNSHIP",
                "inspected_on": DAY + dt.timedelta(days=n * 30),
                "score": 60 + n,
                "result": "PASSED",
            }
            for n in range(1, 9)
        ],
    )


async def _findings(connection: AsyncConnection) -> None:
    """One finding of each kind of subject; the last one's person belongs to another town."""
    moment = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    run = {"id": identity(10, 1), "kind": "KEY", "as_of": DAY, "state": "SUCCEEDED"}
    await _rows(connection, screening.screening_run, [run])
    rule = {"id": identity(9, 1), "code": "T1", "name": "试", "description": "试", "kinds": ["KEY"]}
    await _rows(
        connection, screening.screening_rule, [{**rule, "subject_type": "PERSON", "severity": 1}]
    )
    subjects = [
        ("PERSON", identity(3, 3), FACTORY),
        ("UNION", TOWN, TOWN),
        ("DOSSIER", identity(5, 1), SHOP),
        ("FACILITY", identity(7, 1), TOWN),
        ("PERSON", identity(3, 1), FACTORY),
    ]
    await _rows(
        connection,
        screening.finding,
        [
            {
                "id": identity(11, n),
                "rule_code": "T1",
                "subject_type": kind,
                "subject_id": subject,
                "union_id": union,
                "dedup_key": f"T1:{n}",
                "severity": 1 + n % 4,
                "evidence": {"n": n},
                "first_seen_at": moment,
                "last_seen_at": moment,
                "first_run_id": run["id"],
                "run_id": run["id"],
            }
            for n, (kind, subject, union) in enumerate(subjects, start=1)
        ],
    )
