"""What a report says: each figure with its definition, its statement and how to look behind it.

All figures come from one statement, hence from one snapshot. Whatever tells of a person
in danger (T17) is in none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.core.clock import SHANGHAI
from schema.core.work import Work
from schema.opinion.rules.briefs import Period
from schema.opinion.rules.codes import AlertRule, EventStatus, OpinionLevel, Topic
from schema.opinion.rules.stages import ClockKind, ClockStatus
from schema.opinion.tables import feed_item, opinion_alert, opinion_clock, opinion_event
from schema.organisation.tables import division

#: The lists of the dashboard by root field.
LISTS = {
    "feedItems": "items",
    "opinionEvents": "events",
    "opinionAlerts": "alerts",
    "opinionClocks": "clocks",
}
REPORTED_CLOCKS = (ClockKind.SCREENING, ClockKind.FIRST_REPORT, ClockKind.REPLY, ClockKind.ANSWER)
_DISMISSED = (EventStatus.FALSE_ALARM, EventStatus.OUT_OF_AREA)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``amount`` is a scalar or a JSON object, ``where`` the filter behind it."""

    key: str
    label: str
    definition: str
    amount: sa.ScalarSelect[Any]
    field: str
    where: Mapping[str, Any]

    def told(self, value: Any) -> dict[str, Any]:
        """The figure as it is kept: a number, or rows of a breakdown."""
        rows = isinstance(value, dict)
        return {
            "key": self.key,
            "label": self.label,
            "definition": self.definition,
            "value": None if rows else value,
            "rows": [{"name": name, "value": count} for name, count in value.items()]
            if rows
            else None,
            "field": self.field,
            "where": self.where,
            "query": f"query($filter: {_filter(self.field)}) {{ {self.field}(filter: $filter)"
            " { totalCount } }",
            "link": f"/dashboard/{LISTS[self.field]}?{urlencode(list(_address(self.where)))}",
        }


def _filter(field: str) -> str:
    return field[0].upper() + field[1:-1] + "Filter"


#: How the dashboard's lists write a condition into their address.
_PREFIXES = {"in": "is", "ne": "not", "gte": "from", "lt": "until"}


