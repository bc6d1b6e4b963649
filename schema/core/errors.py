"""Expected failures: a stable code, a message for people, and the place in the input."""

from collections.abc import Mapping, Sequence

from schema.core.enums import Labelled


class ErrorCode(Labelled):
    """Codes that every domain shares; a domain's own codes stand in its ``rules.py``."""

    NOT_FOUND = "NOT_FOUND", "不存在或无权查看"
    FORBIDDEN = "FORBIDDEN", "无权进行此操作"
    CONFLICT = "CONFLICT", "数据已被他人修改"
    DUPLICATE = "DUPLICATE", "已存在相同记录"
    INVALID = "INVALID", "输入不符合要求"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "同一幂等键用于不同的输入"
    BUSY = "BUSY", "数据正被他人处理, 请稍后重试"
    BULK_REJECTED = "BULK_REJECTED", "有记录未通过, 全部未办理"
    COUNT_CHANGED = "COUNT_CHANGED", "符合条件的记录数已变化"


class DomainError(Exception):
    """An expected failure of a use case; becomes ``errors { code path message }`` in a payload.

    ``path`` names the place in the input (``("person", "documentNumber")``);
    ``details`` carries machine-readable facts such as the legal next states.
    """

    def __init__(
        self,
        code: Labelled,
        message: str | None = None,
        *,
        path: Sequence[str | int] = (),
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message or code.label)
        self.code = code
        self.message = message or code.label
        self.path = tuple(path)
        self.details = dict(details or {})


class NotFoundError(DomainError):
    """The row is missing or outside the caller's scope; the two cannot be told apart."""

    def __init__(self, what: str, *, path: Sequence[str | int] = ("id",)) -> None:
        super().__init__(ErrorCode.NOT_FOUND, f"{what}不存在或无权查看", path=path)


class ConflictError(DomainError):
    """The row changed since the caller read it.

    ``current`` holds its present values by column, without those that are secret.
    """

    def __init__(self, current: Mapping[str, object]) -> None:
        super().__init__(ErrorCode.CONFLICT, path=("expectedVersion",))
        self.current = dict(current)
