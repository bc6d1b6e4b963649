"""The rules as rows: built-in ones registered, and the version in force of each made ready."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.errors import DomainError
from schema.core.params import parameters
from schema.core.work import Work
from schema.screening.rules import (
    RuleDefinition,
    RuleOrigin,
    ScreeningErrorCode,
    SubjectType,
    VersionStatus,
)
from schema.screening.service.authoring.compiling import compile_rule
from schema.screening.service.authoring.drafts import author_of
from schema.screening.service.builtin.hits import Question, Rule, Select
from schema.screening.service.catalogue import DEFINITIONS, SELECTS, digest
from schema.screening.service.upsert import ArmedRule
from schema.screening.tables import screening_rule, screening_rule_version

_rule, _version = screening_rule.c, screening_rule_version.c


async def register_rules(work: Work) -> None:
    """Put the built-in rules that the database does not know yet, or knows otherwise, into it.

    A rule whose words or statement changed with the program gets a new version; the one
    before is retired and stays with the findings that it made.
    """
    subject = work.principal.subject
    rows = [
        {**_described(rule), "created_by": subject, "updated_by": subject}
        for rule in DEFINITIONS.values()
    ]
    await work.execute(insert(screening_rule).values(rows).on_conflict_do_nothing())
    in_force = sa.and_(_version.rule_id == _rule.id, _version.status == VersionStatus.PUBLISHED)
    statement = (
        sa.select(_rule.id, _rule.code, _version.id.label("version_id"))
        .add_columns(_version.digest, _version.number)
        .join_from(screening_rule, screening_rule_version, in_force, isouter=True)
        .where(_rule.source == RuleOrigin.BUILT_IN, _rule.code.in_(SELECTS))
    )
    stale = [row for row in (await work.execute(statement)).all() if row.digest != digest(row.code)]
    if stale:
        await _renew(work, stale)


def _described(rule: RuleDefinition) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "description": rule.description,
        "kinds": [kind.value for kind in rule.kinds],
        "subject_type": rule.subject,
        "severity": rule.severity,
        "dedup": rule.key,
        "action": rule.action,
    }


async def _renew(work: Work, rows: Sequence[sa.Row[Any]]) -> None:
    """Retire the versions in force of these rules and put the program's own in their place."""
    subject = work.principal.subject
    old = [row.version_id for row in rows if row.version_id is not None]
    if old:
        await work.execute(
            sa.update(screening_rule_version)
            .where(_version.id.in_(old))
            .values(
                status=VersionStatus.RETIRED,
                version=_version.version + 1,
                updated_at=work.now,
                updated_by=subject,
            )
        )
    fresh = [
        {
            "rule_id": row.id,
            "number": (row.number or 0) + 1,
            "status": VersionStatus.PUBLISHED,
            "sentence": DEFINITIONS[row.code].description,
            "digest": digest(row.code),
            "severity": DEFINITIONS[row.code].severity,
            "author_role": work.principal.role.value,
            "published_at": work.now,
            "published_by": subject,
            "created_by": subject,
            "updated_by": subject,
        }
        for row in rows
    ]
    await work.execute(insert(screening_rule_version).values(fresh).on_conflict_do_nothing())


async def rules_in_force(work: Work) -> Sequence[sa.Row[Any]]:
    """Every rule with its version in force, by code."""
    statement = (
        sa.select(
            _rule.id,
            _rule.code,
            _rule.name,
            _rule.kinds,
            _rule.enabled,
            _rule.subject_type,
            _rule.severity,
            _rule.source,
            _version.id.label("version_id"),
            _version.expression,
            _version.author_role,
            _version.author_department,
        )
        .join_from(screening_rule, screening_rule_version, _version.rule_id == _rule.id)
        .where(
            _version.status == VersionStatus.PUBLISHED,
            sa.or_(_rule.source != RuleOrigin.BUILT_IN, _rule.code.in_(SELECTS)),
        )
        .order_by(_rule.code)
    )
    return (await work.execute(statement)).all()


async def arm(
    work: Work, row: sa.Row[Any], as_of: date, overrides: Mapping[str, object] | None = None
) -> ArmedRule:
    """A row of ``rules_in_force`` with its parameters read and its select built.

    Raises DomainError PARAMETER_MISSING, and EXPRESSION_INVALID for an analyst's rule whose
    fields are no longer there for its author.
    """
    values: dict[str, object] = {}
    ask: Rule
    if row.source == RuleOrigin.ANALYST:
        ask = partial(_ask_analyst, row)
    else:
        ask = SELECTS[row.code]
        values = {**await rule_values(work, row.code, as_of), **(overrides or {})}
    return ArmedRule(
        rule_id=row.id,
        code=row.code,
        subject=SubjectType[row.subject_type],
        severity=row.severity,
        version_id=row.version_id,
        selected=ask(Question(as_of, values, work.now)),
        parameters=values,
        ask=ask,
    )


def narrowed(work: Work, rule: ArmedRule, as_of: date, about: Sequence[UUID]) -> ArmedRule:
    """The same rule, asked about some subjects only."""
    asked = rule.ask(Question(as_of, rule.parameters, work.now, about))
    return replace(rule, selected=asked, about=about)


def _ask_analyst(row: sa.Row[Any], question: Question) -> Select:
    author = author_of(row.author_role, row.author_department)
    compiled = compile_rule(SubjectType[row.subject_type], row.expression, author, question.as_of)
    if compiled.selected is None:
        raise DomainError(ScreeningErrorCode.EXPRESSION_INVALID)
    return compiled.selected


async def rule_values(work: Work, code: str, as_of: date) -> dict[str, object]:
    """The parameters of a built-in rule in force, the borrowed ones below its own."""
    values: dict[str, object] = {}
    for name in (*DEFINITIONS[code].borrowed, code):
        values.update(await parameters(work.connection, name, as_of))
    return values
