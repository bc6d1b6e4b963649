"""The demonstration: checked numbers, consistent households, guards, and something to find."""

from datetime import datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from api.data.demo import Sizes, load_demo
from api.data.demo.loading import DemoError
from schema.assistance import tables as assistance
from schema.assistance.rules import HouseholdFacts, RuleSet, Standards, assess
from schema.assistance.service import find_differences
from schema.assistance.tables import (
    assessment,
    assistance_record,
    delivery,
    delivery_receipt,
    dossier,
    dossier_step,
    household_member,
    living_standard,
    monitoring_visit,
    mutual_aid_member,
    payment_check,
    payment_line,
    policy_commitment,
)
from schema.core.audit import audit_event
from schema.core.calendar import working_calendar
from schema.core.clock import SHANGHAI
from schema.core.errors import DomainError
from schema.core.vault import vault
from schema.core.work import Work
from schema.facilities import tables as facilities
from schema.facilities.rules import FacilityKind, FacilityStatus
from schema.facilities.tables import facility, inspection
from schema.membership import tables as memberships
from schema.membership.rules import (
    ACTIVE_STATES,
    OPEN_TRANSFERS,
    DocumentCheck,
    DocumentKind,
    read_document,
)
from schema.membership.tables import (
    dues,
    lapse_proposal,
    membership,
    membership_card,
    membership_step,
    membership_transfer,
    person,
    person_merge,
    person_secret,
)
from schema.organisation import tables
from schema.organisation.rules import CreditCodeCheck, check_credit_code
from schema.organisation.service import count_tree_faults
from schema.organisation.tables import union_closure, union_organisation
from schema.screening.rules import ScreeningKind
from schema.screening.service import request_screening, run_screening
from schema.screening.tables import finding
from tests.api.data.conftest import SCALE, SEED, silent
from tests.api.data.tiles import LEADER, STILL_BARE, drill, grouped, town_officer
from tests.conftest import count
from tests.leaks.test_tiles import EMPTY, LISTS, figures

pytestmark = pytest.mark.anyio
SIZES = Sizes.of(SCALE)
#: The rules for which the demonstration has cases.
PLANTED = {"M1", "M2", "M6", "D1", "D3", "D11", "A2", "F1", "F2", "F3", "F4", "F5"}


async def test_counts(demo: Work) -> None:
    connection = demo.connection
    assert await count(connection, union_organisation) == SIZES.unions
    assert SIZES.members <= await count(connection, membership) <= SIZES.members * 1.01
    assert await count(connection, person) == await count(connection, person_secret)
    assert await count(connection, dossier) == SIZES.dossiers
    assert await count(connection, facility) == SIZES.facilities
    assert await count(connection, assistance_record) > SIZES.dossiers
    assert await count(connection, inspection) > 50 * SIZES.facilities


async def test_document_numbers_are_what_their_verdict_says(demo: Work) -> None:
    rows = await demo.execute(
        sa.select(
            person, person_secret.c.document_cipher, person_secret.c.document_index
        ).join_from(person, person_secret)
    )
    verdicts = set()
    for row in rows.mappings():
        verdicts.add(row["document_check"])
        if row["document_kind"] is not DocumentKind.RESIDENT_ID:
            continue
        number = vault().decrypt(
            row["document_cipher"], "person_secret", "document_cipher", row["id"]
        )
        read = read_document(DocumentKind.RESIDENT_ID, number, demo.today)
        assert vault().blind_index("RESIDENT_ID", number) == row["document_index"]
        assert row["document_mask"][:6] == number[:6]
        if row["document_check"] is DocumentCheck.VALID:
            assert (read.check, read.birth_date) == (DocumentCheck.VALID, row["birth_date"])
            assert read.sex is row["sex"]
        else:
            assert row["document_check"] in {DocumentCheck.CHECKSUM, DocumentCheck.SEX_MISMATCH}
    assert DocumentCheck.VALID in verdicts
    assert len(verdicts) > 1


