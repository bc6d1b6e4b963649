"""The inputs of a dossier's process, the working calendar and the target."""

import strawberry

from schema.assistance.rules import (
    CheckResult,
    EvidenceKind,
    Exclusion,
    ReviewTrigger,
    SpotCheckResult,
)
from schema.planner.inputs import graphql_enum
from schema.planner.scalars import CalendarDate

for _codes in (CheckResult, EvidenceKind, Exclusion, ReviewTrigger, SpotCheckResult):
    graphql_enum(_codes)


@strawberry.input(description="入户走访")
class RecordHouseholdVisitInput:
    """A visit by two or more people."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    visited_on: CalendarDate = strawberry.field(description="入户日期")
    visitors: list[str] = strawberry.field(description="入户人员 (两人以上)")
    photo: str = strawberry.field(description="现场照片编号")
    findings: str = strawberry.field(description="入户情况")


@strawberry.input(description="核查不予建档情形")
class CheckExclusionInput:
    """What a department's data say of one exclusion."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    exclusion: Exclusion = strawberry.field(description="核查事项")
    source: str = strawberry.field(description="数据来源部门")
    result: CheckResult = strawberry.field(description="核查结果")
    note: str | None = strawberry.field(default=None, description="说明")


@strawberry.input(description="登记证明材料")
class AddEvidenceInput:
    """A proof; its validity follows from its kind."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    kind: EvidenceKind = strawberry.field(description="材料种类")
    title: str = strawberry.field(description="材料名称")
    issued_on: CalendarDate = strawberry.field(description="出具日期")
    card_valid_until: CalendarDate | None = strawberry.field(
        default=None, description="证件有效期止 (残疾证等)"
    )
    file_reference: str | None = strawberry.field(default=None, description="附件编号")


@strawberry.input(description="年度抽查")
class RecordSpotCheckInput:
    """A dossier looked at again by somebody else."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    result: SpotCheckResult = strawberry.field(description="抽查结果")
    findings: str = strawberry.field(description="抽查情况")


@strawberry.input(description="退出后监测回访")
class RecordMonitoringInput:
    """A visit after the exit."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    relapsed: bool = strawberry.field(description="返困")
    findings: str = strawberry.field(description="回访情况")


@strawberry.input(description="提请临时复核")
class TriggerReviewInput:
    """A review out of turn."""

    id: strawberry.ID = strawberry.field(description="档案")
    expected_version: int = strawberry.field(description="读取时的版本号")
    trigger: ReviewTrigger = strawberry.field(description="复核事由")


@strawberry.input(description="对公示提出异议")
class RaiseObjectionInput:
    """An objection while the notice hangs."""

    notice_id: strawberry.ID = strawberry.field(description="公示")
    content: str = strawberry.field(description="异议内容 (不含号码)")


@strawberry.input(description="处理公示异议")
class AnswerObjectionInput:
    """The decision on an objection."""

    id: strawberry.ID = strawberry.field(description="异议")
    expected_version: int = strawberry.field(description="读取时的版本号")
    upheld: bool = strawberry.field(description="异议成立")
    answer: str = strawberry.field(description="处理结论")


@strawberry.input(description="设定年度解困脱困目标")
class SetReliefTargetInput:
    """The target of a year; its base is taken at once and never changed."""

    year: int = strawberry.field(description="年度")
    basis: str = strawberry.field(description="依据")


@strawberry.input(description="登记节假日或调休")
class SetCalendarDayInput:
    """Whether a day is worked, as a notice announced."""

    day: CalendarDate = strawberry.field(description="日期")
    is_workday: bool = strawberry.field(description="是否工作日")
    note: str = strawberry.field(description="节假日或调休依据")
