"""Workers in new forms of employment: their platforms, and the unions that take them in."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import (
    HomeUnionKind,
    NewFormGroup,
    Platform,
    PlatformRelation,
    PlatformVerification,
)

platform_work = sa.Table(
    "platform_work",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    code("platform", Platform, "平台"),
    code("relation", PlatformRelation, "与平台的关系"),
    sa.Column("vehicle_plate", sa.Text, comment="车牌号", info={"personal": True}),
    sa.Column("work_area", sa.Text, comment="作业区域"),
    code("verified_by", PlatformVerification, "核验方式", nullable=True),
    sa.Column("verified_on", sa.Date, comment="核验日期"),
    sa.Column("ended_on", sa.Date, comment="离开平台日期"),
    *record_columns(),
    sa.UniqueConstraint("membership_id", "platform"),
    sa.CheckConstraint("(verified_by is null) = (verified_on is null)", name="verification"),
    sa.Index("ix_platform_work_membership", "membership_id", "id"),
    sa.Index("ix_platform_work_platform", "platform", "id"),
    comment="新就业形态从业情况",
    info={"persons": True},
)

home_union = sa.Table(
    "home_union",
    metadata,
    identifier(),
    code("kind", HomeUnionKind, "归口方式"),
    reference("union_id", "union_organisation", "归口工会"),
    reference("division_id", "division", "适用区划", index=False),
    code("platform", Platform, "适用平台", nullable=True),
    code("new_form_group", NewFormGroup, "适用群体", nullable=True),
    sa.Column("valid_from", sa.Date, nullable=False, comment="启用日期"),
    sa.Column("valid_to", sa.Date, comment="停用日期 (不含)"),
    *record_columns(),
    sa.CheckConstraint("(kind = 'PLATFORM_STATION') = (platform is not null)", name="of_platform"),
    sa.CheckConstraint("(kind = 'INDUSTRY') = (new_form_group is not null)", name="of_group"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    sa.Index("ix_home_union_division", "division_id", "kind", "id"),
    comment="新就业形态劳动者归口工会 (含兜底建会)",
)