async def test_union_tree_and_credit_codes(demo: Work) -> None:
    codes = (await demo.execute(sa.select(union_organisation.c.credit_code))).scalars()
    assert {check_credit_code(code) for code in codes if code} == {CreditCodeCheck.VALID}
    child, parent = union_organisation.alias(), union_organisation.alias()
    wrong = sa.select(sa.func.count()).where(
        child.c.parent_id == parent.c.id, child.c.level <= parent.c.level
    )
    assert (await demo.execute(wrong)).scalar_one() == 0
    up = sa.select(union_organisation.c.id.label("a"), union_organisation.c.id.label("d"))
    chain = up.cte("chain", recursive=True)
    chain = chain.union_all(
        sa.select(union_organisation.c.parent_id, chain.c.d)
        .join(chain, chain.c.a == union_organisation.c.id)
        .where(union_organisation.c.parent_id.is_not(None))
    )
    stored = sa.select(union_closure.c.ancestor_id, union_closure.c.descendant_id)
    computed = {tuple(row) for row in await demo.execute(sa.select(chain.c.a, chain.c.d))}
    assert computed == {tuple(row) for row in await demo.execute(stored)}


async def test_open_transfers_belong_to_memberships_on_their_way(demo: Work) -> None:
    moving = await demo.execute(
        sa.select(membership.c.id).where(membership.c.status == "TRANSFERRING")
    )
    offered = await demo.execute(
        sa.select(membership_transfer.c.membership_id).where(
            membership_transfer.c.status.in_(OPEN_TRANSFERS)
        )
    )
    assert set(moving.scalars()) == set(offered.scalars())


async def test_categories_are_those_of_the_rules(demo: Work) -> None:
    rows = (await demo.execute(sa.select(assessment))).mappings().all()
    for row in rows:
        facts = HouseholdFacts(**row["inputs"]["household"])
        verdict = assess(RuleSet.RS_2021, facts, Standards(**row["inputs"]["standards"]))
        assert verdict.category == row["category"]
        assert verdict.per_capita_net == row["per_capita_net"]
    assert {row["category"] for row in rows} >= {"DEEP", "RELATIVE", "ACCIDENT_HIT"}


async def test_households_add_up_to_their_last_assessment(demo: Work) -> None:
    member = household_member.c
    income = sa.func.sum(member.wage_income + member.business_income + member.transfer_income)
    together = (
        sa.select(member.dossier_id, sa.func.count().label("size"), income.label("income"))
        .where(member.co_living)
        .group_by(member.dossier_id)
        .subquery()
    )
    last = (
        sa.select(assessment)
        .ext(distinct_on(assessment.c.dossier_id))
        .order_by(assessment.c.dossier_id, assessment.c.assessed_on.desc())
        .subquery()
    )
    rows = await demo.execute(
        sa.select(dossier.c.category, dossier.c.household_size, together, last)
        .join_from(dossier, together, together.c.dossier_id == dossier.c.id)
        .join(last, last.c.dossier_id == dossier.c.id)
    )
    seen = 0
    for row in rows.mappings():
        seen += 1
        assert row["size"] == row["household_size"]
        assert row["income"] == row["yearly_income"]
        assert row[dossier.c.category] == row[last.c.category]
    assert seen == SIZES.dossiers


async def test_heads_of_households_are_the_members(demo: Work) -> None:
    rows = await demo.execute(
        sa.select(person.c.name, person.c.birth_date, person.c.sex, household_member)
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .join(person, person.c.id == dossier.c.person_id)
        .where(household_member.c.relation == "SELF")
    )
    for row in rows.mappings():
        assert row[person.c.name] == row[household_member.c.name]
        assert row[person.c.birth_date] == row[household_member.c.birth_date]
        assert row[person.c.sex] == row[household_member.c.sex]


async def test_the_living_standard_says_that_it_is_made_up(demo: Work) -> None:
    texts = (await demo.execute(sa.select(living_standard.c.document_number))).scalars()
    assert all("虚构" in text for text in texts)


async def test_one_active_membership_for_each_person(demo: Work) -> None:
    many = (
        sa.select(membership.c.person_id)
        .where(membership.c.status.in_(ACTIVE_STATES))
        .group_by(membership.c.person_id)
        .having(sa.func.count() > 1)
    )
    assert (await demo.execute(many)).all() == []


async def test_the_audit_accounts_for_each_row(demo: Work) -> None:
    rows = await demo.execute(
        sa.select(audit_event.c.entity, sa.func.sum(audit_event.c.rows))
        .where(audit_event.c.action == "INSERT")
        .group_by(audit_event.c.entity)
    )
    noted = {row.entity: row.sum for row in rows}
    for table in (person, person_secret, membership, dossier, assessment, inspection):
        assert noted[table.name] == await count(demo.connection, table)


