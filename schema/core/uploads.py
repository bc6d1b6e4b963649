"""Uploaded files: what they are by their content, and where they are kept.

A file is taken for what its bytes are, never for what its name says. It is kept
encrypted under its id in the data folder; the name is only shown.
"""

import asyncio
import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.contents import media_type_of, without_metadata
from schema.core.enums import Labelled
from schema.core.errors import DomainError, NotFoundError
from schema.core.settings import settings
from schema.core.table import identifier, metadata, nobody, protect, record_columns
from schema.core.vault import vault
from schema.core.work import Work

LARGEST = 10_000_000
_NAME_LENGTH = 120

stored_upload = sa.Table(
    "stored_upload",
    metadata,
    identifier(),
    sa.Column("name", sa.Text, nullable=False, comment="文件名 (仅供显示)"),
    sa.Column("media_type", sa.Text, nullable=False, comment="按内容识别的类型"),
    sa.Column("size", sa.BigInteger, nullable=False, comment="字节数"),
    sa.Column("sha256", sa.Text, nullable=False, comment="内容的 SHA-256"),
    *record_columns(),
    sa.Index("ix_stored_upload_created_by", "created_by"),
    comment="上传的文件",
)
protect(stored_upload, nobody)


class UploadError(Labelled):
    """Why a file is not taken."""

    UPLOAD_TYPE = "UPLOAD_TYPE", "文件类型不允许或内容与类型不符"
    UPLOAD_TOO_LARGE = "UPLOAD_TOO_LARGE", "文件过大"
    UPLOAD_QUOTA = "UPLOAD_QUOTA", "上传空间已用完"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it came in: the value of a variable of type ``Upload``."""

    name: str
    content: bytes


def displayed(name: str) -> str:
    """The last part of a name, without what could be a path or a control character."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    return kept[-_NAME_LENGTH:] or "file"


async def store(work: Work, incoming: Incoming) -> UUID:
    """Keep a file; returns its id.

    Raises DomainError: UPLOAD_TOO_LARGE, UPLOAD_TYPE, UPLOAD_QUOTA.
    """
    if len(incoming.content) > LARGEST:
        raise DomainError(UploadError.UPLOAD_TOO_LARGE, path=("file",))
    media_type = await asyncio.to_thread(media_type_of, incoming.content)
    if media_type is None:
        raise DomainError(UploadError.UPLOAD_TYPE, path=("file",))
    content = without_metadata(incoming.content, media_type)
    await _check_quota(work, len(content))
    identity = await work.insert(
        stored_upload,
        name=displayed(incoming.name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    await asyncio.to_thread(_write, identity, content)
    return identity


async def _check_quota(work: Work, size: int) -> None:
    subject = work.principal.subject
    await work.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"upload {subject}", 0)))
    )
    table = stored_upload
    held = await work.execute(
        sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0)).where(
            table.c.created_by == subject
        )
    )
    if int(held.scalar_one()) + size > settings().upload_quota:
        raise DomainError(UploadError.UPLOAD_QUOTA, path=("file",))


def _path(identity: UUID) -> Path:
    """The place of a file: made of its id alone, whatever it is called."""
    return settings().data / "uploads" / identity.hex[-2:] / identity.hex


def _write(identity: UUID, content: bytes) -> None:
    path = _path(identity)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = base64.b64encode(content).decode()
    path.touch(mode=0o600)
    path.write_bytes(vault().encrypt(text, "stored_upload", "content", identity))


def _read(identity: UUID) -> bytes:
    text = vault().decrypt(_path(identity).read_bytes(), "stored_upload", "content", identity)
    return base64.b64decode(text)


async def described(work: Work, identity: UUID) -> sa.Row[Any]:
    """The row of one's own upload; raises NotFoundError for a foreign or missing one."""
    table = stored_upload
    found = await work.execute(
        sa.select(table).where(table.c.id == identity, table.c.created_by == work.principal.subject)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFoundError("文件")
    return row


async def content_of(work: Work, identity: UUID) -> bytes:
    """The bytes of one's own upload; raises NotFoundError."""
    await described(work, identity)
    try:
        return await asyncio.to_thread(_read, identity)
    except FileNotFoundError:
        raise NotFoundError("文件") from None


async def discard(work: Work, identity: UUID) -> None:
    """Delete one's own upload, row and file; raises NotFoundError."""
    await described(work, identity)
    await work.execute(sa.delete(stored_upload).where(stored_upload.c.id == identity))
    await asyncio.to_thread(_path(identity).unlink, missing_ok=True)
