"""How a payload's fields are kept with an idempotency key, and made again of what was kept.

Rows are kept as references: who asks again sees of them what he may see now.
"""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

from schema.core.audit import plain
from schema.planner.readback import Reference

KIND = "$kind"
_kinds: dict[str, type] = {}


def storable(kind: type) -> type:
    """Let values of a strawberry type stand in stored payloads."""
    _kinds[kind.__name__] = kind
    return kind


def store(value: object) -> Any:
    """A payload's value as JSON; raises TypeError for a type that is not ``storable``."""
    if isinstance(value, dict):
        return {name: store(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [store(part) for part in value]
    if isinstance(value, Reference):
        return {KIND: "Reference", "identity": str(value.identity)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        if kind not in _kinds:
            message = f"{kind} cannot be stored with an idempotency key"
            raise TypeError(message)
        fields = {f.name: store(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {KIND: kind, **fields}
    return plain(value)


def restore(value: Any) -> Any:
    """What ``store`` was given."""
    if isinstance(value, list):
        return [restore(part) for part in value]
    if not isinstance(value, dict):
        return value
    fields = {name: restore(part) for name, part in value.items() if name != KIND}
    if KIND not in value:
        return fields
    if value[KIND] == "Reference":
        return Reference(UUID(fields["identity"]))
    return _kinds[value[KIND]](**fields)
