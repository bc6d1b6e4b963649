"""An analyst's rule from draft to publication by another person; versions never change."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.roles import Department, Role
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.organisation.access import may_edit
from schema.screening.rules import (
    OPEN_STATES,
    VERSION_TRANSITIONS,
    Fault,
    FindingStatus,
    RuleOrigin,
    ScreeningErrorCode,
    ScreeningKind,
    SubjectType,
    VersionStatus,
)
from schema.screening.service.authoring.compiling import compile_rule
from schema.screening.service.authoring.terms import Author
from schema.screening.tables import finding, screening_rule, screening_rule_version

NUMBERED = sa.text("select pg_advisory_xact_lock(hashtext('screening_rule'))")
_rule, _version = screening_rule.c, screening_rule_version.c


async def draft_rule(
    work: Work,
    *,
    name: str,
    subject_type: SubjectType,
    severity: int,
    kinds: Sequence[ScreeningKind],
    expression: object,
    action: str | None = None,
) -> UUID:
    """Write a new rule down as a draft; returns its first version.

    Raises DomainError FORBIDDEN, INVALID, EXPRESSION_INVALID with each fault and its place.
    """
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    if not name.strip() or not kinds:
        raise DomainError(ErrorCode.INVALID, "须写明名称和排查类型", path=("name",))
    sentence = _judged(work, subject_type, expression, severity)
    await work.execute(NUMBERED)
    count = sa.select(sa.func.count()).where(_rule.source == RuleOrigin.ANALYST)
    number = (await work.execute(count)).scalar_one() + 1
    rule = await work.insert(
        screening_rule,
        code=f"X{number:04d}",
        name=name.strip(),
        description=sentence,
        kinds=[kind.value for kind in kinds],
        subject_type=subject_type,
        severity=severity,
        dedup="对象",
        action=(action or "").strip(),
        source=RuleOrigin.ANALYST,
    )
    return await _write(work, rule, 1, expression, sentence, severity)


async def revise_rule(
    work: Work, *, version_id: UUID, expected_version: int, severity: int, expression: object
) -> UUID:
    """Change a draft; of a published version, write the next draft. Returns the draft."""
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    row = await _row(work, version_id)
    unchanged_since(screening_rule_version, row, expected_version)
    sentence = _judged(work, SubjectType[row["subject_type"]], expression, severity)
    if row["status"] == VersionStatus.DRAFT:
        await work.update(
            screening_rule_version,
            version_id,
            expected_version,
            **_contents(work, expression, sentence, severity),
        )
        return version_id
    await work.execute(NUMBERED)
    last = sa.select(sa.func.max(_version.number)).where(_version.rule_id == row["rule_id"])
    number = (await work.execute(last)).scalar_one() + 1
    return await _write(work, row["rule_id"], number, expression, sentence, severity)


async def publish_rule(work: Work, *, version_id: UUID, expected_version: int) -> None:
    """Put a draft in force in place of the version before; not by whoever wrote it.

    Raises DomainError FORBIDDEN, SECOND_PERSON, ILLEGAL_TRANSITION, EXPRESSION_INVALID, CONFLICT.
    """
    await may_edit(work, None, Entity.SCREENING, Action.DECIDE)
    row = await _row(work, version_id)
    unchanged_since(screening_rule_version, row, expected_version)
    next_state(VERSION_TRANSITIONS, VersionStatus[row["status"]], VersionStatus.PUBLISHED)
    if work.principal.subject in {row["created_by"], row["updated_by"]}:
        raise DomainError(ScreeningErrorCode.SECOND_PERSON)
    author = author_of(row["author_role"], row["author_department"])
    subject = SubjectType[row["subject_type"]]
    _refuse(compile_rule(subject, row["expression"], author, work.today).faults)
    await work.execute(
        sa.update(screening_rule_version)
        .where(_version.rule_id == row["rule_id"], _version.status == VersionStatus.PUBLISHED)
        .values(
            status=VersionStatus.RETIRED,
            version=_version.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
    )
    await work.update(
        screening_rule_version,
        version_id,
        expected_version,
        status=VersionStatus.PUBLISHED,
        published_at=work.now,
        published_by=work.principal.subject,
    )
    await work.execute(
        sa.update(screening_rule)
        .where(_rule.id == row["rule_id"])
        .values(
            description=row["sentence"],
            severity=row["severity"],
            version=_rule.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
    )


async def retire_rule(work: Work, *, version_id: UUID, expected_version: int, reason: str) -> None:
    """Take an analyst's rule out of force; what it has found and is still open is resolved."""
    await may_edit(work, None, Entity.SCREENING, Action.DECIDE)
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    row = await _row(work, version_id)
    unchanged_since(screening_rule_version, row, expected_version)
    next_state(VERSION_TRANSITIONS, VersionStatus[row["status"]], VersionStatus.RETIRED)
    await work.because(reason.strip())
    await work.update(
        screening_rule_version, version_id, expected_version, status=VersionStatus.RETIRED
    )
    await work.execute(
        sa.update(finding)
        .where(finding.c.rule_code == row["code"], finding.c.status.in_(OPEN_STATES))
        .values(
            status=FindingStatus.RESOLVED,
            status_reason=f"规则停用: {reason.strip()}",
            closed_at=work.now,
            version=finding.c.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
    )


def author_of(role: str, department: str | None) -> Author:
    """The author of a stored version."""
    return Author(Role[role], Department[department] if department else None)


def _author(work: Work) -> Author:
    return Author(work.principal.role, work.principal.scope.department)


def _judged(work: Work, subject: SubjectType, expression: object, severity: int) -> str:
    """The sentence of a condition that holds no fault."""
    if not 1 <= severity <= 4:  # noqa: PLR2004 - the grades of domain §8.4
        raise DomainError(ErrorCode.INVALID, "风险等级为 1 至 4", path=("severity",))
    compiled = compile_rule(subject, expression, _author(work), work.today)
    _refuse(compiled.faults)
    return compiled.sentence


def _refuse(faults: Sequence[Fault]) -> None:
    if not faults:
        return
    first = faults[0]
    told = [{"path": [str(part) for part in f.path], "message": f.message} for f in faults]
    raise DomainError(
        ScreeningErrorCode.EXPRESSION_INVALID,
        f"{ScreeningErrorCode.EXPRESSION_INVALID.label}: {first.message}",
        path=("expression", *first.path),
        details={"faults": told},
    )


def _contents(work: Work, expression: object, sentence: str, severity: int) -> dict[str, object]:
    author = _author(work)
    words = json.dumps(expression, ensure_ascii=False, sort_keys=True)
    return {
        "expression": expression,
        "sentence": sentence,
        "digest": sha256(words.encode()).hexdigest(),
        "severity": severity,
        "author_role": author.role.value,
        "author_department": author.department.value if author.department else None,
    }


async def _write(
    work: Work, rule: UUID, number: int, expression: object, sentence: str, severity: int
) -> UUID:
    contents = _contents(work, expression, sentence, severity)
    return await work.insert(screening_rule_version, rule_id=rule, number=number, **contents)


async def _row(work: Work, version_id: UUID) -> Mapping[str, Any]:
    """A version of an analyst's rule with its rule's code and subject, locked."""
    statement = (
        sa.select(screening_rule_version, _rule.code, _rule.subject_type)
        .join_from(screening_rule_version, screening_rule, _rule.id == _version.rule_id)
        .where(_version.id == version_id, _rule.source == RuleOrigin.ANALYST)
        .with_for_update(of=screening_rule_version)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("规则版本")
    return {str(name): value for name, value in row.items()}
