"""Documents and photos that belong to a record: attached, listed with it, opened by a link.

Who may read an attachment follows from the record that it belongs to; documents about a
person stay closed, beside that, to roles that read no papers. A link is signed for one
reader and a few minutes, and each opening is logged before the bytes leave (D06).
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core import uploads
from schema.core.access_log import AccessKind, access_rows
from schema.core.contents import JPEG, PDF, PNG
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.principal import Access, Role
from schema.core.table import (
    access_rule,
    code,
    identifier,
    metadata,
    protect,
    record_columns,
    reference,
)
from schema.core.uploads import stored_upload
from schema.core.vault import vault
from schema.core.visible import visible
from schema.core.work import Work, unchanged_since

PHOTOS = frozenset({JPEG, PNG})
PAPERS = PHOTOS | {PDF}
#: Roles that read records about persons without their papers (domain §10).
WITHOUT_PAPERS = frozenset(
    {Role.ADMINISTRATOR, Role.ANALYST, Role.VOLUNTEER, Role.SOCIAL_WORKER, Role.PARTNER_LIAISON}
)


class AttachmentOwner(Labelled):
    """附件所属: what a document or photo belongs to"""

    FACILITY = "FACILITY", "阵地"
    INSPECTION = "INSPECTION", "阵地检查"
    EVIDENCE = "EVIDENCE", "证明材料"


class AttachmentError(Labelled):
    """Why a file is not attached or not opened."""

    ATTACHMENT_TYPE = "ATTACHMENT_TYPE", "此处不接受这种类型的文件"
    ATTACHMENT_LIMIT = "ATTACHMENT_LIMIT", "附件数量已达上限"
    LINK_EXPIRED = "LINK_EXPIRED", "链接已失效, 请重新打开"


attachment = sa.Table(
    "attachment",
    metadata,
    identifier(),
    code("owner_kind", AttachmentOwner, "所属记录类型"),
    sa.Column("owner_id", sa.Uuid, nullable=False, comment="所属记录"),
    reference("upload_id", "stored_upload", "文件", index=False),
    reference("union_id", "union_organisation", "所属工会", nullable=True),
    reference("person_id", "person", "所涉职工", nullable=True),
    sa.Column("caption", sa.Text, comment="说明", info={"personal": True}),
    sa.Column(
        "name", sa.Text, nullable=False, comment="文件名 (仅供显示)", info={"personal": True}
    ),
    sa.Column("media_type", sa.Text, nullable=False, comment="按内容识别的类型"),
    sa.Column("size", sa.BigInteger, nullable=False, comment="字节数"),
    sa.Column("sha256", sa.Text, nullable=False, comment="内容的 SHA-256"),
    *record_columns(),
    sa.UniqueConstraint("upload_id"),
    # The same photo is no second evidence.
    sa.UniqueConstraint("owner_id", "sha256"),
    sa.Index("ix_attachment_owner", "owner_id", "id"),
    sa.Index("ix_attachment_sha256", "sha256"),
    comment="附件",
    info={"tells_of": "person_id"},
)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where an attachment comes to lie: the union of its record, the person it tells of."""

    union_id: UUID | None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of record that holds attachments.

    ``edit`` refuses whoever may not change the record (FORBIDDEN, NotFoundError).
    """

    table: sa.Table
    edit: Callable[[Work, UUID], Awaitable[Belonging]]
    media_types: frozenset[str] = PHOTOS
    about_persons: bool = False


_owners: dict[AttachmentOwner, Owner] = {}


def holds_attachments(kind: AttachmentOwner, owner: Owner) -> None:
    """Let a table hold attachments; said once, in the ``access.py`` of its domain."""
    if kind in _owners:
        message = f"{kind} holds attachments already"
        raise ValueError(message)
    _owners[kind] = owner


def by_owner(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Attachments whose record is visible, papers about persons not to everybody."""
    return sa.or_(
        sa.false(),
        *(
            sa.and_(table.c.owner_kind == kind, _owner_visible(owner, table, access))
            for kind, owner in sorted(_owners.items())
            if not (owner.about_persons and access.role in WITHOUT_PAPERS)
        ),
    )


def _owner_visible(owner: Owner, table: sa.FromClause, access: Access) -> sa.ColumnElement[bool]:
    kept = owner.table.alias()
    inside = access_rule(owner.table)(kept, access)
    if inside is None:
        return sa.true()
    return sa.exists(sa.select(sa.literal_column("1")).where(kept.c.id == table.c.owner_id, inside))


