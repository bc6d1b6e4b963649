"""A file of named parts, encrypted as it is written and checked as it is read.

``GONGHUI1 | salt | frame…``; a frame is its length (4 bytes) and AES-256-GCM ciphertext of a
letter and content: ``S`` begins a part with its name, ``D`` is data of it, ``E`` ends the file.
The nonce is the frame's number under a key derived from the file's own salt, so that a frame
that was cut off, repeated or moved is found, and a file without its end is refused.
"""

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.platform.errors import PlatformError

MAGIC = b"GONGHUI1"
SALT_BYTES = 32
KEY_BYTES = 32
PIECE = 1 << 20
_LENGTH_BYTES = 4
_TAG_BYTES = 16
BEGIN, DATA, END = b"S", b"D", b"E"


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, MAGIC).derive(key))


class SealedWriter:
    """Writes parts to a stream; without ``close`` the file is not whole."""

    def __init__(self, target: IO[bytes], key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._target, self._cipher, self._number = target, _cipher(key, salt), 0
        target.write(MAGIC + salt)

    def part(self, name: str, source: IO[bytes]) -> int:
        """Write one part from a stream to its end; returns its bytes."""
        self._frame(BEGIN + name.encode())
        size = 0
        while piece := source.read(PIECE):
            self._frame(DATA + piece)
            size += len(piece)
        return size

    def close(self) -> None:
        """Mark the file as whole."""
        self._frame(END)
        self._target.flush()

    def _frame(self, content: bytes) -> None:
        nonce = self._number.to_bytes(12, "big")
        self._number += 1
        sealed = self._cipher.encrypt(nonce, content, MAGIC)
        self._target.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)


def read_sealed(source: IO[bytes], key: bytes) -> Iterator[tuple[str, bytes]]:
    """The pieces of a file as (part, data); an empty piece begins each part.

    Raises PlatformError when the key is another one, or anything was changed or is missing.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise PlatformError("this is no backup of gonghui")
    cipher = _cipher(key, source.read(SALT_BYTES))
    number, part = 0, ""
    while True:
        length = int.from_bytes(source.read(_LENGTH_BYTES), "big")
        if not _TAG_BYTES < length <= PIECE + _TAG_BYTES + 1:
            raise PlatformError("the backup is not whole: its end is missing")
        try:
            content = cipher.decrypt(number.to_bytes(12, "big"), source.read(length), MAGIC)
        except InvalidTag as error:
            message = "the backup cannot be read: another key, or the file was changed"
            raise PlatformError(message) from error
        number += 1
        letter, rest = content[:1], content[1:]
        if letter == END:
            return
        if letter == BEGIN:
            part, rest = rest.decode(), b""
        yield part, rest
