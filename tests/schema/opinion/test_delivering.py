"""Alerts reach receivers of our own: mail, webhook, robots; what fails is tried again."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from schema.core import settings as settings_module
from schema.core.errors import DomainError
from schema.core.notification import notification
from schema.core.principal import Principal, Role, Scope
from schema.opinion import service
from schema.opinion.rules.codes import OpinionLevel
from schema.opinion.rules.routing import MESSENGERS, ChannelKind, first_try, pause
from schema.opinion.rules.signature import is_signed
from schema.opinion.service.sending import NotDeliveredError, send
from schema.opinion.tables import alert_channel, alert_delivery, opinion_alert
from tests.schema.opinion.conftest import Newsroom
from tests.schema.opinion.test_alerting import CRISIS, GRIEVANCE, hire

pytestmark = pytest.mark.anyio
FIRST, SECOND = "first-key-0123456789", "second-key-0123456789"


@dataclass
class Receiver:
    """What a server of ours was sent; it answers with ``status``."""

    url: str = ""
    status: int = 200
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((dict(self.headers), body))
            self.send_response(receiver.status)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0, "code": 0, "taken": true}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/alerts"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made


@pytest.fixture
def private(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A newsroom that may write to loopback."""
    monkeypatch.setenv("GONGHUI_FEED_PRIVATE_ADDRESSES", "allow")
    settings_module.settings.cache_clear()
    return newsroom


async def channel(newsroom: Newsroom, kind: ChannelKind, code: str = "C1", **given: Any) -> UUID:
    given = {"address": "", "key": FIRST} | given
    return await service.add_channel(newsroom.work, code=code, name=code, kind=kind, **given)


async def route(newsroom: Newsroom, to: UUID, least: OpinionLevel, **given: Any) -> None:
    await service.add_route(newsroom.work, channel_id=to, least_level=least, **given)


async def alert(newsroom: Newsroom, text: str = GRIEVANCE) -> None:
    await newsroom.source()
    newsroom.write("a", text)
    await newsroom.take_in()


async def deliver(newsroom: Newsroom) -> list[bool]:
    """Everything that is due now; whether each was sent."""
    work, done = newsroom.work, []
    while (parcel := await service.claim_delivery(work)) is not None:
        try:
            await service.record_sent(work, parcel, await send(parcel))
            done.append(True)
        except NotDeliveredError as error:
            await service.record_failure(work, parcel, str(error))
            done.append(False)
    return done


async def deliveries(newsroom: Newsroom) -> list[Any]:
    found = sa.select(alert_delivery).order_by(alert_delivery.c.id)
    return list(await newsroom.work.execute(found))


@pytest.mark.requirement("S39")
async def test_a_webhook_is_signed_by_both_keys_while_they_rotate(
    private: Newsroom, receiver: Receiver
) -> None:
    to = await channel(private, ChannelKind.WEBHOOK, address=receiver.url)
    await route(private, to, OpinionLevel.YELLOW)
    stored = (await private.work.execute(sa.select(alert_channel))).one()
    assert FIRST.encode() not in stored.key_cipher
    await service.rotate_channel_key(private.work, to, stored.version, key=SECOND)
    await alert(private)
    assert await deliver(private) == [True]
    [(headers, body)] = receiver.requests
    stamp, given = headers["X-Gonghui-Timestamp"], headers["X-Gonghui-Signature"].split(",")
    assert all(any(is_signed([key], stamp, body, one) for one in given) for key in (FIRST, SECOND))
    assert not any(is_signed([FIRST, SECOND], f"{int(stamp) + 1}", body, one) for one in given)
    [row] = await deliveries(private)
    assert (row.status.value, row.attempts) == ("SENT", 1)
    assert row.proof.startswith("HTTP 200")
    assert headers["X-Gonghui-Delivery"] == str(row.id)
    message = json.loads(body)
    assert (message["level"], message["rule"]) == ("YELLOW", "EVENT_LEVEL")
    assert "宏达" not in body.decode()
    version = (await private.work.execute(sa.select(alert_channel.c.version))).scalar_one()
    await service.end_key_rotation(private.work, to, version)
    assert await deliver(private) == []


async def test_what_fails_is_tried_later_then_handed_to_another_channel(
    private: Newsroom, receiver: Receiver
) -> None:
    users = await hire(private)
    with listening() as other:
        spare = await channel(private, ChannelKind.WEBHOOK, "C2", address=other.url)
        first = await channel(private, ChannelKind.WEBHOOK, address=receiver.url, fallback_id=spare)
        await route(private, first, OpinionLevel.BLUE)
        receiver.status = 503
        await alert(private)
        assert await deliver(private) == [False]
        [row] = await deliveries(private)
        assert (row.status.value, row.error) == ("RETRYING", "接收方返回状态 503")
        assert row.next_try_at == private.work.now + timedelta(seconds=30)
        assert await deliver(private) == []
        later = private
        for _ in range(4):
            later = later.later(hours=1)
            results = await deliver(later)
        assert results == [False, True]
        failed, sent = await deliveries(private)
    assert (failed.status.value, failed.attempts) == ("FAILED", 5)
    assert (sent.status.value, sent.channel_id) == ("SENT", spare)
    assert (len(receiver.requests), len(other.requests)) == (5, 1)
    told = sa.select(notification.c.user_id).where(notification.c.title.like("%未送达%"))
    found = (await private.work.execute(told)).scalars()
    names = {users[user] for user in found if user in users}
    assert names == {"CITY_LEADER", "RIGHTS", "PUBLICITY"}


