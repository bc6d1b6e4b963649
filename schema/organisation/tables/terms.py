"""Elections, cadres and their training, committees, units that a joint federation covers."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import CadrePost, CommitteeKind, ElectionKind, TrainingLevel

union_election = sa.Table(
    "union_election",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    code("kind", ElectionKind, "选举种类"),
    sa.Column("held_on", sa.Date, nullable=False, comment="选举日期"),
    sa.Column("delegates", sa.Integer, nullable=False, comment="应到人数"),
    sa.Column("present", sa.Integer, nullable=False, comment="实到人数"),
    sa.Column("votes", sa.Integer, nullable=False, comment="主席得票"),
    sa.Column("chair_name", sa.Text, nullable=False, comment="当选主席"),
    sa.Column("term_years", sa.SmallInteger, comment="任期年数 (补选为空)"),
    sa.Column("minutes", sa.Text, nullable=False, comment="选举记录编号"),
    *record_columns(),
    sa.CheckConstraint("present between 1 and delegates", name="present"),
    sa.CheckConstraint("present * 3 >= delegates * 2", name="quorum"),
    sa.CheckConstraint("votes <= present and votes * 2 > delegates", name="majority"),
    sa.CheckConstraint("term_years in (3, 5)", name="years"),
    sa.UniqueConstraint("union_id", "held_on"),
    sa.Index("ix_union_election_union", "union_id", "id"),
    comment="工会选举",
)

cadre_position = sa.Table(
    "cadre_position",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    code("post", CadrePost, "职务"),
    sa.Column("name", sa.Text, nullable=False, comment="姓名"),
    sa.Column("full_time", sa.Boolean, nullable=False, comment="专职"),
    sa.Column("started_on", sa.Date, nullable=False, comment="任职日期"),
    sa.Column("ended_on", sa.Date, comment="免职日期"),
    reference("election_id", "union_election", "选举", nullable=True),
    *record_columns(),
    sa.CheckConstraint("ended_on is null or ended_on >= started_on", name="period"),
    sa.Index("ix_cadre_position_union", "union_id", "id"),
    sa.Index(
        "uq_cadre_position_single",
        "union_id",
        "post",
        unique=True,
        postgresql_where=sa.text(
            "ended_on is null and post in ('CHAIR','WOMEN_DIRECTOR','AUDIT_DIRECTOR')"
        ),
    ),
    comment="工会干部任职",
    info={"persons": True},
)

cadre_training = sa.Table(
    "cadre_training",
    metadata,
    identifier(),
    reference("position_id", "cadre_position", "干部任职", index=False),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("title", sa.Text, nullable=False, comment="培训班"),
    code("level", TrainingLevel, "培训层级"),
    sa.Column("hours", sa.SmallInteger, nullable=False, comment="学时"),
    sa.Column("finished_on", sa.Date, nullable=False, comment="结业日期"),
    sa.Column("passed", sa.Boolean, nullable=False, comment="合格"),
    *record_columns(),
    sa.CheckConstraint("hours between 1 and 400", name="hours"),
    sa.UniqueConstraint("position_id", "title", "finished_on"),
    sa.Index("ix_cadre_training_position", "position_id", "id"),
    sa.Index("ix_cadre_training_union", "union_id", "id"),
    comment="工会干部培训",
    info={"persons": True},
)

union_committee = sa.Table(
    "union_committee",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    code("kind", CommitteeKind, "委员会"),
    sa.Column("members", sa.SmallInteger, nullable=False, comment="委员人数"),
    sa.Column("formed_on", sa.Date, nullable=False, comment="成立日期"),
    sa.Column("ended_on", sa.Date, comment="撤销日期"),
    *record_columns(),
    sa.CheckConstraint("members > 0", name="members"),
    sa.CheckConstraint("ended_on is null or ended_on >= formed_on", name="period"),
    sa.Index("ix_union_committee_union", "union_id", "id"),
    sa.Index(
        "uq_union_committee_open",
        "union_id",
        "kind",
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    ),
    comment="工会专门委员会",
)

covered_unit = sa.Table(
    "covered_unit",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "联合会", index=False),
    reference("enterprise_id", "enterprise", "企业", index=False),
    sa.Column("workers_count", sa.Integer, nullable=False, comment="覆盖职工人数"),
    sa.Column("joined_on", sa.Date, nullable=False, comment="加入日期"),
    sa.Column("left_on", sa.Date, comment="退出日期"),
    *record_columns(),
    sa.CheckConstraint("workers_count >= 0", name="workers_count"),
    sa.CheckConstraint("left_on is null or left_on >= joined_on", name="period"),
    sa.Index("ix_covered_unit_union", "union_id", "id"),
    sa.Index("ix_covered_unit_enterprise", "enterprise_id", "id"),
    sa.Index(
        "uq_covered_unit_open",
        "enterprise_id",
        unique=True,
        postgresql_where=sa.text("left_on is null"),
    ),
    comment="联合会覆盖单位",
)
