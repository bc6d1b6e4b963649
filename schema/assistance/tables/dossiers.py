"""Dossiers with household and assessments, and the living standard they rest on.

Amounts are integer fen. ``assessment`` is immutable: ``info={"immutable": True}``
asks the migration for a trigger that refuses UPDATE and DELETE.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.assistance.rules import (
    ENDED_DOSSIER_STATES,
    AreaStandard,
    Cause,
    DisabilityClass,
    DossierCategory,
    DossierStatus,
    ExitChannel,
    FileLevel,
    Health,
    Relation,
    RuleSet,
    SchoolStage,
    WorkStatus,
)
from schema.assistance.tables.columns import money
from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import Sex

_ended = ",".join(f"'{state.value}'" for state in ENDED_DOSSIER_STATES)

living_standard = sa.Table(
    "living_standard",
    metadata,
    identifier(),
    reference("division_id", "division", "区划", index=False),
    code("area", AreaStandard, "城乡类别"),
    sa.Column("monthly", sa.BigInteger, nullable=False, comment="月人均低保标准 (分)"),
    sa.Column("valid_from", sa.Date, nullable=False, comment="生效日期"),
    sa.Column("valid_to", sa.Date, comment="失效日期 (不含)"),
    sa.Column("document_number", sa.Text, nullable=False, comment="依据文号"),
    *record_columns(),
    sa.UniqueConstraint("division_id", "area", "valid_from"),
    sa.CheckConstraint("monthly > 0", name="monthly"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    comment="最低生活保障标准",
)

dossier = sa.Table(
    "dossier",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="档案编号"),
    reference("person_id", "person", "建档职工", index=False),
    reference("membership_id", "membership", "会籍", nullable=True, index=False),
    reference("union_id", "union_organisation", "建档工会", index=False),
    code("file_level", FileLevel, "建档级别", server_default=FileLevel.CITY.value),
    code("category", DossierCategory, "困难类别", nullable=True),
    code("rule_set", RuleSet, "认定标准版本"),
    code("status", DossierStatus, "档案状态"),
    code("primary_cause", Cause, "主要致困原因", info={"personal": True}),
    sa.Column(
        "causes",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="致困原因",
        info={"personal": True},
    ),
    sa.Column(
        "needs",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="帮扶需求",
        info={"personal": True},
    ),
    sa.Column(
        "migrant", sa.Boolean, nullable=False, server_default=sa.false(), comment="外来务工人员"
    ),
    sa.Column("resident_since", sa.Date, comment="在本市居住起始日期 (外来务工人员)"),
    sa.Column("employed_since", sa.Date, comment="实际就业起始日期 (外来务工人员)"),
    sa.Column("contract_from", sa.Date, comment="劳动合同起 (外来务工人员)"),
    sa.Column("contract_until", sa.Date, comment="劳动合同止 (空为无固定期限)"),
    sa.Column("household_size", sa.SmallInteger, comment="家庭人口"),
    sa.Column("applied_on", sa.Date, nullable=False, comment="申请日期"),
    sa.Column("opened_on", sa.Date, comment="建档日期"),
    sa.Column("last_review_on", sa.Date, comment="最近复核日期"),
    sa.Column("next_review_on", sa.Date, comment="下次复核日期"),
    sa.Column("notice_until", sa.Date, comment="公示截止日期"),
    code("exit_channel", ExitChannel, "退出渠道", nullable=True),
    sa.Column("exit_proof", sa.Text, comment="退出证明材料", info={"personal": True}),
    sa.Column("exited_on", sa.Date, comment="退出日期"),
    sa.Column("monitor_until", sa.Date, comment="监测截止日期 (退出后)"),
    sa.Column(
        "status_reason",
        sa.Text,
        comment="状态原因 (退回、不予建档、暂停等)",
        info={"personal": True},
    ),
    sa.Column("destroyed_on", sa.Date, comment="内容销毁日期 (保存期满)"),
    reference("previous_dossier_id", "dossier", "前一档案 (重新建档)", nullable=True),
    sa.Column("imported_from", sa.Text, comment="历史数据来源 (空为在系统内办理)"),
    *record_columns(),
    sa.CheckConstraint("household_size > 0", name="household_size"),
    sa.CheckConstraint("contract_until >= contract_from", name="contract"),
    sa.CheckConstraint(
        "status not in ('ACTIVE','DUE_FOR_REVIEW','REVIEWING','SUSPENDED')"
        " or opened_on is not null",
        name="opened",
    ),
    sa.CheckConstraint(
        "status not in ('EXITED','MONITORED','CLOSED')"
        " or (exited_on is not null and exit_channel is not null)",
        name="exited",
    ),
    # One living dossier in one worker's name.
    sa.Index(
        "uq_dossier_open_person",
        "person_id",
        unique=True,
        postgresql_where=sa.text(f"status not in ({_ended})"),
    ),
    sa.Index("ix_dossier_person", "person_id", "id"),
    sa.Index("ix_dossier_membership", "membership_id", "id"),
    sa.Index("ix_dossier_union", "union_id", "id"),
    sa.Index("ix_dossier_status", "status", "id"),
    sa.Index("ix_dossier_opened", "opened_on", "id"),
    sa.Index("ix_dossier_next_review", "next_review_on", "id"),
    comment="困难职工档案",
    info={"read_logged": "person_id", "persons": True},
)

household_member = sa.Table(
    "household_member",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    reference("person_id", "person", "职工 (如为会员)", nullable=True, index=False),
    sa.Column("name", sa.Text, nullable=False, comment="姓名", info={"personal": True}),
    code("relation", Relation, "与建档职工关系 (GB/T 4761)"),
    code("sex", Sex, "性别", server_default=Sex.UNKNOWN.value),
    sa.Column("birth_date", sa.Date, comment="出生日期", info={"personal": True}),
    sa.Column(
        "co_living", sa.Boolean, nullable=False, server_default=sa.true(), comment="共同生活"
    ),
    code("work_status", WorkStatus, "从业状况", nullable=True),
    code("health", Health, "健康状况", nullable=True, info={"personal": True}),
    code(
        "disability_class",
        DisabilityClass,
        "残疾类别 (GB/T 26341)",
        nullable=True,
        info={"personal": True},
    ),
    sa.Column(
        "disability_level", sa.SmallInteger, comment="残疾等级 (1–4)", info={"personal": True}
    ),
    code("school_stage", SchoolStage, "就学阶段", nullable=True),
    money("wage_income", "年工资性收入"),
    money("business_income", "年经营净收入"),
    money("property_income", "年财产净收入"),
    money("transfer_income", "年转移净收入"),
    money("excluded_income", "不计入的收入: 优抚金、奖学金、政府救助 (年)"),
    sa.Column("insured", sa.Boolean, comment="已参加社会保险"),
    *record_columns(),
    sa.CheckConstraint("disability_level between 1 and 4", name="disability_level"),
    sa.CheckConstraint(
        "disability_class is null or disability_level is not null", name="disability_class_level"
    ),
    sa.CheckConstraint(
        "wage_income >= 0 and property_income >= 0 and transfer_income >= 0", name="income"
    ),
    sa.Index("ix_household_member_dossier", "dossier_id", "id"),
    sa.Index("ix_household_member_person", "person_id", "id"),
    sa.Index(
        "uq_household_member_self",
        "dossier_id",
        unique=True,
        postgresql_where=sa.text("relation = 'SELF'"),
    ),
    comment="家庭成员",
    info={"read_logged": "person_id", "persons": True},
)

assessment = sa.Table(
    "assessment",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    sa.Column("assessed_on", sa.Date, nullable=False, comment="认定日期"),
    code("rule_set", RuleSet, "认定标准版本"),
    sa.Column("yearly_income", sa.BigInteger, nullable=False, comment="家庭年可支配收入 (分)"),
    sa.Column("rigid_expenditure", sa.BigInteger, nullable=False, comment="年刚性支出 (分)"),
    money("accident_cost", "意外或大病净支出"),
    money("assets", "投资与存款"),
    sa.Column("household_size", sa.SmallInteger, nullable=False, comment="共同生活人口"),
    sa.Column("living_standard", sa.BigInteger, nullable=False, comment="月低保标准 (分)"),
    sa.Column("multiplier", sa.Integer, nullable=False, comment="低保标准倍数 (万分比)"),
    sa.Column("per_capita_income", sa.BigInteger, nullable=False, comment="月人均收入 (分, 去尾)"),
    sa.Column(
        "per_capita_net", sa.BigInteger, nullable=False, comment="扣除刚性支出后月人均 (分, 去尾)"
    ),
    code("category", DossierCategory, "认定类别 (空为不符合)", nullable=True),
    sa.Column(
        "categories_met",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="符合的类别",
    ),
    sa.Column("inputs", JSONB, nullable=False, comment="计算输入与参数", info={"personal": True}),
    sa.Column("window_from", sa.Date, comment="核算期起 (申请月前十二个整月)"),
    sa.Column("window_to", sa.Date, comment="核算期止"),
    sa.Column(
        "explanation",
        JSONB,
        nullable=False,
        server_default="[]",
        comment="逐步说明: 步骤、算式、结果、依据",
        info={"personal": True},
    ),
    *record_columns(),
    sa.CheckConstraint("household_size > 0", name="household_size"),
    sa.CheckConstraint("living_standard > 0", name="living_standard"),
    sa.CheckConstraint("rigid_expenditure >= 0 and accident_cost >= 0", name="cost"),
    sa.Index(
        "ix_assessment_dossier", "dossier_id", sa.text("assessed_on DESC"), sa.text("id DESC")
    ),
    comment="困难认定 (不可更改)",
    info={"immutable": True, "read_logged": None, "persons": True},
)
