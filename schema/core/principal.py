"""Who acts: a signed-in user or a job, the role, and the part of the data in scope."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.roles import BY_UNION, Department, Role, ScopeKind

__all__ = ["Access", "Department", "Principal", "Role", "Scope", "ScopeKind", "job_principal"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is visible: by default the subtrees of ``unions``; nothing named, nothing visible.

    ``wide`` says that the subtrees hold a good part of all unions: then a page is
    found sooner by walking its order than by gathering the scope's rows first.
    For the kinds FACILITY and SELF ``targets`` holds the facilities or the person;
    ``unions`` are then only those that they belong to (row-level security of
    writes is by union). ``department`` narrows what a department's user may do.
    """

    covers_all: bool = False
    unions: tuple[UUID | int, ...] = ()
    wide: bool = False
    narrow: ScopeKind | None = None
    targets: tuple[UUID, ...] = ()
    department: Department | None = None

    @property
    def kind(self) -> ScopeKind:
        """How the scope reaches its rows."""
        if self.covers_all:
            return ScopeKind.CITY
        return self.narrow or ScopeKind.SUBTREE


@dataclass(frozen=True, slots=True)
class Principal:
    """The actor of a request or a job, with the one role it acts in."""

    subject: str  # "user:<id>" or "job:<run id>", as written into created_by and the audit
    role: Role
    scope: Scope
    name: str = ""
    user_id: UUID | None = None
    request_id: str = ""
    address: str = field(default="", compare=False)
    session_id: UUID | None = None
    must_change_password: bool = field(default=False, compare=False)
    # What the user must do first ("SECOND_FACTOR_REQUIRED", …); nothing else is open until then.
    barred: str | None = field(default=None, compare=False)
    has_second_factor: bool = field(default=False, compare=False)
    grant_id: UUID | None = None
    # The user holds a role of ``EXPLORERS``, be it another than the one acted in.
    explores: bool = field(default=False, compare=False)
    # When the user last proved a password or a one-time code (step-up).
    proved_at: datetime | None = field(default=None, compare=False)
    # An API client: its id, and the hashes of the documents it may run (None: any).
    client_id: UUID | None = None
    allowed_documents: frozenset[str] | None = field(default=None, compare=False)

    @property
    def shape(self) -> tuple[str, str, str, bool, bool]:
        """What of the principal decides the text of a statement (the rest are parameters)."""
        scope = self.scope
        department = scope.department or ""
        single = len(scope.unions) == 1
        return (self.role.value, scope.kind.value, str(department), scope.wide, single)


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
    in the order of a page, None when all of them are. ``targets`` is an array: the
    facilities or the person of a scope of these kinds.
    """

    role: Role
    covers_all: bool
    unions: sa.ColumnElement[Any]
    user: sa.ColumnElement[Any]
    wide: bool = False
    single: bool = False
    rows: int | None = None
    kind: ScopeKind = ScopeKind.SUBTREE
    department: Department | None = None
    targets: sa.ColumnElement[Any] = field(default_factory=sa.null)

    def own(self, unit: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """``unit`` is one of the scope's unions themselves."""
        return unit == self.unions if self.single else unit == sa.any_(self.unions)

    def aimed(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """``column`` is one of the scope's facilities, or its person."""
        return column == sa.any_(self.targets)

    def within(
        self, unit: sa.ColumnElement[Any], closure: sa.FromClause
    ) -> sa.ColumnElement[bool] | None:
        """``unit`` lies in a subtree of the scope; ``closure`` has ancestor_id, descendant_id.

        PostgreSQL cannot know from a parameter how much a scope holds. For a short
        page of a wide scope each row is probed, fenced by OFFSET 0 from being turned
        into a join that reads everything; for a long page the scope is hashed;
        otherwise the scope's rows are gathered. A scope that does not reach by union
        (own facilities, assigned matters, oneself) holds nothing here.
        """
        if self.covers_all:
            return None
        if self.kind is ScopeKind.UNION:
            return self.own(unit)
        if self.kind not in BY_UNION:
            return sa.false()
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
