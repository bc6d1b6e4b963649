"""The parameters of a statement: where each value comes from when it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa

from schema.core.principal import Access, Principal, Role
from schema.core.roles import BY_UNION, Department, ScopeKind
from schema.planner.scalars import Kind
from schema.planner.values import Bound

Getter = Callable[[Mapping[str, Any], Principal], Any]


@dataclass(slots=True)
class Parameters:
    """Collects bind parameters while a statement is built; each has a getter."""

    role: Role
    covers_all: bool
    wide: bool
    single: bool
    scope_type: sa.types.TypeEngine[Any]
    trust_implied: bool = True
    kind: ScopeKind = ScopeKind.SUBTREE
    department: Department | None = None
    getters: dict[str, Getter] = field(default_factory=dict)
    _bound: tuple[sa.ColumnElement[Any], ...] | None = None

    @classmethod
    def of(cls, principal: Principal, scope_type: sa.types.TypeEngine[Any]) -> Self:
        """The parameters of a statement for principals of this shape."""
        scope = principal.scope
        single = len(scope.unions) == 1
        made = cls(principal.role, scope.covers_all, scope.wide, single, scope_type)
        made.kind, made.department = scope.kind, scope.department
        # "Seen with its parent" is said of unions; other scopes check each row by itself.
        made.trust_implied = scope.kind in BY_UNION
        return made

    def add(self, getter: Getter, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
        """A bind parameter that ``getter`` fills at each request."""
        name = f"p{len(self.getters)}"
        self.getters[name] = getter
        return sa.bindparam(name, type_=kind)

    def value(self, bound: Bound, kind: Kind) -> sa.ColumnElement[Any]:
        """A single value: small integers of the document as literals, the rest bound."""
        if bound.constant and type(bound.value) is int and kind.convert is None:
            return sa.literal_column(str(bound.value), kind.sql)
        read = bound.getter(kind.convert)
        return self.add(lambda variables, _principal: read(variables), kind.sql)

    def array(
        self, found: Any, kind: Kind, *, check: Callable[[int], None] | None = None
    ) -> sa.ColumnElement[Any]:
        """A list of values, as one array parameter; ``check`` may refuse its length."""
        kind_sql: sa.types.TypeEngine[Any] = sa.ARRAY(kind.sql)
        if isinstance(found, Bound):
            read = found.getter(_each(kind.convert, check))
            return self.add(lambda variables, _principal: read(variables), kind_sql)
        readers = [item.getter(kind.convert) for item in found]
        return self.add(lambda variables, _principal: [r(variables) for r in readers], kind_sql)

    def access(self, *, rows: int | None = None) -> Access:
        """The principal as access rules see it; its parameters are made once."""
        if self._bound is None:
            kind: sa.types.TypeEngine[Any] = self.scope_type
            unions = (
                self.add(_only_union, kind) if self.single else self.add(_unions, sa.ARRAY(kind))
            )
            user = self.add(_user, sa.Uuid())
            self._bound = (unions, user, self.add(_targets, sa.ARRAY(sa.Uuid())))
        unions_bound, user_bound, targets = self._bound
        return Access(
            self.role,
            self.covers_all,
            unions_bound,
            user_bound,
            self.wide,
            self.single,
            rows,
            self.kind,
            self.department,
            targets,
        )


def _each(
    convert: Callable[[Any], Any] | None, check: Callable[[int], None] | None
) -> Callable[[Any], Any] | None:
    if convert is None:
        return None

    def each(values: Any) -> list[Any]:
        if check is not None:
            check(len(values))
        return [convert(value) for value in values]

    return each


def _unions(_variables: Mapping[str, Any], principal: Principal) -> Any:
    return list(principal.scope.unions)


def _only_union(_variables: Mapping[str, Any], principal: Principal) -> Any:
    return principal.scope.unions[0]


def _targets(_variables: Mapping[str, Any], principal: Principal) -> Any:
    return list(principal.scope.targets)


def _user(_variables: Mapping[str, Any], principal: Principal) -> Any:
    return principal.user_id
