"""Refusals of the HTTP side: a status, a code, safe words."""

from collections.abc import Sequence


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """The request is answered with ``status`` and one coded error; nothing ran.

    ``headers`` go into the answer; ``details`` into the error's extensions.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Sequence[tuple[bytes, bytes]] = (),
        **details: object,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers, self.details = tuple(headers), details