def _address(where: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """A filter as the address of a list says it."""
    for name, value in where.items():
        if isinstance(value, dict):
            yield from _address(value, f"{path}.{name}")
        elif isinstance(value, bool):
            yield f"has{path}", str(value).lower()
        elif isinstance(value, list):
            yield f"{_PREFIXES[name]}{path}", ",".join(value)
        else:
            yield f"{_PREFIXES.get(name, 'is')}{path}", value


async def take_figures(work: Work, period: Period) -> list[dict[str, Any]]:
    """The figures of a period as they are at this moment."""
    figures = figures_of(period, work.now)
    statement = sa.select(*(figure.amount.label(figure.key) for figure in figures))
    row = (await work.execute(statement)).mappings().one()
    return [figure.told(row[figure.key]) for figure in figures]


def figures_of(period: Period, now: datetime) -> list[Figure]:
    """The definitions of a period's figures, in the order of the report."""
    return [*_items(period), *_events(period), *_alerts(period), *_clocks(period, now)]


def _span(period: Period) -> dict[str, str]:
    return {"gte": period.begin.isoformat(), "lt": period.end.isoformat()}


def _within(column: sa.ColumnElement[Any], period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(column >= period.begin, column < period.end)


def _count(table: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()


def _by(
    key: sa.ColumnElement[Any],
    source: sa.FromClause,
    *conditions: sa.ColumnElement[bool],
    in_order: bool = False,
) -> sa.ScalarSelect[Any]:
    """Counts by a key as one JSON object, the largest first or in the keys' order."""
    counted = (
        sa.select(key.label("key"), sa.func.count().label("count"))
        .select_from(source)
        .where(*conditions)
        .group_by(key)
        .subquery()
    )
    order = [counted.c.key] if in_order else [counted.c["count"].desc(), counted.c.key]
    pairs = sa.func.json_object_agg(
        sa.func.coalesce(sa.cast(counted.c.key, sa.Text), "未知"),
        aggregate_order_by(counted.c["count"], *order),
    )
    empty = sa.literal({}, sa.JSON)
    return sa.select(sa.func.coalesce(pairs, empty, type_=sa.JSON)).scalar_subquery()


def _items(period: Period) -> list[Figure]:
    item = feed_item.c
    chosen = (_within(item.occurred_at, period), item.counts, item.is_restricted.is_(False))
    where = {
        "occurredAt": _span(period),
        "counts": {"eq": True},
        "isRestricted": {"eq": False},
    }
    day = sa.func.to_char(sa.func.timezone(SHANGHAI.key, item.occurred_at), "YYYY-MM-DD")
    said = "本期发布、属本辖区的诉求信息, 不含限制查看"
    return [
        Figure("items", "舆情信息", said, _count(feed_item, *chosen), "feedItems", where),
        Figure(
            "clusters",
            "去重后信息",
            f"{said}; 同一内容只计一次",
            _count(feed_item, *chosen, item.duplicate_of.is_(None)),
            "feedItems",
            {**where, "isCopy": {"eq": False}},
        ),
        Figure(
            "items_by_day",
            "每日信息",
            f"{said}, 按日",
            _by(day, feed_item, *chosen, in_order=True),
            "feedItems",
            where,
        ),
    ]


def _events(period: Period) -> list[Figure]:
    return [*_begun(period), *_begun_some(period), *_closed(period)]


_BEGUN = "本期首次出现的舆情事件, 不含限制查看"


def _where_begun(period: Period) -> dict[str, Any]:
    return {"firstSeenAt": _span(period), "isRestricted": {"eq": False}}


def _begun(period: Period) -> list[Figure]:
    event, where, of = opinion_event.c, _where_begun(period), "opinionEvents"
    began = (_within(event.first_seen_at, period), _ORDINARY)
    placed = opinion_event.outerjoin(division, division.c.id == event.division_id)
    levels = _by(_labels(event.level, OpinionLevel), opinion_event, *began)
    topics = _by(_labels(event.topic, Topic), opinion_event, *began)
    towns = _by(division.c.name, placed, *began)
    return [
        Figure("events", "舆情事件", _BEGUN, _count(opinion_event, *began), of, where),
        Figure("by_level", "按等级", _BEGUN, levels, of, where),
        Figure("by_topic", "按主题", _BEGUN, topics, of, where),
        Figure("by_township", "按乡镇街道", _BEGUN, towns, of, where),
    ]


def _begun_some(period: Period) -> list[Figure]:
    event, where = opinion_event.c, _where_begun(period)
    began = (_within(event.first_seen_at, period), _ORDINARY)
    dismissed = {"in": [status.value for status in _DISMISSED]}
    return [
        Figure(
            "dismissed",
            "误报或非本辖区",
            f"{_BEGUN}, 研判为误报或非本辖区的",
            _count(opinion_event, *began, event.status.in_(_DISMISSED)),
            "opinionEvents",
            {**where, "status": dismissed},
        ),
        Figure(
            "cases",
            "已立维权案件",
            f"{_BEGUN}, 已立案的",
            _count(opinion_event, *began, event.case_id.is_not(None)),
            "opinionEvents",
            {**where, "hasCase": {"eq": True}},
        ),
    ]


def _closed(period: Period) -> list[Figure]:
    event = opinion_event.c
    closed = (_within(event.closed_at, period), _ORDINARY)
    where = {"closedAt": _span(period), "isRestricted": {"eq": False}}
    return [
        Figure(
            "closed",
            "本期办结",
            "本期办结的事件, 不含限制查看",
            _count(opinion_event, *closed),
            "opinionEvents",
            where,
        ),
        Figure(
            "solved",
            "本期办结且诉求已解决",
            "本期办结、复盘认定诉求已解决的事件, 不含限制查看",
            _count(opinion_event, *closed, event.is_solved.is_(True)),
            "opinionEvents",
            {**where, "isSolved": {"eq": True}},
        ),
    ]


def _labels(column: sa.ColumnElement[Any], codes: type[OpinionLevel | Topic]) -> sa.Case[Any]:
    named = {code.value: code.label for code in codes}
    return sa.case(named, value=sa.cast(column, sa.Text), else_=sa.cast(column, sa.Text))


def _alerts(period: Period) -> list[Figure]:
    alert, event = opinion_alert.c, opinion_event.c
    raised = _within(alert.raised_at, period)
    told = opinion_alert.join(opinion_event, event.id == alert.event_id)
    rising = (raised, alert.rule == AlertRule.SPIKE, alert.topic != Topic.T17)
    return [
        Figure(
            "alerts",
            "事件预警",
            "本期就事件发出的预警 (等级达到、处置超时), 不含限制查看",
            _count(told, raised, event.is_restricted.is_(False)),
            "opinionAlerts",
            {"raisedAt": _span(period), "event": {"isRestricted": {"eq": False}}},
        ),
        Figure(
            "spikes",
            "激增预警",
            "本期发出的主题在乡镇短时激增预警, 不含心理危机",
            _count(opinion_alert, *rising),
            "opinionAlerts",
            {"raisedAt": _span(period), "rule": {"eq": "SPIKE"}, "topic": {"ne": "T17"}},
        ),
    ]


def _clocks(period: Period, now: datetime) -> list[Figure]:
    done = [figure for kind in REPORTED_CLOCKS for figure in _done(period, kind)]
    return [*done, _overdue(now)]


_TIMED = opinion_clock.join(opinion_event, opinion_event.c.id == opinion_clock.c.event_id)
_ORDINARY = opinion_event.c.is_restricted.is_(False)
_HIDDEN = {"event": {"isRestricted": {"eq": False}}}


def _done(period: Period, kind: ClockKind) -> list[Figure]:
    """How many steps of a kind were taken, how many of them late, and how long they took."""
    clock = opinion_clock.c
    met = (
        clock.kind == kind,
        clock.status == ClockStatus.MET,
        _within(clock.ended_at, period),
        _ORDINARY,
    )
    where = {
        "kind": {"eq": kind.value},
        "status": {"eq": ClockStatus.MET.value},
        "endedAt": _span(period),
        **_HIDDEN,
    }
    said = f"本期办理的“{kind.label}”, 不含限制查看"
    minutes = sa.func.percentile_cont(0.5).within_group(
        sa.extract("epoch", clock.ended_at - clock.started_at) / 60
    )
    median = sa.cast(sa.func.round(sa.cast(minutes, sa.Numeric)), sa.Integer)
    typical = sa.select(median).select_from(_TIMED).where(*met).scalar_subquery()
    late = _count(_TIMED, *met, clock.ended_at > clock.due_at)
    key, of = kind.value.lower(), "opinionClocks"
    return [
        Figure(f"{key}_done", f"{kind.label}: 已办", said, _count(_TIMED, *met), of, where),
        Figure(
            f"{key}_late",
            f"{kind.label}: 其中超时",
            f"{said}, 办理时已过时限的",
            late,
            of,
            {**where, "isOverdue": {"eq": True}},
        ),
        Figure(
            f"{key}_minutes",
            f"{kind.label}: 用时中位数 (分钟)",
            f"{said}, 从起算到办理的分钟数的中位数",
            typical,
            of,
            where,
        ),
    ]


def _overdue(now: datetime) -> Figure:
    clock = opinion_clock.c
    return Figure(
        "overdue",
        "当前超时未办",
        "数据时点已到期而未办的时限 (跟踪期除外), 不含限制查看",
        _count(
            _TIMED,
            clock.kind != ClockKind.MONITORING,
            clock.status == ClockStatus.RUNNING,
            clock.due_at < now,
            _ORDINARY,
        ),
        "opinionClocks",
        {
            "kind": {"ne": ClockKind.MONITORING.value},
            "status": {"eq": ClockStatus.RUNNING.value},
            "dueAt": {"lt": now.isoformat()},
            **_HIDDEN,
        },
    )
