"""The stories that the READMEs tell stand in the demonstration, under the numbers named there."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from api.data.demo import telling
from schema.assistance.tables import assistance_record, dossier, monitoring_visit, recovery_payment
from schema.core.work import Work
from schema.facilities.tables import base_title, class_trainee, facility, training_class
from tests.architecture.test_sources import ROOT

pytestmark = pytest.mark.anyio
READMES = ("README.md", "README.zh-CN.md")
NUMBERS = (telling.LEFT, telling.AGAIN, telling.REFUSED, telling.RECOVERED, telling.BASE)


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_name_each_story(name: str) -> None:
    """The numbers in the text are those that the loader gives, all of them and no other."""
    told = set(
        re.findall(r"DA-GUSHI-\d+|ZD-\d{9}-\d{5}", (ROOT / name).read_text(encoding="utf-8"))
    )
    assert told == set(NUMBERS)


async def one(work: Work, number: str) -> Any:
    """The dossier of a number."""
    return (await work.execute(sa.select(dossier).where(dossier.c.number == number))).one()


async def test_left_by_a_job_fallen_back_and_back_again(demo: Work) -> None:
    before, again = await one(demo, telling.LEFT), await one(demo, telling.AGAIN)
    assert (before.exit_channel, before.status) == ("E1_JOB", "MONITORED")
    assert again.previous_dossier_id == before.id
    assert (again.status, again.person_id) == ("ACTIVE", before.person_id)
    fell = sa.select(monitoring_visit.c.relapsed).where(monitoring_visit.c.dossier_id == before.id)
    assert True in (await demo.execute(fell)).scalars().all()


async def test_the_second_claim_was_refused(demo: Work) -> None:
    held = await one(demo, telling.REFUSED)
    table = assistance_record.c
    statement = sa.select(assistance_record).where(table.dossier_id == held.id)
    records = (await demo.execute(statement)).all()
    refused = [record for record in records if record.refusal == "DUPLICATE"]
    assert refused
    for record in refused:
        first = record.status_reason.split()[-1]
        assert (record.status, record.paid_on) == ("REJECTED", None)
        (kept,) = [other for other in records if other.number == first]
        assert (kept.kind, kept.period_key) == (record.kind, record.period_key)


async def test_a_wrong_payment_came_back_in_two_parts(demo: Work) -> None:
    held = await one(demo, telling.RECOVERED)
    table = assistance_record.c
    found = await demo.execute(
        sa.select(assistance_record).where(table.dossier_id == held.id, table.status == "RECOVERED")
    )
    record = found.one()
    part = recovery_payment.c
    parts = await demo.execute(
        sa.select(part.method, part.amount, part.remaining)
        .where(part.assistance_id == record.id)
        .order_by(part.id)
    )
    listed = [tuple(row) for row in parts]
    assert [method for method, *_ in listed] == ["REPAYMENT", "SET_OFF"]
    assert sum(amount for _, amount, _ in listed) == record.amount == record.recovered_amount
    assert listed[-1][2] == 0


async def test_the_base_was_named_for_whom_it_taught(demo: Work) -> None:
    statement = sa.select(facility.c.id, facility.c.kind).where(facility.c.code == telling.BASE)
    base = (await demo.execute(statement)).one()
    assert base.kind == "TRAINING_BASE"
    titles = sa.select(base_title.c.status).where(base_title.c.facility_id == base.id)
    assert (await demo.execute(titles)).scalars().all() == ["IN_FORCE"]
    taught: Any = await demo.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(class_trainee.c.wage_after > class_trainee.c.wage_before),
        )
        .join_from(class_trainee, training_class, training_class.c.id == class_trainee.c.class_id)
        .where(training_class.c.facility_id == base.id)
    )
    trainees, gained = taught.one()
    assert trainees >= 100
    assert gained > 50
