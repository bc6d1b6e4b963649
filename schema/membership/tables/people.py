"""Persons with their vault, and their memberships."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import (
    ACTIVE_STATES,
    DocumentCheck,
    DocumentKind,
    Education,
    EmploymentForm,
    Ethnicity,
    HukouKind,
    MaritalStatus,
    MembershipStatus,
    NewFormGroup,
    Platform,
    PoliticalStatus,
    RegionCheck,
    RetentionGround,
    Sex,
)

#: Encrypted by the vault, bound to the person.
SEALED = {"secret": True, "sealed": "person_id"}

person = sa.Table(
    "person",
    metadata,
    identifier(),
    sa.Column("name", sa.Text, nullable=False, comment="姓名", info={"personal": True}),
    sa.Column(
        "name_pinyin", sa.Text, comment="姓名拼音 (检索用): 首字母 全拼", info={"personal": True}
    ),
    code("sex", Sex, "性别 (GB/T 2261.1)", server_default=Sex.UNKNOWN.value),
    sa.Column("birth_date", sa.Date, comment="出生日期", info={"personal": True}),
    code("document_kind", DocumentKind, "证件类型", nullable=True),
    sa.Column("document_mask", sa.Text, comment="证件号码 (掩码)"),
    code("document_check", DocumentCheck, "证件校验结果", server_default="MISSING"),
    code("document_region", RegionCheck, "证件号码的区划 (仅提示)", nullable=True),
    sa.Column("mobile_mask", sa.Text, comment="手机号 (掩码)"),
    sa.Column("mobile_verified_on", sa.Date, comment="手机号核验日期"),
    code("ethnicity", Ethnicity, "民族 (GB/T 3304)", nullable=True),
    code("education", Education, "学历 (GB/T 4658)", nullable=True),
    code("political_status", PoliticalStatus, "政治面貌 (GB/T 4762)", nullable=True),
    code("marital_status", MaritalStatus, "婚姻状况 (GB/T 2261.2)", nullable=True),
    code("hukou_kind", HukouKind, "户口性质", nullable=True),
    sa.Column("migrant", sa.Boolean, nullable=False, server_default=sa.false(), comment="农民工"),
    sa.Column("deceased_on", sa.Date, comment="死亡日期"),
    sa.Column("anonymised_on", sa.Date, comment="去标识化日期 (保存期满或本人请求)"),
    reference("merged_into_id", "person", "并入的职工", nullable=True, index=False),
    *record_columns(),
    sa.CheckConstraint("merged_into_id <> id", name="merged_into"),
    sa.Index(
        "ix_person_merged_into",
        "merged_into_id",
        "id",
        postgresql_where=sa.text("merged_into_id is not null"),
    ),
    sa.Index("ix_person_name", "name", "id"),
    sa.Index("ix_person_name_pinyin", "name_pinyin", "id"),
    sa.Index("ix_person_given_name", sa.text("substr(name, 2)")),
    sa.Index("ix_person_full_pinyin", sa.text("split_part(name_pinyin, ' ', 2)")),
    sa.Index("ix_person_birth_date", "birth_date", "id"),
    comment="职工 (实名信息)",
    info={"tells_of": "id", "persons": True},
)

person_secret = sa.Table(
    "person_secret",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True, comment="职工"),
    code("document_kind", DocumentKind, "证件类型", nullable=True),
    sa.Column("document_cipher", sa.LargeBinary, comment="证件号码密文", info=SEALED),
    sa.Column("document_index", sa.LargeBinary, comment="证件号码盲索引", info={"secret": True}),
    sa.Column("mobile_cipher", sa.LargeBinary, comment="手机号密文", info=SEALED),
    sa.Column("mobile_index", sa.LargeBinary, comment="手机号盲索引", info={"secret": True}),
    sa.UniqueConstraint("document_kind", "document_index"),
    sa.CheckConstraint(
        "(document_index is null) = (document_kind is null)"
        " and (document_index is null) = (document_cipher is null)",
        name="document",
    ),
    sa.Index("ix_person_secret_mobile_index", "mobile_index"),
    comment="职工敏感信息 (密文)",
)

_active = ",".join(f"'{state.value}'" for state in ACTIVE_STATES)

membership = sa.Table(
    "membership",
    metadata,
    identifier(),
    reference("person_id", "person", "职工", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    sa.Column("card_number", sa.Text, unique=True, comment="会员证号"),
    code("status", MembershipStatus, "会籍状态"),
    sa.Column("joined_on", sa.Date, comment="入会日期"),
    sa.Column("ended_on", sa.Date, comment="会籍终止日期"),
    sa.Column("end_reason", sa.Text, comment="终止或保留原因", info={"personal": True}),
    sa.Column("end_document", sa.Text, comment="开除会籍决定文号", info={"personal": True}),
    sa.Column("educated_on", sa.Date, comment="教育谈话日期 (自动退会前)"),
    code("retention_ground", RetentionGround, "保留会籍情形", nullable=True),
    code("employment_form", EmploymentForm, "用工形式"),
    sa.Column("employer_name", sa.Text, comment="工作单位", info={"personal": True}),
    sa.Column(
        "employer_credit_code", sa.Text, comment="单位统一社会信用代码", info={"personal": True}
    ),
    sa.Column("occupation", sa.Text, comment="职业 (GB/T 6565)"),
    sa.Column("hired_on", sa.Date, comment="入职日期"),
    sa.Column("contract_start_on", sa.Date, comment="劳动合同起"),
    sa.Column("contract_end_on", sa.Date, comment="劳动合同止"),
    sa.Column(
        "frontline", sa.Boolean, nullable=False, server_default=sa.false(), comment="一线职工"
    ),
    code("new_form_group", NewFormGroup, "新就业形态群体", nullable=True),
    code("platform", Platform, "所在平台", nullable=True),
    sa.Column("contact_verified_on", sa.Date, comment="联系方式核验日期"),
    sa.Column(
        "dues_base",
        sa.BigInteger,
        comment="会费缴费基数 (月基本工资, 分)",
        info={"personal": True},
    ),
    *record_columns(),
    sa.CheckConstraint("status in ('APPLIED','APPROVED') or joined_on is not null", name="joined"),
    sa.CheckConstraint(
        "ended_on is null or joined_on is null or ended_on >= joined_on", name="period"
    ),
    sa.CheckConstraint(
        "contract_end_on is null or contract_start_on is null"
        " or contract_end_on >= contract_start_on",
        name="contract",
    ),
    sa.CheckConstraint("dues_base > 0", name="dues_base"),
    sa.CheckConstraint("status <> 'LAPSED' or educated_on is not null", name="lapse"),
    sa.CheckConstraint("status <> 'EXPELLED' or end_document is not null", name="expulsion"),
    sa.CheckConstraint("retention_ground is null or status = 'RETAINED'", name="retention"),
    # One active membership per person, held by the database itself.
    sa.Index(
        "uq_membership_active_person",
        "person_id",
        unique=True,
        postgresql_where=sa.text(f"status in ({_active})"),
    ),
    sa.Index("ix_membership_union", "union_id", "id"),
    sa.Index("ix_membership_union_joined", "union_id", "joined_on", "id"),
    sa.Index("ix_membership_person", "person_id", "id"),
    sa.Index("ix_membership_status", "status", "id"),
    # Of the few that have such days; the screening looks for them each night.
    sa.Index(
        "ix_membership_contract_end",
        "contract_end_on",
        postgresql_where=sa.text("contract_end_on is not null"),
    ),
    sa.Index(
        "ix_membership_uncontracted",
        "hired_on",
        postgresql_where=sa.text("contract_start_on is null and hired_on is not null"),
    ),
    sa.Index("ix_membership_joined", "joined_on", "id"),
    comment="会籍",
    info={"persons": True},
)
