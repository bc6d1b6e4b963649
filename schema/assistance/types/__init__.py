"""The types of assistance, by what they are about."""

from schema.assistance.types.cases import Assessment, AssistanceRecord, Dossier, HouseholdMember
from schema.assistance.types.deliveries import (
    Delivery,
    DeliveryGoods,
    DeliveryReceipt,
    MutualAidClaim,
    MutualAidMember,
    MutualAidPolicy,
)
from schema.assistance.types.integrity import KinDeclaration, RecoveryPayment
from schema.assistance.types.oversight import PaymentCheck, PaymentSample, PolicyCommitment
from schema.assistance.types.payments import (
    AidCap,
    AidOverlap,
    FundEntry,
    FundSource,
    PayeeAccount,
    PaymentBatch,
    PaymentLine,
    PaymentReturn,
)
from schema.assistance.types.processes import (
    CalendarDay,
    DossierStep,
    Evidence,
    ExclusionCheck,
    HouseholdVisit,
    MonitoringVisit,
    NoticeObjection,
    PublicNotice,
    ReliefBase,
    ReliefTarget,
    SpotCheck,
)

__all__ = [
    "AidCap",
    "AidOverlap",
    "Assessment",
    "AssistanceRecord",
    "CalendarDay",
    "Delivery",
    "DeliveryGoods",
    "DeliveryReceipt",
    "Dossier",
    "DossierStep",
    "Evidence",
    "ExclusionCheck",
    "FundEntry",
    "FundSource",
    "HouseholdMember",
    "HouseholdVisit",
    "KinDeclaration",
    "MonitoringVisit",
    "MutualAidClaim",
    "MutualAidMember",
    "MutualAidPolicy",
    "NoticeObjection",
    "PayeeAccount",
    "PaymentBatch",
    "PaymentCheck",
    "PaymentLine",
    "PaymentReturn",
    "PaymentSample",
    "PolicyCommitment",
    "PublicNotice",
    "RecoveryPayment",
    "ReliefBase",
    "ReliefTarget",
    "SpotCheck",
]
