"""Writes the file of one export: count, copy, check, seal."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from schema.core.clock import SHANGHAI
from schema.core.files import export_path
from schema.core.principal import Principal
from schema.operations import service
from schema.operations.rules import ExportFormat
from schema.operations.service import WrittenFile
from schema.planner.cells import Cells, CsvCells, Reveal, SheetCells
from schema.planner.extract import Extract, Wanted, extract
from schema.planner.operation import Planner
from schema.planner.stream import Snapshot, snapshot
from workers.files.envelope import Watermark
from workers.files.writers import CsvTarget, LineSink, SheetTarget, Target, encrypted
from workers.job import Run

IDS_AT_ONCE = 5_000
DIGEST_BLOCK = 1 << 20


class IncompleteError(Exception):
    """The file does not hold as many rows as the snapshot; it is not handed out."""


@dataclass(frozen=True, slots=True)
class Order:
    """An export that is to be written: the ticket's row, and whose rules apply."""

    row: Mapping[str, Any]
    principal: Principal
    planner: Planner
    reader_url: str

    @property
    def csv(self) -> bool:
        """Whether it is a CSV file."""
        return self.row["format"] is ExportFormat.CSV

    @property
    def name(self) -> str:
        """The name that the requester's browser shows."""
        local = self.row["created_at"].astimezone(SHANGHAI)
        suffix = "csv" if self.csv else "xlsx"
        return f"{self.row['connection']}-{local:%Y%m%d-%H%M}.{suffix}"


async def write_export(run: Run, order: Order) -> WrittenFile:
    """Write the file beside its place, then move it there; raises IncompleteError."""
    row = order.row
    clear = bool(row["clear_numbers"])
    reveal = Reveal("person", "document_mask", "id", secrets.token_hex(16))
    cells = (CsvCells if order.csv else SheetCells)([reveal] if clear else [])
    made = _extract(order, cells)
    path = export_path(row["id"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    password = service.new_password() if clear else None
    async with snapshot(order.reader_url) as at:
        total = await at.count(made.count)
        mark = Watermark(
            f"{order.principal.name} ({order.principal.role.label})",
            row["created_at"],
            str(row["id"]),
            row["purpose"].label,
            total,
        )
        with _stream(unfinished, order.name, password) as stream:
            written = await _copy(run, order, at, made, total, (stream, mark, reveal))
        if written != total:
            raise IncompleteError(f"{written} rows of {total}")
        await _log(run, order, at, made)
    unfinished.replace(path)
    size, digest = _digest(path)
    name = f"{order.name}.zip" if clear else order.name
    return WrittenFile(name, written, size, digest, password)


def _extract(order: Order, cells: Cells) -> Extract:
    row = order.row
    wanted = Wanted(row["connection"], tuple(row["columns"]), row["filter"], row["order_by"])
    return extract(order.planner, wanted, order.principal, cells)


async def _copy(
    run: Run,
    order: Order,
    at: Snapshot,
    made: Extract,
    total: int,
    into: tuple[IO[bytes], Watermark, Reveal],
) -> int:
    stream, mark, reveal = into
    kind = CsvTarget if order.csv else SheetTarget
    target: Target = kind(stream, [cell.title for cell in made.columns], mark)

    async def progress(done: int) -> None:
        await run.progress(min(done, total), total, "写入文件")

    async def replace(lines: bytes) -> bytes:
        return await _revealed(run, lines, reveal.mark, "'" if order.csv else "")

    sink = LineSink(target, replace if order.row["clear_numbers"] else None, progress)
    written = await at.copy(made.rows, sink.write, csv=order.csv)
    await sink.end()
    target.close()
    return written


async def _revealed(run: Run, lines: bytes, mark: str, guard: str) -> bytes:
    """The lines with clear numbers where their marks stand."""
    pattern = re.compile(mark.encode() + rb"-([0-9a-f-]{36})")
    wanted = {UUID(found.decode()) for found in pattern.findall(lines)}
    async with run.transaction() as work:
        numbers = await service.clear_numbers(work, wanted)

    def number(match: re.Match[bytes]) -> bytes:
        return (guard + numbers.get(UUID(match[1].decode()), "")).encode()

    return pattern.sub(number, lines)


async def _log(run: Run, order: Order, at: Snapshot, made: Extract) -> None:
    """Who is in the file, before anybody can fetch it."""
    async for ids in at.ids(made.ids, IDS_AT_ONCE):
        async with run.transaction() as work:
            await service.log_exported(work, order.principal, order.row, made.tables, ids)


@contextmanager
def _stream(path: Path, name: str, password: str | None) -> Iterator[IO[bytes]]:
    """The file itself, or a member of an encrypted archive; readable by us only."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    if password is None:
        with path.open("wb") as stream:
            yield stream
        return
    with encrypted(path, password) as archive, archive.open(name, "w") as member:
        yield member


def _digest(path: Path) -> tuple[int, str]:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(DIGEST_BLOCK):
            found.update(block)
    return path.stat().st_size, found.hexdigest()
