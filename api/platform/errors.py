"""The one error that an operator sees."""


class PlatformError(Exception):
    """Something that the operator can put right; shown as one line, never with a traceback."""

    def __init__(self, message: str) -> None:
        """Keep ``message``: one sentence that says what is wrong and what to do."""
        super().__init__(message)
        self.message = message
