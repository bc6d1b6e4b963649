"""Root fields of assistance; a figure is the aggregate of the list that it counts."""

from schema.assistance import types
from schema.assistance.types import AssistanceRecord, Dossier
from schema.planner.fields import find_many, find_one

QUERIES = {
    "dossiers": find_many(Dossier, "困难职工档案列表 (权限范围内)"),
    "dossier": find_one(Dossier, "一份困难职工档案"),
    "assistanceRecords": find_many(AssistanceRecord, "帮扶记录列表", order=("-paid_on",)),
    "assistanceRecord": find_one(AssistanceRecord, "一条帮扶记录"),
    "publicNotices": find_many(types.PublicNotice, "公示列表", order=("-ends_on",)),
    "evidence": find_many(types.Evidence, "证明材料列表 (按有效期)", order=("valid_until",)),
    "spotChecks": find_many(types.SpotCheck, "年度抽查列表", order=("-checked_on",)),
    "monitoringVisits": find_many(
        types.MonitoringVisit, "退出后监测回访列表", order=("-visited_on",)
    ),
    "reliefTargets": find_many(types.ReliefTarget, "解困脱困目标", order=("-year",)),
    "reliefBase": find_many(types.ReliefBase, "解困脱困基数列表 (快照)"),
    "fundSources": find_many(types.FundSource, "帮扶资金列表", order=("-year",)),
    "fundSource": find_one(types.FundSource, "一项帮扶资金"),
    "aidCaps": find_many(types.AidCap, "救助限额列表"),
    "paymentBatches": find_many(types.PaymentBatch, "发放批次列表"),
    "paymentBatch": find_one(types.PaymentBatch, "一个发放批次"),
    "paymentLines": find_many(types.PaymentLine, "发放明细列表"),
    "payeeAccounts": find_many(types.PayeeAccount, "收款账户列表 (掩码)"),
    "paymentSamples": find_many(types.PaymentSample, "发放后抽查样本列表", order=("-drawn_on",)),
    "paymentChecks": find_many(types.PaymentCheck, "发放后抽查列表"),
    "policyCommitments": find_many(
        types.PolicyCommitment, "党政支持解困脱困的政策承诺", order=("-issued_on",)
    ),
    "recoveryPayments": find_many(types.RecoveryPayment, "追缴回款列表", order=("-received_on",)),
    "kinDeclarations": find_many(types.KinDeclaration, "亲属关系申报列表 (回避)"),
    "deliveries": find_many(types.Delivery, "四送活动列表", order=("-starts_on",)),
    "delivery": find_one(types.Delivery, "一次四送活动"),
    "deliveryReceipts": find_many(types.DeliveryReceipt, "四送发放与签收列表"),
    "mutualAidPolicies": find_many(types.MutualAidPolicy, "职工医疗互助计划", order=("-year",)),
    "mutualAidMembers": find_many(types.MutualAidMember, "医疗互助参加人列表"),
    "mutualAidClaims": find_many(types.MutualAidClaim, "医疗互助申报列表"),
    "calendarDays": find_many(types.CalendarDay, "工作日历 (节假日与调休)", order=("day",)),
}
