"""Elections, cadres, committees and covered units, as clients enter them."""

import strawberry

from schema.organisation import service, types
from schema.organisation.rules import (
    CadrePost,
    CommitteeKind,
    ElectionKind,
    TrainingLevel,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate

for _codes in (CadrePost, CommitteeKind, ElectionKind, TrainingLevel):
    graphql_enum(_codes)


@strawberry.input(description="登记选举")
class HoldElectionInput:
    """What the minutes say."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    kind: ElectionKind = strawberry.field(description="选举种类")
    held_on: CalendarDate = strawberry.field(description="选举日期")
    delegates: int = strawberry.field(description="应到人数")
    present: int = strawberry.field(description="实到人数")
    votes: int = strawberry.field(description="主席得票")
    chair_name: str = strawberry.field(description="当选主席")
    minutes: str = strawberry.field(description="选举记录编号")
    term_years: int | None = strawberry.field(
        default=None, description="任期年数: 3 或 5 (补选不填)"
    )
    full_time: bool = strawberry.field(default=False, description="专职主席")


@strawberry.input(description="登记工会干部任职")
class AppointCadreInput:
    """Who holds a post."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    post: CadrePost = strawberry.field(description="职务")
    name: str = strawberry.field(description="姓名")
    full_time: bool = strawberry.field(description="专职")
    started_on: CalendarDate = strawberry.field(description="任职日期")


@strawberry.input(description="登记工会干部免职")
class EndCadreInput:
    """A post that ends."""

    id: strawberry.ID = strawberry.field(description="任职")
    expected_version: int = strawberry.field(description="读取时的版本号")
    ended_on: CalendarDate = strawberry.field(description="免职日期")


@strawberry.input(description="登记工会干部培训")
class RecordCadreTrainingInput:
    """A class that a cadre finished."""

    position_id: strawberry.ID = strawberry.field(description="干部任职")
    title: str = strawberry.field(description="培训班")
    level: TrainingLevel = strawberry.field(description="培训层级")
    hours: int = strawberry.field(description="学时")
    finished_on: CalendarDate = strawberry.field(description="结业日期")
    passed: bool = strawberry.field(description="合格")


@strawberry.input(description="登记专门委员会")
class FormCommitteeInput:
    """A committee that was formed."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    kind: CommitteeKind = strawberry.field(description="委员会")
    members: int = strawberry.field(description="委员人数")
    formed_on: CalendarDate = strawberry.field(description="成立日期")


@strawberry.input(description="撤销专门委员会")
class EndCommitteeInput:
    """A committee that ends."""

    id: strawberry.ID = strawberry.field(description="委员会")
    expected_version: int = strawberry.field(description="读取时的版本号")
    ended_on: CalendarDate = strawberry.field(description="撤销日期")


@strawberry.input(description="登记覆盖单位")
class CoverUnitInput:
    """An enterprise under a federation."""

    union_id: strawberry.ID = strawberry.field(description="联合会")
    enterprise_id: strawberry.ID = strawberry.field(description="企业")
    workers_count: int = strawberry.field(description="覆盖职工人数")
    joined_on: CalendarDate = strawberry.field(description="加入日期")


@strawberry.input(description="登记单位退出")
class ReleaseUnitInput:
    """A unit that leaves."""

    id: strawberry.ID = strawberry.field(description="覆盖单位")
    expected_version: int = strawberry.field(description="读取时的版本号")
    left_on: CalendarDate = strawberry.field(description="退出日期")


ELECTION = payload("UnionElection", "选举", election=types.UnionElection)
CADRE = payload("CadrePosition", "干部任职", cadre=types.CadrePosition)
TRAINING = payload("CadreTraining", "干部培训", training=types.CadreTraining)
COMMITTEE = payload("UnionCommittee", "专门委员会", committee=types.UnionCommittee)
UNIT = payload("CoveredUnit", "覆盖单位", unit=types.CoveredUnit)


@strawberry.type
class TermMutation:
    """Mutations of terms."""

    hold_election = creates(
        service.hold_election,
        HoldElectionInput,
        ELECTION,
        "登记选举 (校验到会与得票, 更新主席与任期)",
    )
    appoint_cadre = creates(service.appoint_cadre, AppointCadreInput, CADRE, "登记工会干部任职")
    end_cadre = changes(service.end_cadre, EndCadreInput, CADRE, "登记工会干部免职")
    record_cadre_training = creates(
        service.record_training, RecordCadreTrainingInput, TRAINING, "登记工会干部培训"
    )
    form_committee = creates(
        service.form_committee, FormCommitteeInput, COMMITTEE, "登记专门委员会"
    )
    end_committee = changes(service.end_committee, EndCommitteeInput, COMMITTEE, "撤销专门委员会")
    cover_unit = creates(service.cover_unit, CoverUnitInput, UNIT, "登记联合会覆盖单位")
    release_unit = changes(service.release_unit, ReleaseUnitInput, UNIT, "登记单位退出联合会")
