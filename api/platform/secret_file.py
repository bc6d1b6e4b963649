"""Passwords and keys that the platform makes for itself, kept in ``secrets.json``."""

import base64
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from api.platform.errors import PlatformError
from api.platform.folder import DataFolder

KEY_BYTES = 32


def _password() -> str:
    return secrets.token_urlsafe(32)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _vault_key() -> str:
    return f"k1:{_key()}"


@dataclass(frozen=True)
class Secrets:
    """The secrets of one data folder; never printed."""

    superuser_password: str = field(default_factory=_password, repr=False)
    owner_password: str = field(default_factory=_password, repr=False)
    writer_password: str = field(default_factory=_password, repr=False)
    reader_password: str = field(default_factory=_password, repr=False)
    valkey_password: str = field(default_factory=_password, repr=False)
    vault_key: str = field(default_factory=_vault_key, repr=False)
    index_key: str = field(default_factory=_key, repr=False)


def load_secrets(folder: DataFolder) -> Secrets:
    """Read the secrets of ``folder``, making them when the folder is new.

    Raises PlatformError when they are damaged, or gone while a database that needs them is
    there: new keys would make its ciphertext unreadable for ever.
    """
    if not folder.secrets.exists():
        if folder.postgres.exists():
            message = f"{folder.secrets} is missing but the database is there: put it back"
            raise PlatformError(message)
        _create(folder.secrets, Secrets())
    try:
        content = json.loads(folder.secrets.read_text(encoding="utf-8"))
        return Secrets(**{name.name: str(content[name.name]) for name in fields(Secrets)})
    except PermissionError as error:
        message = f"{folder.secrets} belongs to another user: start as that user"
        raise PlatformError(message) from error
    except (ValueError, KeyError, TypeError) as error:
        raise PlatformError(f"{folder.secrets} is damaged: put back a copy of it") from error


def _create(path: Path, content: Secrets) -> None:
    """Write ``content`` so that a half-written file is never seen and none is replaced."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(content), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return  # another process was first: its secrets count
    finally:
        Path(name).unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
