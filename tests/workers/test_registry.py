"""Each job message has exactly one handler, and each scheduled job exists."""

import dataclasses
import importlib
import pkgutil
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import ClassVar, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

import schema
from schema.operations.jobs import SCHEDULABLE
from schema.operations.rules import INITIAL_SCHEDULES
from tests.workers.jobs import Note
from workers.job import handlers, job
from workers.modules import load


def message_classes() -> set[type]:
    """Every dataclass with ``job`` and ``queue`` in a module named ``jobs`` of ``schema``."""
    found: set[type] = set()
    for module in pkgutil.walk_packages(schema.__path__, "schema."):
        if module.name.split(".")[-1] == "jobs":
            members = vars(importlib.import_module(module.name)).values()
            found |= {
                member
                for member in members
                if isinstance(member, type)
                and dataclasses.is_dataclass(member)
                and hasattr(member, "job")
                and hasattr(member, "queue")
            }
    return found


def test_each_message_has_exactly_one_handler() -> None:
    load()
    handled = {handler.message for handler in handlers.values()}
    ours = {message for message in handled if not message.job.startswith("test.")}
    assert ours == message_classes()
    assert all(handler.message.job == name for name, handler in handlers.items())


def test_a_second_handler_is_refused() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        job(Note)


@pytest.mark.parametrize("schedule", INITIAL_SCHEDULES, ids=lambda schedule: str(schedule.code))
def test_each_initial_schedule_names_a_job(schedule: object) -> None:
    assert getattr(schedule, "job") in SCHEDULABLE  # noqa: B009


#: What a message may carry: which rows, which kind, when. Texts of people have no type here.
CARRIED = (UUID, date, datetime, int, bool, Enum, NoneType)
#: Texts that are ids or codes, each with what it is.
CODED = {
    "PayLine.line_id": "the id of a line",
    "RunScreening.kind": "a kind of screening",
    "FeedIntakeDue.source_id": "the id of a source",
}


@pytest.mark.requirement("D04")
def test_messages_can_carry_ids_only() -> None:
    """By their types: no message has a field that a name or a number could stand in."""
    open_fields = []
    for message in message_classes():
        for name, hint in get_type_hints(message).items():
            kinds = _leaves(hint)
            if get_origin(hint) is ClassVar or f"{message.__name__}.{name}" in CODED:
                continue
            if not all(issubclass(kind, CARRIED) for kind in kinds):
                open_fields.append(f"{message.__name__}.{name}: {hint}")
    assert open_fields == []


def _leaves(hint: object) -> list[type]:
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    if not parts:
        return [hint] if isinstance(hint, type) else [NoneType]
    return [leaf for part in parts for leaf in _leaves(part)]
