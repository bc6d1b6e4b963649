"""A version tried on the live data: what it would find beside what is in force, and its cost."""

import json
from datetime import date
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, NotFoundError
from schema.core.work import Work
from schema.organisation.access import may_edit
from schema.screening.rules import RuleOrigin, ScreeningErrorCode, SubjectType, VersionStatus
from schema.screening.service.authoring.compiling import compile_rule
from schema.screening.service.authoring.drafts import author_of
from schema.screening.service.builtin.hits import Select
from schema.screening.tables import rule_trial, screening_rule, screening_rule_version

# A trial answers while its author waits; a rule that takes longer is too dear as it is.
PATIENCE = sa.text("set local statement_timeout = '20s'")
SAMPLES = 20
CANCELLED = "57014"  # PostgreSQL's code of a statement that ran out of time
_rule, _version = screening_rule.c, screening_rule_version.c


async def try_rule(work: Work, *, version_id: UUID) -> UUID:
    """Run a version without writing findings; returns the trial that was noted.

    ``fresh`` are hits of it alone, ``gone`` those of the version in force alone. Raises
    DomainError FORBIDDEN, NOT_FOUND, EXPRESSION_INVALID, RULE_TOO_SLOW.
    """
    await may_edit(work, None, Entity.SCREENING, Action.CREATE)
    row = await _version_row(work, version_id)
    tried = _selected(row, work.today)
    live = await _live(work, row)
    cost = await _planned_cost(work, tried)
    begun = perf_counter()
    counts = await _counted(work, _difference(tried, live))
    spent = perf_counter() - begun
    return await work.insert(
        rule_trial,
        version_id=version_id,
        as_of=work.today,
        hits=counts.fresh + counts.same,
        fresh=counts.fresh,
        gone=counts.gone,
        same=counts.same,
        planned_cost=cost,
        milliseconds=round(spent * 1000),
        samples=counts.samples or [],
    )


async def _counted(work: Work, statement: sa.Select[Any]) -> Any:
    """The one row of a trial; raises DomainError RULE_TOO_SLOW when patience ends."""
    try:
        async with work.connection.begin_nested():
            await work.execute(PATIENCE)
            return (await work.execute(statement)).one()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == CANCELLED:
            raise DomainError(ScreeningErrorCode.RULE_TOO_SLOW, path=("versionId",)) from error
        raise


async def _version_row(work: Work, version_id: UUID) -> Any:
    statement = (
        sa.select(screening_rule_version, _rule.subject_type)
        .join_from(screening_rule_version, screening_rule, _rule.id == _version.rule_id)
        .where(_version.id == version_id, _rule.source == RuleOrigin.ANALYST)
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("规则版本", path=("versionId",))
    return row


def _selected(row: Any, as_of: date) -> Select:
    author = author_of(row.author_role, row.author_department)
    compiled = compile_rule(SubjectType[row.subject_type], row.expression, author, as_of)
    if compiled.selected is None:
        raise DomainError(ScreeningErrorCode.EXPRESSION_INVALID, path=("versionId",))
    return compiled.selected


async def _live(work: Work, row: Any) -> Select | None:
    """What is in force of the same rule, if it is another version."""
    statement = (
        sa.select(screening_rule_version, _rule.subject_type)
        .join_from(screening_rule_version, screening_rule, _rule.id == _version.rule_id)
        .where(_version.rule_id == row.rule_id, _version.status == VersionStatus.PUBLISHED)
    )
    found = (await work.execute(statement)).one_or_none()
    return None if found is None else _selected(found, work.today)


def _difference(tried: Select, live: Select | None) -> sa.Select[Any]:
    new = tried.cte("tried")
    if live is None:
        old = sa.select(sa.cast(sa.null(), sa.Uuid).label("subject_id")).where(sa.false()).cte()
    else:
        old = live.cte("live")
    both = (
        sa.select(new.c.subject_id.label("now"), old.c.subject_id.label("before"), new.c.nodes)
        .join_from(new, old, old.c.subject_id == new.c.subject_id, full=True)
        .cte("both")
    )
    state = sa.case((both.c.before.is_(None), "NEW"), (both.c.now.is_(None), "GONE"), else_="SAME")
    told = sa.func.jsonb_build_object(
        "subjectId",
        sa.func.coalesce(both.c.now, both.c.before),
        "difference",
        state,
        "nodes",
        both.c.nodes,
    )
    few = sa.select(told.label("told")).order_by(state, both.c.now).limit(SAMPLES).subquery()
    samples = sa.select(sa.func.jsonb_agg(few.c.told)).scalar_subquery()
    return sa.select(
        sa.func.count().filter(both.c.before.is_(None)).label("fresh"),
        sa.func.count().filter(both.c.now.is_(None)).label("gone"),
        sa.func.count().filter(both.c.now == both.c.before).label("same"),
        samples.label("samples"),
    ).select_from(both)


async def _planned_cost(work: Work, selected: Select) -> float:
    """What PostgreSQL expects the statement to cost, in its own units."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    written = selected.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    plan = await work.execute(sa.text("explain (format json) " + _escaped(str(written))))
    read: Any = plan.scalar_one()
    told = json.loads(read) if isinstance(read, str) else read
    return float(told[0]["Plan"]["Total Cost"])


def _escaped(statement: str) -> str:
    """Colons are no parameters here."""
    return statement.replace(":", "\\:")
