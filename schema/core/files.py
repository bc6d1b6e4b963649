"""Where files of the platform lie in the data folder, and how they are destroyed."""

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
