"""Sensitive values: encrypted with AES-GCM, found by a keyed hash, shown as a mask.

The ciphertext is bound to its table, column and row, so that a value copied to
another row does not decrypt. Keys come from the environment; ciphertext starts
with its key's id, so that keys can be rotated.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schema.core.settings import settings

NONCE_BYTES = 12
KEY_BYTES = 32
BLOCK_BYTES = 64  # of SHA-256
MOBILE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts with the first key, decrypts with any; ``index_key`` keys the blind index."""

    ciphers: dict[str, AESGCM]
    current: str
    index_key: bytes

    @classmethod
    def from_keys(cls, keys: str, index_key: str) -> Self:
        """``keys`` is ``id:base64[,id:base64…]`` with 32-byte keys; ``index_key`` is base64."""
        pairs = [pair.split(":", 1) for pair in keys.split(",")]
        ciphers = {name: AESGCM(_strong(key)) for name, key in pairs}
        if index_key in {key for _, key in pairs} or len(ciphers) != len(pairs):
            message = "the vault's keys and the index key must all differ, in name and value"
            raise ValueError(message)
        return cls(ciphers, pairs[0][0], _strong(index_key))

    @property
    def prefix(self) -> bytes:
        """What ciphertext of the current key begins with."""
        return self.current.encode() + b"\0"

    def rewrap(self, sealed: bytes, table: str, column: str, row: UUID) -> bytes:
        """The same value under the current key."""
        return self.encrypt(self.decrypt(sealed, table, column, row), table, column, row)

    def encrypt(self, value: str, table: str, column: str, row: UUID) -> bytes:
        """``key id | 0x00 | nonce | ciphertext`` of a text value."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self.ciphers[self.current].encrypt(
            nonce, value.encode(), _binding(table, column, row)
        )
        return self.current.encode() + b"\0" + nonce + sealed

    def encrypt_all(
        self, values: Sequence[str | None], table: str, column: str, rows: Sequence[UUID]
    ) -> list[bytes | None]:
        """``encrypt`` of many values, each bound to its row; None stays None."""
        seal, prefix = self.ciphers[self.current].encrypt, self.prefix
        drawn, place = os.urandom(NONCE_BYTES * len(values)), f"{table}.{column}:"
        nonces = (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))
        return [
            None
            if value is None
            else prefix + nonce + seal(nonce, value.encode(), f"{place}{row}".encode())
            for value, nonce, row in zip(values, nonces, rows, strict=True)
        ]

    def decrypt(self, sealed: bytes, table: str, column: str, row: UUID) -> str:
        """The text value; raises cryptography's InvalidTag when it was tampered with."""
        name, rest = sealed.split(b"\0", 1)
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        cipher = self.ciphers[name.decode()]
        return cipher.decrypt(nonce, body, _binding(table, column, row)).decode()

    def blind_indexes(self, kind: str, values: Iterable[str | None]) -> list[bytes | None]:
        """``blind_index`` of many values; None stays None.

        HMAC of RFC 2104 with the two padded keys made once: half the time of ``hmac.digest``.
        """
        key, digest = self.index_key.ljust(BLOCK_BYTES, b"\0"), hashlib.sha256
        inner = bytes(byte ^ 0x36 for byte in key) + f"{kind}\0".encode()
        outer = bytes(byte ^ 0x5C for byte in key)
        return [
            None
            if value is None
            else digest(outer + digest(inner + value.encode()).digest()).digest()
            for value in values
        ]

    def blind_index(self, kind: str, value: str) -> bytes:
        """A keyed hash (32 bytes) for exact search; ``kind`` separates number spaces."""
        return hmac.digest(self.index_key, f"{kind}\0{value}".encode(), hashlib.sha256)


def _strong(key: str) -> bytes:
    """32 bytes that somebody has drawn; raises ValueError for a placeholder."""
    found = base64.b64decode(key, validate=True)
    if len(found) != KEY_BYTES or len(set(found)) < KEY_BYTES // 4:
        message = "a key of the vault must be 32 random bytes in base64"
        raise ValueError(message)
    return found


def _binding(table: str, column: str, row: UUID) -> bytes:
    return f"{table}.{column}:{row}".encode()


def mask_document(number: str) -> str:
    """First six and last four characters; a short number keeps only its last two."""
    keep_head, keep_tail = (6, 4) if len(number) >= 15 else (0, 2)  # noqa: PLR2004
    hidden = max(len(number) - keep_head - keep_tail, 1)
    return number[:keep_head] + "*" * hidden + number[len(number) - keep_tail :]


def mask_mobile(number: str) -> str:
    """``138****1234``; anything but an 11-digit mobile keeps only its last four."""
    if len(number) == MOBILE_LENGTH:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(len(number) - 4, 1) + number[-4:]


def mask_name(name: str) -> str:
    """``张*`` or ``张*明``: first character, and the last one of three or more."""
    if len(name) <= 2:  # noqa: PLR2004
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


@lru_cache
def vault() -> Vault:
    """The vault of this process; refuses to work without keys."""
    configured = settings()
    if configured.vault_key is None or configured.index_key is None:
        message = "GONGHUI_VAULT_KEY and GONGHUI_INDEX_KEY are not set"
        raise RuntimeError(message)
    return Vault.from_keys(
        configured.vault_key.get_secret_value(), configured.index_key.get_secret_value()
    )
