"""The inputs of assistance; amounts are integer fen."""

import strawberry

from schema.assistance.rules import (
    AreaStandard,
    AssistanceKind,
    AssistanceStatus,
    Cause,
    DisabilityClass,
    DossierStatus,
    ExitChannel,
    FundLevel,
    Health,
    Need,
    RefusalCode,
    Relation,
    SchoolStage,
    WorkStatus,
)
from schema.membership.rules import Sex
from schema.planner.inputs import graphql_enum
from schema.planner.scalars import CalendarDate, Fen

for _codes in (
    AreaStandard,
    AssistanceKind,
    AssistanceStatus,
    Cause,
    DisabilityClass,
    DossierStatus,
    ExitChannel,
    FundLevel,
    Health,
    Need,
    RefusalCode,
    Relation,
    SchoolStage,
    Sex,
    WorkStatus,
):
    graphql_enum(_codes)


@strawberry.input(description="家庭成员; 收入为申请前十二个月合计")
class HouseholdMemberInput:
    """One member of the household."""

    name: str = strawberry.field(description="姓名")
    relation: Relation = strawberry.field(description="与建档职工关系")
    person_id: strawberry.ID | None = strawberry.field(default=None, description="职工 (如为会员)")
    sex: Sex | None = strawberry.field(default=None, description="性别")
    birth_date: CalendarDate | None = strawberry.field(default=None, description="出生日期")
    co_living: bool = strawberry.field(default=True, description="共同生活")
    work_status: WorkStatus | None = strawberry.field(default=None, description="从业状况")
    health: Health | None = strawberry.field(default=None, description="健康状况")
    disability_class: DisabilityClass | None = strawberry.field(
        default=None, description="残疾类别 (GB/T 26341), 与等级一并填写"
    )
    disability_level: int | None = strawberry.field(default=None, description="残疾等级 (1–4)")
    school_stage: SchoolStage | None = strawberry.field(default=None, description="就学阶段")
    wage_income: Fen = strawberry.field(default=Fen(0), description="年工资性收入 (分)")
    business_income: Fen = strawberry.field(default=Fen(0), description="年经营净收入 (分)")
    property_income: Fen = strawberry.field(default=Fen(0), description="年财产净收入 (分)")
    transfer_income: Fen = strawberry.field(default=Fen(0), description="年转移净收入 (分)")
    excluded_income: Fen = strawberry.field(
        default=Fen(0), description="不计入的收入: 优抚金、奖学金、政府救助 (分)"
    )
    insured: bool | None = strawberry.field(default=None, description="已参加社会保险")


@strawberry.input(description="困难认定所需的支出与情况; 收入取自家庭成员")
class AssessmentInput:
    """What an assessment needs beside the household's incomes."""

    rigid_expenditure: Fen = strawberry.field(
        default=Fen(0), description="年刚性支出 (分), 未分项的部分"
    )
    illness_cost: Fen = strawberry.field(default=Fen(0), description="年自付医疗支出 (分)")
    care_cost: Fen = strawberry.field(default=Fen(0), description="年残疾与长期护理支出 (分)")
    schooling_cost: Fen = strawberry.field(
        default=Fen(0), description="年就学支出 (分, 公办学校水平)"
    )
    employment_cost: Fen = strawberry.field(default=Fen(0), description="年必要就业成本 (分)")
    accident_cost: Fen = strawberry.field(default=Fen(0), description="意外或大病净支出 (分)")
    assets: Fen = strawberry.field(default=Fen(0), description="投资与存款 (分)")
    hit_by_disaster: bool = strawberry.field(default=False, description="因灾害、事故等伤残亡")
    monthly_incomes: list[Fen] = strawberry.field(
        default_factory=list,
        description="申请前十二个月逐月家庭收入 (分, 由远及近, 合计等于家庭年收入);"
        " 据此计算连续低于低保标准的月数 (2016年标准)",
    )
    receives_relief: bool = strawberry.field(default=False, description="享受政府救助 (2016年标准)")
    needy_after_relief: bool = strawberry.field(
        default=False, description="救助后仍困难 (2016年标准)"
    )
    area: AreaStandard = strawberry.field(default=AreaStandard.URBAN, description="低保标准类别")


@strawberry.input(description="外来务工人员的条件")
class MigrantInput:
    """Where a worker from elsewhere lives and works."""

    resident_since: CalendarDate | None = strawberry.field(
        default=None, description="在本市居住起始日期"
    )
    employed_since: CalendarDate | None = strawberry.field(
        default=None, description="实际就业起始日期"
    )
    contract_from: CalendarDate | None = strawberry.field(default=None, description="劳动合同起")
    contract_until: CalendarDate | None = strawberry.field(
        default=None, description="劳动合同止 (空为无固定期限)"
    )