protect(attachment, by_owner)


def used_elsewhere(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the same content is attached to another record, too."""
    other = attachment.alias()
    return sa.exists(
        sa.select(sa.literal_column("1")).where(
            other.c.sha256 == table.c.sha256, other.c.id != table.c.id
        )
    )


async def attach(
    work: Work,
    *,
    owner_kind: AttachmentOwner,
    owner_id: UUID,
    upload_id: UUID,
    caption: str | None = None,
) -> UUID:
    """Make one's own upload an attachment of a record; returns its id.

    Raises DomainError FORBIDDEN, ATTACHMENT_TYPE, ATTACHMENT_LIMIT, NotFoundError; the
    database refuses a file that is attached already, and the same content twice.
    """
    owner = _owners[owner_kind]
    place = await owner.edit(work, owner_id)
    row = await uploads.described(work, upload_id)
    if row.media_type not in owner.media_types:
        raise DomainError(
            AttachmentError.ATTACHMENT_TYPE,
            path=("uploadId",),
            details={"mediaType": row.media_type, "accepted": sorted(owner.media_types)},
        )
    await _check_number(work, owner_id)
    made = await work.insert(
        attachment,
        owner_kind=owner_kind,
        owner_id=owner_id,
        upload_id=upload_id,
        union_id=place.union_id,
        person_id=place.person_id,
        caption=caption,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
    )
    await work.update(stored_upload, upload_id, row.version, attached=True)
    return made


async def _check_number(work: Work, owner_id: UUID) -> None:
    terms = await parameters(work.connection, "ATTACHMENT", work.today)
    held = sa.select(sa.func.count()).where(attachment.c.owner_id == owner_id)
    if (await work.execute(held)).scalar_one() >= figure(terms, "most_per_record"):
        raise DomainError(AttachmentError.ATTACHMENT_LIMIT, path=("uploadId",))


async def remove_attachment(
    work: Work, *, attachment_id: UUID, expected_version: int, reason: str
) -> None:
    """Take an attachment off its record; the file goes with the next sweep.

    Raises DomainError FORBIDDEN, INVALID without a reason, NotFoundError, ConflictError.
    """
    row = await _readable(work, attachment_id)
    unchanged_since(attachment, row, expected_version)
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须说明移除原因", path=("reason",))
    await _owners[row["owner_kind"]].edit(work, row["owner_id"])
    await work.because(reason.strip())
    await work.execute(sa.delete(attachment).where(attachment.c.id == attachment_id))
    await work.execute(
        sa.update(stored_upload)
        .where(stored_upload.c.id == row["upload_id"])
        .values(attached=False, version=stored_upload.c.version + 1)
    )


async def link(work: Work, *, attachment_id: UUID) -> tuple[str, datetime]:
    """The address of a visible attachment for this reader, and until when it opens.

    Raises NotFoundError.
    """
    await _readable(work, attachment_id)
    terms = await parameters(work.connection, "ATTACHMENT", work.today)
    until = work.now + timedelta(seconds=figure(terms, "link_seconds"))
    stamp = int(until.timestamp())
    signature = _signature(work, attachment_id, stamp)
    return f"/attachments/{attachment_id}?until={stamp}&signature={signature}", until


async def opened(
    work: Work, *, attachment_id: UUID, until: int, signature: str
) -> tuple[Mapping[str, Any], bytes]:
    """The row and bytes behind a link; logs the reading in the same transaction.

    Raises NotFoundError for a link that is not this reader's or shows nothing any more,
    DomainError LINK_EXPIRED.
    """
    if not hmac.compare_digest(_signature(work, attachment_id, until), signature):
        raise NotFoundError(str(attachment.comment))
    if work.now.timestamp() > until:
        raise DomainError(AttachmentError.LINK_EXPIRED)
    row = await _readable(work, attachment_id)
    await work.execute(access_rows(work.principal, AccessKind.READ, attachment, [attachment_id]))
    return row, await uploads.bytes_of(row["upload_id"])


def _signature(work: Work, attachment_id: UUID, until: int) -> str:
    signed = f"{attachment_id}\0{work.principal.subject}\0{until}"
    return vault().blind_index("attachment link", signed).hex()


async def _readable(work: Work, attachment_id: UUID) -> Mapping[str, Any]:
    statement = sa.select(attachment).where(
        attachment.c.id == attachment_id, visible(attachment, work.principal)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(attachment.comment))
    return {str(name): value for name, value in row.items()}
