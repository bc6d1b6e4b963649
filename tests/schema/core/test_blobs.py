"""Files on disk and in a bucket of a real server: kept, read, listed by age, removed."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from schema.core import blobs as module
from schema.core.blobs import Blobs, BucketBlobs, DiskBlobs, blobs
from schema.core.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A server that speaks S3 over a folder; rclone's wheel brings it."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "gonghui").mkdir()
    program = str(Path(sys.executable).with_name("rclone"))
    command = [program, "serve", "s3", "--config", "", "--auth-key", "key,secret"]
    with subprocess.Popen(
        [*command, "--addr", "127.0.0.1:0", str(folder)], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        started = (re.search(r"on \[(http://.+)/\]", line) for line in server.stderr)
        address = next(found[1] for found in started if found)
        yield Settings(
            files_bucket="gonghui",
            files_endpoint=address,
            files_key_id="key",
            files_secret="secret",
        )
        server.terminate()


@pytest.fixture(params=["disk", "bucket"])
async def place(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Blobs]:
    configured = Settings(data=tmp_path)
    if request.param == "bucket":
        configured = request.getfixturevalue("bucket")
    monkeypatch.setattr(module, "settings", lambda: configured)
    module._bucket.cache_clear()  # noqa: SLF001
    found = blobs()
    assert isinstance(found, DiskBlobs if request.param == "disk" else BucketBlobs)
    yield found
    module._bucket.cache_clear()  # noqa: SLF001


async def listed(place: Blobs, moment: datetime) -> set[UUID]:
    return {identity async for identity in place.older_than(moment)}


async def test_kept_read_and_removed(place: Blobs) -> None:
    identity, content = uuid4(), b"\0sealed\xff" * 1000
    await place.put(identity, content)
    await place.put(identity, content)
    assert await place.get(identity) == content
    now = datetime.now(UTC)
    assert identity in await listed(place, now + timedelta(minutes=1))
    assert identity not in await listed(place, now - timedelta(minutes=1))
    await place.delete(identity)
    await place.delete(identity)
    with pytest.raises(FileNotFoundError):
        await place.get(identity)
    assert identity not in await listed(place, now + timedelta(minutes=1))


async def test_files_are_closed_to_others_and_never_half(tmp_path: Path) -> None:
    identity, place = uuid4(), DiskBlobs(tmp_path / "uploads")
    await place.put(identity, b"x")
    (path,) = (tmp_path / "uploads").glob("??/*")
    assert path.name == identity.hex
    assert path.stat().st_mode & 0o077 == 0
    half = path.with_name(f"{uuid4().hex}.part")
    half.write_bytes(b"half")
    assert await listed(place, datetime.now(UTC) + timedelta(minutes=1)) == {identity}
    assert not half.exists()