async def test_the_screening_finds_what_was_planted(demo: Work) -> None:
    async with demo.connection.begin_nested() as nested:
        run = await request_screening(demo, kind=ScreeningKind.PERIODIC)
        result = await run_screening(demo, run=run)
        assert result["state"] == "SUCCEEDED"
        codes = await demo.execute(sa.select(finding.c.rule_code).distinct())
        assert set(codes.scalars()) >= PLANTED
        await nested.rollback()


async def test_the_money_adds_up(demo: Work) -> None:
    assert await find_differences(demo) == {}
    paid = sa.select(sa.func.count()).where(payment_line.c.status == "SUCCESS")
    assert (await demo.execute(paid)).scalar_one() > SIZES.dossiers


async def test_a_household_left_by_a_job_fell_back_and_came_again(demo: Work) -> None:
    before, again = dossier.alias(), dossier.alias()
    rows = await demo.execute(
        sa.select(before.c.exit_channel, monitoring_visit.c.relapsed, again.c.status)
        .join_from(before, again, again.c.previous_dossier_id == before.c.id)
        .join(monitoring_visit, monitoring_visit.c.dossier_id == before.c.id)
        .where(again.c.person_id == before.c.person_id)
    )
    assert [tuple(row) for row in rows] == [("E1_JOB", True, "ACTIVE")]


async def test_double_claims_were_refused(demo: Work) -> None:
    saved = sa.select(sa.func.count(), sa.func.sum(assistance_record.c.amount)).where(
        assistance_record.c.refusal == "DUPLICATE"
    )
    found: Any = (await demo.execute(saved)).one()
    assert found[0] >= 1
    assert found[1] > 0


async def test_each_dossier_tells_how_it_came_into_its_state(demo: Work) -> None:
    last = (
        sa.select(dossier_step.c.dossier_id, dossier_step.c.to_status)
        .ext(distinct_on(dossier_step.c.dossier_id))
        .order_by(dossier_step.c.dossier_id, dossier_step.c.id.desc())
        .subquery()
    )
    differ = (
        sa.select(dossier.c.status, last.c.to_status)
        .join_from(dossier, last, last.c.dossier_id == dossier.c.id, isouter=True)
        .where(last.c.to_status.is_distinct_from(dossier.c.status))
    )
    assert [tuple(row) for row in await demo.execute(differ)] == []


async def test_a_database_with_members_is_refused(demo: Work) -> None:
    with pytest.raises(DomainError) as caught:
        await load_demo(demo, scale=SCALE, seed=SEED, report=silent)
    assert caught.value.code is DemoError.MEMBERS_EXIST


#: Tables of the organisation in which the demonstration tells something, and at least how often.
TOLD = (
    (tables.union_election, 10),
    (tables.cadre_position, 40),
    (tables.cadre_training, 10),
    (tables.six_haves_item, 60),
    (tables.three_shows, 10),
    (tables.home_assessment, 2),
    (tables.union_strength, 20),
    (tables.enterprise, 15),
    (tables.business_event, 4),
    (tables.union_contribution, 40),
    (tables.union_budget, 6),
    (tables.union_ledger, 6),
    (tables.fund_target, 2),
)


async def test_unions_have_affairs(demo: Work) -> None:
    for table, least in TOLD:
        assert await count(demo.connection, table) >= least, table.name
    assert await count_tree_faults(demo) == 0
    unions = union_organisation.c
    coming = sa.select(unions.status).where(unions.term_start_on.is_(None), unions.level >= 6)
    assert {status.value for status in (await demo.execute(coming)).scalars()} == {
        "TARGET",
        "PREPARING",
        "APPLIED",
    }
    score = sa.select(
        sa.func.max(
            sa.func.gonghui_event_score(tables.enterprise.c.id, tables.enterprise.c.headcount)
        )
    )
    assert (await demo.execute(score)).scalar_one() >= 60


