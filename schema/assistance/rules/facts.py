"""What is stated when a dossier is opened or aid requested, and the domain's error codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schema.assistance.rules.assessment import MONTHS
from schema.assistance.rules.codes import (
    AreaStandard,
    AssistanceKind,
    Cause,
    DisabilityClass,
    FundLevel,
    Health,
    Need,
    Relation,
    SchoolStage,
    WorkStatus,
)
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.membership.rules import Sex, is_name, normalise_name

# Schooling that study aid is for (domain §5.2).
STUDY_STAGES = frozenset(
    {
        SchoolStage.SENIOR_HIGH,
        SchoolStage.VOCATIONAL,
        SchoolStage.COLLEGE,
        SchoolStage.UNIVERSITY,
    }
)


class AssistanceErrorCode(Labelled):
    """Codes of this domain."""

    DOSSIER_EXISTS = "DOSSIER_EXISTS", "该职工已有未结束的档案"
    DOSSIER_REQUIRED = "DOSSIER_REQUIRED", "须先建档后帮扶"
    DOSSIER_NOT_IN_FORCE = "DOSSIER_NOT_IN_FORCE", "档案不在档, 不能批准或发放"
    PAYEE_DECEASED = "PAYEE_DECEASED", "受助人已死亡"
    NOT_ASSESSED = "NOT_ASSESSED", "尚未进行困难认定"
    NOT_NEEDY = "NOT_NEEDY", "认定结果不符合困难标准"
    STANDARD_MISSING = "STANDARD_MISSING", "该区划没有有效的低保标准"
    NOTICE_RUNNING = "NOTICE_RUNNING", "公示期未满"
    KIND_NOT_ALLOWED = "KIND_NOT_ALLOWED", "该困难类别或资金不适用此类帮扶"
    ALREADY_GRANTED = "ALREADY_GRANTED", "同一家庭同期同类帮扶已批准或发放"
    SAME_PERSON = "SAME_PERSON", "申报、审核、批准、发放须由不同的人办理"
    MINUTES_REQUIRED = "MINUTES_REQUIRED", "须有主席办公会纪要"
    EXIT_PROOF_REQUIRED = "EXIT_PROOF_REQUIRED", "退出须写明渠道和证明材料"
    EXIT_THRESHOLD = "EXIT_THRESHOLD", "扣除刚性支出后人均收入未达到退出标准"
    EVIDENCE_MISSING = "EVIDENCE_MISSING", "缺少有效的证明材料"
    VISIT_MISSING = "VISIT_MISSING", "缺少两人以上的入户走访记录"
    CHECK_MISSING = "CHECK_MISSING", "不予建档情形尚未全部核查"
    EXCLUDED = "EXCLUDED", "存在不予建档情形"
    OBJECTION_OPEN = "OBJECTION_OPEN", "公示异议尚未处理"
    NOTICE_OVER = "NOTICE_OVER", "公示期已过, 不再受理异议"
    NOTICE_UNMASKED = "NOTICE_UNMASKED", "公示内容含有号码等个人信息"
    TOO_LATE = "TOO_LATE", "已超过规定期限"
    NOT_LAST_DOSSIER = "NOT_LAST_DOSSIER", "前一档案须为本人已退出或已归档的档案"
    FUND_MISSING = "FUND_MISSING", "没有可用的帮扶资金"
    FUND_NOT_ALLOWED = "FUND_NOT_ALLOWED", "该资金不允许此类帮扶或困难类别"
    BUDGET_EXCEEDED = "BUDGET_EXCEEDED", "资金余额不足"
    CAP_EXCEEDED = "CAP_EXCEEDED", "超过救助限额"
    CHILD_ALREADY_AIDED = "CHILD_ALREADY_AIDED", "该学生本学年已获助学救助"
    VOUCHER_USED = "VOUCHER_USED", "票据已用于其他救助"
    PAID_BY_BATCH = "PAID_BY_BATCH", "救助金只能由发放批次支付"
    ACCOUNT_MISSING = "ACCOUNT_MISSING", "没有户主本人的收款账户"
    ACCOUNT_NAME = "ACCOUNT_NAME", "户名须与户主姓名一致"
    ACCOUNT_TAKEN = "ACCOUNT_TAKEN", "该账号已登记在他人名下"
    BATCH_EMPTY = "BATCH_EMPTY", "批次没有明细"
    BATCH_CHANGED = "BATCH_CHANGED", "批次内容与锁定时不一致"
    BATCH_UNSETTLED = "BATCH_UNSETTLED", "批次尚有未回盘的明细"
    TICKET_INVALID = "TICKET_INVALID", "取件码无效、已使用或已过期"
    NOT_HISTORIC = "NOT_HISTORIC", "该编号的记录是在系统内办理的, 不能由导入更改"
    GATEWAY_MISSING = "GATEWAY_MISSING", "未配置银企直联网关"
    RETURN_UNREADABLE = "RETURN_UNREADABLE", "回盘文件无法读取"
    STOCK_EXCEEDED = "STOCK_EXCEEDED", "物资库存不足"
    NOT_SIGNED = "NOT_SIGNED", "尚有物资未签收"
    STILL_A_MEMBER = "STILL_A_MEMBER", "会籍尚未转出, 档案不能转出"
    NOT_A_MEMBER = "NOT_A_MEMBER", "不是该工会的在册会员"
    NOT_ENROLLED = "NOT_ENROLLED", "未参加本年度医疗互助"
    NOTHING_PAID = "NOTHING_PAID", "该期间没有发放记录"
    MIGRANT_CONDITIONS = "MIGRANT_CONDITIONS", "外来务工人员建档条件不齐"
    KIN_RECUSAL = "KIN_RECUSAL", "与申请人有亲属关系, 应当回避"
    RECOVERY_EXCEEDED = "RECOVERY_EXCEEDED", "追回金额超过尚未追回的金额"
    ALREADY_APPROVED = "ALREADY_APPROVED", "已表示同意, 须由其他人审批"


@dataclass(frozen=True, slots=True)
class HouseholdMemberFacts:
    """One member of the household; incomes are fen of the twelve months before."""

    name: str
    relation: Relation
    person_id: UUID | None = None
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    co_living: bool = True
    work_status: WorkStatus | None = None
    health: Health | None = None
    disability_class: DisabilityClass | None = None
    disability_level: int | None = None
    school_stage: SchoolStage | None = None
    wage_income: int = 0
    business_income: int = 0
    property_income: int = 0
    transfer_income: int = 0
    excluded_income: int = 0  # known, but not counted (domain §4.2)
    insured: bool | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What an assessment needs beside the household's incomes; amounts are fen a year.

    The four lines of expenditure are capped one by one and then added to
    ``rigid_expenditure``, which stands for what is stated without lines.
    """

    rigid_expenditure: int = 0
    illness_cost: int = 0  # self-paid
    care_cost: int = 0  # disability and long-term care
    schooling_cost: int = 0  # at the level of public schools
    employment_cost: int = 0  # necessary to work
    accident_cost: int = 0
    assets: int = 0
    hit_by_disaster: bool = False
    monthly_incomes: Sequence[int] = ()  # of the whole household, twelve months, oldest first
    receives_relief: bool = False
    needy_after_relief: bool = False
    area: AreaStandard = AreaStandard.URBAN


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """An application for a dossier; the primary cause is one of ``causes`` or joins them."""

    person_id: UUID
    union_id: UUID
    primary_cause: Cause
    membership_id: UUID | None = None
    causes: Sequence[Cause] = ()
    needs: Sequence[Need] = ()
    previous_dossier_id: UUID | None = None

    @property
    def all_causes(self) -> list[str]:
        """Every cause once, the primary one first."""
        return list(dict.fromkeys([self.primary_cause.value, *(c.value for c in self.causes)]))


