"""What people ask of screening: a run, and a verdict on a finding."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.planner.arguments import ExpectedVersion, Identifier, Reason, identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError, mutation, perform, reference
from schema.planner.scalars import CalendarDate
from schema.screening import service
from schema.screening.rules import ScreeningKind
from schema.screening.types import Finding, ScreeningRun

Context = Info[Any, Any]
graphql_enum(ScreeningKind)


@strawberry.type(description="排查申请的结果")
class ScreeningRunPayload:
    """The run that was asked for, or what was wrong."""

    screening_run: ScreeningRun | None = strawberry.field(default=None, description="排查运行")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="风险线索的处理结果")
class FindingPayload:
    """The finding after the step, or what was wrong."""

    finding: Finding | None = strawberry.field(default=None, description="风险线索")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class ScreeningMutation:
    """Mutations of screening."""

    @mutation(description="申请排查: 某一类型的全部规则, 或指定的规则")
    async def request_screening(
        self,
        info: Context,
        kind: Annotated[
            ScreeningKind, strawberry.argument(description="排查类型")
        ] = ScreeningKind.SPECIAL,
        rules: Annotated[
            list[str] | None, strawberry.argument(description="规则代码; 不给则为全部启用的规则")
        ] = None,
        idempotency_key: Annotated[
            str | None, strawberry.argument(description="幂等键: 同键只登记一次")
        ] = None,
    ) -> ScreeningRunPayload:
        """Ask for a screening run."""

        async def request(work: Work) -> dict[str, object]:
            made = await service.request_screening(
                work, kind=kind, rules=rules, idempotency_key=idempotency_key
            )
            return {"screening_run": reference(ScreeningRun, made)}

        return await perform(info, ScreeningRunPayload, request)

    @mutation(description="解决风险线索, 须说明理由")
    async def resolve_finding(
        self,
        info: Context,
        id: Identifier,  # noqa: A002
        expected_version: ExpectedVersion,
        reason: Reason,
    ) -> FindingPayload:
        """Resolve a finding."""

        async def resolve(work: Work, finding: UUID) -> None:
            await service.resolve_finding(
                work, finding_id=finding, expected_version=expected_version, reason=reason
            )

        return await _step(info, id, resolve)

    @mutation(description="排除风险线索 (误报), 须说明理由; 三级及以上须由另一人排除")
    async def dismiss_finding(
        self,
        info: Context,
        id: Identifier,  # noqa: A002
        expected_version: ExpectedVersion,
        reason: Reason,
    ) -> FindingPayload:
        """Dismiss a finding."""

        async def dismiss(work: Work, finding: UUID) -> None:
            await service.dismiss_finding(
                work, finding_id=finding, expected_version=expected_version, reason=reason
            )

        return await _step(info, id, dismiss)

    @mutation(description="暂缓风险线索至某日, 须说明理由")
    async def snooze_finding(
        self,
        info: Context,
        id: Identifier,  # noqa: A002
        expected_version: ExpectedVersion,
        until: Annotated[CalendarDate, strawberry.argument(description="暂缓至 (含)")],
        reason: Reason,
    ) -> FindingPayload:
        """Leave a finding alone for a while."""

        async def snooze(work: Work, finding: UUID) -> None:
            await service.snooze_finding(
                work,
                finding_id=finding,
                expected_version=expected_version,
                until=cast("date", until),
                reason=reason,
            )

        return await _step(info, id, snooze)


async def _step(
    info: Context, finding: str, step: Callable[[Work, UUID], Awaitable[None]]
) -> FindingPayload:
    """One step of a finding, and the finding read back."""

    async def take(work: Work) -> dict[str, object]:
        which = identity(finding)
        await step(work, which)
        return {"finding": reference(Finding, which)}

    return await perform(info, FindingPayload, take)


MUTATION = ScreeningMutation
