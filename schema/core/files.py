"""Where files of the platform lie in the data folder, and how they are destroyed."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from schema.core.settings import settings


def export_path(identity: UUID) -> Path:
    """The place of an export's file: made of its id alone."""
    return settings().data / "exports" / identity.hex


def destroy_export(identity: UUID) -> None:
    """Remove the file and what an interrupted run left of it."""
    path = export_path(identity)
    for each in (path, path.with_suffix(".part")):
        each.unlink(missing_ok=True)


def import_errors_path(identity: UUID) -> Path:
    """The place of the list of what an import refused."""
    return settings().data / "imports" / f"{identity.hex}.xlsx"


def destroy_error_lists(before: datetime) -> int:
    """Remove the lists that were written before a moment; how many they were.

    They repeat the cells of refused rows, identity numbers among them.
    """
    old = [
        path
        for path in (settings().data / "imports").glob("*.xlsx")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
