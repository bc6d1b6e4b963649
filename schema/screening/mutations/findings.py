"""What people do with findings: hand over, work on, judge, leave alone."""

import strawberry

from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, each, matching, payload
from schema.planner.scalars import CalendarDate
from schema.rights.rules import Topic
from schema.screening import service
from schema.screening.rules import Verdict
from schema.screening.types import Finding, RuleSnooze

for _codes in (Topic, Verdict):
    graphql_enum(_codes)


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


@strawberry.input(description="指派风险线索")
class AssignFindingInput:
    """A finding and who shall work on it."""

    id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取时的版本号")
    assignee_id: strawberry.ID = strawberry.field(description="处理人 (用户)")
    reason: str = strawberry.field(description="说明")


@strawberry.input(description="研判风险线索")
class JudgeFindingInput:
    """Whether a finding was right."""

    id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取时的版本号")
    verdict: Verdict = strawberry.field(description="研判结论")
    reason: str = strawberry.field(description="理由")


@strawberry.input(description="规则对对象的暂缓")
class SnoozeSubjectInput:
    """The finding whose rule shall leave its subject alone."""

    finding_id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取线索时的版本号")
    until: CalendarDate = strawberry.field(description="暂缓至 (含)")
    reason: str = strawberry.field(description="理由")


@strawberry.input(description="提前结束规则暂缓")
class EndSnoozeInput:
    """A snooze that is over before its day."""

    id: strawberry.ID = strawberry.field(description="规则暂缓")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="由风险线索立维权案件")
class OpenFindingCaseInput:
    """A finding and the case that comes of it."""

    finding_id: strawberry.ID = strawberry.field(description="风险线索")
    expected_version: int = strawberry.field(description="读取线索时的版本号")
    topic: Topic = strawberry.field(description="案件主题")
    facts: str = strawberry.field(description="诉求与事实")
    headcount: int = strawberry.field(default=1, description="涉及人数")
    union_id: strawberry.ID | None = strawberry.field(
        default=None, description="承办工会 (空为线索的责任工会)"
    )


FINDING = payload("Finding", "风险线索", finding=Finding)
SNOOZE = payload("RuleSnooze", "规则暂缓", rule_snooze=RuleSnooze)
FOUND = ("findings", Finding)


@strawberry.type
class FindingsMutation:
    """Mutations of findings."""

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
        service.snooze_finding, SnoozeFindingInput, FINDING, "暂缓风险线索, 至某日, 须说明理由"
    )
    snooze_findings = each(service.snooze_finding, SnoozeFindingInput, "批量暂缓风险线索")
    assign_finding = changes(
        service.assign_finding, AssignFindingInput, FINDING, "指派风险线索, 给处理人"
    )
    start_finding = changes(
        service.start_finding, DecideFindingInput, FINDING, "开始处理已指派的风险线索"
    )
    verify_finding = changes(
        service.verify_finding, DecideFindingInput, FINDING, "核实已解决的风险线索"
    )
    close_finding = changes(
        service.close_finding, DecideFindingInput, FINDING, "关闭已核实或已排除的风险线索"
    )
    judge_finding = changes(
        service.judge_finding,
        JudgeFindingInput,
        FINDING,
        "研判风险线索, 属实或误报, 一条一次, 计入规则版本的准确率",
    )
    snooze_subject = creates(
        service.snooze_subject,
        SnoozeSubjectInput,
        SNOOZE,
        "暂缓规则对该对象: 在某日之前不再提出线索",
    )
    open_finding_case = creates(
        service.open_finding_case,
        OpenFindingCaseInput,
        FINDING,
        "由线索立案: 维权案件, 一条线索一个案件; 线索的状态不变",
    )
    end_snooze = changes(service.end_snooze, EndSnoozeInput, SNOOZE, "提前结束规则暂缓")
