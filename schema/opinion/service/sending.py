"""Sending one delivery: by mail, to a webhook with a signature, to a messenger's robot."""

import asyncio
import smtplib
import time
from collections.abc import Callable
from email.message import EmailMessage

import httpx2
import msgspec

from schema.core.errors import DomainError
from schema.core.settings import settings
from schema.opinion.rules.routing import MESSENGERS, ChannelKind, signatures
from schema.opinion.service.delivering import Parcel
from schema.opinion.service.fetching import Resolver, check_url, checked_address, resolve

SECONDS = 10.0
#: What a receiver may answer: no more of it is kept.
LONGEST_ANSWER = 200


class NotDeliveredError(Exception):
    """The receiver did not take it; the text names no address and no key."""


async def send(
    parcel: Parcel, *, resolver: Resolver = resolve, clock: Callable[[], float] = time.time
) -> str:
    """Send a delivery; the proof. Raises NotDeliveredError."""
    try:
        async with asyncio.timeout(2 * SECONDS):
            if parcel.kind is ChannelKind.EMAIL:
                return await asyncio.to_thread(_mail, parcel)
            if parcel.kind is ChannelKind.WEBHOOK:
                return await _post(parcel, resolver, int(clock()))
            return await asyncio.to_thread(_messenger, parcel)
    except DomainError as error:
        raise NotDeliveredError(error.message) from error
    except (OSError, TimeoutError, httpx2.HTTPError, smtplib.SMTPException) as error:
        raise NotDeliveredError(type(error).__name__) from error


async def _post(parcel: Parcel, resolver: Resolver, timestamp: int) -> str:
    """One request to the checked address, never to a redirect's."""
    url = check_url(parcel.address)
    allow = settings().feed_private_addresses == "allow"
    pinned = await checked_address(url, resolver, allow_private=allow)
    body = msgspec.json.encode(parcel.message)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": "gonghui-alerts",
        "X-Gonghui-Delivery": str(parcel.id),
        "X-Gonghui-Timestamp": str(timestamp),
        "X-Gonghui-Signature": signatures(parcel.keys, timestamp, body),
    }
    async with httpx2.AsyncClient(trust_env=False, timeout=SECONDS) as client:
        request = client.build_request(
            "POST",
            url.copy_with(host=pinned),
            content=body,
            headers=headers,
            extensions={"sni_hostname": url.host},
        )
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if not response.is_success:
                message = f"接收方返回状态 {response.status_code}"
                raise NotDeliveredError(message)
            return f"HTTP {response.status_code} {await _beginning(response)}".strip()
        finally:
            await response.aclose()


async def _beginning(response: httpx2.Response) -> str:
    """The first characters of an answer; a long one is not read to its end."""
    text = b""
    async for chunk in response.aiter_raw():
        text += chunk
        if len(text) >= LONGEST_ANSWER:
            break
    return text[:LONGEST_ANSWER].decode("utf-8", "replace")


def _mail(parcel: Parcel) -> str:
    """By the operator's mail server; its last answer is the proof."""
    chosen = settings()
    if chosen.smtp_host is None or chosen.smtp_sender is None:
        message = "未配置邮件服务器"
        raise NotDeliveredError(message)
    mail = EmailMessage()
    mail["From"], mail["To"] = chosen.smtp_sender, parcel.address
    mail["Subject"] = str(parcel.message["title"])
    mail["Message-ID"] = f"<{parcel.id}@gonghui.invalid>"
    mail.set_content("\n".join(f"{name}: {value}" for name, value in parcel.message.items()))
    secure = smtplib.SMTP_SSL if chosen.smtp_security == "tls" else smtplib.SMTP
    with secure(chosen.smtp_host, chosen.smtp_port, timeout=SECONDS) as server:
        if chosen.smtp_security == "starttls":
            server.starttls()
        if chosen.smtp_user is not None and chosen.smtp_password is not None:
            server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        refused = server.send_message(mail)
    if refused:
        message = f"{len(refused)} 个收件人被拒收"
        raise NotDeliveredError(message)
    return f"SMTP 250 {mail['Message-ID']}"


def _messenger(parcel: Parcel) -> str:
    """By the library that knows the messengers; it is heavy and loaded by workers only."""
    import apprise  # noqa: PLC0415

    scheme = MESSENGERS[parcel.kind]
    robot = apprise.Apprise.instantiate(f"{scheme}://{parcel.keys[0]}/") if parcel.keys else None
    if robot is None:
        message = "机器人密钥不正确"
        raise NotDeliveredError(message)
    title = str(parcel.message["title"])
    if not robot.notify(title=title, body=f"{title}\n{parcel.message['event'] or ''}".strip()):
        message = "群机器人未接收"
        raise NotDeliveredError(message)
    return f"{parcel.kind.label} 已接收"
