"""The tables of assistance: dossiers, their process, aid, payments, deliveries, mutual aid."""

from schema.assistance.tables.aid import (
    aid_approval,
    aid_cap,
    aid_overlap,
    aid_voucher,
    assistance_record,
    fund_entry,
    fund_source,
)
from schema.assistance.tables.deliveries import (
    claim_invoice,
    delivery,
    delivery_goods,
    delivery_receipt,
    mutual_aid_claim,
    mutual_aid_member,
    mutual_aid_policy,
)
from schema.assistance.tables.dossiers import (
    assessment,
    dossier,
    household_member,
    living_standard,
)
from schema.assistance.tables.integrity import kin_declaration, recovery_payment
from schema.assistance.tables.oversight import (
    payment_check,
    payment_sample,
    policy_commitment,
)
from schema.assistance.tables.payments import (
    payee_account,
    payment_batch,
    payment_line,
    payment_return,
)
from schema.assistance.tables.processes import (
    dossier_step,
    evidence,
    exclusion_check,
    household_visit,
    monitoring_visit,
    notice_objection,
    public_notice,
    relief_base,
    relief_target,
    spot_check,
)

__all__ = [
    "aid_approval",
    "aid_cap",
    "aid_overlap",
    "aid_voucher",
    "assessment",
    "assistance_record",
    "claim_invoice",
    "delivery",
    "delivery_goods",
    "delivery_receipt",
    "dossier",
    "dossier_step",
    "evidence",
    "exclusion_check",
    "fund_entry",
    "fund_source",
    "household_member",
    "household_visit",
    "kin_declaration",
    "living_standard",
    "monitoring_visit",
    "mutual_aid_claim",
    "mutual_aid_member",
    "mutual_aid_policy",
    "notice_objection",
    "payee_account",
    "payment_batch",
    "payment_check",
    "payment_line",
    "payment_return",
    "payment_sample",
    "policy_commitment",
    "public_notice",
    "recovery_payment",
    "relief_base",
    "relief_target",
    "spot_check",
]
