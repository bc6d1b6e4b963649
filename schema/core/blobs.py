"""Where the bytes of uploaded files lie: the data folder, or a bucket that speaks S3.

A place is made of a file's id alone, whatever the file is called. What is kept is
ciphertext already: neither place learns what it holds.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from schema.core.settings import settings

if TYPE_CHECKING:
    from obstore.store import S3Store

FOLDER = "uploads"
MISSING_LIBRARY = "GONGHUI_FILES_BUCKET needs the library obstore: install gonghui[s3]"


class Blobs(Protocol):
    """A place for files; each method may be called again without harm."""

    async def put(self, identity: UUID, content: bytes) -> None:
        """Keep the bytes of a file."""

    async def get(self, identity: UUID) -> bytes:
        """The bytes of a file; raises FileNotFoundError."""

    async def delete(self, identity: UUID) -> None:
        """Remove a file, if it is there."""

    def older_than(self, moment: datetime) -> AsyncIterator[UUID]:
        """The files that were written before a moment."""


def place_of(identity: UUID) -> str:
    """The relative place of a file."""
    return f"{identity.hex[-2:]}/{identity.hex}"


def _identity(name: str) -> UUID | None:
    try:
        return UUID(hex=name)
    except ValueError:
        return None


class DiskBlobs:
    """Files below the data folder, readable by the platform's account only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, identity: UUID, content: bytes) -> None:
        """Write under another name first: a file is whole or not there."""
        await asyncio.to_thread(self._write, self.folder / place_of(identity), content)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(content)
        part.replace(path)

    async def get(self, identity: UUID) -> bytes:
        """The bytes of a file; raises FileNotFoundError."""
        return await asyncio.to_thread((self.folder / place_of(identity)).read_bytes)

    async def delete(self, identity: UUID) -> None:
        """Remove a file, if it is there."""
        path = self.folder / place_of(identity)
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def older_than(self, moment: datetime) -> AsyncIterator[UUID]:
        """By the time of the last change; halves of interrupted writes are removed."""
        for path in await asyncio.to_thread(lambda: sorted(self.folder.glob("??/*"))):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= moment:
                continue
            identity = _identity(path.name)
            if identity is None:
                path.unlink(missing_ok=True)
            else:
                yield identity


class BucketBlobs:
    """Files in a bucket, under the prefix ``uploads``."""

    def __init__(self, store: "S3Store") -> None:
        self.store = store

    async def put(self, identity: UUID, content: bytes) -> None:
        """Keep the bytes of a file."""
        await self.store.put_async(place_of(identity), content)

    async def get(self, identity: UUID) -> bytes:
        """The bytes of a file; raises FileNotFoundError."""
        found = await self.store.get_async(place_of(identity))
        return bytes(await found.bytes_async())

    async def delete(self, identity: UUID) -> None:
        """Remove a file, if it is there."""
        try:
            await self.store.delete_async(place_of(identity))
        except FileNotFoundError:
            return

    async def older_than(self, moment: datetime) -> AsyncIterator[UUID]:
        """By the bucket's clock."""
        async for page in self.store.list():
            for entry in page:
                identity = _identity(entry["path"].rsplit("/", 1)[-1])
                if identity is not None and entry["last_modified"] < moment:
                    yield identity


@lru_cache
def _bucket() -> BucketBlobs:
    """The bucket of the settings; the library is loaded by who uses one, and by nobody else."""
    try:
        from obstore.store import S3Store  # noqa: PLC0415 - an optional library
    except ImportError as error:
        raise RuntimeError(MISSING_LIBRARY) from error
    configured = settings()
    endpoint, secret = configured.files_endpoint, configured.files_secret
    return BucketBlobs(
        S3Store(
            str(configured.files_bucket),
            prefix=FOLDER,
            endpoint=endpoint,
            region=configured.files_region,
            access_key_id=configured.files_key_id,
            secret_access_key=None if secret is None else secret.get_secret_value(),
            client_options={"allow_http": bool(endpoint and endpoint.startswith("http://"))},
        )
    )


def blobs() -> Blobs:
    """The place that the settings name."""
    if settings().files_bucket is None:
        return DiskBlobs(settings().data / FOLDER)
    return _bucket()
