"""The open events that a cluster may join, and the new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa

from schema.core.bulk import listed
from schema.core.work import Work
from schema.opinion.rules.codes import EventStatus, OpinionLevel, Topic
from schema.opinion.rules.score import SEVERITY, Score
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.bulk import new_ids, signed, write_rows
from schema.opinion.service.clocks import Clocked, keep_clocks
from schema.opinion.tables import opinion_event

MAX_TITLE = 60


@dataclass(slots=True)
class Event:
    """An event while an intake works on it."""

    id: UUID
    topic: Topic
    division_id: UUID | None
    employer: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    item_count: int
    cluster_count: int
    level: OpinionLevel
    score: float
    status: EventStatus
    is_restricted: bool
    stored_level: OpinionLevel | None
    held_score: float | None = None

    def take(self, row: Any, new_items: int, score: Score) -> None:
        """Count a cluster's new items in; an intake may raise the level, never lower it.

        What two persons lowered rises again only with a score beyond the one they judged.
        """
        self.first_seen_at = min(self.first_seen_at, row.occurred_at)
        self.last_seen_at = max(self.last_seen_at, row.last_seen_at)
        self.item_count += new_items
        self.cluster_count += 1 if row.event_id is None else 0
        self.score = max(self.score, score.points)
        held = self.held_score is not None and score.points <= self.held_score
        if SEVERITY[score.level] > SEVERITY[self.level] and not held:
            self.level = score.level
        # What is learnt later makes the event easier to find by its next items.
        self.employer = self.employer or row.employer
        self.division_id = self.division_id or row.division_id

    def is_of(self, row: Any, window: timedelta) -> bool:
        """The same matter: topic, employer or place in common, neither contradicting."""
        if self.topic is not row.topic or self.status not in ACTIVE:
            return False
        if not self.first_seen_at - window <= row.occurred_at <= self.last_seen_at + window:
            return False
        same_place = _agree(self.division_id, row.division_id)
        same_employer = _agree(self.employer, row.employer)
        if same_place is False or same_employer is False:
            return False
        return same_place is True or same_employer is True


def _agree(one: object, other: object) -> bool | None:
    """Equal, different, or not known of both."""
    return one == other if one is not None and other is not None else None


def _wanted(rows: Sequence[Any], since: datetime) -> sa.CompoundSelect[tuple[UUID]]:
    """The events of the rows, and those that ``Event.is_of`` may find to be the same matter."""
    event = opinion_event.c
    given = listed(
        "given",
        [(row.event_id, row.topic.value, row.division_id, row.employer) for row in rows],
        event_id=sa.Uuid(),
        topic=sa.Text(),
        division_id=sa.Uuid(),
        employer=sa.Text(),
    )
    row = given.c
    open_ones = sa.select(event.id).where(
        event.topic == row.topic, event.last_seen_at >= since, event.status.in_(ACTIVE)
    )
    unnamed = sa.or_(event.employer.is_(None), row.employer.is_(None))
    return sa.union(
        sa.select(row.event_id).where(row.event_id.is_not(None)),
        open_ones.where(event.employer == row.employer),
        open_ones.where(event.division_id == row.division_id, unnamed),
    )


class Events:
    """Events by id and topic; new and touched ones are written together by ``save``."""

    def __init__(
        self, events: Sequence[Event], window: timedelta, ids: Sequence[UUID], number: int
    ) -> None:
        """Keep loaded events.

        ``window`` is how long after its last item an event is joined, ``ids``
        are for new events, ``number`` is that of the day's latest event.
        """
        self._events = {event.id: event for event in events}
        self._by_topic: dict[Topic, list[Event]] = {}
        for event in events:
            self._by_topic.setdefault(event.topic, []).append(event)
        self._window = window
        self._ids = list(reversed(ids))
        self._number = number
        self._opened: list[dict[str, Any]] = []
        self._touched: dict[UUID, Event] = {}

    @property
    def touched(self) -> list[Event]:
        """The events that got something new."""
        return list(self._touched.values())

    @classmethod
    async def load(cls, work: Work, rows: Sequence[Any], window: timedelta) -> Self:
        """The events that the rows belong to already, and those they may join."""
        table = opinion_event
        since = min((row.occurred_at for row in rows), default=work.now) - window
        found = await work.execute(
            sa.select(table)
            .where(table.c.id.in_(_wanted(rows, since)) if rows else sa.false())
            .order_by(table.c.last_seen_at.desc(), table.c.id)
        )
        events = [event_of(row) for row in found.mappings()]
        return cls(events, window, await new_ids(work, len(rows)), await _latest_number(work))

    def of(self, row: Any) -> Event | None:
        """The event of a cluster: its own, else one that shares employer or place."""
        if row.event_id is not None:
            return self._touch(self._events[row.event_id])
        same_topic = self._by_topic.get(row.topic, ())
        fitting = [event for event in same_topic if event.is_of(row, self._window)]
        if not fitting:
            return None
        by_employer = [event for event in fitting if _agree(event.employer, row.employer)]
        return self._touch((by_employer or fitting)[0])

    def open(self, work: Work, row: Any, title: str, score: Score) -> Event:
        """A new event of a cluster."""
        values: dict[str, Any] = {
            "id": self._ids.pop(),
            "topic": row.topic,
            "division_id": row.division_id,
            "employer": row.employer,
            "first_seen_at": row.occurred_at,
            "last_seen_at": row.last_seen_at,
            "level": score.level,
            "score": score.points,
            "is_restricted": row.is_restricted,
        }
        self._number += 1
        code = f"{_day(work)}{self._number:04d}"
        name = (title or row.title or row.text)[:MAX_TITLE]
        self._opened.append(signed(work, {"code": code, "title": name, **values}))
        event = Event(
            item_count=0,
            cluster_count=0,
            status=EventStatus.DETECTED,
            stored_level=None,
            **values,
        )
        self._events[event.id] = event
        self._by_topic.setdefault(event.topic, []).insert(0, event)
        return self._touch(event)

    def _touch(self, event: Event) -> Event:
        self._touched[event.id] = event
        return event

    async def save(self, work: Work) -> None:
        """Write the opened and the touched events."""
        if self._opened:
            await write_rows(work, sa.insert(opinion_event), self._opened)
        if self._touched:
            await _write_counts(work, self.touched)
        raised = [event for event in self.touched if _raised(event)]
        if raised:
            await work.execute(_RAISE, [_level(event) for event in raised])
        anew = [event for event in self.touched if event.stored_level is None or _raised(event)]
        await keep_clocks(work, [clocked_event(event) for event in anew])


def clocked_event(event: Event) -> Clocked:
    """What of an event decides its clocks."""
    return Clocked(event.id, event.status, event.level, event.is_restricted)


def _raised(event: Event) -> bool:
    return event.stored_level is not None and event.level is not event.stored_level


_COUNTED = (
    "first_seen_at",
    "last_seen_at",
    "item_count",
    "cluster_count",
    "score",
    "employer",
    "division_id",
)
# A person who changed the level meanwhile has the last word.
_RAISE = (
    sa.update(opinion_event)
    .where(
        opinion_event.c.id == sa.bindparam("key"),
        opinion_event.c.level == sa.bindparam("known_level"),
    )
    .values(level=sa.bindparam("new_level"))
)


def _level(event: Event) -> dict[str, object]:
    return {"key": event.id, "known_level": event.stored_level, "new_level": event.level}


async def _write_counts(work: Work, events: Sequence[Event]) -> None:
    """What the events count now, all in one statement, as the audit goes by statements."""
    table = opinion_event
    given = listed(
        "given",
        [
            (event.id, int(_raised(event)), *(getattr(event, name) for name in _COUNTED))
            for event in events
        ],
        key=sa.Uuid(),
        step=sa.Integer(),
        **{name: table.c[name].type for name in _COUNTED},
    )
    await work.execute(
        sa.update(table)
        .where(table.c.id == given.c.key)
        .values(
            version=table.c.version + given.c.step,
            updated_at=work.now,
            updated_by=work.principal.subject,
            **{name: given.c[name] for name in _COUNTED},
        )
    )


def event_of(row: Mapping[Any, Any]) -> Event:
    """An event from its row."""
    names = [field.name for field in fields(Event) if field.name != "stored_level"]
    return Event(stored_level=row["level"], **{name: row[name] for name in names})


def _day(work: Work) -> str:
    """The beginning of the day's event codes: ``YQ20261122-``."""
    return f"YQ{work.today:%Y%m%d}-"


async def _latest_number(work: Work) -> int:
    """The number of the day's latest event; the intake's lock keeps two from taking the next."""
    start = _day(work)
    number = sa.cast(sa.func.substr(opinion_event.c.code, len(start) + 1), sa.Integer)
    latest = sa.select(sa.func.max(number)).where(opinion_event.c.code.like(f"{start}%"))
    return (await work.execute(latest)).scalar_one() or 0