async def test_nothing_is_written_to_our_own_network(
    newsroom: Newsroom, receiver: Receiver
) -> None:
    to = await channel(newsroom, ChannelKind.WEBHOOK, address=receiver.url)
    await route(newsroom, to, OpinionLevel.BLUE)
    await alert(newsroom)
    assert await deliver(newsroom) == [False]
    [row] = await deliveries(newsroom)
    assert "内部网络" in row.error
    assert receiver.requests == []


class Mailbox:
    """Keeps what the mail server takes."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        self.mails.append(envelope)
        return "250 taken"


async def test_mail_reaches_a_mailbox(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        monkeypatch.setenv("GONGHUI_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("GONGHUI_SMTP_PORT", str(port))
        monkeypatch.setenv("GONGHUI_SMTP_SENDER", "duty@union.example")
        settings_module.settings.cache_clear()
        to = await channel(newsroom, ChannelKind.EMAIL, address="chair@union.example", key=None)
        await route(newsroom, to, OpinionLevel.BLUE)
        await alert(newsroom)
        assert await deliver(newsroom) == [True]
    finally:
        server.stop()
    [mail] = box.mails
    assert mail.rcpt_tos == ["chair@union.example"]
    [row] = await deliveries(newsroom)
    assert row.proof == f"SMTP 250 <{row.id}@gonghui.invalid>"


@pytest.mark.parametrize("kind", MESSENGERS, ids=lambda kind: kind.value)
async def test_robots_are_spoken_to_by_the_library(
    newsroom: Newsroom, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, kind: ChannelKind
) -> None:
    import requests  # noqa: PLC0415 - the library's own client

    original = requests.post

    def local(url: str, **given: Any) -> Any:
        assert url.startswith("https://")
        return original(receiver.url, **given)

    monkeypatch.setattr(requests, "post", local)
    to = await channel(newsroom, kind, key="a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6")
    await route(newsroom, to, OpinionLevel.BLUE)
    await alert(newsroom)
    assert await deliver(newsroom) == [True]
    [(_, body)] = receiver.requests
    assert "舆情预警" in json.loads(body).__str__()


async def test_quiet_hours_hold_what_can_wait_and_crises_need_a_route_of_their_own(
    newsroom: Newsroom,
) -> None:
    night = newsroom.at(datetime(2026, 6, 10, 15, 30, tzinfo=UTC))  # half past eleven
    plain = await channel(night, ChannelKind.WEBHOOK, address="https://a.example/x")
    brave = await channel(night, ChannelKind.WEBHOOK, "C2", address="https://b.example/x")
    await route(night, plain, OpinionLevel.BLUE)
    await route(night, brave, OpinionLevel.BLUE, takes_crises=True)
    await night.source()
    night.write("a", GRIEVANCE, CRISIS)
    await night.take_in()
    joined = sa.select(
        opinion_alert.c.is_restricted, alert_delivery.c.channel_id, alert_delivery.c.next_try_at
    ).join(opinion_alert, opinion_alert.c.id == alert_delivery.c.alert_id)
    rows = await night.work.execute(joined)
    found = {(row.is_restricted, row.channel_id): row.next_try_at for row in rows}
    morning = datetime(2026, 6, 10, 23, tzinfo=UTC)
    assert found == {
        (False, plain): morning,
        (False, brave): morning,
        (True, brave): night.work.now,
    }


async def test_channels_are_the_administrators_and_checked(newsroom: Newsroom) -> None:
    leader = Principal("user:l", Role.CITY_LEADER, Scope(covers_all=True))
    with pytest.raises(DomainError) as failure:
        await service.add_channel(
            replace(newsroom.work, principal=leader), code="C", name="C", kind=ChannelKind.WECOM
        )
    assert failure.value.code.value == "FORBIDDEN"
    await channel(newsroom, ChannelKind.WEBHOOK, address="https://a.example/x")
    wrong: list[tuple[ChannelKind, str, dict[str, Any]]] = [
        (ChannelKind.WEBHOOK, "C1", {"address": "https://a.example/x"}),
        (ChannelKind.WEBHOOK, "C3", {"address": "ftp://a.example/x"}),
        (ChannelKind.WEBHOOK, "C3", {"address": "https://a.example/x", "key": "short"}),
        (ChannelKind.EMAIL, "C3", {"address": "nobody"}),
        (ChannelKind.EMAIL, "C3", {"address": "a@b\r\nBcc: c@d"}),
        (ChannelKind.FEISHU, "C3", {"key": None}),
        (ChannelKind.FEISHU, " ", {}),
    ]
    for kind, code, given in wrong:
        with pytest.raises(DomainError):
            await channel(newsroom, kind, code, **given)


QUIET = (22 * 60, 7 * 60)
NIGHT = datetime(2026, 6, 10, 17, tzinfo=UTC)  # one o'clock of the eleventh


def test_quiet_hours() -> None:
    end = datetime(2026, 6, 10, 23, tzinfo=UTC)
    calm = {"is_crisis": False}
    assert first_try(NIGHT, QUIET, OpinionLevel.ORANGE, **calm) == end
    assert first_try(NIGHT, QUIET, OpinionLevel.RED, **calm) == NIGHT
    assert first_try(NIGHT, QUIET, OpinionLevel.BLUE, is_crisis=True) == NIGHT
    assert first_try(end, QUIET, OpinionLevel.BLUE, **calm) == end
    assert first_try(NIGHT, (0, 0), OpinionLevel.BLUE, **calm) == NIGHT
    assert [pause(number, 30).total_seconds() for number in (1, 2, 3)] == [30, 60, 120]
