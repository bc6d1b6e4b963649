"""What people ask of screening: a run, and a verdict on findings."""

import strawberry

from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, matching, payload
from schema.planner.scalars import CalendarDate
from schema.screening import service
from schema.screening.rules import ScreeningKind
from schema.screening.types import Finding, ScreeningRun

graphql_enum(ScreeningKind)


@strawberry.input(description="申请排查")
class RequestScreeningInput:
    """Which rules to run."""

    kind: ScreeningKind = strawberry.field(default=ScreeningKind.SPECIAL, description="排查类型")
    rules: list[str] | None = strawberry.field(
        default=None, description="规则代码; 不给则为全部启用的规则"
    )


@strawberry.input(description="解决或排除风险线索")
class DecideFindingInput:
    """A finding and why it is done with."""

    id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="理由")


@strawberry.input(description="解决或排除一批风险线索")
class DecideFindingsInput:
    """Why the findings that a filter names are done with."""

    reason: str = strawberry.field(description="理由")


@strawberry.input(description="暂缓风险线索")
class SnoozeFindingInput:
    """A finding to be left alone for a while."""

    id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取时的版本号")
    until: CalendarDate = strawberry.field(description="暂缓至 (含)")
    reason: str = strawberry.field(description="理由")


RUN = payload("ScreeningRun", "排查", screening_run=ScreeningRun)
FINDING = payload("Finding", "风险线索", finding=Finding)
FOUND = ("findings", Finding)


@strawberry.type
class ScreeningMutation:
    """Mutations of screening."""

    request_screening = creates(
        service.request_screening,
        RequestScreeningInput,
        RUN,
        "申请排查: 某一类型的全部规则, 或指定的规则",
    )
    resolve_finding = changes(
        service.resolve_finding, DecideFindingInput, FINDING, "解决风险线索, 须说明理由"
    )
    resolve_findings = each(service.resolve_finding, DecideFindingInput, "批量解决风险线索")
    dismiss_finding = changes(
        service.dismiss_finding,
        DecideFindingInput,
        FINDING,
        "排除风险线索 (误报), 须说明理由; 三级及以上须由另一人排除",
    )
    dismiss_findings = each(service.dismiss_finding, DecideFindingInput, "批量排除风险线索 (误报)")
    resolve_matching_findings = matching(
        service.resolve_finding,
        DecideFindingInput,
        DecideFindingsInput,
        FOUND,
        "解决符合条件的风险线索 (至多 100 条)",
    )
    dismiss_matching_findings = matching(
        service.dismiss_finding,
        DecideFindingInput,
        DecideFindingsInput,
        FOUND,
        "排除符合条件的风险线索 (至多 100 条)",
    )
    snooze_finding = changes(
        service.snooze_finding, SnoozeFindingInput, FINDING, "暂缓风险线索至某日, 须说明理由"
    )
    snooze_findings = each(service.snooze_finding, SnoozeFindingInput, "批量暂缓风险线索")


MUTATION = ScreeningMutation
