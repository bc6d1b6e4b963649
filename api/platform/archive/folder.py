"""The archive's folder: sealed bases, the sealed log, files uploaded since; and what may go."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.platform.errors import PlatformError
from api.platform.sealed_file import SealedWriter, read_sealed

SUFFIX = ".gonghui"
DRAFT = ".draft"
HISTORY = ".history"
CLUSTER = "cluster"
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_TIMELINE_DIGITS = 8


@dataclass(frozen=True, order=True, slots=True)
class Base:
    """A base backup: restorable from ``end`` on, needs the log from ``segment`` on."""

    end: datetime
    begin: datetime
    segment: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.end:{_STAMP}}-{self.begin:{_STAMP}}-{self.segment}{SUFFIX}"


def base_named(name: str) -> Base:
    """The base that a file's name describes; raises ValueError."""
    end, begin, segment = name.removesuffix(SUFFIX).split("-")
    return Base(_time(end), _time(begin), segment)


def _time(text: str) -> datetime:
    return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder that only its owner may enter; nothing in it can be read without the key."""

    path: Path
    key: bytes

    @property
    def bases(self) -> Path:
        """Where the bases lie."""
        return self.path / "bases"

    @property
    def log(self) -> Path:
        """Where the log lies, a file a segment."""
        return self.path / "log"

    @property
    def files(self) -> Path:
        """Where the files lie that were uploaded since the oldest base."""
        return self.path / "files"

    def prepare(self) -> None:
        """Make the folders; drafts of an earlier run go."""
        for folder in (self.path, self.bases, self.log, self.files):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for draft in folder.glob(f"*{DRAFT}"):
                draft.unlink()

    def seal(self, target: Path, fill: Callable[[SealedWriter], object]) -> None:
        """Write a file of the archive, whole and on the disk, or not at all."""
        draft = target.with_name(f"{target.name}{DRAFT}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                sealed = SealedWriter(file, self.key)
                fill(sealed)
                sealed.close()
                os.fsync(file.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def seal_file(self, target: Path, source: Path, part: str) -> None:
        """Seal one file as one part."""

        def fill(sealed: SealedWriter) -> None:
            with source.open("rb") as content:
                sealed.part(part, content)

        self.seal(target, fill)

    def open(self, source: Path) -> Iterator[tuple[str, bytes]]:
        """The pieces of a sealed file; raises PlatformError when it is not whole."""
        with source.open("rb") as file:
            yield from read_sealed(file, self.key)

    def known_bases(self) -> list[Base]:
        """The bases, oldest first."""
        return sorted(base_named(path.name) for path in self.bases.glob(f"*{SUFFIX}"))

    def base_before(self, moment: datetime | None) -> Base:
        """The newest base that was complete at a moment; raises PlatformError."""
        known = [base for base in self.known_bases() if moment is None or base.end <= moment]
        if not known:
            raise PlatformError(f"{self.path} holds no base from before that moment")
        return known[-1]

    def log_of(self, base: Base) -> list[Path]:
        """The log that a base needs, and all since; histories of timelines among it."""
        least = base.segment[_TIMELINE_DIGITS:]
        return sorted(
            path
            for path in self.log.glob(f"*{SUFFIX}")
            if HISTORY in path.name or _place(path) >= least
        )

    def latest(self) -> datetime | None:
        """When the newest piece of the log was sealed, None while there is none."""
        times = [path.stat().st_mtime for path in self.log.glob(f"*{SUFFIX}")]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def forget(self, keep: int) -> None:
        """Remove all but the newest ``keep`` bases, and what only the removed ones needed."""
        known = self.known_bases()
        for base in known[:-keep]:
            (self.bases / base.name).unlink()
        oldest = known[-keep:][0] if known else None
        if oldest is None:
            return
        needed = set(self.log_of(oldest))
        for path in set(self.log.glob(f"*{SUFFIX}")) - needed:
            path.unlink()
        for path in self.files.glob(f"*{SUFFIX}"):
            if path.stat().st_mtime < oldest.begin.timestamp():  # the base holds it
                path.unlink()


def _place(path: Path) -> str:
    """The place of a segment in the log, whatever its timeline."""
    return path.name[_TIMELINE_DIGITS:].split(".", 1)[0]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
