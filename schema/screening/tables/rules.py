"""Rules of screening, their versions, and trials of a draft against the data."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.screening.rules import RuleOrigin, SubjectType, VersionStatus

_moment = sa.DateTime(timezone=True)

screening_rule = sa.Table(
    "screening_rule",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="规则代码"),
    sa.Column("name", sa.Text, nullable=False, comment="规则名称"),
    sa.Column("description", sa.Text, nullable=False, comment="判定条件"),
    sa.Column("kinds", sa.ARRAY(sa.Text), nullable=False, comment="所属排查类型"),
    code("subject_type", SubjectType, "风险对象类型"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
    sa.Column("dedup", sa.Text, nullable=False, server_default="", comment="去重键的组成"),
    sa.Column("action", sa.Text, nullable=False, server_default="", comment="处置建议"),
    code("source", RuleOrigin, "规则来源", server_default=RuleOrigin.BUILT_IN.value),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    *record_columns(),
    sa.CheckConstraint("severity between 1 and 4", name="severity"),
    comment="排查规则",
)

screening_rule_version = sa.Table(
    "screening_rule_version",
    metadata,
    identifier(),
    reference("rule_id", "screening_rule", "排查规则", index=False),
    sa.Column("number", sa.Integer, nullable=False, comment="版本序号"),
    code("status", VersionStatus, "版本状态", server_default=VersionStatus.DRAFT.value),
    sa.Column("expression", JSONB(none_as_null=True), comment="条件表达式 (内置规则为空)"),
    sa.Column("sentence", sa.Text, nullable=False, comment="条件的文字表述"),
    sa.Column("digest", sa.Text, nullable=False, comment="内容摘要 (SHA-256)"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
    sa.Column("author_role", sa.Text, nullable=False, comment="编写人角色"),
    sa.Column("author_department", sa.Text, comment="编写人部门"),
    sa.Column("published_at", _moment, comment="发布时间"),
    sa.Column("published_by", sa.Text, comment="发布者"),
    sa.Column("confirmed", sa.Integer, nullable=False, server_default="0", comment="属实的线索数"),
    sa.Column("refuted", sa.Integer, nullable=False, server_default="0", comment="误报的线索数"),
    *record_columns(),
    sa.UniqueConstraint("rule_id", "number"),
    sa.CheckConstraint("severity between 1 and 4", name="severity"),
    sa.CheckConstraint("confirmed >= 0 and refuted >= 0", name="judged"),
    sa.CheckConstraint("published_by <> created_by or expression is null", name="second_person"),
    # One version of a rule is in force.
    sa.Index(
        "uq_screening_rule_version_published",
        "rule_id",
        unique=True,
        postgresql_where=sa.text("status = 'PUBLISHED'"),
    ),
    comment="排查规则版本",
    info={"quiet": ("confirmed", "refuted")},
)

rule_trial = sa.Table(
    "rule_trial",
    metadata,
    identifier(),
    reference("version_id", "screening_rule_version", "规则版本", index=False),
    sa.Column("as_of", sa.Date, nullable=False, comment="数据基准日"),
    sa.Column("hits", sa.BigInteger, nullable=False, comment="命中"),
    sa.Column("fresh", sa.BigInteger, nullable=False, comment="新增: 现行版本未命中"),
    sa.Column("gone", sa.BigInteger, nullable=False, comment="消失: 仅现行版本命中"),
    sa.Column("same", sa.BigInteger, nullable=False, comment="相同"),
    sa.Column("planned_cost", sa.Float, nullable=False, comment="数据库估算的代价"),
    sa.Column("milliseconds", sa.Integer, nullable=False, comment="实际用时 (毫秒)"),
    sa.Column("samples", JSONB, nullable=False, comment="样例: 对象、差异、判定说明"),
    *record_columns(),
    sa.Index("ix_rule_trial_version", "version_id", "id"),
    comment="规则试运行",
    info={"persons": True},
)
