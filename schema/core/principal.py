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
    def shape(self) -> tuple[str, bool, bool]:
        """What of the principal decides the text of a statement (the rest are parameters)."""
        return (self.role.value, self.scope.covers_all, self.scope.wide)


def job_principal(run: str) -> Principal:
    """The actor of a background job: all rows, named by its run."""
    return Principal(f"job:{run}", Role.JOB, Scope(covers_all=True), name="后台任务")


@dataclass(frozen=True, slots=True)
class Access:
    """The principal as access rules see it while a statement is compiled.

    ``unions`` and ``user`` are parameters whose values are bound per request;
    ``paged`` says that the rows are read in the order of a page, not all of them.
    """

    role: Role
    covers_all: bool
    wide: bool
    paged: bool
    unions: sa.ColumnElement[object]
    user: sa.ColumnElement[UUID]

    def within(
        self, unit: sa.ColumnElement[Any], closure: sa.FromClause
    ) -> sa.ColumnElement[bool] | None:
        """``unit`` lies in a subtree of the scope; ``closure`` has ancestor_id, descendant_id.

        PostgreSQL cannot know how much a scope holds. For a page of a wide scope the
        row is probed, fenced by OFFSET 0 from being turned into a join that reads
        everything; otherwise the scope's rows are gathered.
        """
        if self.covers_all:
            return None
        inside = sa.select(closure.c.descendant_id).where(
            closure.c.ancestor_id == sa.any_(self.unions)
        )
        if self.wide and self.paged:
            probe = closure.alias()
            found: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
                probe.c.descendant_id == unit, probe.c.ancestor_id == sa.any_(self.unions)
            )
            return sa.exists(found.offset(sa.literal_column("0")))
        return unit.in_(inside)
