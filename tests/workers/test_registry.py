"""Each job message has exactly one handler, and each scheduled job exists."""

import dataclasses
import importlib
import pkgutil

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
