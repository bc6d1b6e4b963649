"""Waiting times, and what is told of a failure."""

import pytest

from schema.core.errors import DomainError, ErrorCode
from workers.failure import describe, retry_delay


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0.0, 2.5), (1, 1.0, 5.0), (2, 1.0, 10.0), (4, 1.0, 40.0), (5, 0.0, 30.0), (99, 1.0, 60.0)],
)
def test_waits_double_up_to_a_cap(attempts: int, chance: float, seconds: float) -> None:
    assert retry_delay(attempts, 5, 60, chance) == seconds


def test_an_expected_failure_is_told_by_its_code() -> None:
    error = DomainError(ErrorCode.INVALID, "张三的身份证号不正确")
    assert describe(error) == "INVALID: 输入不符合要求"


def test_an_unexpected_failure_is_told_by_class_and_place() -> None:
    try:
        retry_delay(1, 0, "张三", 0)  # type: ignore[arg-type]
    except TypeError as error:
        told = describe(error)
    assert told.startswith("TypeError at workers/failure.py:")
    assert "张三" not in told
