"""What people record of training bases: classes, trainees, the way to the title."""

import strawberry

from schema.facilities import service
from schema.facilities.types import BaseTitle, TrainingClass
from schema.organisation.rules import SelectionStatus
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate, Fen

graphql_enum(SelectionStatus)


@strawberry.input(description="登记培训班")
class OpenTrainingClassInput:
    """A class of a base."""

    facility_id: strawberry.ID = strawberry.field(description="培训基地")
    title: str = strawberry.field(description="培训班")
    trade: str = strawberry.field(description="工种")
    hours: int = strawberry.field(description="学时")
    capacity: int = strawberry.field(description="计划人数")
    starts_on: CalendarDate = strawberry.field(description="开班日期")
    ends_on: CalendarDate = strawberry.field(description="结业日期")
    cost: Fen = strawberry.field(default=Fen(0), description="经费 (分)")


@strawberry.input(description="登记学员")
class EnrolTraineeInput:
    """A member who attends a class."""

    class_id: strawberry.ID = strawberry.field(description="培训班")
    membership_id: strawberry.ID = strawberry.field(description="学员会籍")
    wage_before: Fen | None = strawberry.field(default=None, description="培训前月收入 (分)")


@strawberry.input(description="登记结业情况")
class RecordTraineeResultInput:
    """How a trainee ended."""

    id: strawberry.ID = strawberry.field(description="学员")
    expected_version: int = strawberry.field(description="读取时的版本号")
    attendance: int = strawberry.field(description="出勤率 (万分比)")
    score: int = strawberry.field(description="成绩 (0–100)")
    passed: bool = strawberry.field(description="合格 (出勤率须达标)")
    certificate_number: str | None = strawberry.field(default=None, description="证书编号")


@strawberry.input(description="登记就业")
class RecordTraineeEmploymentInput:
    """When a trainee found work."""

    id: strawberry.ID = strawberry.field(description="学员")
    expected_version: int = strawberry.field(description="读取时的版本号")
    employed_on: CalendarDate = strawberry.field(description="就业日期")


@strawberry.input(description="复核收入变化")
class CheckTraineeIncomeInput:
    """What a trainee earns some months after finding work."""

    id: strawberry.ID = strawberry.field(description="学员")
    expected_version: int = strawberry.field(description="读取时的版本号")
    wage_after: Fen = strawberry.field(description="月收入 (分)")


@strawberry.input(description="申报培训示范基地")
class OpenBaseTitleInput:
    """A base that answers a call."""

    facility_id: strawberry.ID = strawberry.field(description="培训基地")
    year: int = strawberry.field(description="年度")


@strawberry.input(description="办理示范基地命名")
class ChangeBaseTitleInput:
    """One step of the selection."""

    id: strawberry.ID = strawberry.field(description="命名")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: SelectionStatus = strawberry.field(description="新的状态")
    note: str | None = strawberry.field(default=None, description="意见或原因")


CLASS = payload("TrainingClass", "培训班", training_class=TrainingClass)
TITLE = payload("BaseTitle", "示范基地命名", base_title=BaseTitle)


@strawberry.type
class TrainingMutation:
    """Mutations of training bases."""

    open_training_class = creates(service.open_class, OpenTrainingClassInput, CLASS, "登记培训班")
    enrol_trainee = creates(service.enrol_trainee, EnrolTraineeInput, CLASS, "登记学员 (在册会员)")
    record_trainee_result = changes(
        service.record_result, RecordTraineeResultInput, CLASS, "登记学员结业情况"
    )
    record_trainee_employment = changes(
        service.record_employment, RecordTraineeEmploymentInput, CLASS, "登记学员就业"
    )
    check_trainee_income = changes(
        service.check_income, CheckTraineeIncomeInput, CLASS, "复核学员收入变化"
    )
    open_base_title = creates(service.open_title, OpenBaseTitleInput, TITLE, "申报培训示范基地")
    change_base_title = changes(
        service.change_title_status,
        ChangeBaseTitleInput,
        TITLE,
        "办理示范基地命名 (公示、审核、决定、年度复查)",
    )
