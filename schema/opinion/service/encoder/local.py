"""An encoder in a folder: ``model.onnx`` and ``tokenizer.json``, run by ONNX Runtime.

Ours has ``pieces.json`` besides, with the numbers of the special pieces; a
site's own folder may leave it out when its tokenizer adds them itself.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

IDENTITY = "e5-small-zh-int8-1"
MODEL, TOKENIZER, PIECES = "model.onnx", "tokenizer.json", "pieces.json"
LONGEST = 128  # tokens
BATCH = 8  # what the inner layers write of so many stays in the processor's cache


class LocalEncoder:
    """Texts to vectors of length one."""

    def __init__(self, folder: Path, identity: str, threads: int = 1) -> None:
        """Open the model; raises OSError or the runtime's error when the folder is no encoder."""
        import onnxruntime  # noqa: PLC0415 - never in the API process
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.identity = identity
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        extra = folder / PIECES
        self._pieces: dict[str, Any] = json.loads(extra.read_text()) if extra.is_file() else {}
        self._inputs = [given.name for given in self._session.get_inputs()]

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors [n, d] of ``plain`` texts; like lengths run together, so little is padding."""
        rows = [self._numbers(text) for text in texts]
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        parts = [
            self._run([rows[number] for number in order[start : start + BATCH]])
            for start in range(0, len(order), BATCH)
        ]
        vectors = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
        result = np.empty_like(vectors)
        result[order] = vectors
        return result

    def _numbers(self, text: str) -> list[int]:
        pieces = self._pieces
        if not pieces:
            return list(self._tokenizer.encode(text).ids[:LONGEST])
        found = self._tokenizer.encode(pieces["prefix"] + text, add_special_tokens=False)
        return [pieces["begin"], *found.ids[: LONGEST - 2], pieces["end"]]

    def _run(self, rows: list[list[int]]) -> Floats:
        width = max(len(row) for row in rows)
        numbers = np.full((len(rows), width), self._pieces.get("pad", 0), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for at, row in enumerate(rows):
            numbers[at, : len(row)], mask[at, : len(row)] = row, 1
        given: dict[str, Any] = {}
        for name in self._inputs:
            is_mask = "mask" in name
            blank = np.zeros_like(numbers) if "type" in name else numbers
            given[name] = mask if is_mask else blank
        answer = np.asarray(self._session.run(None, given)[0], np.float32)
        if answer.ndim > mask.ndim:  # one vector a token: the mean of those present
            weight = mask[:, :, None].astype(np.float32)
            answer = (answer * weight).sum(1) / weight.sum(1)
        length = np.maximum(np.linalg.norm(answer, axis=1, keepdims=True), 1e-9)
        return np.asarray(answer / length, np.float32)
