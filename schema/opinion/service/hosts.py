"""Manners towards the web sites we read: their robots.txt, and a pause between two requests.

What is known of a host is a row, so that all workers together keep the pause.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.errors import DomainError
from schema.core.params import parameters
from schema.core.work import Work
from schema.opinion.rules.codes import OpinionError
from schema.opinion.rules.parameters import RULE
from schema.opinion.rules.score import Weights, weights
from schema.opinion.service.bulk import OpenWork
from schema.opinion.service.fetching import AGENT, check_url, fetch
from schema.opinion.tables import feed_host

MOST_ROBOTS = 500_000  # bytes; what follows is not read (RFC 9309)
SERVER_ERRORS = 500
AGAIN = timedelta(hours=1)  # when robots.txt could not be read


class BusyHostError(Exception):
    """The host wants to be left alone for longer than a reader waits."""


def host_of(address: str) -> str:
    """What robots.txt and the pause hold for: scheme, name and port."""
    url = check_url(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


async def admit(open_work: OpenWork, address: str, *, allow_private: bool) -> None:
    """Wait for our turn at the host of an address that its robots.txt lets us read.

    Raises DomainError FEED_ROBOTS, FEED_ADDRESS_REFUSED; BusyHostError.
    """
    host = host_of(address)
    async with open_work() as work:
        weigh = weights(await parameters(work.connection, RULE, work.today))
        known = await _row(work, host)
        moment = work.now
    if known is None or _is_old(known, moment, weigh):
        robots, all_refused = await _robots(host, allow_private=allow_private)
        async with open_work() as work:
            known = await _remember(work, host, robots, all_refused=all_refused)
    parser = _parser(known)
    if known.all_refused:
        raise DomainError(OpinionError.FEED_ROBOTS, "网站的 robots.txt 暂时无法读取")
    if not parser.can_fetch(AGENT, address):
        raise DomainError(OpinionError.FEED_ROBOTS)
    delay = parser.crawl_delay(AGENT)
    pause = max(weigh.host_pause_seconds, float(delay) if delay else 0.0)
    async with open_work() as work:
        wait = await _turn(work, host, pause, weigh.host_patience_seconds)
    await asyncio.sleep(wait)


async def stay_away(open_work: OpenWork, address: str, error: DomainError) -> None:
    """Keep from a host for as long as its refusal asked (``Retry-After``)."""
    wait = (error.details or {}).get("wait")
    if not isinstance(wait, int) or not wait:
        return
    table = feed_host
    async with open_work() as work:
        until = work.now + timedelta(seconds=wait)
        statement = sa.update(table).where(table.c.host == host_of(address))
        await work.execute(statement.values(free_at=sa.func.greatest(table.c.free_at, until)))


def _is_old(known: Any, moment: datetime, weigh: Weights) -> bool:
    age = AGAIN if known.all_refused else timedelta(hours=weigh.robots_hours)
    return known.robots_read_at is None or known.robots_read_at + age <= moment


def _parser(known: Any) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse((known.robots or "").splitlines())
    return parser


async def _robots(host: str, *, allow_private: bool) -> tuple[str | None, bool]:
    """The rules of a host, and whether all is refused because they cannot be had.

    No file means no rules; a server in trouble means hands off.
    """
    try:
        answer = await fetch(f"{host}/robots.txt", allow_private=allow_private)
    except DomainError as error:
        if error.code is OpinionError.FEED_ADDRESS_REFUSED:
            raise
        status = (error.details or {}).get("status")
        return None, not isinstance(status, int) or status >= SERVER_ERRORS
    text = (answer.body or b"")[:MOST_ROBOTS].decode("utf-8", "replace")
    return text.replace("\x00", ""), False


async def _row(work: Work, host: str) -> Any:
    found = await work.execute(sa.select(feed_host).where(feed_host.c.host == host))
    return found.one_or_none()


async def _remember(work: Work, host: str, robots: str | None, *, all_refused: bool) -> Any:
    rules = {"robots": robots, "all_refused": all_refused, "robots_read_at": work.now}
    statement = insert(feed_host).values(host=host, free_at=work.now, **rules)
    kept = statement.on_conflict_do_update(index_elements=["host"], set_=rules)
    return (await work.execute(kept.returning(feed_host))).one()


async def _turn(work: Work, host: str, pause: float, patience: float) -> float:
    """Take the host's next free moment; the seconds until then. Raises BusyHostError."""
    table = feed_host
    latest = work.now + timedelta(seconds=patience)
    mine = sa.func.greatest(table.c.free_at, work.now)
    statement = (
        sa.update(table)
        .where(table.c.host == host, table.c.free_at <= latest)
        .values(free_at=mine + timedelta(seconds=pause))
        .returning(table.c.free_at)
    )
    until = (await work.execute(statement)).scalar_one_or_none()
    if until is None:
        raise BusyHostError(host)
    taken: timedelta = until - work.now
    return max(0.0, taken.total_seconds() - pause)
