"""Uploaded files: what they are by their content, and where they are kept.

A file is taken for what its bytes are, never for what its name says. It is kept
encrypted under its id (``schema.core.blobs``); the name is only shown.
"""

import asyncio
import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.blobs import blobs
from schema.core.contents import media_type_of, without_metadata
from schema.core.enums import Labelled
from schema.core.errors import DomainError, NotFoundError
from schema.core.scanner import scan
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
    sa.Column(
        "name", sa.Text, nullable=False, comment="文件名 (仅供显示)", info={"personal": True}
    ),
    sa.Column("media_type", sa.Text, nullable=False, comment="按内容识别的类型"),
    sa.Column("size", sa.BigInteger, nullable=False, comment="字节数"),
    sa.Column("sha256", sa.Text, nullable=False, comment="内容的 SHA-256"),
    sa.Column(
        "attached", sa.Boolean, nullable=False, server_default=sa.false(), comment="已作为附件"
    ),
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

    Raises DomainError: UPLOAD_TOO_LARGE, UPLOAD_TYPE, UPLOAD_QUOTA, UPLOAD_INFECTED,
    SCANNER_UNREACHABLE. The file is written before the row is committed: what a process
    leaves behind that dies between the two is swept (``orphans``).
    """
    if len(incoming.content) > LARGEST:
        raise DomainError(UploadError.UPLOAD_TOO_LARGE, path=("file",))
    media_type = await asyncio.to_thread(media_type_of, incoming.content)
    if media_type is None:
        raise DomainError(UploadError.UPLOAD_TYPE, path=("file",))
    await scan(incoming.content)
    content = without_metadata(incoming.content, media_type)
    await _check_quota(work, len(content))
    identity = await work.insert(
        stored_upload,
        name=displayed(incoming.name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    await blobs().put(identity, await asyncio.to_thread(_sealed, identity, content))
    return identity


async def _check_quota(work: Work, size: int) -> None:
    subject = work.principal.subject
    await work.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"upload {subject}", 0)))
    )
    table = stored_upload
    held = await work.execute(
        sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0)).where(
            table.c.created_by == subject, ~table.c.attached
        )
    )
    if int(held.scalar_one()) + size > settings().upload_quota:
        raise DomainError(UploadError.UPLOAD_QUOTA, path=("file",))


def _sealed(identity: UUID, content: bytes) -> bytes:
    text = base64.b64encode(content).decode()
    return vault().encrypt(text, "stored_upload", "content", identity)


def _opened(identity: UUID, sealed: bytes) -> bytes:
    return base64.b64decode(vault().decrypt(sealed, "stored_upload", "content", identity))


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
    return await bytes_of(identity)


async def bytes_of(identity: UUID) -> bytes:
    """The bytes of a file, for who has judged that the caller may read it.

    Raises NotFoundError.
    """
    try:
        sealed = await blobs().get(identity)
    except FileNotFoundError:
        raise NotFoundError("文件") from None
    return await asyncio.to_thread(_opened, identity, sealed)


async def abandoned(work: Work, before: datetime, kept: sa.ColumnElement[bool]) -> list[UUID]:
    """Take out the rows of uploads that nothing holds; returns whose files may go.

    ``kept`` says of what else holds one. The files are removed after the commit.
    """
    table = stored_upload.c
    gone = (
        sa.select(table.id)
        .where(table.created_at < before, ~table.attached, ~kept)
        .with_for_update(skip_locked=True)
    )
    found = list((await work.execute(gone)).scalars())
    if found:
        await work.execute(sa.delete(stored_upload).where(table.id.in_(found)))
    return found


async def orphans(work: Work, before: datetime) -> list[UUID]:
    """Files of before that moment that no row tells of."""
    lying = [identity async for identity in blobs().older_than(before)]
    table = stored_upload.c
    known = await work.execute(sa.select(table.id).where(table.id.in_(lying)))
    return sorted(set(lying) - set(known.scalars()))
