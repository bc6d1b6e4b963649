"""Which logged rows an answer holds, told by the answer itself.

A row of a table with ``info={"read_logged": …}`` carries its id in the answer under a name
that GraphQL does not allow (``~dossier``). It is taken out again before anybody sees the
answer: so the ids are exactly those shown, wherever in the document they stand, from the
very snapshot and without a second statement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from schema.planner import plan
from schema.planner.model import ColumnField, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGN = "~"
#: How a statement shows that its answer is marked: the mark's name as an SQL label or text.
SIGNED = ('"' + SIGN, "'" + SIGN)
_MARK = re.compile(rb'"~(\w+)" ?: ?"([0-9a-f-]{36})"(?:, ?)?')


def read_mark(node: Node) -> tuple[tuple[str, plan.Output], ...]:
    """The hidden output of an object whose reading is logged; nothing for others."""
    key = node.fields.get("id")
    if "read_logged" not in node.table.info or not isinstance(key, ColumnField):
        return ()
    return ((SIGN + node.table.name, plan.Leaf(key)),)


def is_marked(sql: str) -> bool:
    """Whether the answer of this statement may hold logged rows."""
    return any(sign in sql for sign in SIGNED)


def unmark(body: bytes) -> tuple[bytes, dict[str, Sequence[UUID]]]:
    """The answer as it may leave, and the ids of the logged rows in it, by table."""
    found: dict[str, dict[UUID, None]] = {}
    for name, identity in _MARK.findall(body):
        found.setdefault(name.decode(), {})[UUID(identity.decode())] = None
    return _MARK.sub(b"", body), {name: tuple(ids) for name, ids in found.items()}
