"""How the dossiers of the demonstration came into their state: steps, visits, proofs, checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import identities
from api.data.demo.dossiers import DOSSIER
from schema.assistance.rules import (
    NEEDED_TO_SUBMIT,
    CheckResult,
    EvidenceKind,
    Exclusion,
    ExitChannel,
)
from schema.assistance.rules import DossierStatus as Status
from schema.core.clock import add_months

STEP: Final = (
    *("id", "dossier_id", "from_status", "to_status", "taken_on", "taken_at", "taken_by", "note"),
)
VISIT: Final = ("id", "dossier_id", "visited_on", "visitors", "photo", "findings")
CHECK: Final = ("id", "dossier_id", "exclusion", "source", "result", "checked_on")
EVIDENCE: Final = ("id", "dossier_id", "kind", "title", "issued_on", "valid_until")
MONITORING: Final = ("id", "dossier_id", "visited_on", "relapsed", "findings")

#: The way to a state, each step some days after the one before.
OPENING: Final = (
    (Status.DRAFT, 0, "demo:基层工会"),
    (Status.SUBMITTED, 1, "demo:基层工会"),
    (Status.VISITED, 4, "demo:基层工会"),
    (Status.FIRST_REVIEWED, 6, "demo:镇街工会"),
    (Status.DATA_CHECKED, 12, "demo:职工服务中心"),
    (Status.APPROVED_PENDING_NOTICE, 13, "demo:分管副主席"),
    (Status.PUBLIC_NOTICE, 13, "demo:职工服务中心"),
    (Status.ACTIVE, 14, "demo:职工服务中心"),
)
LEAVING: Final = (
    (Status.DUE_FOR_REVIEW, 20),
    (Status.REVIEWING, 18),
    (Status.EXITING, 12),
    (Status.EXIT_NOTICE, 8),
    (Status.EXITED, 0),
)
AFTER: Final = {
    Status.DUE_FOR_REVIEW: (Status.DUE_FOR_REVIEW,),
    Status.REVIEWING: (Status.DUE_FOR_REVIEW, Status.REVIEWING),
    Status.SUSPENDED: (Status.SUSPENDED,),
    Status.MONITORED: (Status.MONITORED,),
    Status.CLOSED: (Status.MONITORED, Status.CLOSED),
}
DEPARTMENTS: Final = ("住建局", "市场监管局", "教育局", "公安局车管所", "民政局", "人社局")
PROVES: Final = {
    ExitChannel.E1_JOB: EvidenceKind.CONTRACT,
    ExitChannel.E2_INSURE: EvidenceKind.INSURANCE,
    ExitChannel.E3_ILLNESS: EvidenceKind.SETTLEMENT,
    ExitChannel.E4_BACKSTOP: EvidenceKind.BACKSTOP_CERTIFICATE,
}
MONTHS: Final = {EvidenceKind.INCOME: 6, EvidenceKind.AUTHORISATION: 12}


@dataclass(slots=True)
class Paths:
    """Rows in the order of the columns above."""

    steps: list[tuple[Any, ...]] = field(default_factory=list)
    visits: list[tuple[Any, ...]] = field(default_factory=list)
    checks: list[tuple[Any, ...]] = field(default_factory=list)
    evidence: list[tuple[Any, ...]] = field(default_factory=list)
    monitoring: list[tuple[Any, ...]] = field(default_factory=list)


def paths(rows: Sequence[tuple[Any, ...]], seed: int, today: date) -> Paths:
    """What happened to each dossier up to its state; a relapse is seen before the re-entry."""
    made = Paths()
    ids = {name: identities(seed, f"demo/{name}") for name in Paths.__dataclass_fields__}
    dossiers = [dict(zip(DOSSIER, row, strict=True)) for row in rows]
    again = {entry["previous_dossier_id"]: entry["applied_on"] for entry in dossiers}
    for entry in dossiers:
        _walk(made, ids, entry, today)
        if entry["exited_on"] is not None:
            _monitor(made, ids["monitoring"], entry, again.get(entry["id"]), today)
    return made


def _walk(made: Paths, ids: dict[str, Iterator[UUID]], entry: dict[str, Any], today: date) -> None:
    before: str | None = None
    for status, day, who in _taken(entry, today):
        moment = datetime.combine(day, time(2, 0), UTC)
        row = (before, status.value, day, moment, who, "演示数据")
        made.steps.append((next(ids["steps"]), entry["id"], *row))
        if status is Status.SUBMITTED:
            for kind in NEEDED_TO_SUBMIT:
                end = add_months(day, MONTHS[kind]) if kind in MONTHS else None
                proof = (kind.value, kind.label, day, end)
                made.evidence.append((next(ids["evidence"]), entry["id"], *proof))
        if status is Status.VISITED:
            found = (day, ["李建国", "周敏"], f"RH{len(made.visits) + 1:06d}", "入户核实, 情况属实")
            made.visits.append((next(ids["visits"]), entry["id"], *found))
        if status is Status.DATA_CHECKED:
            for exclusion, source in zip(Exclusion, DEPARTMENTS, strict=True):
                clear = (exclusion.value, source, CheckResult.CLEAR.value, day)
                made.checks.append((next(ids["checks"]), entry["id"], *clear))
        if status is Status.EXITING:
            kind = PROVES.get(ExitChannel[entry["exit_channel"]], EvidenceKind.STATEMENT)
            proof = (kind.value, kind.label, day, None)
            made.evidence.append((next(ids["evidence"]), entry["id"], *proof))
        before = status.value


def _taken(entry: dict[str, Any], today: date) -> Iterator[tuple[Status, date, str]]:
    """The steps that lead to the dossier's state, with their days."""
    state = Status[entry["status"]]
    opened: date | None = entry["opened_on"]
    applied: date = entry["applied_on"]
    for status, after, who in OPENING:
        day = min(applied + timedelta(days=after), today)
        if status is Status.ACTIVE and opened is not None:
            day = opened
        if status is Status.ACTIVE and opened is None:
            break
        yield status, day, who
        if status is state:
            return
    if opened is None:
        yield state, min(applied + timedelta(days=14), today), "demo:职工服务中心"
        return
    if entry["exited_on"] is not None:
        for status, days in LEAVING:
            yield status, entry["exited_on"] - timedelta(days=days), "demo:职工服务中心"
    for status in AFTER.get(state, ()):
        since = entry["exited_on"] or entry["next_review_on"] or today
        yield status, min(since, today), "job:demo"


def _monitor(
    made: Paths, ids: Iterator[UUID], entry: dict[str, Any], again: date | None, today: date
) -> None:
    """A visit half a year after the exit; the one before a re-entry finds the relapse."""
    half = entry["exited_on"] + timedelta(days=180)
    if again is not None:
        day = again - timedelta(days=3)
        found = (day, True, "合同到期后失业, 家庭再次陷入困难, 建议重新建档")
        made.monitoring.append((next(ids), entry["id"], *found))
    elif half <= today:
        found = (half, False, "就业稳定, 未返困")
        made.monitoring.append((next(ids), entry["id"], *found))
