"""An encoder behind an OpenAI-compatible address of the site: ``POST <base>/embeddings``."""

from collections.abc import Sequence

import httpx2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TIMEOUT = 10.0
BATCH = 64
FAILURES = 3  # after so many in a row the address is left alone for the life of the encoder


class EndpointError(Exception):
    """The address does not answer as it should."""


class EndpointEncoder:
    """Texts to vectors of length one."""

    def __init__(self, base: str, model: str) -> None:
        """``base`` as in http://10.0.0.5:8080/v1; nothing is sent yet."""
        self.identity = f"openai:{model}"
        self._base, self._model, self._failures = base.rstrip("/"), model, 0

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors [n, d]; raises EndpointError."""
        if self._failures >= FAILURES:
            raise EndpointError("the encoder has failed too often")
        try:
            with httpx2.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
                parts = [
                    self._ask(client, texts[start : start + BATCH])
                    for start in range(0, len(texts), BATCH)
                ]
            vectors = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
            self._failures += 1
            raise EndpointError(str(error)) from error
        self._failures = 0
        length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / length, np.float32)

    def _ask(self, client: httpx2.Client, texts: Sequence[str]) -> Floats:
        answer = client.post(
            f"{self._base}/embeddings", json={"model": self._model, "input": list(texts)}
        )
        answer.raise_for_status()
        rows = sorted(answer.json()["data"], key=lambda row: row["index"])
        if len(rows) != len(texts):
            raise ValueError("as many vectors as texts are expected")
        return np.array([row["embedding"] for row in rows], np.float32)
