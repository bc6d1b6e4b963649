"""The reports on public opinion: their figures as of one moment, and their files."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns
from schema.opinion.rules.briefs import BriefKind, BriefProblem, BriefState

opinion_brief = sa.Table(
    "opinion_brief",
    metadata,
    identifier(),
    code("kind", BriefKind, "简报种类"),
    sa.Column("starts_on", sa.Date, nullable=False, comment="起始日"),
    sa.Column("ends_on", sa.Date, nullable=False, comment="截止日 (含)"),
    sa.Column("revision", sa.Integer, nullable=False, comment="第几版 (更正一次加一)"),
    code("state", BriefState, "简报状态", server_default=BriefState.WAITING.value),
    sa.Column("reason", sa.Text, comment="更正原因", info={"personal": True}),
    sa.Column("as_of", sa.DateTime(timezone=True), comment="数据时点"),
    sa.Column("figures", JSONB, comment="指标: [{key, label, definition, value, rows, link}]"),
    code("problem", BriefProblem, "缺件原因", nullable=True),
    # In the database, beside their figures: one commit makes the report, whoever dies when.
    sa.Column("sheet", sa.LargeBinary, comment="xlsx 文件", info={"secret": True}),
    sa.Column("page", sa.LargeBinary, comment="PDF 文件", info={"secret": True}),
    *record_columns(),
    sa.UniqueConstraint("kind", "starts_on", "revision"),
    sa.CheckConstraint("ends_on >= starts_on", name="period"),
    sa.CheckConstraint("revision > 0", name="revision"),
    sa.CheckConstraint(
        "state <> 'READY' or (as_of is not null and figures is not null and sheet is not null"
        " and (page is not null or problem is not null))",
        name="ready",
    ),
    sa.Index("ix_opinion_brief_starts", sa.text("starts_on DESC"), sa.text("id DESC")),
    comment="舆情简报",
)
