"""What is announced when a row is new or has moved on: ids and codes, never contents.

Triggers announce on one PostgreSQL channel, so no door can forget to; PostgreSQL sends
when the transaction commits. A stream reads the row itself through the planner, as its
reader, so an announcement shows nothing to anybody.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

CHANGE_CHANNEL = "gonghui_change"

#: What an announcement says of a row beside its id, so that a stream need not read it in vain.
ANNOUNCED: Mapping[str, tuple[str, ...]] = {
    "job_run": ("state",),
    "finding": ("severity", "rule_code"),
    "opinion_alert": ("level",),
    "notification": ("user_id",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a table that was inserted, or updated in a way that is announced."""

    table: str
    identity: UUID
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stream hears at once: rows one by one, in the order of their announcement.

    ``least`` is set when so many rows were written at once that they are not named: then
    some of the rows from this id on are new, and who wants them reads the list.
    """

    changes: tuple[Change, ...] = ()
    least: UUID | None = None


class Hearing(Protocol):
    """One stream's ear: heard from the call on, left at the end of the ``with`` block.

    Raises LaggingError when its reader takes the events too slowly.
    """

    def __enter__(self) -> AsyncIterator[Heard]:
        """Begin to iterate."""

    def __exit__(self, *failure: object) -> None:
        """Hear no more."""


class Changes(Protocol):
    """Where streams hear of changes."""

    def of(self, table: str, column: str = "", value: object = None) -> "Hearing":
        """The changes of a table from now on, until the hearing is left.

        With ``column`` ("id", or what is announced of the table) only rows in which it has
        this value: nobody is woken by what is not his.
        """


class LaggingError(Exception):
    """The reader of a stream takes its events too slowly; it must ask anew."""