@dataclass(frozen=True, slots=True)
class AidFacts:
    """A request for aid; ``period_key`` is the year, school year or case that it is for."""

    kind: AssistanceKind
    fund_level: FundLevel
    period_key: str
    amount: int
    dossier_id: UUID | None = None
    person_id: UUID | None = None
    union_id: UUID | None = None
    beneficiary_member_id: UUID | None = None
    goods: str | None = None
    reason: str | None = None
    vouchers: Sequence[str] = ()  # numbers of the invoices that the claim rests on


def check_household_member(facts: HouseholdMemberFacts, today: date) -> None:
    """Refuse impossible facts with DomainError INVALID."""
    incomes = (
        facts.wage_income,
        facts.property_income,
        facts.transfer_income,
        facts.excluded_income,
    )
    checks = (
        (is_name(normalise_name(facts.name)), "姓名不符合要求", "name"),
        (facts.birth_date is None or facts.birth_date <= today, "出生日期在未来", "birthDate"),
        (facts.disability_level in {None, 1, 2, 3, 4}, "残疾等级须为1至4级", "disabilityLevel"),
        (
            facts.disability_class is None or facts.disability_level is not None,
            "残疾类别与等级须一并填写",
            "disabilityLevel",
        ),
        (min(incomes) >= 0, "收入不能为负", "income"),
    )
    _refuse_first(checks)


def check_assessment(facts: AssessmentFacts) -> None:
    """Refuse negative amounts with DomainError INVALID."""
    checks = (
        (facts.rigid_expenditure >= 0, "刚性支出不能为负", "rigidExpenditure"),
        (facts.illness_cost >= 0, "医疗支出不能为负", "illnessCost"),
        (facts.care_cost >= 0, "护理支出不能为负", "careCost"),
        (facts.schooling_cost >= 0, "就学支出不能为负", "schoolingCost"),
        (facts.employment_cost >= 0, "就业成本不能为负", "employmentCost"),
        (facts.accident_cost >= 0, "意外支出不能为负", "accidentCost"),
        (facts.assets >= 0, "资产不能为负", "assets"),
        (
            len(facts.monthly_incomes) in {0, MONTHS},
            "逐月收入须为申请前十二个月",
            "monthlyIncomes",
        ),
    )
    _refuse_first(checks)


def check_aid(facts: AidFacts) -> None:
    """Refuse an empty period or worthless aid with DomainError INVALID."""
    checks = (
        (bool(facts.period_key.strip()), "须填写期间", "periodKey"),
        (facts.amount >= 0, "金额不能为负", "amount"),
        (facts.amount > 0 or bool(facts.goods), "须有金额或实物", "amount"),
        (facts.dossier_id is not None or facts.person_id is not None, "须指明受助人", "personId"),
    )
    _refuse_first(checks)


def _refuse_first(checks: Sequence[tuple[bool, str, str]]) -> None:
    for holds, message, field in checks:
        if not holds:
            raise DomainError(ErrorCode.INVALID, message, path=(field,))
