"""Who acts: a signed-in user or a job, the role, and the part of the union tree in scope."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.enums import Labelled


class Role(Labelled):
    """角色: what a user may do; the scope says where."""

    ADMINISTRATOR = "ADMINISTRATOR", "平台管理员"
    ANALYST = "ANALYST", "只读分析员"
    JOB = "JOB", "后台任务"


@dataclass(frozen=True, slots=True)
class Scope:
    """The unions whose subtrees are visible; no union means nothing is visible.

    ``wide`` says that the subtrees hold a good part of all unions: then a page is
    found sooner by walking its order than by gathering the scope's rows first.
    """

    covers_all: bool = False
    unions: tuple[UUID | int, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Principal:
    """The actor of a request or a job."""

    subject: str  # "user:<id>" or "job:<run id>", as written into created_by and the audit
    role: Role
    scope: Scope
    name: str = ""
    user_id: UUID | None = None
    request_id: str = ""
    session_id: UUID | None = None
    must_change_password: bool = field(default=False, compare=False)

    @property
    def shape(self) -> tuple[str, bool, bool, bool]:
        """What of the principal decides the text of a statement (the rest are parameters)."""
        scope = self.scope
        return (self.role.value, scope.covers_all, scope.wide, len(scope.unions) == 1)


def job_principal(run: str) -> Principal:
    """The actor of a background job: all rows, named by its run."""
    return Principal(f"job:{run}", Role.JOB, Scope(covers_all=True), name="后台任务")


#: Beyond this many rows, hashing the scope is cheaper than probing each row.
PROBED_ROWS = 150


@dataclass(frozen=True, slots=True)
class Access:
    """The principal as access rules see it while a statement is compiled.

    ``unions`` (one id when ``single``, else an array) and ``user`` are parameters
    whose values are bound per request; ``rows`` is how many rows are read at most
    in the order of a page, None when all of them are.
    """

    role: Role
    covers_all: bool
    unions: sa.ColumnElement[Any]
    user: sa.ColumnElement[Any]
    wide: bool = False
    single: bool = False
    rows: int | None = None

    def within(
        self, unit: sa.ColumnElement[Any], closure: sa.FromClause
    ) -> sa.ColumnElement[bool] | None:
        """``unit`` lies in a subtree of the scope; ``closure`` has ancestor_id, descendant_id.

        PostgreSQL cannot know from a parameter how much a scope holds. For a short
        page of a wide scope each row is probed, fenced by OFFSET 0 from being turned
        into a join that reads everything; for a long page the scope is hashed;
        otherwise the scope's rows are gathered.
        """
        if self.covers_all:
            return None
        inside = sa.select(closure.c.descendant_id).where(self._ancestor(closure))
        if not self.wide or self.rows is None:
            return unit.in_(inside)
        if self.rows > PROBED_ROWS:
            return unit.in_(inside).is_(sa.true())
        probe = closure.alias()
        found: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
            probe.c.descendant_id == unit, self._ancestor(probe)
        )
        return sa.exists(found.offset(sa.literal_column("0")))

    def _ancestor(self, closure: sa.FromClause) -> sa.ColumnElement[bool]:
        """A single union is compared as a scalar: an array's length is guessed wrongly."""
        if self.single:
            return closure.c.ancestor_id == self.unions
        return closure.c.ancestor_id == sa.any_(self.unions)
