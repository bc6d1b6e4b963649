"""P41, P42, P47 to P50: a household filed, aided, lifted by a job and back; gifts; mutual aid."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from schema.assistance.rules import NEEDED_TO_SUBMIT, Exclusion
from schema.core import clock
from schema.core.roles import Department
from tests.schema.walks import walks
from tests.schema.walks.conftest import Actor, World, step

pytestmark = pytest.mark.anyio
Later = Callable[[int], Any]
DOSSIER = "dossier { id version number status category nextReviewOn }"
RECORD = "assistanceRecord { id version status amount }"
DELIVERY = "delivery { id version status }"


def today() -> date:
    return clock.calendar_date(clock.now())


async def open_dossier(chair: Actor, member: dict[str, Any], **more: Any) -> dict[str, Any]:
    """36 000 yuan of income, 18 000 of costs, three people: 500 a head and month, deep need."""
    dossier: dict[str, Any] = await chair.do(
        "openDossier",
        DOSSIER,
        personId=member["person"]["id"],
        membershipId=member["id"],
        unionId=str(chair.world.unions[0]),
        primaryCause="FAMILY_ILLNESS",
        household=[
            {"name": "陈一", "relation": "SELF", "wageIncome": 3_600_000},
            {"name": "陈二", "relation": "SPOUSE"},
            {"name": "陈三", "relation": "SON", "schoolStage": "SENIOR_HIGH"},
        ],
        assessment={"rigidExpenditure": 1_800_000},
        **more,
    )
    return dossier


async def prepare(world: World, dossier: str) -> None:
    """All that the steps to the notice ask for."""
    chair, centre = world.chair(), world.department(Department.SERVICE_CENTRE)
    at = {"dossierId": dossier}
    for kind in NEEDED_TO_SUBMIT:
        proof = {"kind": kind.value, "title": kind.label, "issuedOn": str(today())}
        await chair.do("addEvidence", "evidence { id }", **at, **proof)
    await chair.do(
        "recordHouseholdVisit",
        "visit { id }",
        **at,
        visitedOn=str(today()),
        visitors=["张三", "李四"],
        photo="P-1",
        findings="情况属实",
    )
    for exclusion in Exclusion:
        given = {"exclusion": exclusion.value, "source": "民政局", "result": "CLEAR"}
        await centre.do("checkExclusion", "exclusionCheck { id }", **at, **given)


async def take(actor: Actor, dossier: dict[str, Any], status: str, **more: Any) -> dict[str, Any]:
    done: dict[str, Any] = await actor.do(
        "changeDossierStatus", DOSSIER, **step(dossier, status), **more
    )
    return done


async def bring_into_force(world: World, dossier: dict[str, Any], later: Later) -> dict[str, Any]:
    """By five people, past a notice that must hang its days."""
    chair, centre = world.chair(), world.department(Department.SERVICE_CENTRE)
    await prepare(world, dossier["id"])
    for actor, status in (
        (chair, "SUBMITTED"),
        (world.chair(name="visitor"), "VISITED"),
        (world.town(), "FIRST_REVIEWED"),
        (centre, "DATA_CHECKED"),
        (world.leader(), "APPROVED_PENDING_NOTICE"),
        (centre, "PUBLIC_NOTICE"),
    ):
        dossier = await take(actor, dossier, status)
    early = await centre.refused("changeDossierStatus", **step(dossier, "ACTIVE"))
    assert early["code"] == "NOTICE_RUNNING"
    with later(12):
        return await take(centre, dossier, "ACTIVE")


async def grant(world: World, dossier: str, later: Later) -> None:
    """Aid by its amount's chain; the same claim again is refused and counted."""
    chair, centre = world.chair(), world.department(Department.SERVICE_CENTRE)
    finance = world.department(Department.FINANCE)
    await finance.do(
        "addFundSource",
        "fundSource { id }",
        code="F-1",
        name="本级经费",
        level="LOCAL_UNION",
        year=today().year,
        documentNumber="临工〔2026〕1号",
        amount=5_000_000,
        spendBy=f"{today().year + 1}-12-31",
    )
    claim = {"kind": "LIVING", "fundLevel": "LOCAL_UNION", "amount": 80_000}
    claim |= {"periodKey": str(today().year), "dossierId": dossier}
    record = await chair.do("requestAssistance", RECORD, **claim)
    illegal = await world.leader().refused("decideAssistance", **step(record, "APPROVED"))
    assert "GRASSROOTS_CHECKED" in illegal["details"]["legal"]
    for actor, status in (
        (world.town(), "GRASSROOTS_CHECKED"),
        (centre, "CENTRE_REVIEWED"),
        (world.leader(), "APPROVED"),
    ):
        record = await actor.do("decideAssistance", RECORD, **step(record, status))
    again = await chair.refused("requestAssistance", **claim)
    assert again["code"] == "ALREADY_GRANTED"
    record = await centre.do("changeAssistanceStatus", RECORD, **step(record, "PUBLIC_NOTICE"))
    early = await centre.refused("changeAssistanceStatus", **step(record, "SCHEDULED"))
    assert early["code"] == "NOTICE_RUNNING"
    with later(12):
        await centre.do("changeAssistanceStatus", RECORD, **step(record, "SCHEDULED"))
    found = await world.auditor().ask(
        "{ assistanceRecords(filter: { status: { eq: SCHEDULED } }) {"
        " totalCount aggregate { sum { amount } } } fundSources { nodes { reserved free } } }"
    )
    assert found["assistanceRecords"]["aggregate"]["sum"]["amount"] == 80_000
    assert found["fundSources"]["nodes"] == [{"reserved": 80_000, "free": 4_920_000}]


