"""Divisions, unions, their history, and the closure of the tree that every scope rests on."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import AreaKind, RecordSubject, UnionKind, UnionStatus

division = sa.Table(
    "division",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="行政区划代码"),
    sa.Column("name", sa.Text, nullable=False, comment="名称"),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="层级: 1省 2地 3县 4乡 5村"),
    reference("parent_id", "division", "上级区划", nullable=True, index=False),
    sa.Column("valid_from", sa.Date, comment="启用日期"),
    sa.Column("valid_to", sa.Date, comment="撤销日期 (不含)"),
    reference("successor_id", "division", "撤销后归属的区划", nullable=True),
    *record_columns(),
    sa.CheckConstraint("level between 1 and 5", name="level"),
    sa.CheckConstraint(
        "valid_to is null or valid_from is null or valid_to > valid_from", name="period"
    ),
    sa.Index("ix_division_parent", "parent_id", "code", "id"),
    comment="行政区划",
)

union_organisation = sa.Table(
    "union_organisation",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="工会组织代码"),
    sa.Column("name", sa.Text, nullable=False, comment="工会名称"),
    sa.Column("name_pinyin", sa.Text, comment="名称拼音 (检索用, 由触发器填写)"),
    code("kind", UnionKind, "工会组织类型"),
    sa.Column(
        "level",
        sa.SmallInteger,
        nullable=False,
        comment="层级: 1全国 2省 3市 4县(市区) 5乡镇街道园区 6基层 7分会 8小组",
    ),
    reference("parent_id", "union_organisation", "上级工会", nullable=True, index=False),
    reference("industry_parent_id", "union_organisation", "所属产业工会", nullable=True),
    reference("division_id", "division", "所在区划", index=False),
    code("status", UnionStatus, "建会状态"),
    sa.Column("credit_code", sa.Text, unique=True, comment="统一社会信用代码"),
    sa.Column("founded_on", sa.Date, comment="成立日期"),
    sa.Column("term_start_on", sa.Date, comment="本届任期开始"),
    sa.Column("term_end_on", sa.Date, comment="本届任期届满"),
    sa.Column("chair_name", sa.Text, comment="工会主席"),
    sa.Column("employer_name", sa.Text, comment="所在单位"),
    sa.Column("employer_credit_code", sa.Text, comment="所在单位统一社会信用代码"),
    code("area_kind", AreaKind, "联合会覆盖区域类型", nullable=True),
    sa.Column("workers_count", sa.Integer, comment="覆盖职工人数"),
    sa.Column("guide_name", sa.Text, comment="建会指导员"),
    reference("merged_into_id", "union_organisation", "并入的工会", nullable=True),
    sa.Column("address", sa.Text, comment="地址"),
    sa.Column("phone", sa.Text, comment="办公电话"),
    *record_columns(),
    sa.CheckConstraint("level between 1 and 8", name="level"),
    sa.CheckConstraint("parent_id is null or parent_id <> id", name="parent"),
    sa.CheckConstraint("workers_count is null or workers_count >= 0", name="workers_count"),
    sa.CheckConstraint(
        "term_end_on is null or term_start_on is null or term_end_on > term_start_on", name="term"
    ),
    sa.Index("ix_union_organisation_parent", "parent_id", "code", "id"),
    sa.Index("ix_union_organisation_parent_id_id", "parent_id", "id"),
    sa.Index("ix_union_organisation_division", "division_id", "id"),
    sa.Index("ix_union_organisation_level", "level", "code", "id"),
    sa.Index("ix_union_organisation_name", "name", "id"),
    comment="工会组织",
)

union_closure = sa.Table(
    "union_closure",
    metadata,
    sa.Column(
        "ancestor_id", sa.Uuid, sa.ForeignKey("union_organisation.id"), comment="上级工会 (含自身)"
    ),
    sa.Column("descendant_id", sa.Uuid, sa.ForeignKey("union_organisation.id"), comment="下级工会"),
    sa.Column("depth", sa.SmallInteger, nullable=False, comment="相隔层数"),
    sa.PrimaryKeyConstraint("ancestor_id", "descendant_id"),
    sa.CheckConstraint("(depth = 0) = (ancestor_id = descendant_id)", name="depth"),
    sa.CheckConstraint("depth >= 0", name="depth_sign"),
    sa.Index("ix_union_closure_descendant", "descendant_id", "ancestor_id"),
    comment="工会组织树闭包 (含自身)",
)

union_version = sa.Table(
    "union_version",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("name", sa.Text, nullable=False, comment="工会名称"),
    code("kind", UnionKind, "工会组织类型"),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="层级"),
    reference("parent_id", "union_organisation", "上级工会", nullable=True, index=False),
    code("status", UnionStatus, "建会状态"),
    sa.Column("valid_from", sa.Date, nullable=False, comment="起始日期"),
    sa.Column("valid_to", sa.Date, comment="截止日期 (不含)"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    sa.UniqueConstraint("union_id", "valid_from"),
    sa.Index("ix_union_version_union", "union_id", "id"),
    sa.Index("ix_union_version_parent", "parent_id", "id"),
    sa.Index(
        "uq_union_version_open",
        "union_id",
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    ),
    comment="工会组织沿革 (由触发器记载)",
    info={"unaudited": "derived from audited rows"},
)

organisation_step = sa.Table(
    "organisation_step",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    code("subject", RecordSubject, "办理对象"),
    sa.Column("subject_id", sa.Uuid, nullable=False, comment="办理对象标识"),
    sa.Column("from_status", sa.Text, comment="原状态"),
    sa.Column("to_status", sa.Text, nullable=False, comment="新状态"),
    sa.Column("taken_on", sa.Date, nullable=False, comment="办理日期"),
    sa.Column("taken_by", sa.Text, nullable=False, comment="办理人"),
    sa.Column("note", sa.Text, comment="意见或原因"),
    sa.Column("document_number", sa.Text, comment="文号"),
    sa.Index("ix_organisation_step_subject", "subject_id", "id"),
    sa.Index("ix_organisation_step_union", "union_id", "id"),
    comment="组织业务办理记录 (只增不改)",
    info={"immutable": True},
)
