"""What must be on file before a step: visit, exclusion checks, valid evidence, exit threshold."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from schema.assistance.rules import (
    NEEDED_TO_SUBMIT,
    WITH_THRESHOLD,
    AssistanceErrorCode,
    CheckResult,
    DossierStatus,
    EvidenceKind,
    Exclusion,
    ExitChannel,
    proofs_missing,
    reaches_threshold,
)
from schema.assistance.service.log import last_step
from schema.assistance.tables import assessment, evidence, exclusion_check, household_visit
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work

Row = Mapping[str, Any]


async def check_submission(work: Work, row: Row) -> None:
    """Assessed, and with the proofs that every application needs, listed all at once."""
    found = sa.exists().where(assessment.c.dossier_id == row["id"])
    if not (await work.execute(sa.select(found))).scalar_one():
        raise DomainError(AssistanceErrorCode.NOT_ASSESSED, path=("status",))
    held = await _held(work, row["id"])
    refuse_missing([(kind,) for kind in NEEDED_TO_SUBMIT if kind not in held])


def refuse_missing(groups: list[tuple[EvidenceKind, ...]]) -> None:
    """Raise DomainError EVIDENCE_MISSING that names every missing proof."""
    if not groups:
        return
    names = ["或".join(kind.label for kind in group) for group in groups]
    raise DomainError(
        AssistanceErrorCode.EVIDENCE_MISSING,
        f"缺少有效的证明材料: {'、'.join(names)}",
        path=("status",),
        details={"missing": [[kind.value for kind in group] for group in groups]},
    )


async def check_visit(work: Work, row: Row) -> None:
    """A visit by two or more since the application was submitted last."""
    submitted = await last_step(work, row["id"], DossierStatus.SUBMITTED)
    since = row["applied_on"] if submitted is None else submitted["taken_on"]
    found = sa.exists().where(
        household_visit.c.dossier_id == row["id"], household_visit.c.visited_on >= since
    )
    if not (await work.execute(sa.select(found))).scalar_one():
        raise DomainError(AssistanceErrorCode.VISIT_MISSING, path=("status",))


async def check_exclusions(work: Work, row: Row, *, clear: bool) -> None:
    """Every exclusion was checked; with ``clear``, none applies and none is unclear."""
    table = exclusion_check.c
    latest = (
        sa.select(table.exclusion, table.result)
        .where(table.dossier_id == row["id"])
        .ext(distinct_on(table.exclusion))
        .order_by(table.exclusion, table.id.desc())
    )
    results = {found.exclusion: found.result for found in await work.execute(latest)}
    missing = [one for one in Exclusion if one not in results]
    if missing:
        raise DomainError(
            AssistanceErrorCode.CHECK_MISSING,
            path=("status",),
            details={"missing": [one.value for one in missing]},
        )
    against = [one for one, result in results.items() if result is not CheckResult.CLEAR]
    if clear and against:
        raise DomainError(
            AssistanceErrorCode.EXCLUDED,
            path=("status",),
            details={"exclusions": [one.value for one in against]},
        )


async def check_exit(
    work: Work, row: Row, channel: ExitChannel | None, proof: str | None
) -> dict[str, object]:
    """The channel with its proof and figures (domain §4.6); the columns that it writes."""
    if channel is None or not proof:
        raise DomainError(AssistanceErrorCode.EXIT_PROOF_REQUIRED, path=("exitChannel",))
    missing = proofs_missing(channel, await _held(work, row["id"]))
    refuse_missing(missing)
    if channel in WITH_THRESHOLD or channel is ExitChannel.E3_ILLNESS:
        await _check_figures(work, row, channel)
    return {"exit_channel": channel, "exit_proof": proof}


async def _check_figures(work: Work, row: Row, channel: ExitChannel) -> None:
    """By the latest assessment: out of need, or self-paid illness below the parameter."""
    table = assessment.c
    statement = (
        sa.select(assessment)
        .where(table.dossier_id == row["id"])
        .order_by(table.assessed_on.desc(), table.id.desc())
        .limit(1)
    )
    last = (await work.execute(statement)).mappings().one_or_none()
    if last is None:
        raise DomainError(AssistanceErrorCode.NOT_ASSESSED, path=("status",))
    terms = await parameters(work.connection, "DOSSIER", work.today)
    if channel is ExitChannel.E3_ILLNESS:
        reached = last["rigid_expenditure"] <= figure(terms, "exit_self_paid")
    else:
        net = last["yearly_income"] - last["rigid_expenditure"]
        multiplier = figure(terms, "exit_multiplier")
        reached = reaches_threshold(
            net, last["household_size"], last["living_standard"], multiplier
        )
    if not reached:
        raise DomainError(AssistanceErrorCode.EXIT_THRESHOLD, path=("exitChannel",))


async def _held(work: Work, dossier_id: UUID) -> set[EvidenceKind]:
    """The kinds of evidence that are valid today."""
    table = evidence.c
    statement = sa.select(table.kind).where(
        table.dossier_id == dossier_id,
        table.issued_on <= work.today,
        sa.or_(table.valid_until.is_(None), table.valid_until >= work.today),
    )
    return set((await work.execute(statement)).scalars())


def check_text(value: str, field: str, message: str) -> str:
    """A text that must say something."""
    if not value.strip():
        raise DomainError(ErrorCode.INVALID, message, path=(field,))
    return value.strip()
