"""The inputs of funds, caps, accounts and payment batches; amounts are integer fen."""

import strawberry

from schema.assistance.rules import (
    AccountKind,
    AssistanceKind,
    CapScope,
    DossierCategory,
    FundLevel,
    PaymentChannel,
    RecoveryMethod,
    Relation,
    SchoolStage,
)
from schema.planner.inputs import graphql_enum
from schema.planner.scalars import CalendarDate, Fen

for _codes in (AccountKind, CapScope, DossierCategory, PaymentChannel, RecoveryMethod):
    graphql_enum(_codes)


@strawberry.input(description="登记帮扶资金")
class AddFundSourceInput:
    """A fund as its document allots it."""

    code: str = strawberry.field(description="资金代码")
    name: str = strawberry.field(description="资金名称")
    level: FundLevel = strawberry.field(description="资金来源层级")
    year: int = strawberry.field(description="年度")
    document_number: str = strawberry.field(description="下达文号")
    amount: Fen = strawberry.field(description="下达金额 (分)")
    spend_by: CalendarDate = strawberry.field(description="使用期限")
    allowed_kinds: list[AssistanceKind] = strawberry.field(
        default_factory=list, description="可用于的帮扶类型 (空为不限)"
    )
    allowed_categories: list[DossierCategory] = strawberry.field(
        default_factory=list, description="可用于的困难类别 (空为不限)"
    )


@strawberry.input(description="追加下达资金")
class AppropriateFundInput:
    """More money for a fund."""

    id: strawberry.ID = strawberry.field(description="资金")
    expected_version: int = strawberry.field(description="读取时的版本号")
    amount: Fen = strawberry.field(description="追加金额 (分)")
    note: str = strawberry.field(description="文号或摘要")


@strawberry.input(description="设定救助限额")
class SetAidCapInput:
    """A cap for a kind of aid."""

    kind: AssistanceKind = strawberry.field(description="帮扶类型")
    scope: CapScope = strawberry.field(description="限额口径")
    amount: Fen = strawberry.field(description="限额 (分)")
    valid_from: CalendarDate = strawberry.field(description="生效日期")
    basis: str = strawberry.field(description="依据")
    fund_level: FundLevel | None = strawberry.field(default=None, description="资金来源层级")
    category: DossierCategory | None = strawberry.field(default=None, description="困难类别")
    school_stage: SchoolStage | None = strawberry.field(default=None, description="就学阶段")


@strawberry.input(description="登记收款账户 (户主本人)")
class SetPayeeAccountInput:
    """The household head's own account."""

    person_id: strawberry.ID = strawberry.field(description="户主 (职工)")
    kind: AccountKind = strawberry.field(description="账户类型")
    holder_name: str = strawberry.field(description="户名")
    bank_name: str = strawberry.field(description="开户行")
    account: str = strawberry.field(description="账号 (加密保存, 不再显示)")


@strawberry.input(description="编制发放批次")
class BuildPaymentBatchInput:
    """Records that wait for payment."""

    union_id: strawberry.ID = strawberry.field(description="发放工会")
    title: str = strawberry.field(description="批次名称")
    channel: PaymentChannel = strawberry.field(description="发放渠道")
    assistance_ids: list[strawberry.ID] = strawberry.field(description="待发放的帮扶记录")


@strawberry.input(description="办理发放批次")
class PaymentBatchStepInput:
    """A step of a batch."""

    id: strawberry.ID = strawberry.field(description="批次")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="从编制中的批次移出明细")
class DropPaymentLineInput:
    """A line of a batch in the making."""

    id: strawberry.ID = strawberry.field(description="明细")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="更正失败的发放明细")
class CorrectPaymentLineInput:
    """How a failed line was cured."""

    id: strawberry.ID = strawberry.field(description="明细")
    expected_version: int = strawberry.field(description="读取时的版本号")
    note: str = strawberry.field(description="更正情况")


@strawberry.input(description="登记追回")
class RecordRecoveryInput:
    """A repayment or set-off."""

    id: strawberry.ID = strawberry.field(description="帮扶记录")
    expected_version: int = strawberry.field(description="读取时的版本号")
    note: str = strawberry.field(description="退款或抵扣情况")
    amount: Fen | None = strawberry.field(
        default=None, description="本次追回金额 (分), 不填为全部尚欠"
    )
    method: RecoveryMethod = strawberry.field(
        default=RecoveryMethod.REPAYMENT, description="追缴方式"
    )


@strawberry.input(description="申报亲属关系")
class DeclareKinInput:
    """One's own kin, on whose affairs one will not decide."""

    person_id: strawberry.ID = strawberry.field(description="亲属 (职工)")
    relation: Relation = strawberry.field(description="与本人关系")


@strawberry.input(description="撤销亲属关系申报")
class EndKinInput:
    """A declaration of one's own that no longer holds."""

    id: strawberry.ID = strawberry.field(description="申报")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="登记其他部门救助")
class ReportAidOverlapInput:
    """What another department gives; a flag, never a bar."""

    person_id: strawberry.ID = strawberry.field(description="职工")
    union_id: strawberry.ID = strawberry.field(description="所属工会")
    department: str = strawberry.field(description="发放部门")
    programme: str = strawberry.field(description="救助项目")
    period_key: str = strawberry.field(description="期间")
    amount: Fen = strawberry.field(description="金额 (分)")
