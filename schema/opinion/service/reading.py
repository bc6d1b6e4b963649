"""From bytes of a feed to items: JSON lines, JSON, RSS, Atom. Bad parts never lose the rest."""

import html
import io
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

import feedparser
import msgspec

from schema.core.clock import SHANGHAI
from schema.core.errors import DomainError
from schema.opinion.rules import verdict
from schema.opinion.rules.codes import FeedFormat, OpinionError
from schema.opinion.rules.text import clean, strip_markup

MAX_TITLE = 300
MAX_SHORT = 1000
MAX_COUNT = 2**53
MAX_LINE_BYTES = 2_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RawItem:
    """One post as its source tells it, cleaned for storing."""

    external_id: str | None
    url: str | None
    title: str
    text: str
    published_at: datetime | None
    author: str | None
    read: int = 0
    like: int = 0
    repost: int = 0
    comment: int = 0
    is_repost: bool = False

    @property
    def words(self) -> str:
        """Title and text as one, for whoever judges them."""
        return self.text if self.title in self.text else f"{self.title}。{self.text}"

    @property
    def raw_hash(self) -> bytes:
        """16 bytes that tell this post from the others of its source; counts are left out."""
        parts = (self.external_id or "", self.url or "", self.title, self.text)
        return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


@dataclass(slots=True)
class Reading:
    """What a feed gave: items, and how many parts could not be read (with the first reason)."""

    items: list[RawItem] = field(default_factory=list)
    refused: int = 0
    first_refusal: str | None = None

    def refuse(self, where: str, reason: str) -> None:
        """Count a part that could not be read."""
        self.refused += 1
        self.first_refusal = self.first_refusal or f"{where}: {reason}"


def read_feed(data: bytes, declared: FeedFormat) -> Reading:
    """Items of one document; raises DomainError FEED_UNREADABLE when nothing can be made of it."""
    kind = declared if declared is not FeedFormat.AUTO else _guess(data)
    return _json(data) if kind is FeedFormat.JSON_LINES else _xml(data)


def _guess(data: bytes) -> FeedFormat:
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return FeedFormat.RSS if start.startswith(b"<") else FeedFormat.JSON_LINES


def _json(data: bytes) -> Reading:
    """One JSON value a line; failing that, one array or a JSON Feed object."""
    reading = Reading()
    if data.lstrip()[:1] == b"[" or b'"items"' in data[:4096]:
        whole = _decoded(data)
        if isinstance(whole, dict):
            whole = whole.get("items")
        if isinstance(whole, list):
            for position, value in enumerate(whole, 1):
                _add_json(reading, value, f"item {position}")
            return reading
    for position, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip():
            _add_line(reading, line, f"line {position}")
    return reading


def _add_line(reading: Reading, line: bytes, where: str) -> None:
    if len(line) > MAX_LINE_BYTES:
        reading.refuse(where, "too long")
        return
    value = _decoded(line)
    if value is None:
        reading.refuse(where, "not JSON")
    else:
        _add_json(reading, value, where)


def _decoded(data: bytes) -> object:
    """The JSON value, or None; old exports come in GB 18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return msgspec.json.decode(data.decode(encoding))
        except (UnicodeDecodeError, msgspec.DecodeError, RecursionError):
            continue
    return None


def _add_json(reading: Reading, value: object, where: str) -> None:
    if not isinstance(value, Mapping):
        reading.refuse(where, "not an object")
        return
    item = RawItem(
        external_id=_short(_first(value, "id", "external_id")),
        url=_short(_first(value, "url", "link")),
        title=_plain(_first(value, "title"))[:MAX_TITLE],
        text=_plain(_first(value, "text", "content_text", "content", "content_html", "summary")),
        published_at=_moment(_first(value, "published", "published_at", "date_published", "time")),
        author=_short(_first(value, "author", "user")),
        read=_count(value.get("read")),
        like=_count(value.get("like")),
        repost=_count(value.get("repost")),
        comment=_count(value.get("comment")),
        is_repost=value.get("is_repost") is True or bool(value.get("repost_of")),
    )
    if item.title or item.text:
        reading.items.append(item)
    else:
        reading.refuse(where, "neither title nor text")


def _first(value: Mapping[object, object], *names: str) -> object:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def _xml(data: bytes) -> Reading:
    """Entries of an RSS or Atom document.

    feedparser gets a stream: given text it would open a file or an address of
    that name. Documents that declare entities are refused unread.
    """
    if b"<!ENTITY" in data.replace(b"\x00", b""):
        raise DomainError(OpinionError.FEED_UNREADABLE, "文档声明了实体, 拒绝解析")
    parsed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        raise DomainError(OpinionError.FEED_UNREADABLE)
    reading = Reading()
    for position, entry in enumerate(parsed.entries, 1):
        item = _from_entry(entry)
        if item.title or item.text:
            reading.items.append(item)
        else:
            reading.refuse(f"entry {position}", "neither title nor text")
    return reading


def _from_entry(entry: Mapping[str, object]) -> RawItem:
    contents = entry.get("content")
    parts: Iterable[object] = contents if isinstance(contents, list) else ()
    bodies = [part.get("value") for part in parts if isinstance(part, Mapping)]
    return RawItem(
        external_id=_short(entry.get("id")),
        url=_short(entry.get("link")),
        title=_plain(entry.get("title"))[:MAX_TITLE],
        text=_plain(next(filter(None, bodies), None) or entry.get("summary")),
        published_at=_struct(entry.get("published_parsed") or entry.get("updated_parsed")),
        author=_short(entry.get("author")),
    )


def _plain(value: object) -> str:
    """Text without markup; anything but text counts as empty."""
    if not isinstance(value, str):
        return ""
    return clean(html.unescape(strip_markup(clean(value))))


def _short(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return clean(value)[:MAX_SHORT] or None if isinstance(value, str) else None


def _count(value: object) -> int:
    """A count of readers or reposts; what is no such number counts as none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:  # noqa: PLR2004
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_COUNT:
        return 0
    return int(value)


def _moment(value: object) -> datetime | None:
    """An instant; a time without zone is Shanghai's; numbers are seconds or milliseconds."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value > 1e11 else value  # noqa: PLR2004
            return _sensible(datetime.fromtimestamp(seconds, UTC))
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip().replace("/", "-"))
            return _sensible(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _struct(value: object) -> datetime | None:
    """The instant of a tuple of feedparser's, in UTC."""
    try:
        return _sensible(datetime.fromtimestamp(timegm(value), UTC))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _sensible(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC) if moment >= EARLIEST else None
    except OverflowError:
        return None


def read_items(items: list[RawItem], *, hurried: bool = False) -> Mapping[bytes, verdict.Reading]:
    """What the models think of each item; they are loaded by whoever takes in feeds.

    ``hurried``: by the n-grams alone, thirty times as fast.
    """
    from schema.opinion.service.naming import name_employers  # noqa: PLC0415
    from schema.opinion.service.understanding import understander  # noqa: PLC0415

    reader, texts = understander(), [item.words for item in items]
    found = reader.read(texts, explain=True, hurried=hurried)
    if reader.encoder is not None and not hurried:
        found = name_employers(texts, found)
    return {item.raw_hash: one for item, one in zip(items, found, strict=True)}
