"""Reading the files that somebody or some program puts into a feed folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from schema.core.errors import DomainError
from schema.core.settings import settings
from schema.opinion.rules.codes import OpinionError
from schema.opinion.service.fetching import refuse_address

SUFFIXES = frozenset({".jsonl", ".json", ".xml", ".rss", ".atom"})
MAX_FILE_BYTES = 64 * 1024 * 1024


def feeds_folder() -> Path:
    """Where all feed folders stand: ``<data>/feeds``."""
    return settings().data / "feeds"


def folder_of(address: str) -> Path:
    """The folder that an address names; raises DomainError FEED_ADDRESS_REFUSED.

    Only folders below ``<data>/feeds`` are read, so that nobody can make the
    platform read the machine's other files; an operator may mount or link
    other places there.
    """
    root = feeds_folder().absolute()
    named = PurePosixPath(address)
    if ".." in named.parts or "\x00" in address or not address.strip():
        raise refuse_address("文件夹须位于数据目录的 feeds 之下")
    folder = root / named
    if not folder.is_relative_to(root):
        raise refuse_address("文件夹须位于数据目录的 feeds 之下")
    return folder


def unread_files(address: str, known: Mapping[str, str]) -> tuple[list[Path], dict[str, str]]:
    """Files that are new or have changed since they were read, and the marks of all files."""
    folder = folder_of(address)
    if not folder.is_dir():
        raise DomainError(OpinionError.FEED_UNREACHABLE, f"文件夹不存在: {address}")
    marks = {path.name: mark for path, mark in _marked(folder)}
    unread = [folder / name for name, mark in sorted(marks.items()) if known.get(name) != mark]
    return unread, marks


def _marked(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.iterdir():
        if path.suffix.lower() in SUFFIXES and path.is_file():
            state = path.stat()
            yield path, f"{state.st_size}:{state.st_mtime_ns}"


def read_file(path: Path) -> bytes:
    """The bytes of one feed file; raises DomainError FEED_TOO_LARGE, OSError."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise DomainError(OpinionError.FEED_TOO_LARGE, f"文件过大: {path.name}")
    return path.read_bytes()
