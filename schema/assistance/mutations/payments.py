"""Funds, caps, accounts and payment batches."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.assistance import service, types
from schema.assistance.mutations.payment_inputs import (
    AddFundSourceInput,
    AppropriateFundInput,
    BuildPaymentBatchInput,
    CorrectPaymentLineInput,
    DeclareKinInput,
    DropPaymentLineInput,
    EndKinInput,
    PaymentBatchStepInput,
    RecordRecoveryInput,
    ReportAidOverlapInput,
    SetAidCapInput,
    SetPayeeAccountInput,
)
from schema.core.uploads import Incoming, displayed
from schema.core.work import Work
from schema.planner.arguments import Given, IdempotencyKey, identity
from schema.planner.mutations import (
    MutationError,
    changes,
    creates,
    mutation,
    payload,
    perform,
    reference,
)

FUND = payload("FundSource", "帮扶资金", fund_source=types.FundSource)
CAP = payload("AidCap", "救助限额", aid_cap=types.AidCap)
ACCOUNT = payload("PayeeAccount", "收款账户", payee_account=types.PayeeAccount)
BATCH = payload("PaymentBatch", "发放批次", payment_batch=types.PaymentBatch)
LINE = payload("PaymentLine", "发放明细", payment_line=types.PaymentLine)
DROPPED = payload("DropPaymentLine", "移出明细")
RECOVERY = payload("RecordRecovery", "追回", assistance_record=types.AssistanceRecord)
KIN = payload("KinDeclaration", "亲属关系申报", kin_declaration=types.KinDeclaration)
OVERLAP = payload("AidOverlap", "其他部门救助", aid_overlap=types.AidOverlap)


@strawberry.type(description="银行文件取件码的办理结果")
class BankFileTicketPayload:
    """The ticket, shown once, or what was wrong."""

    ticket: str | None = strawberry.field(default=None, description="一次性取件码 (仅此一次显示)")
    url: str | None = strawberry.field(
        default=None, description="取文件的地址 (登录后取一次; .txt 结尾为文本)"
    )
    payment_batch: types.PaymentBatch | None = strawberry.field(
        default=None, description="发放批次"
    )
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="导入银行回盘的办理结果")
class ImportBankReturnPayload:
    """What was taken in, or what was wrong with the file as a whole."""

    payment_return: types.PaymentReturn | None = strawberry.field(
        default=None, description="银行回盘"
    )
    payment_batch: types.PaymentBatch | None = strawberry.field(
        default=None, description="发放批次"
    )
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class PaymentMutation:
    """Mutations of money."""

    add_fund_source = creates(service.add_fund, AddFundSourceInput, FUND, "登记帮扶资金")
    appropriate_fund = creates(service.appropriate, AppropriateFundInput, FUND, "追加下达资金")
    set_aid_cap = creates(service.set_cap, SetAidCapInput, CAP, "设定救助限额 (前一限额同日失效)")
    set_payee_account = creates(
        service.set_payee_account, SetPayeeAccountInput, ACCOUNT, "登记收款账户 (户主本人)"
    )
    build_payment_batch = creates(
        service.build_batch, BuildPaymentBatchInput, BATCH, "编制发放批次 (逐笔核对)"
    )
    drop_payment_line = changes(
        service.drop_line, DropPaymentLineInput, DROPPED, "从编制中的批次移出明细"
    )
    lock_payment_batch = changes(
        service.lock_batch, PaymentBatchStepInput, BATCH, "锁定批次: 固定总额与内容, 再次逐笔核对"
    )
    check_payment_batch = changes(service.check_batch, PaymentBatchStepInput, BATCH, "财务审核批次")
    approve_payment_batch = changes(
        service.approve_batch, PaymentBatchStepInput, BATCH, "领导审批批次"
    )
    release_payment_batch = creates(
        service.release_batch, PaymentBatchStepInput, BATCH, "送银行: 直联逐笔支付, 或出具银行文件"
    )
    reconcile_payment_batch = changes(service.reconcile_batch, PaymentBatchStepInput, BATCH, "对账")
    close_payment_batch = changes(service.close_batch, PaymentBatchStepInput, BATCH, "批次归档")
    correct_payment_line = changes(
        service.correct_line, CorrectPaymentLineInput, LINE, "更正失败的明细, 之后可进入新批次"
    )
    record_recovery = creates(
        service.record_recovery, RecordRecoveryInput, RECOVERY, "登记追回 (退款或抵扣, 可分次)"
    )
    declare_kin = creates(service.declare_kin, DeclareKinInput, KIN, "申报本人亲属 (办理时回避)")
    end_kin = changes(service.end_kin, EndKinInput, KIN, "撤销本人的亲属申报")
    report_aid_overlap = creates(
        service.report_overlap, ReportAidOverlapInput, OVERLAP, "登记其他部门救助 (提示, 不阻止)"
    )

    @mutation("签发银行文件的一次性取件码")
    async def issue_bank_file_ticket(
        self,
        info: Info[Any, Any],
        input: Given[PaymentBatchStepInput],  # noqa: A002
    ) -> BankFileTicketPayload:
        """A ticket with which the bank's file is fetched once."""

        async def issue(work: Work) -> dict[str, object]:
            batch = identity(input.id)
            ticket = await service.issue_ticket(
                work, batch_id=batch, expected_version=input.expected_version
            )
            return {
                "ticket": ticket,
                "url": f"/bank-files/{ticket}.xlsx",
                "payment_batch": reference(types.PaymentBatch, batch),
            }

        return await perform(info, BankFileTicketPayload, issue)

    @mutation("导入银行回盘文件: 逐笔核对入账, 有误的行列出; 同一文件再传不重复入账")
    async def import_bank_return(
        self,
        info: Info[Any, Any],
        batch_id: Annotated[strawberry.ID, strawberry.argument(description="发放批次")],
        file: Annotated[Incoming, strawberry.argument(description="回盘文件 (.xlsx 或 .txt)")],
        idempotency_key: IdempotencyKey,
    ) -> ImportBankReturnPayload:
        """The bank's return file, uploaded by the multipart specification."""
        del idempotency_key  # perform() reads it from the call

        async def take_in(work: Work) -> dict[str, object]:
            batch = identity(batch_id, "batchId")
            made = await service.import_return(
                work, batch_id=batch, file_name=displayed(file.name), content=file.content
            )
            return {
                "payment_return": reference(types.PaymentReturn, made),
                "payment_batch": reference(types.PaymentBatch, batch),
            }

        return await perform(info, ImportBankReturnPayload, take_in)
