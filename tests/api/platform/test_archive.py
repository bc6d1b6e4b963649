"""A drill: the archive is kept, everything is wrecked, and a chosen moment comes back."""

import asyncio
import gzip
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from api.platform.archive.folder import Archive, Base
from api.platform.archive.receive import Receiver, ask
from api.platform.archive.restore import restore_moment
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder
from api.platform.process import silent
from api.platform.secret_file import load_secrets
from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core.database import make_engine
from schema.core.verify import verify
from tests.api.platform.conftest import settings_of
from tests.api.platform.test_backup import content
from tests.leaks.world import citizen_number, plant
from tests.sizes import size

KEY = bytes(range(32))
NAME = "卡纳瑞档案"
FIRST_FILE, LATER_FILE = "ab/" + "0" * 30 + "ab", "cd/" + "0" * 30 + "cd"
# The failure plan asks for a gigabyte: half of it in the base, half in the log.
FILLER = "insert into filler select g, repeat(md5(g::text), 30) from generate_series(1, $1) g"
ROWS = size(1_000, 500_000)
TEN_MINUTES = 600.0
CHANGE = "update person set name = $1 where name = '王101'"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return Archive(tmp_path_factory.mktemp("archive") / "kept", KEY)


def put(folder: DataFolder, place: str, text: bytes) -> None:
    """A file as uploads are kept."""
    path = folder.path / "uploads" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


async def run(url: str, query: str, *values: object) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(query, *values)
    finally:
        await connection.close()


async def planted(url: str) -> None:
    connection = await asyncpg.connect(url)
    await plant(connection)
    await connection.close()


@pytest.fixture(scope="module")
def wrecked(
    archive: Archive, migrated: Stores, tmp_path_factory: pytest.TempPathFactory
) -> tuple[DataFolder, datetime, dict[str, str]]:
    """A new folder with the secrets, the moment before the wreck, and what was there then.

    The tests' own stores give the keys of the vault, under which the world is planted.
    """
    assert migrated.vault_key
    old = tmp_path_factory.mktemp("old")
    with open_stores(settings_of(old)) as stores:
        upgrade(stores.owner_url)
        asyncio.run(planted(stores.owner_url))
        asyncio.run(run(stores.owner_url, "create table filler (number int, words text)"))
        asyncio.run(run(stores.owner_url, FILLER, ROWS))
        put(stores.folder, FIRST_FILE, b"first")
        assert stores.admin_url is not None
        staging, uploads = old / "archive-staging", old / "uploads"
        receiver = Receiver(archive, stores.admin_url, staging, uploads, silent)
        with receiver.receiving():
            asyncio.run(run(stores.owner_url, CHANGE, NAME))
            asyncio.run(run(stores.owner_url, FILLER, ROWS))
            put(stores.folder, LATER_FILE, b"later")
            before = asyncio.run(content(stores.owner_url))
            moment = ask(stores.admin_url, "select clock_timestamp()")
            asyncio.run(run(stores.owner_url, "delete from notification"))
            asyncio.run(run(stores.owner_url, "update person set name = 'wrecked'"))
            with pytest.raises(PlatformError, match="by another process"):
                receiver.receiving().__enter__()
            receiver.catch_up()
        (postgres,) = [server for server in stores.servers if server.name == "postgres"]
        assert postgres.pid is not None
        os.kill(postgres.pid, 9)
    secrets = (old / "secrets.json").read_bytes()
    shutil.rmtree(old)
    new = tmp_path_factory.mktemp("new")
    (new / "secrets.json").write_bytes(secrets)
    (new / "secrets.json").chmod(0o600)
    folder = DataFolder(new)
    folder.prepare()
    return folder, moment, before


@pytest.mark.requirement("R17")
@pytest.mark.chaos(20)
def test_a_moment_comes_back(
    archive: Archive, wrecked: tuple[DataFolder, datetime, dict[str, str]]
) -> None:
    """Every row as it was, the ledger among them; the audit's chain holds; both files are there."""
    folder, moment, before = wrecked
    keys = load_secrets(folder)
    with pytest.raises(PlatformError, match="ends before that moment"):
        restore_moment(archive, folder, keys, datetime.now(UTC), silent)
    assert not folder.postgres.exists()
    begun = time.monotonic()
    made = restore_moment(archive, folder, keys, moment, silent)
    took = time.monotonic() - begun
    print(f"restored {made.segments} segments in {took:.1f} s")  # noqa: T201 - of the drill
    assert made.segments >= 1
    assert took < TEN_MINUTES
    with open_stores(settings_of(folder.path)) as stores:
        assert asyncio.run(content(stores.owner_url)) == before
        assert asyncio.run(_faults(stores.owner_url)) == []
        assert ask(stores.owner_url, "select count(*) from person where name = $1", NAME) == 1
    for place, text in ((FIRST_FILE, b"first"), (LATER_FILE, b"later")):
        assert (folder.path / "uploads" / place).read_bytes() == text
    with pytest.raises(PlatformError, match="exists: restore into a new"):
        restore_moment(archive, folder, keys, None, silent)


async def _faults(url: str) -> list[object]:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as opened:
            return [
                found for found in (await verify(opened)).findings if found.kind != "UNBALANCED"
            ]
    finally:
        await engine.dispose()


@pytest.mark.requirement("D14")
def test_the_archive_tells_nothing(
    archive: Archive, wrecked: tuple[DataFolder, datetime, dict[str, str]]
) -> None:
    """No name, no number, packed or not; and nobody else may enter."""
    assert wrecked
    for path in archive.path.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
        if path.is_file():
            stored = path.read_bytes()
            for canary in (NAME, citizen_number(100), "person_secret"):
                assert canary.encode() not in stored
            with pytest.raises(gzip.BadGzipFile):
                gzip.decompress(stored)


def put_empty(*targets: Path) -> None:
    """Files of an archive, whose names and times alone are looked at."""
    for target in targets:
        target.write_bytes(b"")


def test_what_the_oldest_kept_base_needs_stays(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "kept", KEY)
    archive.prepare()
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    hours = [timedelta(hours=hour) for hour in range(3)]
    bases = [
        Base(noon + hour, noon + hour - timedelta(minutes=5), f"{1:08X}{0:08X}{number * 4:08X}")
        for number, hour in enumerate(hours)
    ]
    put_empty(
        *(archive.bases / base.name for base in bases),
        *(archive.log / f"{1:08X}{0:08X}{number:08X}.gonghui" for number in range(12)),
        archive.log / "00000002.history.gonghui",
    )
    for name, age in (("old", bases[1].begin), ("young", bases[1].end)):
        path = archive.files / f"{name}.gonghui"
        put_empty(path)
        os.utime(path, (age.timestamp() - 1, age.timestamp() - 1))
    archive.forget(2)
    assert archive.known_bases() == bases[1:]
    assert [path.name[:24] for path in archive.log_of(bases[1])] == [
        *(f"{1:08X}{0:08X}{number:08X}" for number in range(4, 12)),
        "00000002.history.gonghui"[:24],
    ]
    assert len(list(archive.log.iterdir())) == 9
    assert [path.name for path in archive.files.iterdir()] == ["young.gonghui"]
    assert archive.base_before(bases[1].end) == bases[1]
    assert archive.base_before(None) == bases[2]
    with pytest.raises(PlatformError, match="no base"):
        archive.base_before(noon)