async def test_members_have_a_ledger_with_its_stories(demo: Work) -> None:
    """A transfer by two chairs, a return, a merged duplicate, dues in arrears and what follows."""
    moved = await demo.execute(
        sa.select(membership_transfer.c.released_by, membership_transfer.c.decided_by).where(
            membership_transfer.c.status == "ACCEPTED"
        )
    )
    assert [sorted(row) for row in moved] == [["user:转入工会主席", "user:转出工会主席"]]
    steps = membership_step.c
    back = sa.select(sa.func.count()).where(
        steps.from_status == "WITHDRAWN", steps.to_status == "APPLIED"
    )
    assert (await demo.execute(back)).scalar_one() == 1
    (merged,) = (await demo.execute(sa.select(person_merge))).all()
    assert merged.status == "MERGED"
    assert merged.preview["lines"] == [{"record": "会籍", "rows": 1}]
    first = sa.select(sa.func.count(sa.distinct(steps.membership_id))).where(
        steps.from_status.is_(None)
    )
    everybody = await count(demo.connection, membership)
    assert (await demo.execute(first)).scalar_one() == everybody - 1  # the duplicate's own
    states = sa.select(dues.c.status, sa.func.sum(dues.c.amount)).group_by(dues.c.status)
    owed = {row.status.value: row.sum for row in await demo.execute(states)}
    assert owed["PAID"] > owed["DUE"] > 0
    proposed = (await demo.execute(sa.select(lapse_proposal.c.status))).scalars().all()
    assert {status.value for status in proposed} == {"PROPOSED", "EDUCATED"}
    assert await count(demo.connection, membership_card) >= 1


async def test_four_deliveries_are_signed_for_and_mutual_aid_waits_for_review(demo: Work) -> None:
    """Each season once; a finished one is signed for to the last parcel, the running one not."""
    unsigned = sa.func.count().filter(delivery_receipt.c.signature_reference.is_(None))
    rows = await demo.execute(
        sa.select(delivery.c.season, delivery.c.status, (unsigned > 0).label("waits"))
        .join_from(delivery, delivery_receipt)
        .group_by(delivery.c.season, delivery.c.status)
    )
    told = {row.season.value: (row.status.value, row.waits) for row in rows}
    assert told == {
        **dict.fromkeys(("JOBS", "STUDY", "WARM"), ("FINISHED", False)),
        "COOL": ("RUNNING", True),
    }
    assert await count(demo.connection, mutual_aid_member) > 0
    assert await count(demo.connection, payment_check) > 0
    kept = sa.select(policy_commitment.c.status).order_by(policy_commitment.c.status)
    states = [status.value for status in (await demo.execute(kept)).scalars()]
    assert states == ["IN_PROGRESS", "IN_PROGRESS", "MET"]


#: What comes only of somebody's own account or file, or not to every small federation.
BARE = {
    *("kin_declaration", "payment_return"),
    *("platform_work",),  # riders join where there are more unions
}


async def test_no_table_of_these_domains_is_bare(demo: Work) -> None:
    bare = {
        name
        for domain in (tables, memberships, facilities, assistance)
        for name in domain.__all__
        if isinstance(table := getattr(domain, name), sa.Table)
        and await count(demo.connection, table) == 0
    }
    assert bare <= BARE


async def test_every_kind_of_place_stands_and_opens_by_its_hours(demo: Work) -> None:
    calendar = await working_calendar(demo.connection, demo.today)
    moment = datetime.combine(calendar.add(demo.today, 1), time(10), SHANGHAI)
    table = facility.c
    statement = (
        sa.select(
            table.kind, sa.func.bool_and(sa.func.gonghui_open_at(table.id, moment)).label("up")
        )
        .where(table.status == FacilityStatus.OPEN)
        .group_by(table.kind)
    )
    opened = {row.kind: row.up for row in await demo.execute(statement)}
    assert opened == dict.fromkeys(FacilityKind, True)


@pytest.mark.requirement("S03")
async def test_each_number_of_money_and_gifts_is_the_count_of_its_list(demo: Work) -> None:
    """Where the small federation of the leak tests is bare: for the city and for a town."""
    bare = set()
    for who in (LEADER, await town_officer(demo)):
        for name in sorted(EMPTY):
            size, told = await grouped(demo, who, name, figures(LISTS[name]))
            await drill(demo, who, name, told)
            if who is LEADER and not size:
                bare.add(name)
    assert bare <= STILL_BARE
