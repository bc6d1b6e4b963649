"""Registered GraphQL documents: what dashboards and API clients were built with.

A document is known by the SHA-256 of its text, as lower-case hexadecimal digits;
clients may write ``sha256:`` before it.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.table import identifier, metadata, nobody, protect, record_columns
from schema.core.work import Work

PREFIX = "sha256:"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"\b(?:query|mutation|subscription)\s+(\w+)")
LONGEST = 100_000

persisted_document = sa.Table(
    "persisted_document",
    metadata,
    identifier(),
    sa.Column("hash", sa.Text, nullable=False, comment="文档的 SHA-256"),
    sa.Column("name", sa.Text, nullable=False, server_default="", comment="操作名称"),
    sa.Column("body", sa.Text, nullable=False, comment="文档"),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), comment="停用时间"),
    *record_columns(),
    sa.UniqueConstraint("hash"),
    sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
    comment="登记的 GraphQL 文档",
)
protect(persisted_document, nobody)


class DocumentError(Labelled):
    """Why a document cannot be registered."""

    BAD_MANIFEST = "BAD_MANIFEST", "清单无法识别"


def digest(body: str) -> str:
    """The SHA-256 of a document, by which it is known."""
    return hashlib.sha256(body.encode()).hexdigest()


def canonical(given: object) -> str | None:
    """A hash as clients write it, in our form; None for what is none."""
    if not isinstance(given, str):
        return None
    text = given.removeprefix(PREFIX).lower()
    return text if _DIGEST.fullmatch(text) else None


def read_manifest(text: str) -> dict[str, str]:
    """The documents of a manifest by hash; raises DomainError (BAD_MANIFEST).

    Takes the form of graphql-codegen and urql (``{hash: document}``) and that of Apollo
    (``{"operations": [{"id", "body"}]}``). Each hash has to be that of its document.
    """
    try:
        found = json.loads(text)
    except ValueError:
        raise _bad("it is no JSON") from None
    entries = _entries(found)
    for key, body in entries.items():
        if len(body) > LONGEST or canonical(key) != digest(body):
            raise _bad(f"{key[:80]} is not the SHA-256 of its document")
    return {digest(body): body for body in entries.values()}


def _entries(found: Any) -> dict[str, str]:
    if isinstance(found, dict) and isinstance(found.get("operations"), list):
        listed = [entry for entry in found["operations"] if isinstance(entry, dict)]
        found = {str(entry.get("id")): entry.get("body") for entry in listed}
    if not isinstance(found, dict) or not all(isinstance(body, str) for body in found.values()):
        raise _bad("it holds no documents by hash")
    return found


def _bad(reason: str) -> DomainError:
    return DomainError(DocumentError.BAD_MANIFEST, f"The manifest cannot be used: {reason}.")


async def register(work: Work, documents: Mapping[str, str]) -> int:
    """Register documents by hash, or take them into use again; returns how many are new."""
    known = {row.hash: row for row in await work.execute(sa.select(persisted_document))}
    added = 0
    for key, body in documents.items():
        row = known.get(key)
        if row is None:
            named = _NAME.search(body)
            name = named[1] if named else ""
            await work.insert(persisted_document, hash=key, name=name, body=body)
            added += 1
        elif row.withdrawn_at is not None:
            await work.update(persisted_document, row.id, row.version, withdrawn_at=None)
            added += 1
    return added


async def withdraw(work: Work, key: str) -> bool:
    """Take a document out of use; returns whether it was in use."""
    found = await work.execute(
        sa.select(persisted_document).where(
            persisted_document.c.hash == key, persisted_document.c.withdrawn_at.is_(None)
        )
    )
    row = found.one_or_none()
    if row is None:
        return False
    await work.update(persisted_document, row.id, row.version, withdrawn_at=work.now)
    return True


async def documents_in_use(work: Work) -> dict[str, str]:
    """Every document in use, by hash."""
    table = persisted_document
    rows = await work.execute(
        sa.select(table.c.hash, table.c.body).where(table.c.withdrawn_at.is_(None))
    )
    return {row.hash: row.body for row in rows}


async def listed(work: Work) -> list[tuple[str, str, datetime, datetime | None]]:
    """Hash, name, moment of registration and of withdrawal of each document."""
    table = persisted_document
    columns = (table.c.hash, table.c.name, table.c.created_at, table.c.withdrawn_at)
    rows = await work.execute(sa.select(*columns).order_by(table.c.name, table.c.hash))
    return [(row.hash, row.name, row.created_at, row.withdrawn_at) for row in rows]