@strawberry.input(description="建档")
class OpenDossierInput:
    """An application with its household and first assessment."""

    person_id: strawberry.ID = strawberry.field(description="建档职工")
    union_id: strawberry.ID = strawberry.field(description="建档工会")
    primary_cause: Cause = strawberry.field(description="主要致困原因")
    household: list[HouseholdMemberInput] = strawberry.field(
        description="家庭成员, 其中须有且只有一名本人"
    )
    assessment: AssessmentInput = strawberry.field(description="首次困难认定")
    membership_id: strawberry.ID | None = strawberry.field(default=None, description="会籍")
    causes: list[Cause] = strawberry.field(default_factory=list, description="其他致困原因")
    needs: list[Need] = strawberry.field(default_factory=list, description="帮扶需求")
    previous_dossier_id: strawberry.ID | None = strawberry.field(
        default=None, description="前一档案 (重新建档)"
    )
    migrant: MigrantInput | None = strawberry.field(
        default=None, description="外来务工人员的条件 (本地职工不填)"
    )


@strawberry.input(description="增加家庭成员")
class AddHouseholdMemberInput:
    """A member for a dossier's household."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    member: HouseholdMemberInput = strawberry.field(description="家庭成员")


@strawberry.input(description="困难认定")
class AssessDossierInput:
    """A new assessment of a dossier."""

    dossier_id: strawberry.ID = strawberry.field(description="档案")
    expected_version: int = strawberry.field(description="读取时的档案版本号")
    assessment: AssessmentInput = strawberry.field(description="认定内容")


@strawberry.input(description="变更档案状态")
class ChangeDossierStatusInput:
    """One step of a dossier with the facts it needs."""

    id: strawberry.ID = strawberry.field(description="档案")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: DossierStatus = strawberry.field(description="新的状态")
    reason: str | None = strawberry.field(default=None, description="原因 (退回、暂停、作废等必填)")
    exit_channel: ExitChannel | None = strawberry.field(
        default=None, description="退出渠道 (拟退出时必填)"
    )
    exit_proof: str | None = strawberry.field(
        default=None, description="退出证明材料 (拟退出时必填)"
    )


@strawberry.input(description="安排下次复核")
class PlanReviewInput:
    """The day on which a dossier is reviewed next."""

    id: strawberry.ID = strawberry.field(description="档案")
    expected_version: int = strawberry.field(description="读取时的版本号")
    next_review_on: CalendarDate = strawberry.field(description="下次复核日期, 不晚于规定的间隔")


@strawberry.input(description="设定低保标准")
class SetLivingStandardInput:
    """A monthly living standard and its basis."""

    division_id: strawberry.ID = strawberry.field(description="区划")
    area: AreaStandard = strawberry.field(description="城乡类别")
    monthly: Fen = strawberry.field(description="月人均标准 (分)")
    valid_from: CalendarDate = strawberry.field(description="生效日期")
    document_number: str = strawberry.field(description="依据文号")


@strawberry.input(description="申请帮扶")
class RequestAssistanceInput:
    """A request for aid, by dossier or, where none is needed, for a member."""

    kind: AssistanceKind = strawberry.field(description="帮扶类型")
    fund_level: FundLevel = strawberry.field(description="资金来源层级")
    period_key: str = strawberry.field(description="期间: 年度、学年或病案号")
    amount: Fen = strawberry.field(default=Fen(0), description="金额 (分)")
    dossier_id: strawberry.ID | None = strawberry.field(default=None, description="档案")
    person_id: strawberry.ID | None = strawberry.field(
        default=None, description="受助职工 (无档案时)"
    )
    union_id: strawberry.ID | None = strawberry.field(
        default=None, description="申报工会 (无档案时)"
    )
    beneficiary_member_id: strawberry.ID | None = strawberry.field(
        default=None, description="就学子女 (助学时)"
    )
    goods: str | None = strawberry.field(default=None, description="实物")
    reason: str | None = strawberry.field(default=None, description="申请事由")
    vouchers: list[str] = strawberry.field(
        default_factory=list, description="票据号码 (只存指纹与掩码)"
    )


@strawberry.input(description="审批帮扶")
class DecideAssistanceInput:
    """A check, review, approval or refusal."""

    id: strawberry.ID = strawberry.field(description="帮扶记录")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: AssistanceStatus = strawberry.field(
        description="已申请、基层已核、中心已审、已批准、已退回、未批准、已撤回之一"
    )
    reason: str | None = strawberry.field(default=None, description="原因 (退回、不批准时必填)")
    minutes: str | None = strawberry.field(
        default=None, description="主席办公会纪要号 (大额时必填)"
    )
    refusal: RefusalCode | None = strawberry.field(default=None, description="不批准事由")


@strawberry.input(description="批准后的办理: 公示、待发放、入批次、回访、追缴")
class ChangeAssistanceStatusInput:
    """A step after approval that is no payment."""

    id: strawberry.ID = strawberry.field(description="帮扶记录")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: AssistanceStatus = strawberry.field(description="新的状态")
    reason: str | None = strawberry.field(default=None, description="原因 (追缴时必填)")


@strawberry.input(description="登记发放")
class PayAssistanceInput:
    """The payment of a record in a batch."""

    id: strawberry.ID = strawberry.field(description="帮扶记录")
    expected_version: int = strawberry.field(description="读取时的版本号")
    paid_on: CalendarDate | None = strawberry.field(default=None, description="发放日期, 默认今日")
