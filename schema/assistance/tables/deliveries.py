"""The four deliveries with their goods and receipts, and medical mutual aid."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.assistance.rules import (
    ClaimStatus,
    DeliverySeason,
    DeliveryStatus,
    FeePayer,
    RecipientGroup,
)
from schema.assistance.tables.columns import money
from schema.core.table import code, identifier, metadata, record_columns, reference

delivery = sa.Table(
    "delivery",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="活动编号"),
    sa.Column("title", sa.Text, nullable=False, comment="活动名称"),
    code("season", DeliverySeason, "四送类别"),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    reference("union_id", "union_organisation", "主办工会", index=False),
    reference("fund_id", "fund_source", "资金", nullable=True),
    code("status", DeliveryStatus, "活动状态", server_default=DeliveryStatus.DRAFT.value),
    sa.Column("sites", sa.ARRAY(sa.Text), nullable=False, server_default="{}", comment="地点"),
    sa.Column("starts_on", sa.Date, nullable=False, comment="开始日期"),
    sa.Column("ends_on", sa.Date, nullable=False, comment="结束日期"),
    sa.Column("approved_by", sa.Text, comment="批准人"),
    sa.Column("evidence_reference", sa.Text, comment="佐证材料编号 (签收表、照片)"),
    *record_columns(),
    sa.CheckConstraint("ends_on >= starts_on", name="period"),
    sa.CheckConstraint("created_by <> approved_by", name="four_eyes"),
    sa.CheckConstraint(
        "status not in ('FINISHED','ARCHIVED') or evidence_reference is not null", name="evidence"
    ),
    sa.Index("ix_delivery_union", "union_id", "id"),
    sa.Index("ix_delivery_season", "season", "year", "id"),
    comment="四送活动",
)

delivery_goods = sa.Table(
    "delivery_goods",
    metadata,
    identifier(),
    reference("delivery_id", "delivery", "活动", index=False),
    sa.Column("name", sa.Text, nullable=False, comment="物品"),
    sa.Column("quantity", sa.Integer, nullable=False, comment="备货数量"),
    sa.Column("issued", sa.Integer, nullable=False, server_default="0", comment="已发数量"),
    money("unit_price", "单价"),
    *record_columns(),
    sa.CheckConstraint("issued >= 0 and issued <= quantity", name="stock"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price"),
    sa.UniqueConstraint("delivery_id", "name"),
    sa.Index("ix_delivery_goods_delivery", "delivery_id", "id"),
    comment="四送物资",
)

delivery_receipt = sa.Table(
    "delivery_receipt",
    metadata,
    identifier(),
    reference("delivery_id", "delivery", "活动", index=False),
    reference("goods_id", "delivery_goods", "物品"),
    reference("union_id", "union_organisation", "主办工会", index=False),
    reference("person_id", "person", "受送人 (如为会员)", nullable=True),
    code("recipient_group", RecipientGroup, "受送对象"),
    sa.Column(
        "recipient_name", sa.Text, nullable=False, comment="受送人姓名", info={"personal": True}
    ),
    sa.Column("quantity", sa.Integer, nullable=False, comment="数量"),
    sa.Column("handed_on", sa.Date, nullable=False, comment="发放日期"),
    sa.Column("handed_by", sa.Text, nullable=False, comment="发放人"),
    sa.Column("signature_reference", sa.Text, comment="签收凭证编号"),
    sa.Column("signed_on", sa.Date, comment="签收日期"),
    *record_columns(),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("(signed_on is null) = (signature_reference is null)", name="signature"),
    # One person signs for one kind of goods once in a delivery (A2).
    sa.Index(
        "uq_delivery_receipt_person",
        "goods_id",
        "person_id",
        unique=True,
        postgresql_where=sa.text("person_id is not null"),
    ),
    sa.Index("ix_delivery_receipt_delivery", "delivery_id", "id"),
    sa.Index("ix_delivery_receipt_union", "union_id", "id"),
    comment="四送发放与签收",
)

mutual_aid_policy = sa.Table(
    "mutual_aid_policy",
    metadata,
    identifier(),
    sa.Column("year", sa.SmallInteger, nullable=False, unique=True, comment="年度"),
    money("fee", "互助费"),
    sa.Column(
        "benefit_table", JSONB, nullable=False, comment="给付档次: [{above: 分, share: 万分比}]"
    ),
    money("most", "年度最高给付"),
    sa.Column("enrol_from", sa.Date, nullable=False, comment="参加登记起"),
    sa.Column("enrol_to", sa.Date, nullable=False, comment="参加登记止"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据"),
    *record_columns(),
    sa.CheckConstraint("fee >= 0 and most > 0", name="amounts"),
    sa.CheckConstraint("enrol_to >= enrol_from", name="period"),
    comment="职工医疗互助计划",
)

mutual_aid_member = sa.Table(
    "mutual_aid_member",
    metadata,
    identifier(),
    reference("policy_id", "mutual_aid_policy", "互助计划", index=False),
    reference("person_id", "person", "参加职工", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    code("paid_by", FeePayer, "缴费方"),
    sa.Column("enrolled_on", sa.Date, nullable=False, comment="参加日期"),
    *record_columns(),
    sa.UniqueConstraint("policy_id", "person_id"),
    sa.Index("ix_mutual_aid_member_policy", "policy_id", "id"),
    sa.Index("ix_mutual_aid_member_person", "person_id", "id"),
    sa.Index("ix_mutual_aid_member_union", "union_id", "id"),
    comment="医疗互助参加人",
)

mutual_aid_claim = sa.Table(
    "mutual_aid_claim",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="申报编号"),
    reference("member_id", "mutual_aid_member", "参加人", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    code("status", ClaimStatus, "申报状态"),
    sa.Column("admitted_on", sa.Date, nullable=False, comment="入院日期"),
    sa.Column("discharged_on", sa.Date, nullable=False, comment="出院日期"),
    sa.Column("filed_on", sa.Date, nullable=False, comment="申报日期"),
    sa.Column("filed_by", sa.Text, nullable=False, comment="申报经办人"),
    money("self_paid", "个人自付"),
    money("benefit", "互助给付"),
    sa.Column(
        "diagnosis_cipher",
        sa.LargeBinary,
        comment="疾病诊断编码密文",
        info={"secret": True, "sealed": "id"},
    ),
    sa.Column("reviewed_by", sa.Text, comment="审核人"),
    sa.Column("refusal_reason", sa.Text, comment="不予给付原因", info={"personal": True}),
    reference("assistance_id", "assistance_record", "给付记录", nullable=True),
    *record_columns(),
    sa.CheckConstraint("discharged_on >= admitted_on", name="stay"),
    sa.CheckConstraint("self_paid > 0 and benefit >= 0", name="amounts"),
    sa.CheckConstraint("filed_by <> reviewed_by", name="four_eyes"),
    sa.Index("ix_mutual_aid_claim_member", "member_id", "id"),
    sa.Index("ix_mutual_aid_claim_union", "union_id", "id"),
    sa.Index("ix_mutual_aid_claim_status", "status", "id"),
    comment="医疗互助申报",
)

claim_invoice = sa.Table(
    "claim_invoice",
    metadata,
    identifier(),
    reference("claim_id", "mutual_aid_claim", "互助申报", index=False),
    # One invoice is claimed once, whoever files it (A5).
    sa.Column(
        "invoice_hash",
        sa.LargeBinary,
        nullable=False,
        unique=True,
        comment="结算单指纹",
        info={"secret": True},
    ),
    *record_columns(),
    sa.Index("ix_claim_invoice_claim", "claim_id", "id"),
    comment="互助申报的结算单",
)
