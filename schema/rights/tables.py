"""Cases and the log of their steps."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.rights.rules import CaseOutcome, CaseRoute, CaseSource, CaseStatus, Topic

_moment = sa.DateTime(timezone=True)
_no = sa.false()

rights_case = sa.Table(
    "rights_case",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="案件编号"),
    code("source", CaseSource, "案件来源"),
    sa.Column("origin_id", sa.Uuid, comment="来源对象标识 (舆情事件等)"),
    code("topic", Topic, "主题"),
    sa.Column("title", sa.Text, nullable=False, comment="标题", info={"personal": True}),
    sa.Column("facts", sa.Text, nullable=False, comment="诉求与事实", info={"personal": True}),
    sa.Column("employer", sa.Text, comment="被诉单位"),
    reference("enterprise_id", "enterprise", "被诉企业", nullable=True),
    sa.Column("headcount", sa.Integer, nullable=False, server_default="1", comment="涉及人数"),
    sa.Column("is_collective", sa.Boolean, nullable=False, server_default=_no, comment="集体案件"),
    sa.Column("urgency", sa.SmallInteger, nullable=False, comment="紧急程度: 1一般 … 4特急"),
    sa.Column(
        "is_restricted",
        sa.Boolean,
        nullable=False,
        server_default=_no,
        comment="限制查看 (心理危机)",
    ),
    reference("union_id", "union_organisation", "承办工会", index=False),
    reference("owner_id", "app_user", "承办人", nullable=True),
    code("route", CaseRoute, "办理方式", nullable=True),
    code("status", CaseStatus, "案件状态", server_default=CaseStatus.REGISTERED.value),
    sa.Column("status_reason", sa.Text, comment="办理说明", info={"personal": True}),
    sa.Column("registered_at", _moment, nullable=False, comment="登记时间"),
    sa.Column("due_on", sa.Date, comment="本状态办理期限"),
    sa.Column("finish_on", sa.Date, nullable=False, comment="办结期限"),
    sa.Column("suspended_on", sa.Date, comment="中止日期 (期限停计)"),
    code("outcome", CaseOutcome, "案件结果", nullable=True),
    sa.Column("recovered", sa.BigInteger, comment="追回金额", info={"fen": True}),
    sa.Column("closed_at", _moment, comment="结案时间"),
    *record_columns(),
    sa.CheckConstraint("headcount > 0", name="headcount"),
    sa.CheckConstraint("urgency between 1 and 4", name="urgency"),
    sa.CheckConstraint("recovered >= 0", name="recovered"),
    # One case of an origin, however often it is asked for.
    sa.UniqueConstraint("source", "origin_id"),
    sa.Index("ix_rights_case_union", "union_id", "registered_at", "id"),
    sa.Index("ix_rights_case_status", "status", "due_on", "id"),
    sa.Index("ix_rights_case_registered", sa.text("registered_at DESC"), sa.text("id DESC")),
    comment="维权案件",
)

rights_case_step = sa.Table(
    "rights_case_step",
    metadata,
    identifier(),
    reference("case_id", "rights_case", "维权案件", index=False),
    code("from_status", CaseStatus, "原状态", nullable=True),
    code("to_status", CaseStatus, "新状态"),
    sa.Column("taken_at", _moment, nullable=False, comment="办理时间"),
    sa.Column("taken_by", sa.Text, nullable=False, comment="办理人"),
    sa.Column("text", sa.Text, comment="办理内容", info={"personal": True}),
    sa.Index("ix_rights_case_step_case", "case_id", "id"),
    comment="案件办理记录 (只增不改)",
    info={"immutable": True},
)