@walks("P47", "P48", "P49", "P50")
async def test_a_household_is_lifted_by_a_job_and_falls_back(world: World, later: Later) -> None:
    chair, centre = world.chair(), world.department(Department.SERVICE_CENTRE)
    shown = "member { id version person { id } }"
    member = await chair.do("joinUnion", shown, **world.joining(name="陈一"))
    dossier = await open_dossier(chair, member)
    assert dossier["category"] == "DEEP"
    illegal = await centre.refused("changeDossierStatus", **step(dossier, "ACTIVE"))
    assert illegal["details"]["legal"] == ["SUBMITTED", "VOIDED"]
    bare = await chair.refused("changeDossierStatus", **step(dossier, "SUBMITTED"))
    assert bare["code"] == "EVIDENCE_MISSING"
    dossier = await bring_into_force(world, dossier, later)
    assert await centre.count("dossiers", "status: { eq: ACTIVE }, category: { eq: DEEP }") == 1
    held = await chair.ask(f'{{ member(id: "{member["id"]}") {{ keyGroups }} }}')
    assert held["member"]["keyGroups"] == ["NEEDY"]  # P18: by a dossier in force
    await grant(world, dossier["id"], later)
    await target(world, centre)
    dossier = await lift(world, dossier, later)
    # The rate with new dossiers counts them by this, beside those of the base (§4.7).
    assert await centre.count("dossiers", "lifted: { eq: true }, exitChannel: { eq: E1_JOB }") == 1
    relapse = {"dossierId": dossier["id"], "relapsed": True, "findings": "企业停产, 再次失业"}
    await centre.do("recordMonitoring", "monitoringVisit { relapsed }", **relapse)
    again = await open_dossier(chair, member, previousDossierId=dossier["id"])
    assert again["number"] != dossier["number"]
    assert await centre.count("dossiers", "reEntered: { eq: true }") == 1


async def version_of(actor: Actor, dossier: str) -> int:
    """The version that a dossier has now."""
    found = await actor.ask(f'{{ dossier(id: "{dossier}") {{ version }} }}')
    return int(found["dossier"]["version"])


async def target(world: World, centre: Actor) -> None:
    """A commitment of the government, reviewed each quarter until it is met (P47)."""
    leader = world.leader()
    shown = "policyCommitment { id version status overdue reviewDueOn }"
    made = await centre.do(
        "addPolicyCommitment",
        shown,
        document="临办发〔2019〕1号",
        issuedOn=str(today() - timedelta(days=200)),
        department="民政局",
        commitment="困难职工家庭应保尽保",
    )
    assert made["overdue"]
    review = {"id": made["id"], "expectedVersion": 1, "progress": "已纳入", "status": "MET"}
    assert (await world.chair().refused("reviewPolicyCommitment", **review))["code"] == "FORBIDDEN"
    await centre.do("reviewPolicyCommitment", shown, **review)
    assert await leader.count("policyCommitments", "status: { eq: MET }") == 1


async def lift(world: World, dossier: dict[str, Any], later: Later) -> dict[str, Any]:
    """Out by a job: the proofs, a better income, a notice, monitoring (P49)."""
    chair, centre = world.chair(), world.department(Department.SERVICE_CENTRE)
    with later(380):
        for status in ("DUE_FOR_REVIEW", "REVIEWING"):
            dossier = await take(centre, dossier, status)
        exiting = {"exitChannel": "E1_JOB", "exitProof": "劳动合同"}
        unproved = await centre.refused(
            "changeDossierStatus", **step(dossier, "EXITING"), **exiting
        )
        assert unproved["code"] in {"EVIDENCE_MISSING", "EXIT_THRESHOLD"}
        for kind in ("CONTRACT", "INCOME"):
            proof = {"kind": kind, "title": "证明", "issuedOn": str(today())}
            await chair.do("addEvidence", "evidence { id }", dossierId=dossier["id"], **proof)
        earning = {"name": "陈四", "relation": "DAUGHTER", "wageIncome": 3_600_000}
        await chair.do(
            "addHouseholdMember", "member { id }", dossierId=dossier["id"], member=earning
        )
        better = await centre.do(
            "assessDossier",
            DOSSIER,
            dossierId=dossier["id"],
            expectedVersion=await version_of(centre, dossier["id"]),
            assessment={"rigidExpenditure": 0},
        )
        dossier = await take(centre, better, "EXITING", **exiting)
        dossier = await take(centre, dossier, "EXIT_NOTICE")
    with later(400):
        dossier = await take(world.leader(), dossier, "EXITED")
        dossier = await take(centre, dossier, "MONITORED")
    by = await centre.ask(
        "{ dossiers { groups(by: [EXIT_CHANNEL]) { key { exitChannel } count } } }"
    )
    assert {"key": {"exitChannel": "E1_JOB"}, "count": 1} in by["dossiers"]["groups"]
    return dossier
