"""What keeps aid honest: declared kin of officials, and money that came back in parts."""

import sqlalchemy as sa

from schema.assistance.rules import RecoveryMethod, Relation
from schema.core.table import code, identifier, metadata, record_columns, reference

kin_declaration = sa.Table(
    "kin_declaration",
    metadata,
    identifier(),
    reference("user_id", "app_user", "申报的工作人员", index=False),
    reference("person_id", "person", "亲属 (职工)", index=False),
    code("relation", Relation, "与工作人员关系 (GB/T 4761)"),
    sa.Column("declared_on", sa.Date, nullable=False, comment="申报日期"),
    sa.Column("ended_on", sa.Date, comment="撤销日期"),
    *record_columns(),
    sa.CheckConstraint("ended_on >= declared_on", name="period"),
    sa.Index(
        "uq_kin_declaration_standing",
        "user_id",
        "person_id",
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    ),
    sa.Index("ix_kin_declaration_person", "person_id", "id"),
    comment="亲属关系申报 (回避)",
)

recovery_payment = sa.Table(
    "recovery_payment",
    metadata,
    identifier(),
    reference("assistance_id", "assistance_record", "帮扶记录", index=False),
    code("method", RecoveryMethod, "追缴方式"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="本次追回金额 (分)"),
    sa.Column("received_on", sa.Date, nullable=False, comment="追回日期"),
    sa.Column("received_by", sa.Text, nullable=False, comment="经办人"),
    sa.Column("remaining", sa.BigInteger, nullable=False, comment="追回后尚欠 (分)"),
    sa.CheckConstraint("amount > 0 and remaining >= 0", name="amount"),
    # Each part leaves another rest: the same part is never entered twice.
    sa.UniqueConstraint("assistance_id", "remaining"),
    sa.Index("ix_recovery_payment_assistance", "assistance_id", "id"),
    comment="追缴回款 (只增不改)",
    info={"immutable": True},
)
