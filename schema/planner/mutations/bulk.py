"""Many rows in one call: each judged by itself, refused together or one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import strawberry

from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.planner.fields import camel
from schema.planner.inputs import graphql_enum
from schema.planner.mutations.failures import MutationError, RefusedError, as_data, expected
from schema.planner.mutations.perform import Fields
from schema.planner.mutations.stored import storable

MOST_ROWS = 100
Step = Callable[[Work, Any], Awaitable[tuple[UUID | None, dict[str, Any]]]]


class BulkPolicy(Labelled):
    """批量办理中有记录未通过时的处理"""

    REJECT_ALL = "REJECT_ALL", "全部不办理"
    SKIP_FAILED = "SKIP_FAILED", "只办理通过的"


graphql_enum(BulkPolicy)


@storable
@strawberry.type(description="批量办理中一条记录的结果")
class BulkRow:
    """What became of one row; ``ok`` only when its change stands."""

    index: int = strawberry.field(description="序号 (自 0 起)")
    id: strawberry.ID | None = strawberry.field(description="标识", default=None)
    ok: bool = strawberry.field(description="已办理", default=False)
    errors: list[MutationError] = strawberry.field(description="失败原因", default_factory=list)


@strawberry.type(description="批量办理的结果")
class BulkPayload:
    """The rows in the order given, and how many stand."""

    succeeded: int = strawberry.field(description="已办理的条数", default=0)
    failed: int = strawberry.field(description="未通过的条数", default=0)
    rows: list[BulkRow] = strawberry.field(description="各条结果", default_factory=list)
    errors: list[MutationError] = strawberry.field(
        description="失败原因 (整体)", default_factory=list
    )


async def run_rows(work: Work, rows: Sequence[Any], policy: BulkPolicy, step: Step) -> Fields:
    """Take a step for each row, each in a savepoint of its own; the payload's fields.

    Raises RefusedError BULK_REJECTED, with the rows' results, when one fails under
    REJECT_ALL, and DomainError INVALID for no row or too many.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise DomainError(ErrorCode.INVALID, f"须为 1 至 {MOST_ROWS} 条", path=("rows",))
    results = [await _row(work, index, row, step) for index, row in enumerate(rows)]
    failed = sum(not result.ok for result in results)
    if failed and policy is BulkPolicy.REJECT_ALL:
        for result in results:
            result.ok = False
        raise RefusedError(ErrorCode.BULK_REJECTED, {"failed": failed, "rows": results})
    return {"succeeded": len(rows) - failed, "failed": failed, "rows": results}


def check_count(total: int, expected_count: int) -> None:
    """Refuse when a filter finds more or fewer rows than the caller saw, or too many.

    Raises DomainError COUNT_CHANGED, INVALID.
    """
    path = ("expectedCount",)
    if total != expected_count:
        raise DomainError(ErrorCode.COUNT_CHANGED, path=path, details={"count": total})
    if total > MOST_ROWS:
        raise DomainError(ErrorCode.INVALID, f"一次至多 {MOST_ROWS} 条", path=path)


async def _row(work: Work, index: int, row: Any, step: Step) -> BulkRow:
    own = getattr(row, "id", None)
    try:
        async with work.connection.begin_nested():
            made, _ = await step(work, row)
    except Exception as cause:
        error = expected(cause)
        if error is None or error.code is ErrorCode.BUSY:
            raise
        error.path = ("rows", index, *error.path)
        sent = {camel(name): value for name, value in vars(row).items()}
        return BulkRow(index=index, id=own, errors=[as_data(error, sent)])
    return BulkRow(index=index, id=strawberry.ID(str(made)) if made else own, ok=True)
